// From a chain of steps, as an importer makes it, to a model: padding joins the input, tanh becomes the paper's
// squashing function, scales go into the weights, layers get the paper's names.
import { FormatError } from '../errors.ts';
import type { Definition, LayerDefinition } from '../networks/definition.ts';
import type { Card, Model } from '../networks/model.ts';
import { planNetwork } from '../networks/plan.ts';
import { sizeOf } from '../shape.ts';
import { exchangeTanh, foldScales } from './fold.ts';
import {
  type ActivationStep,
  type Chain,
  type Levels,
  type LinearStep,
  type PoolingStep,
  type ScaleStep,
  type Step,
  shapesAfter,
} from './step.ts';

/** A model from another format, and what its reader should be told of it. */
export interface Imported {
  readonly model: Model;
  /** `conv1 -> C1`: which step became which layer, and what was assumed. */
  readonly notes: readonly string[];
}

export interface ImportOptions {
  /** What paper and full ink are to the network; otherwise as the file says, or else 0 and 1. */
  readonly levels?: Levels;
  /** Of the definition; otherwise as the file says, or the file's own. */
  readonly name?: string;
}

type Draft = { readonly layer: LayerDefinition; readonly from: string; readonly tensors: Float32Array[] };

/** `where` names the file in errors. Throws FormatError for what our layers cannot do, ShapeError where shapes disagree. */
export function assemble(chain: Chain, levels: Levels, card: Card, where: string): Imported {
  if (chain.input.maps !== 1)
    throw new FormatError(`${where}: expected one input map (grey), got ${chain.input.maps}.`);
  const padded = dropPadding(chain, levels, where);
  const steps = exchangeTanh(findScales(padded), 'squash');
  const folded = foldScales({ ...padded, steps });
  checkShapes(folded, where);
  const drafts = draftLayers(folded, where);
  const definition: Definition = {
    name: sanitize(chain.name),
    input: { ...folded.input, background: levels.background, foreground: levels.foreground },
    initial: { rule: 'squareRoot', gain: 1 },
    layers: drafts.map(({ layer }) => layer),
  };
  const plan = planNetwork(definition);
  const parameters = new Float32Array(plan.length);
  for (const [l, { tensors }] of plan.layers.entries()) {
    for (const [t, tensor] of tensors.entries()) parameters.set(drafts[l].tensors[t], tensor.offset);
  }
  if (!parameters.every(Number.isFinite))
    throw new FormatError(`${where}: expected finite weights, got NaN or an infinity.`);
  const notes = drafts.map(({ layer, from }) => `${from || layer.kind} -> ${layer.name} (${layer.kind})`);
  return { model: { definition, parameters, card }, notes: [...notes, noteLevels(levels)] };
}

/** To be said of every model that is read: no other format tells. */
export const noteLevels = ({ background, foreground }: Levels): string =>
  `paper is ${background}, ink is ${foreground}; --levels says otherwise`;

/** Levels that our own exports carry, as JSON or its text; undefined where a file has none. */
export function levelsIn(value: unknown): Levels | undefined {
  try {
    const { background, foreground } =
      typeof value === 'string' ? JSON.parse(value) : ((value ?? {}) as Levels);
    return [background, foreground].every(Number.isFinite) ? { background, foreground } : undefined;
  } catch {
    return undefined;
  }
}

/** `mine` of `models/mine.onnx`. */
export const stemOf = (path: string): string => path.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');

const sanitize = (name: string): string =>
  name
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|-+$/g, '')
    .slice(0, 64) || 'imported';

/** Zeros around the picture are a larger picture with more paper, if paper is 0. */
function dropPadding(chain: Chain, levels: Levels, where: string): Chain {
  const [first, ...rest] = padFirst(chain.steps);
  const inside = rest.find((step) => step.kind === 'padding');
  if (inside) throw new FormatError(`${where}: ${inside.name}: padding inside the network is not supported.`);
  if (first?.kind !== 'padding') return chain;
  if (levels.background !== 0) {
    throw new FormatError(
      `${where}: ${first.name}: padding with zeros, but paper is ${levels.background}; expected paper 0. Train without padding on larger pictures.`,
    );
  }
  const { maps, rows, columns } = chain.input;
  const input = { maps, rows: rows + 2 * first.rows, columns: columns + 2 * first.columns };
  return { ...chain, input, steps: rest };
}

/** A factor, as of bytes to 0..1, leaves zeros what they are. */
function padFirst(steps: readonly Step[]): readonly Step[] {
  const [first, second, ...rest] = steps;
  const commutes = first?.kind === 'scale' && first.shifts.every((shift) => shift === 0);
  return commutes && second?.kind === 'padding' ? [second, first, ...rest] : steps;
}

/** A linear layer of each map with itself alone is a scale, as Keras has no other. */
function findScales(chain: Chain): Step[] {
  const shapes = [chain.input, ...shapesAfter(chain)];
  return chain.steps.map((step, s): Step => {
    if (step.kind !== 'convolution' && step.kind !== 'full') return step;
    const { shape, values } = step.weights;
    const { maps, rows, columns } = shapes[s];
    const isDiagonal = (weight: number, n: number) => weight === 0 || n % (maps + 1) === 0;
    const isSquare = shape[0] === maps && values.length === maps * maps;
    if (!isSquare || (step.kind === 'full' && rows * columns > 1) || !values.every(isDiagonal)) return step;
    const factors = Array.from({ length: maps }, (_, m) => values[m * (maps + 1)]);
    return { kind: 'scale', name: step.name, factors, shifts: [...step.biases] };
  });
}

function checkShapes(chain: Chain, where: string): void {
  const shapes = [chain.input, ...shapesAfter(chain)];
  for (const [s, step] of chain.steps.entries()) {
    if (step.kind !== 'convolution' && step.kind !== 'full') continue;
    const expected = step.kind === 'full' ? sizeOf(shapes[s]) : shapes[s].maps;
    const got = step.weights.shape[1];
    if (got !== expected || step.biases.length !== step.weights.shape[0]) {
      throw new FormatError(
        `${where}: ${step.name}: weights [${step.weights.shape}] and ${step.biases.length} biases; expected ${expected} inputs and a bias for each output.`,
      );
    }
  }
}

function draftLayers(chain: Chain, where: string): Draft[] {
  const drafts: Draft[] = [];
  const shapes = [chain.input, ...shapesAfter(chain)];
  const steps = poolFirst(chain.steps);
  for (let s = 0; s < steps.length; s++) {
    const step = steps[s];
    const next = steps[s + 1];
    const number = drafts.length + 1;
    if (step.kind === 'convolution' || step.kind === 'full') {
      const isLast = !steps.slice(s + 1).some((other) => other.kind !== 'activation');
      drafts.push(draftLinear(step, shapes[s], number, isLast));
    } else if (step.kind === 'averagePooling' && next?.kind === 'scale') {
      drafts.push(draftSubsampling(step, next, shapes[s].maps, number));
      s++;
    } else if (step.kind === 'maxPooling' || step.kind === 'averagePooling') {
      const layer: LayerDefinition = { name: `S${number}`, kind: step.kind, size: step.size };
      drafts.push({ layer, from: step.name, tensors: [] });
    } else if (step.kind === 'scale') drafts.push(draftScale(step, shapes[s].maps, number));
    else if (step.kind === 'activation') activate(drafts, step, where);
    else if (step.kind === 'distances') {
      const [classes, maps] = step.codes.shape;
      const codes = Array.from({ length: classes }, (_, m) => [
        ...step.codes.values.subarray(m * maps, (m + 1) * maps),
      ]);
      drafts.push({
        layer: { name: 'RBF', kind: 'distances', codes },
        from: step.name,
        tensors: [step.codes.values],
      });
    }
  }
  if (drafts.length === 0) throw new FormatError(`${where}: no layers; expected at least one.`);
  return drafts;
}

/** Squashing functions grow, so the largest of a block may be taken before: a quarter of the values to squash. */
function poolFirst(steps: readonly Step[]): Step[] {
  const result = [...steps];
  for (let s = 1; s < result.length; s++) {
    const [first, second] = [result[s - 1], result[s]];
    if (first.kind === 'activation' && second.kind === 'maxPooling') result.splice(s - 1, 2, second, first);
  }
  return result;
}

function activate(drafts: Draft[], step: ActivationStep, where: string): void {
  const last = drafts.at(-1);
  if (!last || last.layer.activation || step.function === 'tanh') {
    throw new FormatError(
      `${where}: ${step.name || step.function}: expected a layer before the squashing function, got ${last ? 'another squashing function' : 'the input'}.`,
    );
  }
  drafts[drafts.length - 1] = { ...last, layer: { ...last.layer, activation: step.function } };
}

function draftLinear(
  step: LinearStep,
  field: { maps: number; rows: number; columns: number },
  number: number,
  isLast: boolean,
): Draft {
  const { biases, weights, name: from } = step;
  const [maps, inputs, rows, columns] =
    step.kind === 'full' ? [weights.shape[0], field.maps, field.rows, field.columns] : weights.shape;
  const taps = rows * columns;
  const values = new Float32Array(weights.values.length);
  for (let m = 0; m < maps; m++) {
    for (let k = 0; k < inputs; k++) {
      for (let t = 0; t < taps; t++)
        values[(t * inputs + k) * maps + m] = weights.values[(m * inputs + k) * taps + t];
    }
  }
  const table = findTable(weights.values, maps, inputs, taps);
  const kernel = rows === columns ? rows : ([rows, columns] as const);
  const layer: LayerDefinition =
    step.kind === 'full'
      ? { name: isLast ? 'OUT' : `F${number}`, kind: 'full', units: maps }
      : { name: `C${number}`, kind: 'convolution', maps, kernel, ...(table && { table }) };
  return { layer, from, tensors: [values, biases] };
}

/** Kernels that are all zeros are absent connections, like those of the paper's C3. */
function findTable(
  weights: Float32Array,
  maps: number,
  inputs: number,
  taps: number,
): number[][] | undefined {
  const isPresent = (kernel: number) =>
    weights.subarray(kernel * taps, (kernel + 1) * taps).some((weight) => weight !== 0);
  const table = Array.from({ length: maps }, (_, m) =>
    Array.from({ length: inputs }, (_, k) => k).filter((k) => isPresent(m * inputs + k)),
  );
  const isSparse = table.some((row) => row.length < inputs) && table.every((row) => row.length > 0);
  return isSparse ? table : undefined;
}

const spread = (values: readonly number[], maps: number): Float32Array =>
  Float32Array.from({ length: maps }, (_, m) => values[values.length === 1 ? 0 : m]);

function draftSubsampling(pool: PoolingStep, scale: ScaleStep, maps: number, number: number): Draft {
  const coefficients = scale.factors.map((factor) => factor / pool.size ** 2);
  return {
    layer: { name: `S${number}`, kind: 'subsampling', size: pool.size },
    from: pool.name,
    tensors: [spread(coefficients, maps), spread(scale.shifts, maps)],
  };
}

/** A scale that nothing takes in is a 1x1 convolution of each map with itself. */
function draftScale(step: ScaleStep, maps: number, number: number): Draft {
  const table = Array.from({ length: maps }, (_, m) => [m]);
  const factors = spread(step.factors, maps);
  const weights = Float32Array.from({ length: maps * maps }, (_, n) =>
    n % (maps + 1) === 0 ? factors[n / (maps + 1)] : 0,
  );
  return {
    layer: { name: `A${number}`, kind: 'convolution', maps, kernel: 1, table },
    from: step.name,
    tensors: [weights, spread(step.shifts, maps)],
  };
}
