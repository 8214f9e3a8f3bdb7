// Batch normalisation as a way to train, not as a part of the finished network: inserted before every squashing
// function of a definition, folded away afterwards.
//   fold: w' = w / sqrt(variance + 1e-5), b' = shift - mean / sqrt(variance + 1e-5)
// A positive scale commutes with max and average pooling, so the pooling between the two does not matter.
import type { Floats } from '../kernels/kernels.ts';
import type { Definition, LayerDefinition } from './definition.ts';
import type { NetworkPlan, PlannedLayer } from './plan.ts';

const EPSILON = 1e-5;

const hasWeights = (layer: LayerDefinition): boolean => layer.kind === 'convolution' || layer.kind === 'full';

/** The same network with batch normalisation between each layer with weights and the squashing of its output. */
export function insertNormalization(definition: Definition): Definition {
  const layers: LayerDefinition[] = [];
  let open = -1;
  for (const layer of definition.layers) {
    if (hasWeights(layer)) open = layers.length;
    else if (layer.kind === 'subsampling' || layer.kind === 'distances') open = -1;
    if (layer.activation && open >= 0) {
      const { activation, ...plain } = layer;
      layers.push(plain as LayerDefinition);
      layers[open] = { ...layers[open], bias: false } as LayerDefinition;
      layers.push({ name: `N.${layers[open].name}`, kind: 'normalization', activation });
      open = -1;
    } else layers.push(layer);
  }
  return { ...definition, layers };
}

function valuesOf(layer: PlannedLayer, name: string, parameters: Floats): Floats {
  const tensor = layer.tensors.find((t) => t.name === name)!;
  return parameters.subarray(tensor.offset, tensor.offset + tensor.length);
}

/**
 * Writes into `folded` (laid out by `plain`, the plan of the definition that normalisation was inserted into) the
 * parameters that make the plain network compute what the normalised one does with its running statistics.
 */
export function foldNormalization(
  normalized: NetworkPlan,
  parameters: Floats,
  plain: NetworkPlan,
  folded: Floats,
): void {
  for (const layer of plain.layers) {
    const source = normalized.layers.find((l) => l.definition.name === layer.definition.name)!;
    for (const tensor of layer.tensors) {
      valuesOf(layer, tensor.name, folded).set(valuesOf(source, tensor.name, parameters));
    }
    const statistics = normalized.layers.find((l) => l.definition.name === `N.${layer.definition.name}`);
    if (statistics) foldLayer(layer, statistics, parameters, folded);
  }
}

function foldLayer(layer: PlannedLayer, statistics: PlannedLayer, parameters: Floats, folded: Floats): void {
  const shift = valuesOf(statistics, 'shift', parameters);
  const mean = valuesOf(statistics, 'mean', parameters);
  const variance = valuesOf(statistics, 'variance', parameters);
  const weights = valuesOf(layer, 'weights', folded);
  const biases = valuesOf(layer, 'biases', folded);
  const maps = biases.length;
  const scale = Array.from(variance, (v) => 1 / Math.sqrt(v + EPSILON));
  for (let n = 0; n < weights.length; n++) weights[n] *= scale[n % maps];
  for (let m = 0; m < maps; m++) biases[m] = shift[m] - mean[m] * scale[m];
}
