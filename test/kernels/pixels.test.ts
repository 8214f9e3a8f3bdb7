// The two implementations of the arithmetic over pixels against each other, to the bit.
import { describe, expect, it } from 'vitest';
import type { PixelKernels } from '../../src/kernels/pixels.ts';
import { plainPixels } from '../../src/kernels/plain/pixels.ts';
import * as areas from '../../src/kernels/simd/areas.ts';
import * as ownPixels from '../../src/kernels/simd/pixels.ts';
import * as views from '../../src/kernels/simd/views.ts';
import { Random } from '../../src/random.ts';

const simdPixels: PixelKernels = { ...ownPixels, ...areas, ...views };

/** Around what a vector holds; one row, one column, one pixel; more rows than a byte can count. */
const SIZES = [
  [1, 1],
  [1, 9],
  [19, 1],
  [15, 4],
  [16, 5],
  [17, 6],
  [33, 21],
  [103, 300],
] as const;

const random = new Random(20);

/** A quarter of it 0, a quarter 255. */
const bytesOf = (length: number): Uint8Array =>
  Uint8Array.from({ length }, () => Math.min(255, Math.max(0, random.integer(512) - 128)));

/** Half of it 0. */
const floatsOf = (length: number): Float32Array =>
  Float32Array.from({ length }, () => Math.max(0, random.uniform(-255, 255)));

interface Inputs {
  readonly bytes: Uint8Array;
  readonly floats: Float32Array;
  readonly width: number;
  readonly height: number;
}

type Look = (pixels: PixelKernels, inputs: Inputs) => unknown;

const radii = [0, 1, 4, 30];

/** As it is; shifted by parts of pixels; turned, smaller and larger; beside the picture on all sides. */
const MAPS = [
  [1, 0, 0, 0, 1, 0],
  [1, 0, 3.3, 0, 1, 1.7],
  [0.8, -0.6, 4, 0.6, 0.8, -2],
  [-2.1, 0.3, 30, 0.2, -3, 40],
  [2, -40, 20, 40, 2, -70],
  [0.3, 0, 1e4, 0, 0.3, 1e4],
  [0.3, 0, -1e4, 0, 0.3, -1e4],
] as const;

/** Smaller, larger, the same; odd and even; more above, to the left and below than there is. */
const STRETCHES = [
  { left: 0, top: 0, across: 0.3, down: 0.3, columns: 20, rows: 20 },
  { left: 0, top: 0, across: 1, down: 1, columns: 17, rows: 9 },
  { left: -3, top: -5, across: 2.7, down: 1.9, columns: 31, rows: 40 },
  { left: 1.6, top: 2.3, across: 0.45, down: 0.8, columns: 1, rows: 3 },
  { left: 40, top: 500, across: 0.45, down: 0.8, columns: 8, rows: 3 },
] as const;

const LOOKS: Record<string, Look> = {
  smoothing: (pixels, { floats, width }) => {
    const values = floats.slice();
    pixels.smooth(values, width);
    return values;
  },
  'largest values': (pixels, { bytes, width, height }) =>
    radii.map((radius) => pixels.largestAround(bytes, width, height, radius, 0)),
  'smallest values': (pixels, { bytes, width, height }) =>
    radii.map((radius) => pixels.largestAround(bytes, width, height, radius, 255)),
  'sums of windows': (pixels, { bytes, width, height }) =>
    radii.map((radius) => pixels.windowSums(bytes, width, height, radius)),
  contrast: (pixels, { bytes, floats, width, height }) =>
    [1, 2, 5].map((step) => pixels.smoothContrast(floats, step, bytes, width, height)),
  histogram: (pixels, { floats }) => pixels.histogram(floats),
  ink: (pixels, { floats }) => [
    pixels.inkAbove(floats, 30, 200),
    pixels.inkAbove(floats, floats.find((value) => value > 0) ?? 0, 170.3),
  ],
  shrinking: (pixels, { bytes, width, height }) =>
    [1.2, 2, 2.75, 7].map((step) => pixels.shrink(bytes, width, height, step)),
  'spreading by area': (pixels, { bytes, floats, width, height }) =>
    STRETCHES.flatMap(({ left, top, across, down, columns, rows }) => {
      const part = {
        firstRow: 0,
        lastRow: height,
        firstColumn: Math.max(0, Math.ceil(left)),
        lastColumn: width,
      };
      const to = { left, top, across, down };
      return [bytes, Float64Array.from(floats)].map((values) =>
        pixels.spread(values, width, part, to, columns, rows),
      );
    }),
  'digits as of MNIST': (pixels, { bytes, floats, width, height }) =>
    [0.2, 1, 3.1].map((scale) => {
      const part = { firstRow: 0, lastRow: height, firstColumn: 0, lastColumn: Math.min(width, 9) };
      const to = { left: -1, top: 0, across: scale, down: scale };
      return [bytes, Float64Array.from(floats), new Uint8Array(bytes.length)].map((values) =>
        pixels.digit(values, width, part, to),
      );
    }),
  'ink and its outline': (pixels, { bytes, width }) =>
    [bytes, bytes.map((value) => (value < 250 ? 0 : value))].map((ink) => pixels.measureInk(ink, width)),
  runs: (pixels, { bytes, width }) => [1, 128, 255].map((least) => pixels.findRuns(bytes, width, least)),
  'counts along lines': (pixels, { bytes, width, height }) =>
    pixels.countAlong(
      bytes,
      width,
      [-0.7, 0, 0.04, 2].map((slope) =>
        Int32Array.from({ length: height }, (_, row) => Math.round(slope * row) - 1),
      ),
    ),
  views: (pixels, { bytes, width }) =>
    MAPS.map((affine) => [1, 8, 21].map((side) => pixels.view(bytes, width, affine, side, side + 2))),
  correlations: (pixels, { floats, width, height }) =>
    [1, 4, 7].map((shifts) => {
      const [across, down] = [width + shifts - 1, height + 2];
      const seen = Float32Array.from({ length: across * down }, (_, i) => floats[(7 * i) % floats.length]);
      return pixels.correlate(floats, width, seen, across, shifts, 3);
    }),
  'cheapest paths': (pixels, { floats, width }) =>
    [0.25, 3, 1000].map((sideways) => pixels.cheapestPaths(floats, width, sideways)),
  'upright strokes': (pixels, { bytes, width, height }) => {
    const runs = plainPixels.findRuns(bytes, width, 128);
    const shears = [-0.8, 0, 0.3, 2].map((slant) =>
      Int32Array.from({ length: height }, (_, row) => Math.round(slant * (slant < 0 ? row - height : row))),
    );
    return pixels.uprightStrokes(runs, width + 2 * height, shears);
  },
  transposition: (pixels, { bytes, width, height }) => pixels.transpose(bytes, width, height),
};

describe('the SIMD arithmetic over pixels has the bits of the plain one:', () => {
  it.each(Object.entries(LOOKS))('%s', (_, look) => {
    for (const [width, height] of SIZES) {
      const length = width * height;
      const inputs = { bytes: bytesOf(length), floats: floatsOf(length), width, height };
      expect(look(simdPixels, inputs)).toEqual(look(plainPixels, inputs));
    }
  });

  it('leaves what it is given as it was', () => {
    const [width, height] = [33, 21];
    const inputs = { bytes: bytesOf(width * height), floats: floatsOf(width * height), width, height };
    const before = { bytes: inputs.bytes.slice(), floats: inputs.floats.slice() };
    for (const look of Object.values(LOOKS)) look(simdPixels, inputs);
    expect({ bytes: inputs.bytes, floats: inputs.floats }).toEqual(before);
  });

  it('of a picture that is made smaller in bands', () => {
    const [width, height] = [1500, 1600];
    const bytes = bytesOf(width * height);
    expect(simdPixels.shrink(bytes, width, height, 6.3)).toEqual(
      plainPixels.shrink(bytes, width, height, 6.3),
    );
  });

  it('of windows that end with the memory', () => {
    // Some of these heights are the last for which a memory of so many pages is enough.
    for (let height = 1000; height < 1400; height++)
      expect(simdPixels.largestAround(new Uint8Array(100 * height), 100, height, 600, 0)[0]).toBe(0);
  });

  it('of a picture that needs more memory than is kept, and of a small one after it', () => {
    for (const [width, height] of [
      [3000, 3000],
      [17, 6],
    ]) {
      const values = new Uint8Array(width * height);
      values[width * height - 1] = 9;
      const largest = simdPixels.largestAround(values, width, height, 1, 0);
      expect(largest.reduce((sum, value) => sum + value, 0)).toBe(4 * 9);
    }
  });
});
