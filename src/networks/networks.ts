// The networks that have a name.
import { UsageError } from '../errors.ts';
import type { Definition } from './definition.ts';
import { lenet1 } from './lenet1.ts';
import { lenet4 } from './lenet4.ts';
import { lenet5 } from './lenet5.ts';
import { lenet5Best } from './lenet5-best.ts';
import { lenet5Keras } from './lenet5-keras.ts';
import { lenet5Large } from './lenet5-large.ts';
import { lenet5Modern } from './lenet5-modern.ts';
import { linear, mlp300, mlp300x100, mlp1000 } from './perceptrons.ts';

/** Every named definition, by name. */
export const networks: ReadonlyMap<string, Definition> = new Map(
  [
    ...[lenet5, lenet5Modern, lenet5Best, lenet5Large, lenet5Keras],
    ...[lenet1, lenet4, linear, mlp300, mlp1000, mlp300x100],
  ].map((definition) => [definition.name, definition]),
);

/** Throws UsageError for an unknown name. */
export function findNetwork(name: string): Definition {
  const definition = networks.get(name);
  if (!definition) {
    throw new UsageError(
      `network: '${name}' is not known; expected one of ${[...networks.keys()].join(', ')}.`,
    );
  }
  return definition;
}
