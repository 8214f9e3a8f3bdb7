// Tensors of the Open Inference Protocol: in JSON, or as bytes behind the JSON (the binary tensor data extension).
import { flatten, isList, isObject, parseJson } from './number-lists.ts';
import { Problem, shown } from './problem.ts';

export interface RequestedOutput {
  readonly name: string;
  readonly isBinary: boolean;
}

/** What this server takes of an infer request: one input. */
export interface InferRequest {
  readonly id?: string;
  readonly name: string;
  readonly shape: readonly number[];
  /** As they came: ink of 0..255 in UINT8, or of 0..1 in FP32. */
  readonly values: Uint8Array | Float32Array;
  /** In this order; undefined for all. */
  readonly outputs?: readonly RequestedOutput[];
  /** Of outputs that do not say it. */
  readonly isBinary: boolean;
}

export interface OutputTensor {
  readonly name: string;
  readonly datatype: 'FP32' | 'INT32';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

type Json = Record<string, unknown>;

/** Lists in lists of a tensor written as it is: [picture][1][row][column], and one to spare. */
const DEEPEST = 4;

/** `headerLength`: of the JSON, where bytes follow it. Throws Problem 400. */
export function parseInferRequest(bytes: Uint8Array, headerLength: string | null): InferRequest {
  const length = headerLength === null ? bytes.length : Number(headerLength);
  if (!Number.isInteger(length) || length < 0 || length > bytes.length) {
    throw new Problem(
      400,
      `Inference-Header-Content-Length: expected 0..${bytes.length}, got ${headerLength}.`,
    );
  }
  const request = parseObject(bytes.subarray(0, length));
  const { id, inputs, outputs, parameters } = request;
  if (id !== undefined && typeof id !== 'string') throw new Problem(400, 'id: expected text.');
  if (!Array.isArray(inputs) || inputs.length !== 1 || !isObject(inputs[0])) {
    throw new Problem(400, 'inputs: expected a list of one tensor.');
  }
  const { name, shape } = inputs[0];
  if (typeof name !== 'string') throw new Problem(400, 'inputs[0].name: expected text.');
  if (!Array.isArray(shape) || !shape.every((side) => Number.isInteger(side) && side >= 0)) {
    throw new Problem(400, 'inputs[0].shape: expected a list of whole numbers.');
  }
  return {
    ...{ id, name, shape },
    values: valuesOf(inputs[0], bytes.subarray(length)),
    outputs: outputs === undefined ? undefined : parseOutputs(outputs),
    isBinary: isObject(parameters) && parameters.binary_data_output === true,
  };
}

function parseObject(bytes: Uint8Array): Json {
  try {
    const value = parseJson(bytes);
    if (isObject(value)) return value;
  } catch (error) {
    throw new Problem(400, `body: no JSON: ${(error as Error).message}.`);
  }
  throw new Problem(400, 'body: expected a JSON object with "inputs".');
}

function parseOutputs(outputs: unknown): RequestedOutput[] {
  if (!Array.isArray(outputs) || !outputs.every((each) => isObject(each) && typeof each.name === 'string')) {
    throw new Problem(400, 'outputs: expected a list of {"name"}.');
  }
  return outputs.map(({ name, parameters }) => ({
    name,
    isBinary: isObject(parameters) && parameters.binary_data === true,
  }));
}

function valuesOf({ datatype, data, parameters }: Json, tail: Uint8Array): Uint8Array | Float32Array {
  if (datatype !== 'UINT8' && datatype !== 'FP32') {
    throw new Problem(400, `inputs[0].datatype: expected UINT8 or FP32, got ${shown(datatype)}.`);
  }
  const size = isObject(parameters) ? parameters.binary_data_size : undefined;
  if (size !== undefined) {
    if (size !== tail.length) {
      throw new Problem(400, `inputs[0]: expected ${shown(size)} bytes behind the JSON, got ${tail.length}.`);
    }
    return datatype === 'UINT8' ? tail : floatsOf(tail);
  }
  if (!isList(data)) throw new Problem(400, 'inputs[0].data: expected a list of numbers.');
  const flat = flatten(data, DEEPEST);
  if (datatype === 'UINT8' && flat instanceof Uint8Array) return flat;
  const most = datatype === 'UINT8' ? 255 : 1;
  const values = datatype === 'UINT8' ? new Uint8Array(flat.length) : new Float32Array(flat.length);
  for (let i = 0; i < values.length; i++) {
    const value = flat[i];
    if (typeof value !== 'number' || !(value >= 0 && value <= most)) {
      throw new Problem(400, `inputs[0].data: expected numbers in 0..${most}, got ${shown(value)}.`);
    }
    values[i] = value;
  }
  return values;
}

/** Little-endian, as everywhere that Node runs. */
function floatsOf(bytes: Uint8Array): Float32Array {
  if (bytes.length % 4 !== 0) {
    throw new Problem(400, `inputs[0]: expected 4 bytes for each FP32, got ${bytes.length} bytes.`);
  }
  const floats = new Float32Array(bytes.slice().buffer);
  if (floats.every((value) => value >= 0 && value <= 1)) return floats;
  throw new Problem(400, 'inputs[0]: expected FP32 values in 0..1.');
}

/** JSON, and behind it the bytes of the outputs that are asked for so. */
export function inferResponse(
  head: Json,
  tensors: readonly (OutputTensor & { readonly isBinary: boolean })[],
): Response {
  const outputs = tensors.map(({ name, datatype, shape, data, isBinary }) =>
    isBinary
      ? { name, datatype, shape, parameters: { binary_data_size: data.byteLength } }
      : { name, datatype, shape, data: Array.from(data) },
  );
  const json = JSON.stringify({ ...head, outputs });
  const tails = tensors.filter(({ isBinary }) => isBinary);
  if (tails.length === 0) return new Response(json, { headers: { 'Content-Type': 'application/json' } });
  const text = Buffer.from(json);
  const parts = tails.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return new Response(Buffer.concat([text, ...parts]), {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Inference-Header-Content-Length': String(text.length),
    },
  });
}
