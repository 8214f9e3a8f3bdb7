// The data of one strip or tile, unpacked.
import { inflateSync } from 'node:zlib';
import { FormatError } from '../../../src/index.ts';
import { decodeJpeg } from '../jpeg.ts';
import type { Directory } from './directory.ts';
import { type FaxOptions, unpackFax } from './fax.ts';
import { JPEG, type Layout } from './layout.ts';
import { unpackLzw } from './lzw.ts';
import { unpackBits } from './packbits.ts';

/** Unpacks a segment of so many bytes; fewer where the data is damaged or ends too early. */
export type Unpack = (data: Uint8Array, length: number) => Uint8Array;

/** Bytes of tables: eight of them, with room. */
const MOST_TABLES = 65_536;

/** No packing makes data smaller than this, but that for fax, whose pictures have one bit a pixel. */
const DENSEST = 4096;

const OTHERS: Readonly<Record<number, string>> = {
  6: 'JPEG of before 1995',
  7: 'JPEG',
  9: 'JBIG',
  10: 'JBIG',
  34661: 'JBIG',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50000: 'Zstandard',
  50001: 'WebP',
};

/** How the segments of a page are unpacked. Throws FormatError where it is not a way that is read. */
export function findUnpacking(directory: Directory, layout: Layout, where: string): Unpack {
  const { compression } = layout;
  const reverse = directory.value('fillOrder', 1) === 2 ? reverseBits : (data: Uint8Array) => data;
  const unpack =
    plainUnpacking(compression) ?? faxUnpacking(directory, layout) ?? jpegUnpacking(directory, layout);
  if (!unpack) {
    throw new FormatError(
      `${where}: a TIFF packed in a way that is not read; expected none, PackBits, LZW, deflate, CCITT of 1 bit a ` +
        `pixel, or JPEG of 8 bits, got ${OTHERS[compression] ?? `compression ${compression}`}, ${layout.bits} bits. Save it as PNG.`,
    );
  }
  const isFax = compression >= 2 && compression <= 4;
  return (data, length) => {
    if (!isFax && length > DENSEST * data.length) return new Uint8Array(0);
    return unpack(reverse(data), length);
  };
}

function plainUnpacking(compression: number): Unpack | undefined {
  if (compression === 1) return (data, length) => data.subarray(0, length);
  if (compression === 5) return unpackLzw;
  if (compression === 8 || compression === 32946) return inflate;
  if (compression === 32773) return unpackBits;
  return undefined;
}

function faxUnpacking(
  directory: Directory,
  { compression, bits, samples, segmentWidth: width }: Layout,
): Unpack | undefined {
  const scheme = ([undefined, undefined, 'rows', 'group3', 'group4'] as const)[compression];
  if (!scheme || bits !== 1 || samples !== 1) return undefined;
  const isMixed = scheme === 'group3' && (directory.value('faxOptions', 0) & 1) === 1;
  const bytesPerRow = Math.ceil(width / 8);
  return (data, length) => {
    const options: FaxOptions = { scheme, isMixed, width, height: length / bytesPerRow };
    return unpackFax(data, options);
  };
}

/** Every segment is a JPEG of its own, its tables perhaps those of all. */
function jpegUnpacking(directory: Directory, layout: Layout): Unpack | undefined {
  const { compression, kind, bits, samples, segmentWidth: width, segmentHeight } = layout;
  const channels = kind === 'rgb' ? 3 : 1;
  if (compression !== JPEG || bits !== 8 || samples !== channels || layout.isPlanar) return undefined;
  const tables = Uint8Array.from(directory.values('jpegTables', MOST_TABLES)).subarray(2, -2);
  const part = { width, height: segmentHeight, isRgb: directory.value('photometric', 0) === 2 };
  return (data, length) => {
    try {
      const file = Buffer.concat([data.subarray(0, 2), tables, data.subarray(2)]);
      const rgb = decodeJpeg(file, 'a segment', part).data;
      if (channels === 3) return new Uint8Array(rgb.buffer, rgb.byteOffset, Math.min(length, rgb.length));
      const grey = new Uint8Array(Math.min(length, rgb.length / 3));
      for (let i = 0; i < grey.length; i++) grey[i] = rgb[3 * i];
      return grey;
    } catch {
      return new Uint8Array(0);
    }
  };
}

/** Some writers fill up the last strip: more than asked for is cut off. */
function inflate(data: Uint8Array, length: number): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: 2 * length + 65536 }).subarray(0, length);
  } catch {
    return new Uint8Array(0);
  }
}

function reverseBits(data: Uint8Array): Uint8Array {
  return data.map((byte) => {
    const pairs = ((byte & 0x55) << 1) | ((byte >> 1) & 0x55);
    const fours = ((pairs & 0x33) << 2) | ((pairs >> 2) & 0x33);
    return ((fours & 0x0f) << 4) | (fours >> 4);
  });
}
