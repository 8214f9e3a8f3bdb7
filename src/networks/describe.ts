// The layer table, as section II.B gives it.
import { formatShape } from '../shape.ts';
import type { Definition } from './definition.ts';
import { planNetwork } from './plan.ts';

export interface LayerRow {
  readonly name: string;
  readonly kind: string;
  /** `6@28x28` */
  readonly output: string;
  /** `5x5`, or empty. */
  readonly kernel: string;
  readonly activation: string;
  readonly parameters: number;
  readonly connections: number;
}

export interface Description {
  readonly name: string;
  readonly input: string;
  readonly layers: readonly LayerRow[];
  readonly parameters: number;
  readonly connections: number;
  readonly multiplyAdds: number;
}

/** Shapes and counts of a definition, or of it over a larger field. Throws ShapeError. */
export function describe(definition: Definition, field?: { rows: number; columns: number }): Description {
  const plan = planNetwork(definition, field);
  return {
    name: definition.name,
    input: formatShape(plan.input),
    layers: plan.layers.map(
      ({ definition: layer, description, plan: { output, parameters, connections } }) => ({
        name: layer.name,
        kind: layer.kind,
        output: formatShape(output),
        kernel: kernelText(description),
        activation: layer.activation ?? '',
        parameters,
        connections,
      }),
    ),
    parameters: plan.parameters,
    connections: plan.connections,
    multiplyAdds: plan.multiplyAdds,
  };
}

function kernelText(description: Definition['layers'][number]): string {
  if (description.kind === 'convolution') {
    const { kernel } = description;
    return typeof kernel === 'number' ? `${kernel}x${kernel}` : kernel.join('x');
  }
  return 'size' in description ? `${description.size}x${description.size}` : '';
}
