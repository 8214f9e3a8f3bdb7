// PyTorch's state_dict: tensors under the names that a user's module has, without its architecture. Which of them is which
// layer is guessed by names and shapes, said, and can be overridden.
import { FormatError, UsageError } from '../errors.ts';
import type { Definition } from '../networks/definition.ts';
import { type Model, modelOfTensors, modelTensors } from '../networks/model.ts';
import { networks } from '../networks/networks.ts';
import { planNetwork } from '../networks/plan.ts';
import { type Imported, type ImportOptions, noteLevels } from './assemble.ts';
import type { Tensor } from './step.ts';

export type NamedTensors = ReadonlyMap<string, Tensor>;

export interface StateDictOptions {
  /** Which of their names is which layer: `C1` -> `features.0`; the others are guessed. */
  readonly map?: ReadonlyMap<string, string>;
}

export interface ReadStateDictOptions extends StateDictOptions, ImportOptions {
  /** The architecture; otherwise the first of the named networks that the shapes fit. */
  readonly network?: Definition;
}

export interface WriteStateDictOptions extends StateDictOptions {
  /** A state_dict whose names and shapes are wanted, e.g. of the user's untrained module. */
  readonly like?: NamedTensors;
}

/** The tensors of one layer, ours or theirs: `weight` and perhaps `bias`. */
interface Group {
  readonly name: string;
  readonly parts: Map<string, Tensor>;
}

const OUR_PARTS: Readonly<Record<string, string>> = {
  weights: 'weight',
  coefficients: 'weight',
  codes: 'weight',
  biases: 'bias',
};

/** By prefix: `features.0` of `features.0.weight`. */
function groupTensors(tensors: NamedTensors): Group[] {
  const groups = new Map<string, Group>();
  for (const [fullName, tensor] of tensors) {
    const dot = fullName.lastIndexOf('.');
    const name = fullName.slice(0, Math.max(0, dot));
    // Counts of batches are no weights.
    if (fullName.endsWith('num_batches_tracked')) continue;
    if (!groups.has(name)) groups.set(name, { name, parts: new Map() });
    groups.get(name)!.parts.set(fullName.slice(dot + 1), tensor);
  }
  return [...groups.values()];
}

/** Ours as PyTorch would have them; full layers as [units, inputs], the RBF codes as weights. */
function ourGroups(model: Model): Group[] {
  const tensors = modelTensors(model);
  return model.definition.layers.flatMap((layer) => {
    const parts = new Map<string, Tensor>();
    if (layer.kind === 'distances') {
      const shape = [layer.codes.length, layer.codes[0].length];
      parts.set('weight', { shape, values: Float32Array.from(layer.codes.flat()) });
    }
    for (const [ours, theirs] of Object.entries(OUR_PARTS)) {
      const tensor = tensors.get(`${layer.name}.${ours}`);
      if (!tensor) continue;
      const [first] = tensor.shape;
      const isMatrix = layer.kind === 'full' && theirs === 'weight';
      parts.set(theirs, isMatrix ? { ...tensor, shape: [first, tensor.values.length / first] } : tensor);
    }
    return parts.size > 0 ? [{ name: layer.name, parts }] : [];
  });
}

/** Same outputs and as many weights: a convolution over its whole field may be a full layer there. */
function fits(ours: Group, theirs: Group): boolean {
  const isSame = (part: string) => {
    const [a, b] = [ours.parts.get(part), theirs.parts.get(part)];
    return (
      a !== undefined && b !== undefined && a.shape[0] === b.shape[0] && a.values.length === b.values.length
    );
  };
  const kernels = [ours, theirs].map(({ parts }) => parts.get('weight')?.shape ?? []);
  const hasSameKernel =
    kernels.some((shape) => shape.length !== 4) || kernels[0].join() === kernels[1].join();
  const isKnown = [...theirs.parts.keys()].every((part) => part === 'weight' || part === 'bias');
  return isKnown && hasSameKernel && isSame('weight') && (!theirs.parts.has('bias') || isSame('bias'));
}

/** Pairs each of our groups with one of theirs; a text says what does not fit. */
function pair(
  ours: readonly Group[],
  theirs: readonly Group[],
  map: ReadonlyMap<string, string>,
): ReadonlyMap<Group, Group> | string {
  const pairs = new Map<Group, Group>();
  const free = new Set(theirs);
  for (const own of ours) {
    const named = map.get(own.name);
    const candidates = [...free].filter((group) => fits(own, group));
    const found =
      named === undefined
        ? (candidates.find(({ name }) => name === own.name) ?? candidates[0])
        : candidates.find(({ name }) => name === named);
    if (!found) {
      const shape = own.parts.get('weight')?.shape.join(', ');
      return `layer ${own.name}: expected ${named ? `'${named}' to have` : 'some'} weights [${shape}], got none that fit`;
    }
    pairs.set(own, found);
    free.delete(found);
  }
  if (free.size > 0)
    return `nothing takes ${[...free].map(({ name, parts }) => [...parts.keys()].map((part) => `${name}.${part}`).join(', ')).join(', ')}`;
  return pairs;
}

function checkMap(map: ReadonlyMap<string, string>, { layers }: Definition): void {
  for (const name of map.keys())
    if (!layers.some((layer) => layer.name === name)) {
      const names = layers.map((layer) => layer.name).join(', ');
      throw new UsageError(`map: expected a layer of the network (${names}), got '${name}'.`);
    }
}

const blank = (definition: Definition): Model => ({
  definition,
  parameters: new Float32Array(planNetwork(definition).length),
  card: {},
});

/**
 * A model of a state_dict. Throws FormatError where names and shapes do not fit the network, UsageError for a map of layers
 * that it does not have.
 */
export function readStateDict(
  tensors: NamedTensors,
  where: string,
  options: ReadStateDictOptions = {},
): Imported {
  const { network, map = new Map(), levels, name } = options;
  const theirs = groupTensors(tensors);
  const candidates = network ? [network] : [...networks.values()];
  let reason = '';
  for (const candidate of candidates) {
    if (network) checkMap(map, candidate);
    const pairs = pair(withoutCodes(ourGroups(blank(candidate)), candidate, theirs), theirs, map);
    if (typeof pairs === 'string') {
      reason = pairs;
      continue;
    }
    const input = { ...candidate.input, ...(levels ?? (network ? {} : { background: 0, foreground: 1 })) };
    const definition = withCodes({ ...candidate, name: name ?? candidate.name, input }, pairs);
    const model = modelOfTensors(
      definition,
      ourTensors(definition, pairs, where),
      { source: where, format: 'pytorch' },
      where,
    );
    const notes = [...pairs].map(([own, other]) => `${other.name} -> ${own.name}`);
    checkMap(map, candidate);
    const guess = `architecture: taken for ${candidate.name}, since the shapes fit; --network names another`;
    return { model, notes: [...(network ? [] : [guess]), ...notes, noteLevels(input)] };
  }
  if (network) throw new FormatError(`${where}: does not fit '${network.name}': ${reason}.`);
  const shapes = [...tensors].map(([key, { shape }]) => `${key} [${shape.join(', ')}]`).slice(0, 20);
  throw new FormatError(
    `${where}: a state_dict has no architecture, and these shapes fit no network with a name: ${shapes.join(', ')}. Give the definition: --network FILE.json; or export as ONNX, with batch normalisation and all.`,
  );
}

/** Codes are wanted only where theirs has them, too. */
function withoutCodes(ours: readonly Group[], { layers }: Definition, theirs: readonly Group[]): Group[] {
  const isCodes = (name: string) => layers.some((layer) => layer.name === name && layer.kind === 'distances');
  return ours.filter((own) => !isCodes(own.name) || theirs.some((group) => fits(own, group)));
}

function withCodes(definition: Definition, pairs: ReadonlyMap<Group, Group>): Definition {
  const layers = definition.layers.map((layer) => {
    const found = [...pairs].find(([own]) => own.name === layer.name)?.[1].parts.get('weight');
    if (layer.kind !== 'distances' || !found) return layer;
    const [classes, maps] = found.shape;
    const codes = Array.from({ length: classes }, (_, m) => [
      ...found.values.subarray(m * maps, (m + 1) * maps),
    ]);
    return { ...layer, codes };
  });
  return { ...definition, layers };
}

/** Under our names and in our shapes; a bias that theirs has not is zero. */
function ourTensors(
  definition: Definition,
  pairs: ReadonlyMap<Group, Group>,
  where: string,
): Map<string, Tensor> {
  const result = new Map<string, Tensor>();
  for (const [fullName, { shape, values }] of modelTensors(blank(definition))) {
    const dot = fullName.lastIndexOf('.');
    const [, theirs] = [...pairs].find(([own]) => own.name === fullName.slice(0, dot))!;
    const found = theirs.parts.get(OUR_PARTS[fullName.slice(dot + 1)]);
    const wrong = found?.values.find((value) => !Number.isFinite(value));
    if (wrong !== undefined)
      throw new FormatError(`${where}: ${theirs.name}: expected finite weights, got ${wrong}.`);
    result.set(fullName, { shape, values: found?.values ?? new Float32Array(values.length) });
  }
  return result;
}

/**
 * A model's tensors under the names of a module: our own unless `map` or `like` says otherwise. Throws FormatError where
 * `like` has other shapes, UsageError for a map of layers that the network does not have.
 */
export function writeStateDict(model: Model, options: WriteStateDictOptions = {}): Map<string, Tensor> {
  const { map = new Map<string, string>(), like } = options;
  checkMap(map, model.definition);
  const theirs = like && groupTensors(like);
  const ours = theirs ? withoutCodes(ourGroups(model), model.definition, theirs) : ourGroups(model);
  const pairs = theirs && pair(ours, theirs, map);
  if (typeof pairs === 'string')
    throw new FormatError(`like: does not fit '${model.definition.name}': ${pairs}.`);
  const result = new Map<string, Tensor>();
  for (const own of ours) {
    const other = pairs?.get(own);
    const name = other?.name ?? map.get(own.name) ?? own.name;
    for (const [part, { shape, values }] of own.parts) {
      if (other && !other.parts.has(part)) {
        if (values.some((value) => value !== 0))
          throw new FormatError(`like: '${name}' has no ${part}; expected one for layer ${own.name}.`);
        continue;
      }
      result.set(`${name}.${part}`, { shape: other?.parts.get(part)?.shape ?? shape, values });
    }
  }
  return result;
}
