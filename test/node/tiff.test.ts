// TIFF pictures: every kind that is read, packed here or by libtiff, and what is refused. Of group 3 and 4 the code
// words are held against files that libtiff and Ghostscript wrote, then the rest against an encoder.
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import jpeg from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { decodePicture, openPages } from '../../node/pictures.ts';
import { FormatError, type Picture } from '../../src/index.ts';
import { packBits, packFax, packLzw, type Tags, type WrittenPage, writeTiff } from './tiff-writer.ts';

const bytes = (values: readonly number[]) => Uint8Array.from(values);
const size = (width: number, height: number): Tags => ({ 256: [width], 257: [height] });
const one = (tags: Tags, data: Uint8Array, order?: 'II' | 'MM') =>
  decodePicture(writeTiff([{ tags, segments: [data] }], order), 'a');

function expectPicture(actual: Picture, width: number, height: number, values: ArrayLike<number>): void {
  expect([actual.width, actual.height]).toEqual([width, height]);
  expect([...actual.data]).toEqual(Array.from(values));
}

function failure(file: Uint8Array, page = 0): string {
  try {
    openPages(file, 'a.tif').decode(page);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return (error as Error).message;
  }
  throw new Error('decoded');
}

/** Values that differ from pixel to pixel, with runs among them. */
const noise = (length: number) => Uint8Array.from({ length }, (_, i) => ((i * i * 7) >> 3) & 255);

describe.each(['II', 'MM'] as const)('TIFF in the order %s', (order) => {
  it('of 1, 2, 4, 8 and 16 bits is grey, 0 white or black as it says', () => {
    const cases: [number, number[], number[]][] = [
      [1, [0b10100000, 0b01000000], [255, 0, 255, 0, 255, 0]],
      [2, [0b00011000, 0b11000100], [0, 85, 170, 255, 0, 85]],
      [4, [0x0f, 0x10, 0x2a, 0xf0], [0, 255, 17, 34, 170, 255]],
      [8, [1, 2, 3, 250, 251, 252], [1, 2, 3, 250, 251, 252]],
    ];
    for (const [bits, data, grey] of cases) {
      const tags = { ...size(3, 2), 258: [bits] };
      expectPicture(one({ ...tags, 262: [1] }, bytes(data), order), 3, 2, grey);
      expectPicture(
        one({ ...tags, 262: [0] }, bytes(data), order),
        3,
        2,
        grey.map((v) => 255 - v),
      );
    }
    const wide = order === 'II' ? [0xff, 0x12, 0, 0x80] : [0x12, 0xff, 0x80, 0];
    expectPicture(one({ ...size(2, 1), 258: [16], 262: [1] }, bytes(wide), order), 2, 1, [0x12, 0x80]);
  });

  it('of 8 and 16 bits is read from differences', () => {
    const tags = { ...size(3, 1), 262: [2], 277: [3], 317: [2] };
    const small = bytes([10, 20, 30, 1, 255, 0, 5, 5, 250]);
    expectPicture(one({ ...tags, 258: [8, 8, 8] }, small, order), 3, 1, [10, 20, 30, 11, 19, 30, 16, 24, 24]);
    const values = [0x0a80, 0x0090, 0xff00];
    const wide = values.flatMap((v) => (order === 'II' ? [v & 255, v >> 8] : [v >> 8, v & 255]));
    const grey = { ...size(3, 1), 262: [1], 258: [16], 317: [2] };
    expectPicture(one(grey, bytes(wide), order), 3, 1, [0x0a, 0x0b, 0x0a]);
  });
});

describe('TIFF colours', () => {
  it('RGB, with alpha, with alpha multiplied in, and with a sample that means nothing', () => {
    const tags = { ...size(1, 2), 258: [8, 8, 8, 8], 262: [2], 277: [4] };
    const data = bytes([10, 20, 30, 100, 50, 60, 70, 0]);
    expectPicture(one({ ...tags, 338: [2] }, data), 1, 2, data);
    expectPicture(one({ ...tags, 338: [0] }, data), 1, 2, [10, 20, 30, 50, 60, 70]);
    expectPicture(one({ ...tags, 338: [1] }, data), 1, 2, [26, 51, 77, 100, 50, 60, 70, 0]);
    const grey = { ...size(2, 1), 258: [8, 8], 262: [1], 277: [2], 338: [2] };
    expectPicture(one(grey, bytes([9, 200, 255, 0])), 2, 1, [9, 9, 9, 200, 255, 255, 255, 0]);
  });

  it('palettes of 1 to 8 bits, stored in 16 bits or in 8', () => {
    for (const [bits, data] of [
      [1, [0b01000000]],
      [2, [0b00010000]],
      [4, [0x01, 0x00]],
      [8, [0, 1, 0]],
    ] as const) {
      const colours = (a: number, b: number) => [a, b, ...new Array(2 ** bits - 2).fill(0)];
      const stored = [...colours(0x0aff, 0xff00), ...colours(0x1400, 0xff00), ...colours(0x1e00, 0xff00)];
      for (const map of [stored, stored.map((v) => v >> 8)]) {
        const tags = { ...size(3, 1), 258: [bits], 262: [3], 320: map };
        expectPicture(one(tags, bytes(data)), 3, 1, [10, 20, 30, 255, 255, 255, 10, 20, 30]);
      }
    }
  });

  it('samples in planes of their own', () => {
    const segments = [bytes([1, 2]), bytes([3, 4]), bytes([5, 6])];
    const tags = { ...size(2, 1), 258: [8, 8, 8], 262: [2], 277: [3], 284: [2] };
    expectPicture(decodePicture(writeTiff([{ tags, segments }]), 'a'), 2, 1, [1, 3, 5, 2, 4, 6]);
  });

  it.each([
    [1, [1, 2, 3, 4, 5, 6], 3],
    [2, [3, 2, 1, 6, 5, 4], 3],
    [3, [6, 5, 4, 3, 2, 1], 3],
    [4, [4, 5, 6, 1, 2, 3], 3],
    [5, [1, 4, 2, 5, 3, 6], 2],
    [6, [4, 1, 5, 2, 6, 3], 2],
    [7, [6, 3, 5, 2, 4, 1], 2],
    [8, [3, 6, 2, 5, 1, 4], 2],
    [9, [1, 2, 3, 4, 5, 6], 3],
  ])('stand upright from orientation %i', (orientation, values, width) => {
    const tags = { ...size(3, 2), 258: [8], 262: [1], 274: [orientation] };
    expectPicture(one(tags, bytes([1, 2, 3, 4, 5, 6])), width, 6 / width, values);
  });
});

describe('TIFF packings', () => {
  const [width, height] = [101, 67];
  const data = noise(width * height);
  const grey = { ...size(width, height), 258: [8], 262: [1] };
  const packings: [string, number, (data: Uint8Array) => Uint8Array][] = [
    ['none', 1, (plain) => plain],
    ['LZW', 5, packLzw],
    ['deflate', 8, (plain) => deflateSync(plain)],
    ['deflate by its old number', 32946, (plain) => deflateSync(plain)],
    ['PackBits', 32773, packBits],
  ];

  it.each(packings)('%s: whole, in strips and in tiles', (_, compression, pack) => {
    const tags = { ...grey, 259: [compression] };
    expectPicture(one(tags, pack(data)), width, height, data);
    const strips = Array.from({ length: Math.ceil(height / 8) }, (_, n) =>
      pack(data.subarray(n * 8 * width, (n + 1) * 8 * width)),
    );
    const inStrips = writeTiff([{ tags: { ...tags, 278: [8] }, segments: strips }]);
    expectPicture(decodePicture(inStrips, 'a'), width, height, data);
    const tiles = Array.from({ length: 2 * 5 }, (_, n) => {
      const [left, top] = [(n % 2) * 64, Math.floor(n / 2) * 16];
      const at = (i: number) => (top + Math.floor(i / 64)) * width + left + (i % 64);
      return pack(
        Uint8Array.from({ length: 64 * 16 }, (_, i) => (left + (i % 64) < width ? (data[at(i)] ?? 0) : 0)),
      );
    });
    const inTiles = writeTiff([{ tags: { ...tags, 322: [64], 323: [16] }, segments: tiles, isTiled: true }]);
    expectPicture(decodePicture(inTiles, 'a'), width, height, data);
  });

  it.each(packings)('%s: any bytes come back', (_, compression, pack) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 3000 }), (values) => {
        const tags = { ...size(values.length, 1), 258: [8], 262: [1], 259: [compression] };
        expect(Buffer.from(one(tags, pack(values)).data).equals(values)).toBe(true);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it('LZW that clears its table', () => {
    const many = Uint8Array.from({ length: 40_000 }, (_, i) => (i * 2654435761) >>> 24);
    const tags = { ...size(200, 200), 258: [8], 262: [1], 259: [5] };
    expectPicture(one(tags, packLzw(many)), 200, 200, many);
  });

  it('bits from the other end of the byte', () => {
    const tags = { ...size(8, 1), 258: [1], 262: [1], 266: [2] };
    expectPicture(one(tags, bytes([0b00000011])), 8, 1, [255, 255, 0, 0, 0, 0, 0, 0]);
  });
});

/** libtiff, compression 3 and 4: row i has RUNS[i] white, black and again white pixels: every code word occurs. */
const RUNS = Array.from({ length: 64 }, (_, i) => [64 * (i % 41) + i, 64 * ((i * 7) % 41) + ((i * 5) % 64)]);
const RUNS_WIDTH = 5300;
const RUNS_GROUP_3 = [
  'AAEB8B+SqAAB2OBqYD4CoKABk4HIIA+wUgABXgCmGAH2uJgAAW9gIDQA+zmAATbAFgMAPyBgATfgPBoAfAWqAAFk8DYGmA+mzgAB',
  'ZZgcwbAH2xYAAWigFQFUB9nMwAFnOAwFIB+SyAABZiAFwJwFVMABZpAZAFgD6bLQAWkGBtQD7ZFwAWnoB0IB9mjYAAFqagVQoD7c',
  'mAABatQDQXAXEAABa1YDgbAEaAABa6cMkMoB9tTAAWwMAlA0gPtJwAFsiAOoagD7dLABbRcC0DaAuSgAAW2DASBWAQFgAUwEAdBT',
  'bJWAAUyoBbAoAfaQqAABTSsCWC0A+bAYAAFgmB2wHVAAAU2kAtjAanABAQYATDtsgAEBgEA8DDT4AAEBoGBmDcB9kNQAAQEhoCYG',
  'WA6tgAEBMbA7g1ANVQABAUEgMgarbBQAAQFRMBQNpplIAAEBYUAfBXNxMAEBcVA0AkAeMAABAcFgJoLACQMAAQHRcCkDMmKgAQHi',
  'gDLNU4ABAfKQFRWWwAEqBAHwH9mYAAHZWBqBAD4CiyABkWAcgUAPppTAAVy0CmGYA+1i0AFuCAIBrAfaBcABNgUBYNYB/Y2AATcK',
  'A8NsB8BUmAABZAsDYDIA+wIAAWVSA5gbgPtfQAFoUwKgLID7PMABZ1QBgM4D8nABZiqAuwFUsAFmkgZAgD6bJQABaRKBtBwH2wFg',
  'AWmsAdAzgPswrAABaiyBVAuA+uKgAWqtANDNAWAwAWstgOBpJtQAAWulBkhrgPtlOAABbCWBKBUAfZpAAAFsmQHUGUB9vwABbRmB',
  'aA4AXNQAAW2aAJAVptbA',
];
const RUNS_GROUP_4 = [
  'nY4GpzJwOQSV4AphiW9gIDRJtgCwGJN+A8GiWTwNgacsswOYNktFAKgKss5wGApSzEALgTyzSAyALJaQYG1S09AOhS1NQKoWWrUA',
  '0F5a1YDgbJa6cMkMqWwMAlA0y2RAHUNSW0XAtA2y2wYCQK0pgIA6CnKZUAtgUSmlYEsFqWCYHblNpALY5AQYATDyAwCAeBiQGgYG',
  'YN5ASGgJgZcgJjYHcGqQFBIDIGrIComAoG1ICwoA+CvIC4qBoBJIDgsBNBYkB0XApAzSA8UAZaQHykBUWSoEGJVQNQImRYByBRK5',
  'aBTDMluCAIBrk2BQFg1pNwoDw25ZAsDYDJLKpAcwN5aFMCoCzLOqAMBnlmKoC7lmkgZAktIlA2g8tNYA6BnlqLIFUC8tVaAaGbLW',
  'WwHA0pa6UGSGvLYSwJQKktkyA6gyy2jMC0BxLbNAEgK4AIAI',
];
/** Ghostscript, compression 3 in two dimensions: 120 x 60 pixels of text, and the SHA-256 of libtiff's bits of it. */
const MIXED = [
  'AAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHt',
  'ZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABQAHtZAABGiNszHABz43/HsIA',
  'AXTZQoAB+h1CvOtqwAElj8AB5uvzrZMAAVYSzdAB2K+QtpAAARokuAAB0UKfHtIAAXI38AHtZAABQAHtZAABQA==',
];
const MIXED_SHA256 = '1d41dee5490ebc4a4dbc3f82fda983ed67044247bbd01459b3827cf9ef457360';

const fromBase64 = (lines: readonly string[]) => Uint8Array.from(Buffer.from(lines.join(''), 'base64'));

describe('CCITT', () => {
  it.each([
    ['group 3', 3, RUNS_GROUP_3],
    ['group 4', 4, RUNS_GROUP_4],
  ])('%s as libtiff writes it, every run of every code word', (_, compression, lines) => {
    const tags = { ...size(RUNS_WIDTH, 64), 258: [1], 262: [0], 259: [compression], 292: [4] };
    const { data } = one(tags, fromBase64(lines));
    for (const [row, [white, black]] of RUNS.entries()) {
      const pixels = data.subarray(row * RUNS_WIDTH, (row + 1) * RUNS_WIDTH);
      const expected = new Uint8Array(RUNS_WIDTH).fill(255).fill(0, white, white + black);
      expect(Buffer.from(pixels).equals(expected), `row ${row}`).toBe(true);
    }
  });

  it('group 3 in two dimensions as Ghostscript writes it', () => {
    const tags = { ...size(120, 60), 258: [1], 262: [0], 259: [3], 292: [5] };
    const { data } = one(tags, fromBase64(MIXED));
    const packed = new Uint8Array(15 * 60);
    for (const [i, value] of data.entries()) if (value === 0) packed[i >> 3] |= 0x80 >> (i & 7);
    expect(createHash('sha256').update(packed).digest('hex')).toBe(MIXED_SHA256);
  });

  it.each([
    ['rows', 2, { scheme: 'rows' }],
    ['group 3', 3, { scheme: 'group3' }],
    ['group 3 in two dimensions', 3, { scheme: 'group3', isMixed: true }],
    ['group 4', 4, { scheme: 'group4' }],
  ] as const)('%s: any picture comes back, cut short it is refused', (_, compression, scheme) => {
    const rows = fc
      .tuple(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
      )
      .chain(([width, height, run]) =>
        fc.array(
          fc
            .array(fc.integer({ min: 0, max: 1 }), { minLength: Math.ceil(width / run), maxLength: 200 })
            .map((cells) => Uint8Array.from({ length: width }, (_, i) => cells[Math.floor(i / run)])),
          { minLength: height, maxLength: height },
        ),
      );
    fc.assert(
      fc.property(rows, (drawn) => {
        const tags = {
          ...size(drawn[0].length, drawn.length),
          ...{ 258: [1], 262: [0], 259: [compression], 292: ['isMixed' in scheme ? 1 : 0] },
        };
        const packed = packFax(drawn, scheme);
        const expected = drawn.flatMap((row) => Array.from(row, (value) => (value ? 0 : 255)));
        expect([...one(tags, packed).data]).toEqual(expected);
        // The mark of the end, and the zeros that fill the last byte, are no part of the picture.
        const half = writeTiff([{ tags, segments: [packed.subarray(0, (packed.length - 3) >> 1)] }]);
        expect(failure(half)).toMatch(/^a\.tif: a damaged TIFF; expected \d+ bytes in strip 1 of 1, got \d+/);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});

/** libjpeg, grey: 8 x 8 pixels, and the value that libjpeg reads in each row. */
const GREY_JPEG = [
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU',
  'FRUVDA8XGBYUGBIUFRT/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAv/EABgQAAIDAAAAAAAAAAAAAAAAAAAZZaPh',
  '/9oACAEBAAA/AC0+Xs0//9k=',
];
const GREY_ROWS = [255, 219, 184, 144, 110, 71, 36, 0];

describe('JPEG in TIFF', () => {
  const colours = [
    [255, 0, 0],
    [0, 0, 255],
  ];
  const pixels = Uint8Array.from({ length: 4 * 256 }, (_, i) => [...colours[i < 512 ? 0 : 1], 255][i % 4]);
  const file = Uint8Array.from(jpeg.encode({ width: 16, height: 16, data: pixels }, 95).data);
  const tags = { ...size(16, 16), 258: [8, 8, 8], 259: [7], 262: [6], 277: [3] };

  it('is the picture of the JPEG, with its tables in it or in a tag', () => {
    const { data } = decodePicture(file, 'a');
    expectPicture(one(tags, file), 16, 16, data);
    const at = (marker: number) => file.findIndex((byte, i) => byte === 0xff && file[i + 1] === marker);
    const end = (from: number) => from + 2 + file[from + 2] * 256 + file[from + 3];
    const [dqt, sof, dht] = [0xdb, 0xc0, 0xc4].map(at);
    const tables = [0xff, 0xd8, ...file.subarray(dqt, end(dqt)), ...file.subarray(dht, end(dht)), 0xff, 0xd9];
    const rest = [0xff, 0xd8, ...file.subarray(sof, end(sof)), ...file.subarray(end(dht))];
    expectPicture(one({ ...tags, 347: tables }, bytes(rest)), 16, 16, data);
  });

  it('is taken as it is where it is said to be RGB', () => {
    // The red half as luminance and two differences.
    const { data } = one({ ...tags, 262: [2] }, file);
    for (const [c, value] of [76, 85, 255].entries()) expect(Math.abs(data[c] - value)).toBeLessThan(4);
  });

  it('is grey', () => {
    const grey = { ...size(8, 8), 258: [8], 259: [7], 262: [1] };
    const { data } = one(grey, fromBase64(GREY_JPEG));
    expect(data).toHaveLength(64);
    for (const [i, value] of data.entries()) expect(Math.abs(value - GREY_ROWS[i >> 3])).toBeLessThan(3);
  });

  it('of another size, or damaged, is refused', () => {
    const refused = /expected \d+ bytes in strip 1 of 1, got 0 whole ones/;
    const written = (changed: Tags, data = file) =>
      writeTiff([{ tags: { ...tags, ...changed }, segments: [data] }]);
    expect(failure(written({ 256: [15] }))).toMatch(refused);
    expect(failure(written({ 257: [8], 278: [8] }))).toMatch(refused);
    expect(failure(written({}, file.subarray(0, 300)))).toMatch(refused);
  });
});

describe('TIFF pages', () => {
  const page = (value: number): WrittenPage => ({
    tags: { ...size(1, 1), 258: [8], 262: [1] },
    segments: [bytes([value])],
  });

  it('are each a picture; small copies and masks are none', () => {
    const copy = { ...page(9), tags: { ...page(9).tags, 254: [1] } };
    const pages = openPages(writeTiff([page(1), copy, page(2), page(3)]), 'a');
    expect(pages.count).toBe(3);
    expect([0, 1, 2].map((n) => pages.decode(n).data[0])).toEqual([1, 2, 3]);
    expect(decodePicture(writeTiff([copy]), 'a').data[0]).toBe(9);
  });

  it('fail alone', () => {
    const bad = { ...page(2), tags: { ...page(2).tags, 259: [9] } };
    const file = writeTiff([page(1), bad, page(3)], 'II', 1_000_000);
    const pages = openPages(file, 'a.tif');
    expect(pages.count).toBe(4);
    expect(pages.decode(0).data[0]).toBe(1);
    expect(failure(file, 1)).toBe(
      'a.tif: page 2: a TIFF packed in a way that is not read; expected none, PackBits, LZW, deflate, CCITT of ' +
        '1 bit a pixel, or JPEG of 8 bits, got JBIG, 8 bits. Save it as PNG.',
    );
    expect(pages.decode(2).data[0]).toBe(3);
    expect(failure(file, 3)).toMatch(
      /^a\.tif: page 4: a truncated TIFF; expected a directory at byte 1000000/,
    );
  });

  it('that go round in a circle are refused', () => {
    const file = writeTiff([page(1)]);
    const first = new DataView(file.buffer).getUint32(4, true);
    expect(failure(writeTiff([page(1)], 'II', first))).toBe(
      'a.tif: a damaged TIFF; expected at most 65536 pages one after the other, got pages that go round in a circle.',
    );
  });
});

describe('TIFF that is not read', () => {
  const grey = { ...size(4, 4), 258: [8], 262: [1] };
  const file = (tags: Tags, data: Uint8Array = noise(16)) =>
    writeTiff([{ tags: { ...grey, ...tags }, segments: [data] }]);

  it.each<[string, Tags, string]>([
    ['inks', { 262: [5] }, 'expected grey, RGB or a palette, got CMYK'],
    ['YCbCr', { 262: [6] }, 'expected grey, RGB or a palette, got YCbCr'],
    ['12 bits', { 258: [12] }, 'expected 1, 2, 4, 8 or 16 bits a sample, the same for all, got 12'],
    ['mixed bits', { 258: [8, 8, 4], 262: [2], 277: [3] }, 'the same for all, got 8, 8, 4'],
    ['float', { 339: [3] }, 'expected whole numbers, got sample format 3'],
    ['float differences', { 317: [3] }, 'got predictor 3 of 8 bits'],
    ['too few samples', { 262: [2] }, 'expected 3 to 8 samples a pixel, got 1'],
    [
      'group 4 of 8 bits',
      { 259: [4] },
      'CCITT of 1 bit a pixel, or JPEG of 8 bits, got compression 4, 8 bits',
    ],
  ])('%s', (_, tags, message) => {
    const text = failure(file(tags));
    expect(text).toContain(message);
    expect(text).toMatch(/^a\.tif: a TIFF .* that is not read; .* Save it as PNG\.$/);
  });

  it.each<[string, Tags, string]>([
    ['no pixels', { 256: [0] }, 'a picture without pixels; expected at least 1x1, got 0x4.'],
    [
      'too many pixels',
      { 256: [20000], 257: [20000] },
      'too large; expected at most 64000000 pixels, got 20000x20000. Make it smaller first.',
    ],
    [
      'a hundred million pixels',
      { 256: [10000], 257: [10000] },
      'too large; expected at most 64000000 pixels, got 10000x10000. Make it smaller first.',
    ],
    ['too few strips', { 278: [1] }, 'a damaged TIFF; expected 4 strips, got 1.'],
    ['no palette', { 262: [3] }, 'a damaged TIFF; expected a palette of 256 colours for 8 bits, got 0.'],
    ['a strip outside', { 273: [90000] }, 'a truncated TIFF; expected strip 1 of 1 up to byte 90016'],
    [
      'too little data',
      { 257: [5] },
      'a damaged TIFF; expected 20 bytes in strip 1 of 1, got 16 whole ones.',
    ],
    [
      'LZW of nothing',
      { 256: [7000], 257: [7000], 259: [5] },
      'expected 49000000 bytes in strip 1 of 1, got 0',
    ],
    ['damaged LZW', { 259: [5] }, 'expected 16 bytes in strip 1 of 1, got 0 whole ones.'],
    ['no deflate', { 259: [8] }, 'expected 16 bytes in strip 1 of 1, got 0 whole ones.'],
  ])('%s', (_, tags, message) => {
    expect(failure(file(tags, bytes([255, 255, ...new Array(14).fill(0)])))).toContain(message);
  });

  it('huge tiles around a small picture', () => {
    const tags = { ...grey, 322: [60000], 323: [60000] };
    expect(failure(writeTiff([{ tags, segments: [noise(16)], isTiled: true }]))).toMatch(
      /^a\.tif: a tile: too large/,
    );
  });

  it('cut off anywhere', () => {
    const whole = writeTiff([{ tags: { ...size(9, 9), 258: [8], 262: [1] }, segments: [noise(81)] }]);
    for (let length = 4; length < whole.length - 4; length++)
      expect(failure(whole.subarray(0, length))).toMatch(
        /^a\.tif: a (truncated|damaged) TIFF; expected .*got .*\.$/,
      );
  });

  it('never fails otherwise, whatever byte is changed', () => {
    const palette = Array.from({ length: 48 }, (_, i) => i * 1000);
    const rows = [bytes([0, 1, 1, 0, 0, 1, 0, 1, 1]), bytes([1, 1, 0, 0, 0, 0, 0, 1, 1])];
    const files = [
      file({ 259: [5], 317: [2] }, packLzw(noise(16))),
      file({ 258: [4], 262: [3], 320: palette, 259: [32773] }, packBits(noise(8))),
      writeTiff([
        { tags: { ...size(9, 2), 258: [1], 259: [4] }, segments: [packFax(rows, { scheme: 'group4' })] },
      ]),
    ];
    for (const original of files) {
      for (let i = 4; i < original.length; i++) {
        for (const change of [1, 0x55, 0x80, 0xff]) {
          const changed = Uint8Array.from(original);
          changed[i] ^= change;
          try {
            openPages(changed, 'a').decode(0);
          } catch (error) {
            expect(error, `byte ${i}`).toBeInstanceOf(FormatError);
          }
        }
      }
    }
  });
});
