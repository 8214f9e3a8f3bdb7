// The Open Inference Protocol (KServe V2): each model takes digits of ink and gives the probabilities of its classes.

import type { Answering } from './answering.ts';
import { readBody } from './body.ts';
import { Problem } from './problem.ts';
import { type InferRequest, inferResponse, type OutputTensor, parseInferRequest } from './tensors.ts';
import type { Visit } from './visit.ts';
import { type InkBatch, SIDE } from './work.ts';

export interface ServedModel {
  readonly name: string;
  readonly path: string;
  /** 10 digits, or what else it knows, too. */
  readonly classes: number;
}

const VERSION = '1';
const DIGITS = 10;
const PICTURE = SIDE * SIDE;

/** Digits that are one work for a thread. */
const PART = 32;

export function modelMetadata({ name, classes }: ServedModel) {
  return {
    name,
    versions: [VERSION],
    platform: 'lenet5',
    inputs: [{ name: 'images', datatype: 'UINT8', shape: [-1, SIDE, SIDE] }],
    outputs: [
      { name: 'probabilities', datatype: 'FP32', shape: [-1, classes] },
      { name: 'digit', datatype: 'INT32', shape: [-1] },
    ],
  };
}

/** The model of that name. Throws Problem 404. */
export function findServed(models: readonly ServedModel[], name: string, version = VERSION): ServedModel {
  const model = models.find((each) => each.name === name);
  if (model && version === VERSION) return model;
  const names = models.map((each) => each.name).join(', ');
  throw new Problem(
    404,
    `model: expected ${names}, version ${VERSION}; got ${name.slice(0, 100)}, version ${version.slice(0, 100)}.`,
  );
}

/** Throws Problem. */
export async function infer(
  model: ServedModel,
  request: Request,
  visit: Visit,
  { pool, limits, metrics }: Answering,
): Promise<Response> {
  const bytes = await readBody(request, limits.maxBody, visit);
  const asked = parseInferRequest(bytes, request.headers.get('inference-header-content-length'));
  const ink = inkOf(asked, limits.maxPictures);
  const count = ink.length / PICTURE;
  const parts: Promise<Float32Array>[] = [];
  for (let first = 0; first < count; first += PART) {
    const part = ink.subarray(first * PICTURE, (first + PART) * PICTURE);
    parts.push(
      pool.probabilities({ kind: 'infer', model: model.name, ink: part }, count > PART, visit.signal),
    );
  }
  const probabilities = join(await Promise.all(parts), count * model.classes);
  metrics.countPictures('infer', 'accepted', count);
  const tensors = outputsOf(probabilities, count, model.classes);
  const wanted = asked.outputs ?? tensors.map(({ name }) => ({ name, isBinary: asked.isBinary }));
  const head = {
    model_name: model.name,
    model_version: VERSION,
    ...(asked.id !== undefined && { id: asked.id }),
  };
  return inferResponse(
    head,
    wanted.map(({ name, isBinary }) => {
      const tensor = tensors.find((each) => each.name === name);
      if (tensor) return { ...tensor, isBinary: isBinary || asked.isBinary };
      throw new Problem(400, `outputs: expected probabilities or digit, got ${name.slice(0, 100)}.`);
    }),
  );
}

/** [-1, 28, 28], with the ones and the flat picture that other programs write. Throws Problem 400 or 413. */
function inkOf({ name, shape, values }: InferRequest, most: number): InkBatch {
  const [count, ...sides] = shape;
  const picture = sides.filter((side) => side !== 1).join('x');
  if (name !== 'images' || (picture !== `${SIDE}x${SIDE}` && picture !== String(PICTURE)) || count < 1) {
    throw new Problem(
      400,
      `inputs[0]: expected images of shape [-1, ${SIDE}, ${SIDE}], got ${name.slice(0, 100)} of [${shape.slice(0, 10)}].`,
    );
  }
  if (count > most) throw new Problem(413, `inputs[0]: expected at most ${most} pictures, got ${count}.`);
  if (values.length !== count * PICTURE) {
    throw new Problem(
      400,
      `inputs[0]: expected ${count * PICTURE} values for [${shape}], got ${values.length}.`,
    );
  }
  return values instanceof Uint8Array ? values : values.map((value) => 255 * value);
}

function join(parts: readonly Float32Array[], length: number): Float32Array {
  const whole = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function outputsOf(probabilities: Float32Array, count: number, classes: number): OutputTensor[] {
  const digits = new Int32Array(count);
  for (let n = 0; n < count; n++) {
    const first = n * classes;
    for (let m = 1; m < Math.min(DIGITS, classes); m++)
      if (probabilities[first + m] > probabilities[first + digits[n]]) digits[n] = m;
  }
  return [
    { name: 'probabilities', datatype: 'FP32', shape: [count, classes], data: probabilities },
    { name: 'digit', datatype: 'INT32', shape: [count], data: digits },
  ];
}
