// A model: a definition with its weights, and where they come from. Kept as a safetensors file: weights of a
// convolution in the order [output map, input map, row, column], definition and card in the metadata.
import { FormatError, UsageError } from '../errors.ts';
import {
  readSafetensors,
  type SafeTensor,
  type SafeTensors,
  writeSafetensors,
} from '../formats/safetensors.ts';
import { connectionMask } from '../layers/convolution.ts';
import { isPlainObject, showValue } from '../options.ts';
import type { Definition } from './definition.ts';
import { setConstants } from './initialize.ts';
import { type NetworkPlan, type PlacedTensor, planNetwork } from './plan.ts';

const KIND = 'lenet5 model 1';

/** Where a model comes from: recipe, seed, results, as the command that made it wrote them. */
export type Card = Readonly<Record<string, unknown>>;

export interface Model {
  readonly definition: Definition;
  /** One block, laid out by `planNetwork(definition)`. */
  readonly parameters: Float32Array;
  readonly card: Card;
}

/** Throws UsageError where a path, a promise or bytes are given in place of a model. */
export function checkModel(model: Model): Model {
  if (typeof model?.definition === 'object' && model.parameters instanceof Float32Array) return model;
  throw new UsageError(
    `model: expected what readModel, or loadModel of lenet5/node, gives (await it), got ${showValue(model)}.`,
  );
}

const isKernel = (tensor: PlacedTensor): boolean => tensor.shape.length === 4;

/** [i, j, k, m] in memory is [m, k, i, j] in a file. */
function fileShape(tensor: PlacedTensor): readonly number[] {
  if (!isKernel(tensor)) return tensor.shape;
  const [rows, columns, inputs, maps] = tensor.shape;
  return [maps, inputs, rows, columns];
}

/** Calls `copy` with each pair of places: in memory and in the file. */
function eachValue(tensor: PlacedTensor, copy: (memory: number, file: number) => void): void {
  if (!isKernel(tensor)) {
    for (let n = 0; n < tensor.length; n++) copy(n, n);
    return;
  }
  const [rows, columns, inputs, maps] = tensor.shape;
  const taps = rows * columns;
  for (let m = 0; m < maps; m++) {
    for (let k = 0; k < inputs; k++) {
      for (let t = 0; t < taps; t++) copy((t * inputs + k) * maps + m, (m * inputs + k) * taps + t);
    }
  }
}

/** The tensors that a file holds: codes and absent biases are part of the definition. */
const keptTensors = (plan: NetworkPlan): PlacedTensor[] => plan.tensors.filter((t) => t.role !== 'fixed');

/** What a file holds of a model: by full name, weights of a convolution as [map, input map, row, column]. */
export function modelTensors(model: Model): Map<string, Pick<SafeTensor, 'shape' | 'values'>> {
  const tensors = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const tensor of keptTensors(planNetwork(model.definition))) {
    const values = new Float32Array(tensor.length);
    eachValue(tensor, (memory, file) => {
      values[file] = model.parameters[tensor.offset + memory];
    });
    tensors.set(tensor.fullName, { shape: fileShape(tensor), values });
  }
  return tensors;
}

/** The model's file; the same bytes for the same model. */
export function writeModel(model: Model): Uint8Array {
  return writeSafetensors(modelTensors(model), {
    kind: KIND,
    definition: JSON.stringify(model.definition),
    card: JSON.stringify(model.card),
  });
}

/** The bytes whose SHA-256 names the weights: the trainable ones, little-endian float32 in the order of the file. */
export function weightBytes(model: Model): Uint8Array {
  const tensors = keptTensors(planNetwork(model.definition));
  const bytes = new Uint8Array(4 * tensors.reduce((sum, t) => sum + t.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const tensor of tensors) {
    eachValue(tensor, (memory, file) => {
      view.setFloat32(4 * (at + file), model.parameters[tensor.offset + memory], true);
    });
    at += tensor.length;
  }
  return bytes;
}

function parseMetadata<T>(safetensors: SafeTensors, key: string, where: string): T {
  try {
    const value = JSON.parse(safetensors.metadata[key]);
    if (!isPlainObject(value)) throw new Error('not an object');
    return value as T;
  } catch {
    throw new FormatError(
      `${where}: the metadata's '${key}' is missing or no JSON object; the file is damaged.`,
    );
  }
}

/** Reads a model's file. Throws FormatError, or ShapeError where its definition makes no sense. */
export function readModel(bytes: Uint8Array, where: string): Model {
  const file = readSafetensors(bytes, where);
  if (file.metadata.kind !== KIND) {
    throw new FormatError(
      `${where}: a safetensors file but no lenet5 model; expected the kind '${KIND}' in its metadata, got '${file.metadata.kind ?? 'none'}'.`,
    );
  }
  const definition = parseMetadata<Definition>(file, 'definition', where);
  checkShape(definition, where);
  const card = parseMetadata<Card>(file, 'card', where);
  return modelOfTensors(definition, file.tensors, card, where);
}

/**
 * The model that `modelTensors` would give these tensors of. Throws FormatError where one is missing or has another shape,
 * ShapeError where the definition makes no sense.
 */
export function modelOfTensors(
  definition: Definition,
  tensors: ReadonlyMap<string, Pick<SafeTensor, 'shape' | 'values'>>,
  card: Card,
  where: string,
): Model {
  const plan = planNetwork(definition);
  // All of them before memory is reserved: a definition may claim more than the file holds.
  const found = keptTensors(plan).map((tensor) => ({
    tensor,
    values: findTensor(tensors, tensor, where).values,
  }));
  const parameters = new Float32Array(plan.length);
  setConstants(plan, parameters);
  for (const { tensor, values } of found) {
    eachValue(tensor, (memory, place) => {
      parameters[tensor.offset + memory] = values[place];
    });
  }
  checkConnections(plan, parameters, where);
  return { definition, parameters, card };
}

/** The definition of a foreign file may be any JSON; the rest is checked by planNetwork. */
function checkShape(definition: Definition, where: string): void {
  const { input, layers, initial } = definition;
  if (!(isPlainObject(input) && isPlainObject(initial) && Array.isArray(layers))) {
    throw new FormatError(
      `${where}: the definition has no input, no initial rule or no layers; the file is damaged.`,
    );
  }
  if (!layers.every(isPlainObject)) {
    throw new FormatError(`${where}: the definition has a layer that is no object; the file is damaged.`);
  }
  if (![input.background, input.foreground].every(Number.isFinite)) {
    throw new FormatError(
      `${where}: the input's background and foreground are no numbers; the file is damaged.`,
    );
  }
}

/** Absent connections are zeros that the kernels multiply by: other values would connect them. */
function checkConnections(plan: NetworkPlan, parameters: Float32Array, where: string): void {
  for (const { description, tensors } of plan.layers) {
    if (description.kind !== 'convolution') continue;
    const [weights] = tensors;
    const isConnected = connectionMask(description, weights.shape);
    const wrong = isConnected?.findIndex((one, n) => one === 0 && parameters[weights.offset + n] !== 0) ?? -1;
    if (wrong >= 0) {
      throw new FormatError(
        `${where}: tensor ${weights.fullName} has weights where the connection table has no connection; expected zeros, got ${parameters[weights.offset + wrong]}.`,
      );
    }
  }
}

/** Of the file, in the shape that the definition asks for. */
function findTensor<T extends Pick<SafeTensor, 'shape'>>(
  tensors: ReadonlyMap<string, T>,
  tensor: PlacedTensor,
  where: string,
): T {
  const found = tensors.get(tensor.fullName);
  const expected = fileShape(tensor);
  if (!found || found.shape.join() !== expected.join()) {
    throw new FormatError(
      `${where}: tensor ${tensor.fullName} ${found ? `has the shape [${found.shape}]` : 'is missing'}; expected [${expected}] for this definition.`,
    );
  }
  return found;
}
