import { describe, expect, it } from 'vitest';
import { Distorter, type DistortionRanges } from '../../src/data/distort.ts';
import { ShapeError, UsageError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';

const none: DistortionRanges = {
  rotation: 0,
  scale: 0,
  aspect: 0,
  shear: 0,
  shift: 0,
  elastic: 0,
  thickness: 0,
};
const mild: DistortionRanges = {
  rotation: 10,
  scale: 0.1,
  aspect: 0.06,
  shear: 0.1,
  shift: 1.5,
  elastic: 0.5,
  thickness: 1,
};

/** A ring of 28 x 28 with soft edges, off the centre, and some values of its own everywhere on it. */
function drawRing(): Uint8Array {
  const image = new Uint8Array(28 * 28);
  for (let r = 0; r < 28; r++) {
    for (let c = 0; c < 28; c++) {
      const distance = Math.abs(Math.hypot(r - 14, c - 12) - 7);
      if (distance < 2.5) image[28 * r + c] = Math.round(255 - 80 * distance) - ((r + c) % 3);
    }
  }
  return image;
}

/** grey = 8 (c + 1) / 255 or 8 (r + 1) / 255: what is read off it is a source position. */
function drawRamp(axis: 'row' | 'column'): Uint8Array {
  return Uint8Array.from({ length: 784 }, (_, i) => 8 * ((axis === 'row' ? Math.floor(i / 28) : i % 28) + 1));
}

function distort(image: Uint8Array, ranges: DistortionRanges, random: Random, size = 28): Float32Array {
  const target = new Float32Array(size * size).fill(-7);
  new Distorter(28, 28, ranges).distort(image, 0, random, target, 0, size, size, 0, 1);
  return target;
}

/** Source positions of the target's pixels under one distortion: x and y of [row][column]. */
function trace(ranges: DistortionRanges, seed: number): { x: number[]; y: number[] } {
  const position = (grey: number) => (grey * 255) / 8 - 1;
  const x = Array.from(distort(drawRamp('column'), ranges, new Random(seed)), position);
  const y = Array.from(distort(drawRamp('row'), ranges, new Random(seed)), position);
  return { x, y };
}

/** The linear part, from pixels around the centre, where every distortion here stays inside the ramp. */
function linearPart(ranges: DistortionRanges, seed: number) {
  const { x, y } = trace(ranges, seed);
  const [a, right, below] = [28 * 13 + 13, 28 * 13 + 17, 28 * 17 + 13];
  const part = (from: number[], to: number) => (from[to] - from[a]) / 4;
  return { xc: part(x, right), xr: part(x, below), yc: part(y, right), yr: part(y, below) };
}

// A float32 grey is off by at most 2^-25; as a position by 255 / 8 of that, 1e-6. Four pixels apart: 5e-7.
const SLACK = 1e-6;

describe('without distortions', () => {
  it('every pixel is its own, in the middle of the field', () => {
    const ring = drawRing();
    const images = new Uint8Array(3 * 784);
    images.set(ring, 784);
    const target = new Float32Array(1500).fill(-7);
    const distorter = new Distorter(28, 28, none);
    distorter.distort(images, 784, new Random(1), target, 100, 32, 32, -0.1, 1.175);
    const expected = new Float32Array(1500).fill(-7);
    expected.fill(-0.1, 100, 100 + 1024);
    const span = 1.175 - -0.1;
    for (let i = 0; i < 784; i++) {
      expected[100 + 32 * (Math.floor(i / 28) + 2) + (i % 28) + 2] = -0.1 + span * (ring[i] / 255);
    }
    expect(target).toEqual(expected);
  });

  it('ink at the border and no ink at all are drawn as they are', () => {
    const corners = new Uint8Array(784);
    for (const i of [0, 27, 756, 783]) corners[i] = 255;
    expect(distort(corners, none, new Random(1))).toEqual(Float32Array.from(corners, (byte) => byte / 255));
    expect(distort(new Uint8Array(784), mild, new Random(1))).toEqual(new Float32Array(784));
  });
});

describe('the affine map', () => {
  it('rotates by up to the range, and only rotates', () => {
    const angles: number[] = [];
    for (let seed = 0; seed < 300; seed++) {
      const { xc, xr, yc, yr } = linearPart({ ...none, rotation: 10 }, seed);
      expect(Math.abs(xc - yr)).toBeLessThan(2 * SLACK);
      expect(Math.abs(xr + yc)).toBeLessThan(2 * SLACK);
      expect(Math.abs(xc * xc + xr * xr - 1)).toBeLessThan(4 * SLACK);
      angles.push((Math.atan2(xr, xc) * 180) / Math.PI);
    }
    // The largest of 300 uniform draws is below 97 % of the range once in (0.985)^-300 = 93 times; the seeds are fixed.
    expect(Math.max(...angles)).toBeGreaterThan(9.7);
    expect(Math.min(...angles)).toBeLessThan(-9.7);
    expect(Math.max(...angles.map(Math.abs))).toBeLessThan(10 + 1e-3);
  });

  it.each([
    [
      'scale',
      (m: ReturnType<typeof linearPart>) => [-Math.log(m.xc), Math.log(m.xc) - Math.log(m.yr), m.xr, m.yc],
    ],
    [
      'aspect',
      (m: ReturnType<typeof linearPart>) => [-Math.log(m.xc), Math.log(m.xc) + Math.log(m.yr), m.xr, m.yc],
    ],
    ['shear', (m: ReturnType<typeof linearPart>) => [-m.xr, m.xc - 1, m.yr - 1, m.yc]],
  ] as const)('%s stays in its range and changes nothing else', (name, measure) => {
    const drawn: number[] = [];
    for (let seed = 0; seed < 300; seed++) {
      const [value, ...rest] = measure(linearPart({ ...none, [name]: 0.1 }, seed));
      drawn.push(value);
      for (const other of rest) expect(Math.abs(other)).toBeLessThan(4 * SLACK);
    }
    expect(Math.max(...drawn)).toBeGreaterThan(0.097);
    expect(Math.min(...drawn)).toBeLessThan(-0.097);
    expect(Math.max(...drawn.map(Math.abs))).toBeLessThan(0.1 + 2 * SLACK);
  });

  it('shifts both ways, every pixel alike', () => {
    const shifts: number[] = [];
    for (let seed = 0; seed < 300; seed++) {
      const { x, y } = trace({ ...none, shift: 1.5 }, seed);
      const [dx, dy] = [13 - x[28 * 13 + 13], 13 - y[28 * 13 + 13]];
      shifts.push(dx, dy);
      expect(Math.abs(20 - x[28 * 5 + 20] - dx)).toBeLessThan(2 * SLACK);
      expect(Math.abs(5 - y[28 * 5 + 20] - dy)).toBeLessThan(2 * SLACK);
    }
    expect(Math.max(...shifts)).toBeGreaterThan(1.45);
    expect(Math.min(...shifts)).toBeLessThan(-1.45);
    expect(Math.max(...shifts.map(Math.abs))).toBeLessThan(1.5 + SLACK);
  });

  it('keeps the centre where it is', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { x, y } = trace({ ...mild, shift: 0, elastic: 0, thickness: 0 }, seed);
      const centre = (v: number[]) =>
        (v[28 * 13 + 13] + v[28 * 13 + 14] + v[28 * 14 + 13] + v[28 * 14 + 14]) / 4;
      expect(Math.abs(centre(x) - 13.5)).toBeLessThan(SLACK);
      expect(Math.abs(centre(y) - 13.5)).toBeLessThan(SLACK);
    }
  });
});

describe('the elastic map', () => {
  it('displaces by the range, root mean square, on each axis', () => {
    const draws = 2000;
    const size = 0.5;
    let [sumX, sumY, product, along, count] = [0, 0, 0, 0, 0];
    for (let seed = 0; seed < draws; seed++) {
      const { x, y } = trace({ ...none, elastic: size }, seed);
      // All phases of the 7-pixel grid, far enough from the border for a displacement of at most 2.6 pixels.
      for (let r = 7; r < 21; r++) {
        for (let c = 7; c < 21; c++) {
          const [dx, dy, next] = [x[28 * r + c] - c, y[28 * r + c] - r, x[28 * r + c + 4] - c - 4];
          sumX += dx * dx;
          sumY += dy * dy;
          product += dx * dy;
          if (c < 17) along += dx * next;
          count++;
        }
      }
    }
    // The factor 0.6 to 1.4 has mean square 1 + 0.8^2 / 12.
    const expected = size * Math.sqrt(1 + 0.8 ** 2 / 12);
    // About 6 independent values in each of 2000 fields: the mean square is off by sqrt(2 / 12000) = 1.3 %, a
    // standard deviation; half of that in the root. Four of them: 2.6 %.
    expect(Math.abs(Math.sqrt(sumX / count) / expected - 1)).toBeLessThan(0.026);
    expect(Math.abs(Math.sqrt(sumY / count) / expected - 1)).toBeLessThan(0.026);
    // Independent on the two axes: correlation 1 / sqrt(12000) = 0.9 %, four times.
    expect(Math.abs(product / sumX)).toBeLessThan(0.037);
    // Noise smoothed by sigma 4 correlates by exp(-4^2 / (4 * 4^2)) = 0.78 over 4 pixels; the spline by much the same.
    const correlation = along / (sumX * (10 / 14));
    expect(correlation).toBeGreaterThan(0.72);
    expect(correlation).toBeLessThan(0.84);
  });

  it('is smooth from cell to cell', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { x } = trace({ ...none, elastic: 0.5 }, seed);
      // Second differences of a cubic B-spline are bounded by those of its nodes: (2 + 2) * 2.6 / 7^2 = 0.21.
      for (let c = 5; c < 23; c++) {
        const at = 28 * 14 + c;
        expect(Math.abs(x[at - 1] - 2 * x[at] + x[at + 1])).toBeLessThan(0.21 + 4 * SLACK);
      }
    }
  });
});

describe('thickness', () => {
  it('makes strokes thicker and thinner, leaves paper and full ink alone', () => {
    const ring = drawRing();
    const before = ring.reduce((sum, byte) => sum + byte / 255, 0);
    const ratios: number[] = [];
    for (let seed = 0; seed < 100; seed++) {
      const after = distort(ring, { ...none, thickness: 1 }, new Random(seed));
      expect(after.every((grey, i) => grey >= 0 && grey <= 1 && (ring[i] > 0 || grey === 0))).toBe(true);
      ratios.push(after.reduce((sum, grey) => sum + grey, 0) / before);
    }
    expect(Math.max(...ratios)).toBeGreaterThan(1.05);
    expect(Math.min(...ratios)).toBeLessThan(0.9);
    const full = new Uint8Array(784).fill(255, 300, 310);
    expect(distort(full, { ...none, thickness: 1 }, new Random(5))).toEqual(
      Float32Array.from(full, (b) => b / 255),
    );
  });
});

describe('all distortions', () => {
  it('conserve the ink on average', () => {
    const ring = drawRing();
    const before = ring.reduce((sum, byte) => sum + byte / 255, 0);
    let sum = 0;
    const draws = 1000;
    for (let seed = 0; seed < draws; seed++) {
      for (const grey of distort(ring, { ...mild, thickness: 0 }, new Random(seed), 32)) sum += grey;
    }
    // Area grows by exp(2 s), s uniform within 0.1: 1.0067 on average, and by 13 % from draw to draw with the
    // elastic part; over 1000 draws 0.4 %. Four of them.
    expect(Math.abs(sum / draws / before - 1.0067)).toBeLessThan(0.016);
  });

  it('give the same bits for the same stream, whatever came before', () => {
    const ring = drawRing();
    const used = new Distorter(28, 28, mild);
    const [first, second] = [new Float32Array(1024), new Float32Array(1024)];
    used.distort(new Uint8Array(784).fill(255), 0, new Random(9), first, 0, 32, 32, 0, 1);
    used.distort(ring, 0, new Random(1), first, 0, 32, 32, 0, 1);
    new Distorter(28, 28, mild).distort(ring, 0, new Random(1), second, 0, 32, 32, 0, 1);
    expect(first).toEqual(second);
    expect(distort(ring, mild, new Random(2), 32)).not.toEqual(second);
  });

  it('agree with a plain bilinear sampling of the same map', () => {
    const ring = drawRing();
    const ranges = { ...mild, thickness: 0 };
    for (let seed = 0; seed < 20; seed++) {
      const { x, y } = trace(ranges, seed);
      const got = distort(ring, ranges, new Random(seed));
      for (let i = 0; i < 784; i++) {
        // Where the ramps end they tell no position.
        if (!(x[i] > 0 && x[i] < 27 && y[i] > 0 && y[i] < 27)) continue;
        if (i % 28 < 5 || i % 28 > 22 || i < 28 * 5 || i > 28 * 23) continue;
        const [r, c] = [Math.floor(y[i]), Math.floor(x[i])];
        const [v, u] = [y[i] - r, x[i] - c];
        const at = (row: number, column: number) => ring[28 * row + column] / 255;
        const upper = at(r, c) * (1 - u) + at(r, c + 1) * u;
        const lower = at(r + 1, c) * (1 - u) + at(r + 1, c + 1) * u;
        // A position off by 1e-6 on a slope of at most 1 a pixel, on two axes.
        expect(Math.abs(got[i] - (upper * (1 - v) + lower * v))).toBeLessThan(4 * SLACK);
      }
    }
  });
});

describe('refused are', () => {
  it('ranges that make no sense', () => {
    const make = (change: Partial<DistortionRanges>) => () => new Distorter(28, 28, { ...none, ...change });
    expect(make({ rotation: 46 })).toThrow(UsageError);
    expect(make({ rotation: 46 })).toThrow('Distorter: rotation; expected 0 to 45, got 46.');
    expect(make({ thickness: -0.1 })).toThrow('Distorter: thickness; expected 0 to 1, got -0.1.');
    expect(make({ elastic: Number.NaN })).toThrow('Distorter: elastic; expected 0 to 16, got NaN.');
  });

  it('targets and pictures that do not fit', () => {
    const go = (length: number, rows: number, offset: number) => () =>
      new Distorter(28, 28, none).distort(
        new Uint8Array(784),
        offset,
        new Random(1),
        new Float32Array(length),
        0,
        rows,
        28,
        0,
        1,
      );
    expect(go(784, 27, 0)).toThrow(ShapeError);
    expect(go(784, 27, 0)).toThrow('Distorter: target; expected 28 x 28 or more, got 27 x 28.');
    expect(go(783, 28, 0)).toThrow('Distorter: the picture or its target reaches past the end of the array.');
    expect(go(784, 28, 1)).toThrow('Distorter: the picture or its target reaches past the end of the array.');
  });
});
