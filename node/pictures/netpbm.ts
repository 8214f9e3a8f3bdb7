// The netpbm family, P1 to P6 (PBM, PGM, PPM; as text or binary) -> pixels, of the first picture in the file.
// Comments may stand in the header; values up to 65535 are scaled to 0..255.
import { FormatError, type Picture } from '../../src/index.ts';
import { checkSize } from './size.ts';

interface Header {
  /** 1 to 6. */
  readonly kind: number;
  readonly width: number;
  readonly height: number;
  readonly greatest: number;
  /** Values (bits for PBM) in all. */
  readonly count: number;
  /** Where the pixels begin. */
  readonly offset: number;
}

const HASH = 0x23;
const NEWLINE = 0x0a;
const ZERO = 0x30;
const NINE = 0x39;

/** @throws FormatError if the header or the pixels are damaged, or the picture too large */
export function decodeNetpbm(bytes: Uint8Array, where: string): Picture {
  const header = readHeader(bytes, where);
  const data = header.kind <= 3 ? readText(bytes, header, where) : readBinary(bytes, header, where);
  return { width: header.width, height: header.height, data };
}

function readHeader(bytes: Uint8Array, where: string): Header {
  const kind = bytes[1] - ZERO;
  let offset = 2;
  const next = (what: string) => {
    offset = skipBlank(bytes, offset);
    const start = offset;
    while (bytes[offset] >= ZERO && bytes[offset] <= NINE) offset++;
    if (offset > start && offset - start <= 9)
      return Number(String.fromCharCode(...bytes.subarray(start, offset)));
    throw new FormatError(
      `${where}: a damaged P${kind} picture; expected its ${what}, got ${shown(bytes[start])}.`,
    );
  };
  const width = next('width');
  const height = next('height');
  checkSize(width, height, where);
  const greatest = kind === 1 || kind === 4 ? 1 : next('greatest value');
  if (greatest < 1 || greatest > 65535) {
    throw new FormatError(
      `${where}: a damaged P${kind} picture; expected a greatest value of 1..65535, got ${greatest}.`,
    );
  }
  const count = width * height * (kind === 3 || kind === 6 ? 3 : 1);
  // One white space ends the header of a binary picture; text skips any.
  return { kind, width, height, greatest, count, offset: kind <= 3 ? offset : offset + 1 };
}

/** The next byte that is neither white space nor part of a comment. */
function skipBlank(bytes: Uint8Array, from: number): number {
  let offset = from;
  for (; offset < bytes.length; offset++) {
    if (bytes[offset] === HASH) {
      while (offset < bytes.length && bytes[offset] !== NEWLINE) offset++;
    } else if (bytes[offset] > 32) break;
  }
  return offset;
}

function readText(bytes: Uint8Array, header: Header, where: string): Uint8Array {
  const { kind, greatest, count } = header;
  // A value takes a byte at least: a short file with a large header must not reserve memory.
  if (bytes.length - header.offset < count) throw tooShort(header, bytes.length - header.offset, where);
  const data = new Uint8Array(count);
  let offset = header.offset;
  for (let i = 0; i < count; i++) {
    offset = skipBlank(bytes, offset);
    if (offset >= bytes.length) throw tooShort(header, i, where);
    let value = 0;
    const start = offset;
    // Bits of P1 need no space between them.
    while (bytes[offset] >= ZERO && bytes[offset] <= NINE && (kind !== 1 || offset === start)) {
      value = value * 10 + bytes[offset++] - ZERO;
    }
    if (offset === start || value > greatest) {
      const got = offset === start ? shown(bytes[offset]) : value;
      throw new FormatError(
        `${where}: a damaged P${kind} picture; expected values of 0..${greatest}, got ${got}.`,
      );
    }
    data[i] = toByte(value, header);
  }
  return data;
}

function readBinary(bytes: Uint8Array, header: Header, where: string): Uint8Array {
  const { kind, width, height, greatest, count } = header;
  const bitRow = Math.ceil(width / 8);
  const wide = greatest > 255;
  const expected = kind === 4 ? bitRow * height : wide ? 2 * count : count;
  const body = bytes.subarray(header.offset);
  if (body.length < expected) throw tooShort(header, body.length, where, expected);
  const data = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let value = wide ? body[2 * i] * 256 + body[2 * i + 1] : body[i];
    if (kind === 4) {
      const column = i % width;
      value = (body[Math.floor(i / width) * bitRow + (column >> 3)] >> (7 - (column & 7))) & 1;
    }
    if (value > greatest) {
      throw new FormatError(
        `${where}: a damaged P${kind} picture; expected values of 0..${greatest}, got ${value}.`,
      );
    }
    data[i] = toByte(value, header);
  }
  return data;
}

/** In a bitmap 1 is black, elsewhere the greatest value is white. */
function toByte(value: number, { kind, greatest }: Header): number {
  if (kind === 1 || kind === 4) return value === 1 ? 0 : 255;
  return Math.round((value * 255) / greatest);
}

function shown(byte: number | undefined): string {
  if (byte === undefined) return 'the end of the file';
  return byte > 32 && byte < 127 ? `"${String.fromCharCode(byte)}"` : `byte ${byte}`;
}

function tooShort({ kind, count }: Header, got: number, where: string, expected = count): FormatError {
  const unit = kind <= 3 ? 'values' : 'bytes';
  return new FormatError(
    `${where}: a truncated P${kind} picture; expected ${expected} ${unit} of pixels, got ${got}.`,
  );
}
