// A network in plain float64, written from the definitions of its layers and independent of the library's kernels:
// what its outputs are compared with. One picture, slow.
import type { Definition, LayerDefinition } from '../../src/networks/definition.ts';
import type { NetworkPlan, PlannedLayer } from '../../src/networks/plan.ts';

/** values[(r * columns + c) * maps + m] */
type Values = ArrayLike<number>;

const SQUASHING = {
  squash: (a: number) => 1.7159 * Math.tanh((2 / 3) * a),
  sigmoid: (a: number) => 1 / (1 + Math.exp(-a)),
  relu: (a: number) => Math.max(0, a),
};

/** Outputs of the network `plan` with `parameters` for a picture of ink (bytes) as large as its field. */
export function computeOutputs(plan: NetworkPlan, parameters: Values, ink: Values): number[] {
  const { background, foreground } = plan.definition.input as Definition['input'];
  let values = Array.from(ink, (v) => background + ((foreground - background) * v) / 255);
  for (const layer of plan.layers) {
    const next = computeLayer(layer, parameters, values);
    const { activation } = layer.definition;
    values = activation ? next.map(SQUASHING[activation]) : next;
  }
  return values;
}

function computeLayer(layer: PlannedLayer, parameters: Values, x: readonly number[]): number[] {
  const { input, output } = layer.plan;
  const tensor = (name: string, n: number) =>
    parameters[layer.tensors.find((t) => t.name === name)!.offset + n];
  const at = (r: number, c: number, k: number) => x[(r * input.columns + c) * input.maps + k];
  const compute = rules(layer.description, layer, tensor, at);
  const y: number[] = [];
  for (let r = 0; r < output.rows; r++) {
    for (let c = 0; c < output.columns; c++) for (let m = 0; m < output.maps; m++) y.push(compute(r, c, m));
  }
  return y;
}

function rules(
  description: LayerDefinition,
  { plan: { input }, tensors }: PlannedLayer,
  tensor: (name: string, n: number) => number,
  at: (r: number, c: number, k: number) => number,
): (r: number, c: number, m: number) => number {
  const over = (
    rows: number,
    columns: number,
    maps: number,
    term: (i: number, j: number, k: number) => number,
  ) => {
    const terms: number[] = [];
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) for (let k = 0; k < maps; k++) terms.push(term(i, j, k));
    }
    return terms;
  };
  const sum = (terms: number[]) => terms.reduce((a, b) => a + b, 0);
  const block = (r: number, c: number, m: number, size: number) =>
    over(size, size, 1, (i, j) => at(r * size + i, c * size + j, m));
  if (description.kind === 'convolution') {
    const [rows, columns, inputs, maps] = tensors[0].shape;
    return (r, c, m) =>
      tensor('biases', m) +
      sum(
        over(rows, columns, inputs, (i, j, k) => {
          const isConnected = description.table?.[m].includes(k) ?? true;
          const weight = isConnected ? tensor('weights', ((i * columns + j) * inputs + k) * maps + m) : 0;
          return weight * at(r + i, c + j, k);
        }),
      );
  }
  if (description.kind === 'maxPooling') return (r, c, m) => Math.max(...block(r, c, m, description.size));
  if (description.kind === 'averagePooling')
    return (r, c, m) => sum(block(r, c, m, description.size)) / description.size ** 2;
  if (description.kind === 'subsampling')
    return (r, c, m) =>
      tensor('coefficients', m) * sum(block(r, c, m, description.size)) + tensor('biases', m);
  if (description.kind === 'normalization') {
    return (r, c, m) =>
      (at(r, c, m) - tensor('mean', m)) / Math.sqrt(tensor('variance', m) + 1e-5) + tensor('shift', m);
  }
  if (description.kind !== 'distances') throw new Error(`no reference for ${description.kind}`);
  return (r, c, m) => sum(over(1, 1, input.maps, (_, __, k) => (at(r, c, k) - description.codes[m][k]) ** 2));
}
