// safetensors: an 8-byte little-endian length, a JSON header (name -> dtype, shape, byte range; strings under
// __metadata__), the tensors' bytes one after the other. float32 only. A file may come from anywhere: everything
// is checked before memory is reserved, and no more is reserved than the file is long.
import { FormatError, ShapeError, UsageError } from '../errors.ts';
import { isPlainObject } from '../options.ts';
import { decodeUtf8 } from './utf8.ts';

export interface SafeTensor {
  readonly dtype: 'F32';
  readonly shape: readonly number[];
  /** Row-major, in memory of its own. */
  readonly values: Float32Array;
}

export interface SafeTensors {
  /** By name, in the order of their bytes. */
  readonly tensors: Map<string, SafeTensor>;
  /** Without a prototype: a key that the file does not hold is undefined. */
  readonly metadata: Record<string, string>;
}

export interface SafetensorsOptions {
  /** Let NaN and infinities pass; false unless told. */
  readonly allowNonFinite?: boolean;
}

/** What the header says of one tensor; begin and end in bytes after the header. */
interface Entry {
  readonly name: string;
  readonly shape: number[];
  readonly begin: number;
  readonly end: number;
}

const MAX_HEADER = 100_000_000;
const METADATA = '__metadata__';

/** Reads a safetensors file; `where` names it in errors. Throws FormatError. */
export function readSafetensors(
  bytes: Uint8Array,
  where: string,
  options: SafetensorsOptions = {},
): SafeTensors {
  const start = 8 + readHeaderLength(bytes, where);
  const header = parseHeader(bytes.subarray(8, start), where);
  const metadata: Record<string, string> = Object.create(null);
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) readMetadata(value, where, metadata);
    else entries.push(readEntry(name, value, where));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkRanges(entries, start, bytes.length, where);
  const tensors = new Map<string, SafeTensor>();
  for (const entry of entries) {
    const values = readValues(bytes, start, entry);
    if (!options.allowNonFinite) checkFinite(entry.name, values, where);
    tensors.set(entry.name, { dtype: 'F32', shape: entry.shape, values });
  }
  return { tensors, metadata };
}

function readHeaderLength(bytes: Uint8Array, where: string): number {
  if (bytes.length < 8) {
    throw new FormatError(
      `${where}: too short for safetensors; expected 8 bytes or more, got ${bytes.length}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > MAX_HEADER) {
    throw new FormatError(
      `${where}: header too long; expected at most ${MAX_HEADER} bytes, got ${length}. Is it a safetensors file?`,
    );
  }
  if (length > bytes.length - 8) {
    throw new FormatError(
      `${where}: the file is cut off in its header, or no safetensors file; expected more than ${8 + length} bytes, got ${bytes.length}.`,
    );
  }
  return length;
}

function parseHeader(bytes: Uint8Array, where: string): object {
  if (bytes[0] !== 0x7b)
    throw new FormatError(`${where}: the header is not a JSON object; expected it to begin with {.`);
  let text: string;
  let header: unknown;
  try {
    text = decodeUtf8(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`${where}: the header is not valid JSON in UTF-8.`, { cause });
  }
  const twice = findRepeatedKey(text);
  if (twice !== undefined) throw new FormatError(`${where}: ${quote(twice)} stands twice in the header.`);
  return header as object;
}

/** JSON.parse keeps the last of two equal keys without a word. `text` is valid JSON. */
function findRepeatedKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (token.endsWith(':')) {
      const key: string = JSON.parse(token.slice(0, -1));
      const keys = open[open.length - 1];
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

function readMetadata(value: unknown, where: string, metadata: Record<string, string>): void {
  if (!isPlainObject(value)) throw new FormatError(`${where}: ${METADATA} is not an object of strings.`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') {
      throw new FormatError(`${where}: ${METADATA} ${quote(key)}; expected a string, got ${describe(text)}.`);
    }
    metadata[key] = text;
  }
}

function readEntry(name: string, value: unknown, where: string): Entry {
  const tensor = `${where}: tensor ${quote(name)}`;
  if (!isPlainObject(value)) throw new FormatError(`${tensor}: expected an object, got ${describe(value)}.`);
  const { dtype, shape, data_offsets: range } = value;
  if (dtype !== 'F32') {
    const got = typeof dtype === 'string' ? quote(dtype) : describe(dtype);
    throw new FormatError(`${tensor}: wrong dtype; expected F32, got ${got}. Convert the file to float32.`);
  }
  if (!isListOfSizes(shape)) throw new FormatError(`${tensor}: shape is not a list of whole numbers.`);
  if (!isListOfSizes(range) || range.length !== 2) {
    throw new FormatError(`${tensor}: data_offsets are not two whole numbers.`);
  }
  const [begin, end] = range;
  if (begin > end) {
    throw new FormatError(`${tensor}: data_offsets; expected the end behind ${begin}, got ${end}.`);
  }
  const expected = 4 * shape.reduce((product, size) => product * size, 1);
  if (expected !== end - begin) {
    throw new FormatError(
      `${tensor}: shape [${shape.slice(0, 8).join(', ')}] does not fit; expected ${expected} bytes, got ${end - begin}.`,
    );
  }
  return { name, shape, begin, end };
}

/** `entries` sorted by begin. They must follow each other and fill the file, of `length` bytes, from `start` on. */
function checkRanges(entries: readonly Entry[], start: number, length: number, where: string): void {
  let end = 0;
  for (const entry of entries) {
    if (entry.begin !== end) {
      const what = entry.begin < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new FormatError(
        `${where}: tensor ${quote(entry.name)} ${what}; expected it to begin at byte ${end}, got ${entry.begin}.`,
      );
    }
    end = entry.end;
  }
  if (start + end > length) {
    throw new FormatError(
      `${where}: the file is cut off; expected ${start + end} bytes, got ${length}. Copy or download it again.`,
    );
  }
  if (start + end < length) {
    throw new FormatError(
      `${where}: bytes left over at the end; expected ${start + end} bytes, got ${length}.`,
    );
  }
}

/** As they are: what runs this is little-endian, as the kernels' memory is. */
function readValues(bytes: Uint8Array, start: number, entry: Entry): Float32Array {
  return new Float32Array(new Uint8Array(bytes.subarray(start + entry.begin, start + entry.end)).buffer);
}

function checkFinite(name: string, values: Float32Array, where: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new FormatError(
      `${where}: tensor ${quote(name)}: value ${i} is ${values[i]}; expected finite numbers.`,
    );
  }
}

/**
 * The safetensors file of `tensors`, in their order: the same bytes for the same input. Throws UsageError (a name or
 * metadata that cannot be stored), ShapeError (shape and values differ), FormatError (NaN or an infinity).
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, Pick<SafeTensor, 'shape' | 'values'>>,
  metadata: Readonly<Record<string, string>> = {},
  options: SafetensorsOptions = {},
): Uint8Array {
  const header = writeHeader(tensors, metadata);
  let at = 8 + header.length;
  let total = at;
  for (const tensor of tensors.values()) total += 4 * tensor.values.length;
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, header.length, true);
  for (let i = 0; i < header.length; i++) bytes[8 + i] = header.charCodeAt(i);
  for (const [name, { values }] of tensors) {
    if (!options.allowNonFinite) checkFinite(name, values, 'writeSafetensors');
    for (let i = 0; i < values.length; i++, at += 4) view.setFloat32(at, values[i], true);
  }
  return bytes;
}

/** The JSON text, ASCII only, padded so that the values begin at a multiple of 8 bytes. */
function writeHeader(
  tensors: ReadonlyMap<string, Pick<SafeTensor, 'shape' | 'values'>>,
  metadata: Readonly<Record<string, string>>,
): string {
  // Joined by hand: an object would move keys that look like whole numbers to the front.
  const parts: string[] = [];
  for (const [key, text] of Object.entries(metadata)) {
    if (typeof text !== 'string')
      throw new UsageError(`writeSafetensors: metadata ${quote(key)} is not a string.`);
    parts.push(`${JSON.stringify(key)}:${JSON.stringify(text)}`);
  }
  if (parts.length > 0) parts.splice(0, parts.length, `"${METADATA}":{${parts.join(',')}}`);
  let begin = 0;
  for (const [name, { shape, values }] of tensors) {
    if (name === METADATA) throw new UsageError(`writeSafetensors: a tensor cannot be called ${METADATA}.`);
    if (!isListOfSizes(shape) || shape.reduce((product, size) => product * size, 1) !== values.length) {
      throw new ShapeError(
        `writeSafetensors: tensor ${quote(name)}: shape [${shape.join(', ')}] does not fit ${values.length} values.`,
      );
    }
    const end = begin + 4 * values.length;
    const entry = { dtype: 'F32', shape, data_offsets: [begin, end] };
    parts.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    begin = end;
  }
  const text = `{${parts.join(',')}}`.replace(/[\x7f-\uffff]/g, escapeUnit);
  return text.padEnd(Math.ceil(text.length / 8) * 8);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isListOfSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** A name from the file, fit for a message. */
function quote(name: string): string {
  return JSON.stringify(name.length > 64 ? `${name.slice(0, 64)}...` : name);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : value === undefined ? 'nothing' : `a ${typeof value}`;
}
