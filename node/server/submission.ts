// A request's body -> pictures and the parameters that came with them: the bytes of a file, a form with several files
// (multipart/form-data), or JSON with files in base64 and digits as numbers.
import { flatten, isList, isObject, parseJson } from './number-lists.ts';
import { Problem, shown } from './problem.ts';
import { SIDE } from './work.ts';

/** A picture file, or a digit of ink, and what was said of it alone. */
export interface SubmittedPicture {
  readonly name: string;
  readonly bytes?: Uint8Array;
  /** 28x28 values, 0 paper .. 255 full ink. */
  readonly ink?: Uint8Array;
  readonly parameters: Parameters;
}

export type Parameters = Readonly<Record<string, unknown>>;

export interface Submission {
  readonly pictures: readonly SubmittedPicture[];
  /** Of all of them. */
  readonly parameters: Parameters;
  /** It was one picture and no list: then an error of it is the request's. */
  readonly isSingle: boolean;
}

const EXPECTED =
  'expected image/* or application/octet-stream (a picture file), multipart/form-data (files) or application/json';

const LONGEST_NAME = 200;

/** Throws Problem 400 (no pictures, wrong JSON) or 415 (another type). */
export async function parseSubmission(type: string, bytes: Uint8Array): Promise<Submission> {
  const kind = type.split(';')[0].trim().toLowerCase();
  if (kind === 'multipart/form-data') return parseForm(type, bytes);
  if (kind === 'application/json') return parsePictures(bytes);
  if (!kind.startsWith('image/') && kind !== 'application/octet-stream') {
    throw new Problem(415, `Content-Type: ${EXPECTED}, got ${kind || 'none'}.`);
  }
  if (bytes.length === 0) throw new Problem(400, 'body: expected a picture file, got 0 bytes.');
  return { pictures: [{ name: 'body', bytes, parameters: {} }], parameters: {}, isSingle: true };
}

async function parseForm(type: string, bytes: Uint8Array): Promise<Submission> {
  const pictures: SubmittedPicture[] = [];
  const parameters: Record<string, unknown> = {};
  let form: FormData;
  try {
    form = await new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { 'Content-Type': type },
    }).formData();
  } catch {
    throw new Problem(
      400,
      'body: no multipart/form-data; expected parts between the boundary of Content-Type.',
    );
  }
  for (const [key, value] of form.entries()) {
    if (typeof value === 'string') parameters[key] = value;
    else if (key === 'template') parameters[key] = await value.text();
    else {
      const name = (value.name || key).slice(0, LONGEST_NAME);
      pictures.push({ name, bytes: new Uint8Array(await value.arrayBuffer()), parameters: {} });
    }
  }
  if (pictures.length === 0)
    throw new Problem(400, 'body: expected at least one file in the form, got none.');
  return { pictures, parameters, isSingle: false };
}

function parsePictures(bytes: Uint8Array): Submission {
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (error) {
    throw new Problem(400, `body: no JSON: ${(error as Error).message}.`);
  }
  if (!isObject(value)) {
    throw new Problem(400, 'body: expected {"image": ...} or {"images": [...]}, got no object.');
  }
  const { image, images, ...parameters } = value;
  if ((image === undefined) === (images === undefined)) {
    throw new Problem(400, 'body: expected either "image" or "images".');
  }
  if (images === undefined) {
    return { pictures: [parsePicture(image, 'image')], parameters, isSingle: true };
  }
  if (!Array.isArray(images) || images.length === 0) {
    throw new Problem(400, `images: expected a list of at least one picture, got ${shown(images)}.`);
  }
  const pictures = images.map((each, n) => parsePicture(each, `images[${n}]`));
  return { pictures, parameters, isSingle: false };
}

function parsePicture(value: unknown, where: string): SubmittedPicture {
  if (typeof value === 'string') return { name: where, bytes: parseBase64(value, where), parameters: {} };
  if (isList(value)) return { name: where, ink: parseInk(value, where), parameters: {} };
  if (!isObject(value)) {
    throw new Problem(
      400,
      `${where}: expected base64 text, 28x28 numbers, or {"name", "data"}, got ${shown(value)}.`,
    );
  }
  const { name = where, data, ...parameters } = value;
  if (typeof name !== 'string') throw new Problem(400, `${where}.name: expected text, got ${shown(name)}.`);
  if (data === undefined || isObject(data)) {
    throw new Problem(400, `${where}.data: expected base64 text or 28x28 numbers, got ${shown(data)}.`);
  }
  return { ...parsePicture(data, `${where}.data`), name: name.slice(0, LONGEST_NAME), parameters };
}

function parseBase64(text: string, where: string): Uint8Array {
  const base64 = text.replace(/^data:[\w/+.-]*;base64,/, '');
  const bytes = Buffer.from(base64, 'base64');
  const whole = Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
  if (bytes.length === whole && whole > 0) return bytes;
  throw new Problem(400, `${where}: expected a picture file in base64, got something else.`);
}

/** 784 numbers, or 28 rows of 28. */
function parseInk(values: readonly unknown[] | Uint8Array, where: string): Uint8Array {
  const flat = values.length === SIDE ? flatten(values, 1) : values;
  const ink = new Uint8Array(SIDE * SIDE);
  if (flat.length !== ink.length) {
    throw new Problem(
      400,
      `${where}: expected ${ink.length} numbers or ${SIDE} rows of ${SIDE}, got ${flat.length}.`,
    );
  }
  if (flat instanceof Uint8Array) return flat;
  for (let i = 0; i < ink.length; i++) {
    const value = flat[i];
    if (typeof value !== 'number' || !(value >= 0 && value <= 255)) {
      throw new Problem(400, `${where}: expected numbers in 0..255, got ${shown(value)}.`);
    }
    ink[i] = Math.round(value);
  }
  return ink;
}
