// The plain cross-entropy: worked values, gradients for scores and for penalties, extreme and broken scores.
import { describe, expect, it } from 'vitest';
import { createPlainKernels } from '../../../src/kernels/plain/kernels.ts';
import { Random } from '../../../src/random.ts';
import { drawValues, expectEqual, expectSlopes } from './central-differences.ts';

const { crossEntropy } = createPlainKernels();

/** The loss of one row of which class 0 is right. */
function lossOf(sign: 1 | -1, ...scores: number[]): number {
  const row = Float64Array.from(scores);
  return crossEntropy(1, row.length, sign, row, Int32Array.of(0), new Float64Array(row.length));
}

describe('plain cross-entropy', () => {
  it('is -log of the softmax at the label', () => {
    const dscores = new Float64Array(3).fill(7);
    const scores = Float64Array.of(Math.log(1), Math.log(2), Math.log(5));
    const loss = crossEntropy(1, 3, 1, scores, Int32Array.of(1), dscores);
    expect(loss).toBeCloseTo(Math.log(4), 13);
    expectEqual(dscores, [1 / 8, 2 / 8 - 1, 5 / 8]);
  });

  it('takes penalties with the sign -1: the smallest is the likeliest', () => {
    expect(lossOf(-1, 0, Math.log(3))).toBeCloseTo(Math.log(4 / 3), 13);
    expect(lossOf(-1, 0, 50)).toBeLessThan(lossOf(-1, 50, 0));
  });

  it.each([1, -1] as const)('sums over the rows and has its gradient, sign %i', (sign) => {
    const [count, classes] = [4, 5];
    const random = new Random(9, sign);
    const scores = drawValues(random, count * classes).map((score) => 3 * score);
    const labels = Int32Array.from({ length: count }, () => random.integer(classes));
    const dscores = new Float64Array(scores.length).fill(7);
    const loss = crossEntropy(count, classes, sign, scores, labels, dscores);
    let sum = 0;
    for (let n = 0; n < count; n++) {
      const row = scores.subarray(n * classes, (n + 1) * classes);
      sum += crossEntropy(1, classes, sign, row, labels.subarray(n), new Float64Array(classes));
    }
    expect(loss).toBeCloseTo(sum, 12);
    const scratch = new Float64Array(scores.length);
    expectSlopes(() => crossEntropy(count, classes, sign, scores, labels, scratch), scores, dscores);
  });

  it('neither overflows nor loses large scores', () => {
    expect(lossOf(1, 1000, 999)).toBeCloseTo(Math.log(1 + Math.exp(-1)), 12);
    expect(lossOf(1, -5000, 0)).toBe(5000);
    expect(lossOf(-1, 5000, 0)).toBe(5000);
  });

  it.each([1, -1] as const)('is not finite where a score is not a number or overflowed, sign %i', (sign) => {
    expect(lossOf(sign, Number.NaN, 0, 0)).toBeNaN();
    expect(lossOf(sign, 0, 0, Number.NaN)).toBeNaN();
    expect(lossOf(sign, 0, sign * Number.POSITIVE_INFINITY, 0)).not.toSatisfy(Number.isFinite);
    expect(lossOf(sign, sign * Number.NEGATIVE_INFINITY, 0, 0)).not.toSatisfy(Number.isFinite);
  });
});
