// The kernels that treat every map alike: coefficient and bias, normalization, distances.
import { describe, expect, it } from 'vitest';
import { createPlainKernels } from '../../../src/kernels/plain/kernels.ts';
import { Random } from '../../../src/random.ts';
import { drawValues, expectEqual, expectSlopes, weightedSum } from './central-differences.ts';

const kernels = createPlainKernels();

describe('plain affine', () => {
  it('multiplies and shifts map by map', () => {
    const y = new Float64Array(4);
    const [coefficient, bias] = [Float64Array.of(2, -1), Float64Array.of(0.5, 10)];
    kernels.affine(2).forward(2, Float64Array.of(1, 2, 3, 4), coefficient, bias, y);
    expect([...y]).toEqual([2.5, 8, 6.5, 6]);
  });

  it.each([1, 3, 6])('has the gradient of its output, %i maps', (maps) => {
    const positions = 7;
    const random = new Random(3, maps);
    const affine = kernels.affine(maps);
    const [x, y, dy] = [1, 2, 3].map(() => drawValues(random, positions * maps));
    const [c, b] = [1, 2].map(() => drawValues(random, maps));
    const [dc, db, dx] = [new Float64Array(maps).fill(4), new Float64Array(maps).fill(5), x.map(() => 7)];
    affine.backward(positions, x, dy, c, dc, db, dx);
    const value = () => {
      affine.forward(positions, x, c, b, y);
      return weightedSum(y, dy);
    };
    expectSlopes(value, x, dx);
    expectSlopes(
      value,
      c,
      dc.map((slope) => slope - 4),
    );
    expectSlopes(
      value,
      b,
      db.map((slope) => slope - 5),
    );
  });
});

describe.each([1, 3, 6])('plain normalization, %i maps', (maps) => {
  const positions = 9;
  const random = new Random(2015, maps);
  const normalization = kernels.normalization(maps);
  const x = drawValues(random, positions * maps).map((value, n) => 3 * value + (n % maps));
  const shift = drawValues(random, maps);
  const [y, dy] = [1, 2].map(() => drawValues(random, positions * maps));
  const [mean, variance] = [new Float64Array(maps).fill(7), new Float64Array(maps).fill(7)];

  it('gives every map the mean of its shift and the variance 1', () => {
    normalization.forward(positions, x, shift, y, mean, variance);
    for (let m = 0; m < maps; m++) {
      const of = (values: Float64Array) => [...values].filter((_, n) => n % maps === m);
      const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      const spread = (values: number[]) => average(values.map((value) => (value - average(values)) ** 2));
      expect(mean[m]).toBeCloseTo(average(of(x)), 12);
      expect(variance[m]).toBeCloseTo(spread(of(x)), 12);
      expect(average(of(y))).toBeCloseTo(shift[m], 12);
      expect(spread(of(y))).toBeCloseTo(variance[m] / (variance[m] + 1e-5), 12);
    }
  });

  it('has the gradient of its output, through mean and variance', () => {
    const [dshift, dx] = [new Float64Array(maps).fill(4), new Float64Array(x.length).fill(7)];
    normalization.forward(positions, x, shift, y, mean, variance);
    normalization.backward(positions, x, dy, mean, variance, dshift, dx);
    const [otherMean, otherVariance] = [new Float64Array(maps), new Float64Array(maps)];
    const value = () => {
      normalization.forward(positions, x, shift, y, otherMean, otherVariance);
      return weightedSum(y, dy);
    };
    expectSlopes(value, x, dx);
    expectSlopes(
      value,
      shift,
      dshift.map((slope) => slope - 4),
    );
  });
});

describe('plain distances', () => {
  it('is equation (7): the squared distance from each code, without a half', () => {
    const y = Float64Array.of(9, 9);
    kernels.distances(2, 2).forward(1, Float64Array.of(0.5, -1), Float64Array.of(1, -1, -1, 1), y);
    expectEqual(y, [0.25, 2.25 + 4]);
  });

  it('has 2 (x - code) as slope and 2 as curvature of one penalty alone', () => {
    const distances = kernels.distances(2, 1);
    const [x, codes] = [Float64Array.of(0.5, -1), Float64Array.of(1, 1)];
    const [dx, ddx] = [Float64Array.of(9, 9), Float64Array.of(9, 9)];
    distances.backward(1, x, codes, Float64Array.of(1), dx);
    distances.curvature(1, x, codes, Float64Array.of(1), Float64Array.of(0), ddx);
    expect([...dx]).toEqual([-1, -4]);
    expect([...ddx]).toEqual([2, 2]);
  });

  // E = sum of s y + t y^2 / 2: dE/dy = s + t y, d2E/dy2 = t, and nothing is left out of d2E/dx2.
  it.each([1, 2, 5])('has the gradient and the exact second derivative, %i positions', (positions) => {
    const [inputs, outputs] = [5, 3];
    const random = new Random(84, positions);
    const distances = kernels.distances(inputs, outputs);
    const x = drawValues(random, positions * inputs);
    const codes = drawValues(random, outputs * inputs);
    const [y, s, t] = [1, 2, 3].map(() => drawValues(random, positions * outputs));
    const run = () => {
      distances.forward(positions, x, codes, y);
      const dy = y.map((value, n) => s[n] + t[n] * value);
      const dx = new Float64Array(x.length).fill(7);
      distances.backward(positions, x, codes, dy, dx);
      return {
        dy,
        dx,
        value: y.reduce((sum, value, n) => sum + s[n] * value + (t[n] * value * value) / 2, 0),
      };
    };
    const { dy, dx } = run();
    expectSlopes(() => run().value, x, dx);
    const ddx = new Float64Array(x.length).fill(7);
    distances.curvature(positions, x, codes, dy, t, ddx);
    for (let n = 0; n < x.length; n++) {
      expectSlopes(() => run().dx[n], x.subarray(n, n + 1), ddx.subarray(n, n + 1));
    }
  });
});
