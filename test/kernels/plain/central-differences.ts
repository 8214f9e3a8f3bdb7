// What the tests of the plain kernels share: values from a seed, weighted sums to derive, central differences.
// In float64 only: differences of float32 sums would be rounding.
import { expect } from 'vitest';
import type { ConvolutionGeometry, Floats } from '../../../src/kernels/kernels.ts';
import type { Random } from '../../../src/random.ts';
import type { Shape } from '../../../src/shape.ts';

/** `length` values, uniform in -1..1. */
export function drawValues(random: Random, length: number): Float64Array {
  return Float64Array.from({ length }, () => random.uniform(-1, 1));
}

/** sum of y weight: a number whose gradient by y is `weight`. */
export function weightedSum(y: Floats, weight: Floats): number {
  let sum = 0;
  for (let n = 0; n < weight.length; n++) sum += weight[n] * y[n];
  return sum;
}

/** A valid convolution of `input` with kernels of `rows` x `columns`. */
export function geometryOf(input: Shape, rows: number, columns: number, maps: number): ConvolutionGeometry {
  const output = { maps, rows: input.rows - rows + 1, columns: input.columns - columns + 1 };
  return { input, kernel: { rows, columns }, output };
}

// A central difference is off by h^2 / 6 times the third derivative (1e-10 times a few) and by the rounding of the
// values over h (sums below 100: 1e-14 / 1e-5 = 1e-9, a few of them).
const STEP = 1e-5;
const TOLERANCE = 2e-8;

/** Fails unless derivative[n] is the slope of `value` along values[n], for all n. */
export function expectSlopes(value: () => number, values: Floats, derivative: ArrayLike<number>): void {
  expect(derivative.length).toBe(values.length);
  for (let n = 0; n < values.length; n++) {
    const kept = values[n];
    values[n] = kept + STEP;
    const above = value();
    values[n] = kept - STEP;
    const slope = (above - value()) / (2 * STEP);
    values[n] = kept;
    const allowed = TOLERANCE * (1 + Math.abs(derivative[n]));
    if (!(Math.abs(slope - derivative[n]) <= allowed)) {
      expect.fail(`derivative ${n} of ${values.length}: expected ${slope}, got ${derivative[n]}`);
    }
  }
}

/** Fails unless a and b agree within a few roundings of float64. */
export function expectEqual(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let n = 0; n < expected.length; n++) expect(actual[n]).toBeCloseTo(expected[n], 12);
}
