// The figures and tables that can be reproduced, by name.
import { UsageError } from '../../src/index.ts';
import type { FigureMaker } from './figure.ts';
import { figure9, figure10 } from './figures/comparison.ts';
import { figure11, figure12, layers } from './figures/costs.ts';
import { figure8 } from './figures/mistakes.ts';
import { figure5, figure6 } from './figures/passes.ts';
import { figure13 } from './figures/tolerance.ts';

/** In the order of the paper. */
export const figures: readonly FigureMaker[] = [
  layers,
  figure5,
  figure6,
  figure8,
  figure9,
  figure10,
  figure11,
  figure12,
  figure13,
];

/** Those with these names, in the order of the paper; all without a name. Throws UsageError. */
export function findFigures(names: readonly string[]): readonly FigureMaker[] {
  const known = figures.map(({ name }) => name);
  for (const name of names) {
    if (!known.includes(name)) {
      throw new UsageError(`reproduce: '${name}' is not known; expected some of ${known.join(', ')}.`);
    }
  }
  return names.length === 0 ? figures : figures.filter(({ name }) => names.includes(name));
}
