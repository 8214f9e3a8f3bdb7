// PNG -> pixels. Everything that has a size is known before anything is reserved, and pixels are inflated once, into just
// the memory that they need. Pictures of 16 bits keep their upper 8.
import { inflateSync } from 'node:zlib';
import { FormatError, type Picture } from '../../src/index.ts';
import { crc32 } from './crc32.ts';
import { unfilter } from './png-rows.ts';
import { checkSize } from './size.ts';

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly interlaced: boolean;
}

const SIGNATURE_BYTES = 8;

/** The least that zlib takes. */
const SMALLEST_PIECE = 64;

/** Channels by colour type: grey, RGB, palette, grey with alpha, RGBA. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Of the colour that is transparent, in those that may have one. */
const CLEAR_BYTES: Readonly<Record<number, number>> = { 0: 2, 2: 6 };

/** @throws FormatError if the file is damaged or the picture too large */
export function decodePng(bytes: Uint8Array, where: string): Picture {
  const header = readHeader(bytes, where);
  checkSize(header.width, header.height, where);
  const chunks = findChunks(bytes, where);
  const rows = inflateRows(header, chunks, where);
  try {
    for (const chunk of chunks) checkSum(chunk);
    const { width, height } = header;
    return { width, height, data: new Painter(header, chunks).paint(rows) };
  } catch (error) {
    const reason = (error as Error).message;
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
  const wrong = wrongWith(header, bytes);
  if (wrong) throw new FormatError(`${where}: a damaged PNG; expected ${wrong}.`);
  return header;
}

function wrongWith({ depth, colorType }: Header, bytes: Uint8Array): string | undefined {
  if (CHANNELS[colorType] === undefined) return `colour type 0, 2, 3, 4 or 6, got ${colorType}`;
  const depths = colorType === 0 ? [1, 2, 4, 8, 16] : colorType === 3 ? [1, 2, 4, 8] : [8, 16];
  if (!depths.includes(depth)) return `${depths.join(', ')} bits for colour type ${colorType}, got ${depth}`;
  const [compression, filter, interlace] = bytes.subarray(26, 29);
  if (compression !== 0 || filter !== 0) return `compression and filter 0, got ${compression} and ${filter}`;
  if (interlace > 1) return `interlacing 0 or 1, got ${interlace}`;
  return undefined;
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

function inflateRows(header: Header, chunks: readonly Uint8Array[], where: string): Uint8Array {
  const expected = passesOf(header).reduce((sum, pass) => sum + passLength(header, pass), 0);
  const data = chunks.filter((chunk) => nameAt(chunk, 4) === 'IDAT').map((chunk) => chunk.subarray(8, -4));
  let rows: Uint8Array;
  try {
    // With a byte to spare it ends in its first piece of memory.
    const chunkSize = Math.max(SMALLEST_PIECE, expected + 1);
    const packed = data.length === 1 ? data[0] : Buffer.concat(data);
    rows = inflateSync(packed, { chunkSize, maxOutputLength: expected + 65536 });
  } catch (error) {
    throw new FormatError(
      `${where}: a damaged PNG; its pixels do not inflate to ${expected} bytes (${(error as Error).message}).`,
      { cause: error },
    );
  }
  if (rows.length >= expected) return rows;
  throw new FormatError(`${where}: a damaged PNG; expected ${expected} bytes of pixels, got ${rows.length}.`);
}

/** Of all bytes but the length and the sum itself. */
function checkSum(chunk: Uint8Array): void {
  const expected = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength).getUint32(chunk.length - 4);
  if (crc32(chunk.subarray(4, -4)) !== expected)
    throw new Error(`CRC mismatch for chunk ${nameAt(chunk, 4)}`);
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

function nameAt(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4)).replace(/[^A-Za-z]/g, '?');
}

/** Turns stored samples into pixels: grey, RGB or RGBA of 8 bits. */
class Painter {
  private readonly header: Header;
  /** Of a palette, each RGB or each RGBA. */
  private readonly palette?: readonly Uint8Array[];
  /** The samples of the colour that is transparent. */
  private readonly clear?: readonly number[];

  constructor(header: Header, chunks: readonly Uint8Array[]) {
    const find = (name: string) => chunks.find((chunk) => nameAt(chunk, 4) === name)?.subarray(8, -4);
    const [colours, transparent] = [find('PLTE'), find('tRNS')];
    this.header = header;
    if (header.colorType === 3) this.palette = paletteOf(colours, transparent);
    else if (transparent && transparent.length === CLEAR_BYTES[header.colorType])
      this.clear = Array.from(samplesOf(transparent, 0, 0, 16));
  }

  private get channels(): number {
    if (this.palette) return this.palette[0].length;
    const { colorType } = this.header;
    return colorType === 4 || this.clear ? 4 : CHANNELS[colorType];
  }

  /** `rows`: of the picture, or of its passes one after the other. */
  paint(rows: Uint8Array): Uint8Array {
    const { header, channels } = this;
    const { width, height, interlaced } = header;
    const data = new Uint8Array(interlaced ? width * height * channels : 0);
    let from = 0;
    for (const pass of passesOf(header)) {
      const part = rows.subarray(from, from + passLength(header, pass));
      const pixels = this.paintPass(part, pass);
      if (!interlaced) return pixels;
      from += part.length;
      for (let row = 0, at = 0; row < pass.height; row++) {
        for (let column = 0; column < pass.width; column++, at += channels) {
          const to = (pass.y + row * pass.dy) * width + pass.x + column * pass.dx;
          for (let c = 0; c < channels; c++) data[to * channels + c] = pixels[at + c];
        }
      }
    }
    return data;
  }

  private paintPass(rows: Uint8Array, { width, height }: Pass): Uint8Array {
    const { depth, colorType } = this.header;
    const bits = CHANNELS[colorType] * depth;
    const bytes = unfilter(rows, height, Math.ceil((width * bits) / 8), Math.ceil(bits / 8));
    const samples = samplesOf(bytes, width * CHANNELS[colorType], height, depth);
    if (this.palette) return fromPalette(samples, this.palette);
    return expand(samples, this.header, this.clear);
  }
}

/** Throws Error where there is none, or not of whole colours. */
function paletteOf(colours?: Uint8Array, alpha: Uint8Array = new Uint8Array()): Uint8Array[] {
  if (!colours || colours.length === 0) throw new Error('Color palette is undefined');
  if (colours.length % 3 !== 0) throw new Error(`expected 3 bytes for each colour, got ${colours.length}`);
  return Array.from({ length: colours.length / 3 }, (_, n) => {
    const colour = colours.subarray(3 * n, 3 * n + 3);
    return alpha.length > 0 ? Uint8Array.of(...colour, alpha[n] ?? 255) : colour;
  });
}

function fromPalette(indexes: Uint8Array | Uint16Array, palette: readonly Uint8Array[]): Uint8Array {
  const channels = palette[0].length;
  const data = new Uint8Array(indexes.length * channels);
  for (let i = 0; i < indexes.length; i++) {
    const colour = palette[indexes[i]];
    if (!colour) throw new Error('Incorrect index of palette color');
    for (let c = 0; c < channels; c++) data[i * channels + c] = colour[c];
  }
  return data;
}

/** One value for each sample; those of 1, 2 and 4 bits are packed, every row from a new byte. */
function samplesOf(bytes: Uint8Array, perRow: number, rows: number, depth: number): Uint8Array | Uint16Array {
  if (depth === 8) return bytes;
  if (depth === 16)
    return new Uint16Array(bytes.length / 2).map((_, i) => bytes[2 * i] * 256 + bytes[2 * i + 1]);
  const bytesPerRow = Math.ceil((perRow * depth) / 8);
  const values = new Uint8Array(perRow * rows);
  for (let i = 0; i < values.length; i++) {
    const bit = (i % perRow) * depth;
    const byte = bytes[Math.floor(i / perRow) * bytesPerRow + (bit >> 3)];
    values[i] = (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
  }
  return values;
}

/** Values of any depth to 0..255; grey with alpha, and a colour named as transparent, become RGBA. */
function expand(
  values: Uint8Array | Uint16Array,
  { depth, colorType }: Header,
  clear?: readonly number[],
): Uint8Array {
  const channels = CHANNELS[colorType];
  const toByte = (value: number) => (depth === 16 ? value >> 8 : (value * 255) / ((1 << depth) - 1));
  if (channels !== 2 && !clear) {
    if (values instanceof Uint8Array && depth === 8) return values;
    // A loop: `Uint8Array.from` with a function takes ten times as long, half a second for a page.
    const data = new Uint8Array(values.length);
    for (let i = 0; i < data.length; i++) data[i] = toByte(values[i]);
    return data;
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
