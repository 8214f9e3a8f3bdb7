// PNG -> pixels. The chunks are walked here, so that size, truncation and length are known before anything is
// reserved; fast-png does the decoding. Pictures of 16 bits keep their upper 8.
import { deflateSync, inflateSync } from 'node:zlib';
import { convertIndexedToRgb, type DecodedPng, decode } from 'fast-png';
import { FormatError, type Picture } from '../../src/index.ts';
import { checkSize } from './size.ts';

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly interlaced: boolean;
}

const SIGNATURE_BYTES = 8;

/** Channels by colour type: grey, RGB, palette, grey with alpha, RGBA. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** @throws FormatError if the file is damaged or the picture too large */
export function decodePng(bytes: Uint8Array, where: string): Picture {
  const header = readHeader(bytes, where);
  checkSize(header.width, header.height, where);
  const chunks = findChunks(bytes, where);
  const rows = inflateRows(header, chunks, where);
  const { width, height } = header;
  try {
    if (header.interlaced && header.depth < 8) return decodePasses(header, chunks, rows);
    const file = Buffer.concat([bytes.subarray(0, SIGNATURE_BYTES), ...chunks]);
    return { width, height, data: pixelsOf(decode(file, { checkCrc: true }), header) };
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, '');
    throw new FormatError(`${where}: a damaged PNG; ${reason}.`, { cause: error });
  }
}

function readHeader(bytes: Uint8Array, where: string): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < SIGNATURE_BYTES + 25) {
    throw new FormatError(`${where}: a truncated PNG; expected at least 33 bytes, got ${bytes.length}.`);
  }
  if (nameAt(bytes, 12) !== 'IHDR' || view.getUint32(8) !== 13) {
    throw new FormatError(
      `${where}: a damaged PNG; expected the chunk IHDR first, got ${nameAt(bytes, 12)}.`,
    );
  }
  const header = {
    width: view.getUint32(16),
    height: view.getUint32(20),
    depth: bytes[24],
    colorType: bytes[25],
    interlaced: bytes[28] === 1,
  };
  if (CHANNELS[header.colorType] === undefined) {
    throw new FormatError(`${where}: a damaged PNG; expected colour type 0, 2, 3, 4 or 6, got ${bytes[25]}.`);
  }
  return header;
}

/**
 * The chunks that make the picture, each with its length, name and checksum, after checking that every chunk
 * up to IEND is whole. The others (texts, colour profiles, times) are left out: they cannot fail then.
 */
function findChunks(bytes: Uint8Array, where: string): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Uint8Array[] = [];
  let name = '';
  for (let offset = SIGNATURE_BYTES; name !== 'IEND'; ) {
    const left = bytes.length - offset;
    if (left < 12)
      throw new FormatError(`${where}: a truncated PNG; expected the chunk IEND, got ${left} bytes.`);
    const size = view.getUint32(offset) + 12;
    name = nameAt(bytes, offset + 4);
    if (size > left) {
      throw new FormatError(
        `${where}: a truncated PNG; expected ${size} bytes of the chunk ${name}, got ${left}.`,
      );
    }
    // A small first letter marks what a reader may leave out; tRNS is the one of these that shows.
    if (/^[A-Z]/.test(name) || name === 'tRNS') chunks.push(bytes.subarray(offset, offset + size));
    offset += size;
  }
  return chunks;
}

/** Inflates the pixels once to count them: fast-png takes any number, and a small file can hold gigabytes. */
function inflateRows(header: Header, chunks: readonly Uint8Array[], where: string): Uint8Array {
  const expected = passesOf(header).reduce((sum, pass) => sum + passLength(header, pass), 0);
  const data = chunks.filter((chunk) => nameAt(chunk, 4) === 'IDAT').map((chunk) => chunk.subarray(8, -4));
  let rows: Uint8Array;
  try {
    rows = inflateSync(Buffer.concat(data), { maxOutputLength: expected + 65536 });
  } catch (error) {
    throw new FormatError(
      `${where}: a damaged PNG; its pixels do not inflate to ${expected} bytes (${(error as Error).message}).`,
      { cause: error },
    );
  }
  if (rows.length >= expected) return rows;
  throw new FormatError(`${where}: a damaged PNG; expected ${expected} bytes of pixels, got ${rows.length}.`);
}

/** Where the pixels of a pass begin, how far apart they are, and how many there are. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly width: number;
  readonly height: number;
}

/** The seven passes of Adam7, those without pixels left out; one where the picture is not interlaced. */
function passesOf({ width, height, interlaced }: Header): Pass[] {
  const steps = interlaced ? ['0088', '4088', '0448', '2044', '0224', '1022', '0112'] : ['0011'];
  return steps
    .map((pass) => [...pass].map(Number))
    .map(([x, y, dx, dy]) => ({
      ...{ x, y, dx, dy },
      ...{ width: Math.ceil((width - x) / dx), height: Math.ceil((height - y) / dy) },
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Bytes of the rows of a pass, each with a byte for its filter. */
function passLength({ depth, colorType }: Header, { width, height }: Pass): number {
  return height * (1 + Math.ceil((width * CHANNELS[colorType] * depth) / 8));
}

/** Interlaced pixels smaller than a byte, which fast-png mixes up: each pass is a picture of its own. */
function decodePasses(header: Header, chunks: readonly Uint8Array[], rows: Uint8Array): Picture {
  const { width, height } = header;
  const colours = chunks.filter((chunk) => ['PLTE', 'tRNS'].includes(nameAt(chunk, 4)));
  let data = new Uint8Array(0);
  let from = 0;
  for (const pass of passesOf(header)) {
    const end = from + passLength(header, pass);
    const pixels = pixelsOf(decode(smallPng(header, pass, colours, rows.subarray(from, end))), header);
    from = end;
    const channels = pixels.length / (pass.width * pass.height);
    if (data.length === 0) data = new Uint8Array(width * height * channels);
    for (let row = 0, at = 0; row < pass.height; row++) {
      for (let column = 0; column < pass.width; column++, at += channels) {
        const to = (pass.y + row * pass.dy) * width + pass.x + column * pass.dx;
        data.set(pixels.subarray(at, at + channels), to * channels);
      }
    }
  }
  return { width, height, data };
}

/** A PNG of one pass, without checksums. */
function smallPng(header: Header, pass: Pass, colours: readonly Uint8Array[], rows: Uint8Array): Uint8Array {
  const chunk = (name: string, body: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, Buffer.from(name), body, Buffer.alloc(4)]);
  };
  const start = Buffer.alloc(13);
  start.writeUInt32BE(pass.width, 0);
  start.writeUInt32BE(pass.height, 4);
  start.set([header.depth, header.colorType], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', start),
    ...colours,
    chunk('IDAT', deflateSync(rows, { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function nameAt(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4)).replace(/[^A-Za-z]/g, '?');
}

function pixelsOf(png: DecodedPng, { colorType }: Header): Uint8Array {
  return colorType === 3 ? new Uint8Array(convertIndexedToRgb(png)) : expand(unpack(png), png);
}

/** One value a byte or word; those of 1, 2 and 4 bits come packed, every row from a new byte. */
function unpack({ data, width, height, depth, channels }: DecodedPng): Uint8Array | Uint16Array {
  if (depth >= 8) return data instanceof Uint16Array ? data : new Uint8Array(data);
  const perRow = width * channels;
  const bytesPerRow = Math.ceil((perRow * depth) / 8);
  const values = new Uint8Array(perRow * height);
  for (let i = 0; i < values.length; i++) {
    const bit = (i % perRow) * depth;
    const byte = data[Math.floor(i / perRow) * bytesPerRow + (bit >> 3)];
    values[i] = (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
  }
  return values;
}

/** A loop: `Uint8Array.from` with a function takes ten times as long, half a second for a page. */
function mapBytes(values: Uint8Array | Uint16Array, toByte: (value: number) => number): Uint8Array {
  const data = new Uint8Array(values.length);
  for (let i = 0; i < data.length; i++) data[i] = toByte(values[i]);
  return data;
}

/** Values of any depth to 0..255; grey with alpha, and a colour named as transparent, become RGBA. */
function expand(values: Uint8Array | Uint16Array, { depth, channels, transparency }: DecodedPng): Uint8Array {
  const toByte = (value: number) => (depth === 16 ? value >> 8 : (value * 255) / ((1 << depth) - 1));
  const clear = transparency?.length === channels ? transparency : undefined;
  if (channels !== 2 && !clear) {
    if (depth === 8) return values as Uint8Array;
    return mapBytes(values, toByte);
  }
  const pixels = values.length / channels;
  const data = new Uint8Array(4 * pixels);
  const colors = channels === 3 ? [0, 1, 2] : [0, 0, 0];
  for (let i = 0; i < pixels; i++) {
    const p = i * channels;
    for (let c = 0; c < 3; c++) data[4 * i + c] = toByte(values[p + colors[c]]);
    if (clear) data[4 * i + 3] = clear.every((value, c) => values[p + c] === value) ? 0 : 255;
    else data[4 * i + 3] = toByte(values[p + 1]);
  }
  return data;
}
