// From a model to a chain of steps: every layer's own operation, then its squashing function.
import { FormatError } from '../errors.ts';
import type { Model } from '../networks/model.ts';
import { type PlacedTensor, type PlannedLayer, planNetwork } from '../networks/plan.ts';
import type { Chain, Step, Tensor } from './step.ts';

/** Throws FormatError for a layer that exists only in training, ShapeError for a definition that makes no sense. */
export function lower(model: Model): Chain {
  const { definition, parameters } = model;
  const { maps, rows, columns } = definition.input;
  const plan = planNetwork(definition);
  const steps = plan.layers.flatMap((layer): Step[] => {
    const { name, activation } = layer.definition;
    const own = lowerLayer(layer, (tensor) =>
      parameters.subarray(tensor.offset, tensor.offset + tensor.length),
    );
    return activation ? [...own, { kind: 'activation', name, function: activation }] : own;
  });
  return { name: definition.name, input: { maps, rows, columns }, steps };
}

function lowerLayer(layer: PlannedLayer, valuesOf: (tensor: PlacedTensor) => Float32Array): Step[] {
  const { definition, tensors } = layer;
  const { name } = definition;
  const [first, second] = tensors.map(valuesOf);
  switch (definition.kind) {
    case 'convolution':
      return [{ kind: 'convolution', name, weights: reorder(tensors[0], first), biases: second.slice() }];
    case 'full': {
      const { shape, values } = reorder(tensors[0], first);
      const weights = { shape: [shape[0], values.length / shape[0]], values };
      return [{ kind: 'full', name, weights, biases: second.slice() }];
    }
    case 'subsampling': {
      // The block's sum times the coefficient is its mean times as much more.
      const area = definition.size ** 2;
      const factors = Array.from(first, (coefficient) => coefficient * area);
      return [
        { kind: 'averagePooling', name, size: definition.size },
        { kind: 'scale', name, factors, shifts: [...second] },
      ];
    }
    case 'maxPooling':
    case 'averagePooling':
      return [{ kind: definition.kind, name, size: definition.size }];
    case 'distances':
      return [{ kind: 'distances', name, codes: { shape: tensors[0].shape, values: first.slice() } }];
    default:
      throw new FormatError(
        `layer ${name}: a layer of kind '${definition.kind}' has no place in other formats; expected a finished network.`,
      );
  }
}

/** [row, column, input map, map] to [map, input map, row, column]. */
function reorder({ shape }: PlacedTensor, values: Float32Array): Tensor {
  const [rows, columns, inputs, maps] = shape;
  const taps = rows * columns;
  const result = new Float32Array(values.length);
  for (let t = 0; t < taps; t++) {
    for (let k = 0; k < inputs; k++) {
      for (let m = 0; m < maps; m++)
        result[(m * inputs + k) * taps + t] = values[(t * inputs + k) * maps + m];
    }
  }
  return { shape: [maps, inputs, rows, columns], values: result };
}
