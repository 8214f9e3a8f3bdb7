// Picture files and standard input, and recognizing one digit, or reading a number, in them.
import { createHash } from 'node:crypto';
import {
  FormatError,
  type Picture,
  Reader,
  type Reading,
  type ReadOptions,
  type Recognition,
  type Recognizer,
  UsageError,
} from '../src/index.ts';
import { readBytes } from './files.ts';
import { hashWeights, loadModel, packagedModel } from './models.ts';
import type { Pages } from './pictures/pages.ts';
import { decodeRaw, type RawSize } from './pictures/raw.ts';
import { openPages } from './pictures.ts';

/** The networks of pieces and of lines. */
const READING_MODELS = ['reading', 'reading-line'].map(packagedModel);

/** Largest picture file that is read. */
const MAX_BYTES = 2 ** 28;

/**
 * The picture in a file (PNG, JPEG, TIFF, netpbm, strokes of a pen as JSON), its first page, or from standard input where `path` is `-`.
 * Throws UsageError (no such file) or FormatError (no picture, too large).
 */
export async function loadPicture(path: string): Promise<Picture> {
  return (await loadPages(path)).decode(0);
}

/** The same page by page, decoded when asked for; with `raw` the bytes are pixels of this size. Throws as loadPicture. */
export async function loadPages(path: string, raw?: RawSize): Promise<Pages> {
  return openFile(await loadFile(path, raw));
}

/** A picture file before anything is decoded: other threads can have it, and it is small. */
export interface EncodedFile {
  readonly bytes: Uint8Array;
  /** Its name in messages. */
  readonly where: string;
  /** Where the bytes are pixels. */
  readonly raw?: RawSize;
}

/** One page of a file. */
export interface FilePage {
  readonly file: EncodedFile;
  /** Of that file. */
  readonly pages: Pages;
  /** From 0. */
  readonly page: number;
}

/** Throws as loadPicture, but for what is found in decoding. */
export async function loadFile(path: string, raw?: RawSize): Promise<EncodedFile> {
  const where = path === '-' ? 'standard input' : path;
  if (typeof path !== 'string')
    throw new UsageError(
      `picture: expected the path of a file, got ${path === undefined ? 'nothing' : typeof path}.`,
    );
  const bytes = path === '-' ? await readStandardInput() : await readBytes(path, { maxBytes: MAX_BYTES });
  return { bytes, where, raw };
}

/** Throws FormatError (no picture). */
export function openFile({ bytes, where, raw }: EncodedFile): Pages {
  return raw ? { count: 1, decode: () => decodeRaw(bytes, raw, where) } : openPages(bytes, where);
}

/** A reader of numbers with the network of pieces in a file, or with both packaged ones. Throws as loadModel. */
export async function openReader(model?: string): Promise<Reader> {
  if (model) return Reader.open(await loadModel(model));
  const [pieces, line] = READING_MODELS.map(loadModel);
  return Reader.open(await pieces, await line);
}

/** Of the weights that `openReader` has of the same file, 16 hexadecimal digits. Throws as loadModel. */
export async function hashReader(model?: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of model ? [model] : READING_MODELS) hash.update(hashWeights(await loadModel(path)));
  return hash.digest('hex').slice(0, 16);
}

/** The number in a picture file. Throws as loadPicture, or ShapeError (too large), or UsageError (no such field). */
export async function readFile(reader: Reader, path: string, options: ReadOptions = {}): Promise<Reading> {
  return reader.read(await loadPicture(path), options);
}

/**
 * The digit in a picture file (PNG, JPEG, TIFF, netpbm, strokes of a pen as JSON). Throws UsageError (no such file), FormatError (no picture) or
 * ShapeError (too large).
 */
export async function recognizeFile(recognizer: Recognizer, path: string): Promise<Recognition> {
  return recognizer.recognize(await loadPicture(path));
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
