// IDX, the format of the MNIST files: a magic number (0, 0, element type, number of dimensions), the dimensions as
// big-endian 32-bit numbers, the elements in row-major order. Unsigned bytes only; gzip is the caller's business.
import { FormatError, ShapeError } from '../errors.ts';

export interface IdxArray {
  readonly shape: number[];
  /** Row-major; a view of the bytes that were read, not a copy. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const MAX_DIMENSIONS = 4;
const ELEMENT_TYPES = new Map([
  [0x09, 'signed bytes'],
  [0x0b, '16-bit integers'],
  [0x0c, '32-bit integers'],
  [0x0d, '32-bit floats'],
  [0x0e, '64-bit floats'],
]);

/** Reads an IDX file of unsigned bytes; `where` names it in errors. Throws FormatError. */
export function readIdx(bytes: Uint8Array, where: string): IdxArray {
  const dimensions = readMagic(bytes, where);
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) {
    throw new FormatError(`${where}: truncated header; expected ${start} bytes, got ${bytes.length}.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape: number[] = [];
  let length = 1;
  for (let d = 0; d < dimensions; d++) {
    shape.push(view.getUint32(4 + 4 * d));
    length *= shape[d];
  }
  if (length === 0) throw new FormatError(`${where}: a dimension is zero, got ${shape.join(' x ')}.`);
  const got = bytes.length - start;
  if (got !== length) {
    const what = got < length ? 'truncated' : 'bytes left over at the end';
    throw new FormatError(
      `${where}: ${what}; expected ${shape.join(' x ')} = ${length} bytes after the header, got ${got}.`,
    );
  }
  return { shape, values: bytes.subarray(start) };
}

/** Checks the first four bytes; returns the number of dimensions. */
function readMagic(bytes: Uint8Array, where: string): number {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    throw new FormatError(`${where}: compressed with gzip; expected plain IDX. Decompress it first.`);
  }
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) {
    const got = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new FormatError(
      `${where}: not an IDX file; expected it to begin with 00 00 08, got ${got || 'nothing'}.`,
    );
  }
  if (bytes[2] !== UNSIGNED_BYTE) {
    const type = ELEMENT_TYPES.get(bytes[2]) ?? `unknown element type 0x${bytes[2].toString(16)}`;
    throw new FormatError(`${where}: wrong element type; expected unsigned bytes, got ${type}.`);
  }
  if (bytes[3] < 1 || bytes[3] > MAX_DIMENSIONS) {
    throw new FormatError(`${where}: expected 1 to ${MAX_DIMENSIONS} dimensions, got ${bytes[3]}.`);
  }
  return bytes[3];
}

/** The IDX file of `values` (row-major). Throws ShapeError if `shape` does not fit them. */
export function writeIdx(shape: readonly number[], values: Uint8Array): Uint8Array {
  const possible = shape.every((size) => Number.isInteger(size) && size > 0 && size < 2 ** 32);
  if (shape.length < 1 || shape.length > MAX_DIMENSIONS || !possible) {
    throw new ShapeError(
      `writeIdx: expected 1 to ${MAX_DIMENSIONS} positive whole dimensions, got [${shape.join(', ')}].`,
    );
  }
  const length = shape.reduce((product, size) => product * size, 1);
  if (length !== values.length) {
    throw new ShapeError(`writeIdx: expected ${shape.join(' x ')} = ${length} values, got ${values.length}.`);
  }
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + length);
  const view = new DataView(bytes.buffer);
  bytes[2] = UNSIGNED_BYTE;
  bytes[3] = shape.length;
  for (let d = 0; d < shape.length; d++) view.setUint32(4 + 4 * d, shape[d]);
  bytes.set(values, start);
  return bytes;
}
