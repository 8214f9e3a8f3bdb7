// PNG files as chance makes them, every kind with every filter, decoded here and by fast-png; and the same with a byte
// that is wrong, which both must refuse. The seed is fixed.
import { deflateSync } from 'node:zlib';
import { convertIndexedToRgb, type DecodedPng, decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { crc32, crc32ByTable } from '../../node/pictures/crc32.ts';
import { decodePng } from '../../node/pictures/png.ts';
import { FormatError, Random } from '../../src/index.ts';

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Colour type, depth and interlacing; fast-png cannot undo that of less than 8 bits. */
const KINDS = Object.entries({ 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] })
  .flatMap(([type, depths]) => depths.map((depth) => [Number(type), depth] as const))
  .flatMap(([type, depth]) =>
    (depth < 8 ? [0] : [0, 1]).map((interlace) => [type, depth, interlace] as const),
  );

const FILES = 40;

function sumOf(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length);
  bytes.write(name, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(sumOf(bytes.subarray(4, -4)), data.length + 8);
  return bytes;
}

const randomBytes = (random: Random, length: number, most = 256) =>
  Uint8Array.from({ length }, () => random.integer(most));

/** Width and height of each pass that has pixels. */
function passesOf(width: number, height: number, interlace: number): (readonly [number, number])[] {
  const steps = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ];
  return (interlace ? steps : [[0, 0, 1, 1]])
    .map(([x, y, dx, dy]) => [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)] as const)
    .filter(([columns, rows]) => columns > 0 && rows > 0);
}

/** Any bytes are some picture once the filters are undone, except that a palette must have the colours. */
function rowsOf(random: Random, [width, height]: readonly [number, number], type: number, depth: number) {
  const length = Math.ceil((width * CHANNELS[type] * depth) / 8);
  return Array.from({ length: height }, () => {
    const row = randomBytes(random, length + 1, random.integer(3) ? 256 : 4);
    row[0] = random.integer(5);
    return row;
  });
}

function makePng(random: Random, [type, depth, interlace]: (typeof KINDS)[number]): Uint8Array {
  const [width, height] = [2 + random.integer(20), 2 + random.integer(20)];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, type, 0, 0, interlace], 8);
  const rows = passesOf(width, height, interlace).flatMap((pass) => rowsOf(random, pass, type, depth));
  const packed = deflateSync(Buffer.concat(rows));
  const cut = 1 + random.integer(packed.length - 1);
  const colours = 2 ** depth;
  const clear = type === 3 ? randomBytes(random, colours) : Uint8Array.of(...clearOf(random, type, depth));
  const parts = [
    chunk('IHDR', header),
    ...(type === 3 ? [chunk('PLTE', randomBytes(random, 3 * colours))] : []),
    ...(clear.length > 0 && random.integer(2) ? [chunk('tRNS', clear)] : []),
    chunk('IDAT', packed.subarray(0, cut)),
    chunk('IDAT', packed.subarray(cut)),
    chunk('IEND', new Uint8Array()),
  ];
  return new Uint8Array(Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]));
}

/** One colour, 16 bits for each sample, so small that it occurs. */
const clearOf = (random: Random, type: number, depth: number): number[] =>
  type === 0 || type === 2
    ? Array.from({ length: CHANNELS[type] }, () => [0, random.integer(Math.min(4, 2 ** depth))]).flat()
    : [];

/** What fast-png decoded, as pixels of 8 bits: grey, RGB or RGBA. */
function pixelsOf(decoded: DecodedPng): number[] {
  if (decoded.palette) return Array.from(convertIndexedToRgb(decoded));
  const { channels, depth, transparency } = decoded;
  const samples = depth < 8 ? unpack(decoded) : Array.from(decoded.data);
  const toByte = (value: number) => (depth === 16 ? value >> 8 : (value * 255) / (2 ** depth - 1));
  if (channels !== 2 && !transparency) return samples.map(toByte);
  return Array.from({ length: samples.length / channels }, (_, n) => {
    const pixel = samples.slice(n * channels, (n + 1) * channels);
    const isClear = transparency && pixel.every((value, c) => value === transparency[c]);
    const alpha = channels === 2 ? toByte(pixel[1]) : isClear ? 0 : 255;
    return channels === 3 ? [...pixel.map(toByte), alpha] : [...Array(3).fill(toByte(pixel[0])), alpha];
  }).flat();
}

function unpack({ data, width, height, depth }: DecodedPng): number[] {
  const perRow = Math.ceil((width * depth) / 8);
  return Array.from({ length: width * height }, (_, n) => {
    const [row, bit] = [Math.floor(n / width), (n % width) * depth];
    return (data[row * perRow + (bit >> 3)] >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  });
}

const attempt = <T>(work: () => T): T | Error => {
  try {
    return work();
  } catch (error) {
    return error as Error;
  }
};

/** Fast-png asks only when it is told to. */
const theirs = (file: Uint8Array) => attempt(() => pixelsOf(decode(file, { checkCrc: true })));

describe.each(KINDS)('PNG of colour type %i, %i bits, interlacing %i', (...kind) => {
  it('is decoded as fast-png decodes it', () => {
    const random = new Random(kind[0] * 100 + kind[1] * 2 + kind[2]);
    for (let n = 0; n < FILES; n++) {
      const file = makePng(random, kind);
      expect(Array.from(decodePng(file, 'a.png').data), `file ${n}`).toEqual(theirs(file));
    }
  });

  it('is refused with a wrong byte, as fast-png refuses it', () => {
    const random = new Random(1000 + kind[0] * 100 + kind[1] * 2 + kind[2]);
    for (let n = 0; n < FILES; n++) {
      const file = makePng(random, kind);
      const at = 8 + random.integer(file.length - 8);
      // Of another name it is a chunk that a reader may leave out.
      const name = Buffer.from(file).indexOf('tRNS');
      if (at >= name && at < name + 4) continue;
      file[at] ^= 1 + random.integer(255);
      const [own, other] = [attempt(() => decodePng(file, 'a.png')), theirs(file)];
      expect(own, `file ${n}, byte ${at}`).toBeInstanceOf(FormatError);
      expect(other, `file ${n}, byte ${at}`).toBeInstanceOf(Error);
    }
  });
});

describe('the checksum', () => {
  it.each([
    ['by table', crc32ByTable],
    ['as it is used', crc32],
  ])('%s is that of the format', (_, sum) => {
    const random = new Random(4);
    expect(sum(Buffer.from('123456789'))).toBe(0xcbf43926);
    for (const length of [0, 1, 1000]) {
      const bytes = randomBytes(random, length);
      expect(sum(bytes)).toBe(sumOf(bytes));
    }
  });
});
