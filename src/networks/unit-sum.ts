// How a unit comes by its value: what each map of the layer below adds to its sum (section II.A), before the sum is
// squashed. For showing: in double precision, where the network itself works in single.
import type { Inspection, LayerMaps } from './inspect.ts';
import type { Model } from './model.ts';
import type { NetworkPlan, PlannedLayer } from './plan.ts';

export interface UnitSum {
  /** What each connected map of the layer below adds; of max pooling the largest value of the block. */
  readonly terms: readonly { readonly map: number; readonly amount: number }[];
  /** Undefined where the layer has none. */
  readonly bias: number | undefined;
  /** Of the terms and the bias: what is squashed then, or the value itself where there is no squashing function. */
  readonly sum: number;
}

/** A unit of layer `layer` (0: the first one). */
export interface UnitPlace {
  readonly layer: number;
  readonly map: number;
  readonly row: number;
  readonly column: number;
}

type Amount = (map: number) => number;

/** A tensor of a layer by its name, in the model's parameters. */
function valuesOf({ tensors }: PlannedLayer, { parameters }: Model, name: string): Float32Array | undefined {
  const tensor = tensors.find((own) => own.name === name);
  return tensor && parameters.subarray(tensor.offset, tensor.offset + tensor.length);
}

/** The values of one map below, `rows` x `columns` of them from a place on. */
function blockOf(
  { shape, values }: LayerMaps,
  map: number,
  [top, left, rows, columns]: readonly number[],
): number[] {
  return Array.from({ length: rows * columns }, (_, n) => {
    const [row, column] = [top + Math.floor(n / columns), left + (n % columns)];
    return values[(row * shape.columns + column) * shape.maps + map];
  });
}

/** Sum of what a kernel sees of one map below, times its weights, [i][j][k][m]. */
function weighted(layer: PlannedLayer, model: Model, below: LayerMaps, place: UnitPlace): Amount {
  const weights = valuesOf(layer, model, 'weights')!;
  const [rows, columns, inputs, maps] = layer.tensors[0].shape;
  return (k) =>
    blockOf(below, k, [place.row, place.column, rows, columns]).reduce(
      (sum, value, n) => sum + value * weights[(n * inputs + k) * maps + place.map],
      0,
    );
}

/** What a pooling layer makes of the block of its own map. */
function pooled(layer: PlannedLayer, model: Model, below: LayerMaps, place: UnitPlace): Amount {
  const { description } = layer;
  const size = 'size' in description ? description.size : 1;
  const coefficient = valuesOf(layer, model, 'coefficients')?.[place.map] ?? 1 / (size * size);
  return (k) => {
    const block = blockOf(below, k, [place.row * size, place.column * size, size, size]);
    if (description.kind === 'maxPooling') return Math.max(...block);
    return coefficient * block.reduce((sum, value) => sum + value, 0);
  };
}

/** Squared difference of a unit below from its place in the code of a class. */
function different({ description }: PlannedLayer, below: LayerMaps, { map }: UnitPlace): Amount {
  const code = description.kind === 'distances' ? description.codes[map] : [];
  return (k) => (below.values[k] - code[k]) ** 2;
}

/** How the unit of an inspected picture came by its value. `plan`: that of the model's definition. */
export function unitSum(model: Model, plan: NetworkPlan, seen: Inspection, place: UnitPlace): UnitSum {
  const layer = plan.layers[place.layer];
  const { description } = layer;
  const below = place.layer > 0 ? seen.layers[place.layer - 1] : seen.input;
  const all = [...Array(below.shape.maps).keys()];
  const [maps, amount] =
    description.kind === 'convolution'
      ? [description.table?.[place.map] ?? all, weighted(layer, model, below, place)]
      : description.kind === 'distances'
        ? [all, different(layer, below, place)]
        : [[place.map], pooled(layer, model, below, place)];
  const terms = maps.map((map) => ({ map, amount: amount(map) }));
  const bias = valuesOf(layer, model, 'biases')?.[place.map];
  return { terms, bias, sum: terms.reduce((sum, term) => sum + term.amount, bias ?? 0) };
}
