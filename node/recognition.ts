// Recognizing one digit, or reading a number, in files: pictures, or strokes of a pen as JSON.
import { join } from 'node:path';
import {
  drawStrokes,
  FormatError,
  type Picture,
  Reader,
  type Reading,
  type ReadOptions,
  type Recognition,
  type Recognizer,
} from '../src/index.ts';
import { readBytes } from './files.ts';
import { loadModel } from './models.ts';
import { packageRoot } from './package.ts';
import { decodePicture } from './pictures.ts';

/** Largest picture file that is read. */
const MAX_BYTES = 2 ** 28;

/**
 * The picture in a file (PNG, JPEG or netpbm), or from standard input where `path` is `-`. Throws UsageError (no such
 * file) or FormatError (no picture, too large).
 */
export async function loadPicture(path: string): Promise<Picture> {
  return decodePicture(await loadBytes(path), nameOf(path));
}

const nameOf = (path: string): string => (path === '-' ? 'standard input' : path);

function loadBytes(path: string): Promise<Uint8Array> {
  return path === '-' ? readStandardInput() : readBytes(path, { maxBytes: MAX_BYTES });
}

/** A reader of numbers with the model in a file, or with the packaged one. Throws as loadModel. */
export async function openReader(model?: string): Promise<Reader> {
  return Reader.open(await loadModel(model ?? join(packageRoot, 'models', 'reading.safetensors')));
}

/** The number in a picture file. Throws as loadPicture, or ShapeError (too large), or UsageError (no such field). */
export async function readFile(reader: Reader, path: string, options: ReadOptions = {}): Promise<Reading> {
  return reader.read(await loadPicture(path), options);
}

/**
 * The digit in a file, or from standard input where `path` is `-`: a picture (PNG, JPEG or netpbm), or the strokes of a
 * pen as JSON, `[[x, y, x, y, ...], ...]` or `[[[x, y], ...], ...]`, y downwards. Throws UsageError (no such file),
 * FormatError (neither of the two) or ShapeError (too large).
 */
export async function recognizeFile(recognizer: Recognizer, path: string): Promise<Recognition> {
  const bytes = await loadBytes(path);
  if (!isJson(bytes)) return recognizer.recognize(decodePicture(bytes, nameOf(path)));
  return recognizer.recognize(drawFile(bytes, nameOf(path)));
}

/** No picture begins with a bracket. */
function isJson(bytes: Uint8Array): boolean {
  return /^\s*[[{]/.test(new TextDecoder().decode(bytes.subarray(0, 64)));
}

function drawFile(bytes: Uint8Array, where: string): Picture {
  try {
    return drawStrokes(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof FormatError)) throw cause;
    const what = cause instanceof SyntaxError ? `no JSON: ${cause.message}.` : cause.message;
    throw new FormatError(`${where}: ${what}`, { cause });
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of process.stdin) {
    pieces.push(piece as Buffer);
    length += piece.length;
    if (length > MAX_BYTES) {
      throw new FormatError(`standard input: too large; expected at most ${MAX_BYTES} bytes, got more.`);
    }
  }
  return Buffer.concat(pieces);
}
