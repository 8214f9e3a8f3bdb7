// The plain pooling: ties and odd sizes by hand, gradients by central differences.
import { describe, expect, it } from 'vitest';
import { createPlainKernels } from '../../../src/kernels/plain/kernels.ts';
import { Random } from '../../../src/random.ts';
import { sizeOf } from '../../../src/shape.ts';
import { drawValues, expectSlopes, weightedSum } from './central-differences.ts';

const kernels = createPlainKernels();

function poolingOf(maps: number, rows: number, columns: number, size: number) {
  const input = { maps, rows, columns };
  const output = { maps, rows: Math.floor(rows / size), columns: Math.floor(columns / size) };
  return { input, size, output };
}

const CASES = [
  { count: 1, geometry: poolingOf(1, 4, 6, 2) },
  { count: 3, geometry: poolingOf(3, 5, 7, 2) },
  { count: 2, geometry: poolingOf(2, 7, 4, 3) },
];

describe('plain max pooling', () => {
  it('takes the largest of each block and says which it was', () => {
    const pooling = kernels.pooling(poolingOf(1, 2, 4, 2));
    const [y, winners] = [new Float64Array(2), new Int32Array(2)];
    pooling.maxForward(1, Float64Array.of(1, 4, -5, -4, 3, 2, -2, -3), y, winners);
    expect([...y]).toEqual([4, -2]);
    expect([...winners]).toEqual([1, 2]);
  });

  it('lets the first of equals win and gives it the whole gradient', () => {
    const pooling = kernels.pooling(poolingOf(1, 2, 6, 2));
    const [y, winners, dx] = [new Float64Array(3), new Int32Array(3).fill(9), new Float64Array(12).fill(7)];
    pooling.maxForward(1, Float64Array.of(0, 0, 1, 2, 1, 1, 0, 0, 2, 2, 3, 3), y, winners);
    expect([...winners]).toEqual([0, 1, 2]);
    pooling.maxBackward(1, Float64Array.of(5, 6, 8), winners, dx);
    expect([...dx]).toEqual([5, 0, 0, 6, 0, 0, 0, 0, 0, 0, 8, 0]);
  });

  it('leaves out rows and columns that fill no block, and gives them no gradient', () => {
    const pooling = kernels.pooling(poolingOf(1, 3, 3, 2));
    const [y, winners, dx] = [new Float64Array(1), new Int32Array(1), new Float64Array(9).fill(7)];
    pooling.maxForward(1, Float64Array.of(1, 2, 99, 3, 4, 99, 99, 99, 99), y, winners);
    expect([y[0], winners[0]]).toEqual([4, 3]);
    pooling.maxBackward(1, Float64Array.of(6), winners, dx);
    expect([...dx]).toEqual([0, 0, 0, 0, 6, 0, 0, 0, 0]);
  });
});

describe('plain sum pooling', () => {
  it('adds the block and scales the sum; what fills no block is left out', () => {
    const pooling = kernels.pooling(poolingOf(2, 3, 2, 2));
    const [y, dx] = [new Float64Array(2), new Float64Array(12).fill(7)];
    pooling.sumForward(1, Float64Array.of(1, 10, 2, 20, 3, 30, 4, 40, 99, 99, 99, 99), 0.5, y);
    expect([...y]).toEqual([5, 50]);
    pooling.sumBackward(1, Float64Array.of(4, 6), 0.5, dx);
    expect([...dx]).toEqual([2, 3, 2, 3, 2, 3, 2, 3, 0, 0, 0, 0]);
  });
});

describe.each(CASES)('plain pooling, $count x $geometry.input by $geometry.size', ({ count, geometry }) => {
  const random = new Random(5, geometry.input.rows);
  const pooling = kernels.pooling(geometry);
  const x = drawValues(random, count * sizeOf(geometry.input));
  const y = drawValues(random, count * sizeOf(geometry.output));
  const dy = drawValues(random, y.length);
  const winners = new Int32Array(y.length);

  it('treats every image of a batch alone', () => {
    const sums = new Float64Array(y.length);
    pooling.maxForward(count, x, y, winners);
    pooling.sumForward(count, x, 1, sums);
    const [size, length] = [x.length / count, y.length / count];
    const [one, places] = [new Float64Array(length), new Int32Array(length)];
    for (let n = 0; n < count; n++) {
      const image = x.subarray(n * size, (n + 1) * size);
      pooling.maxForward(1, image, one, places);
      expect([...one]).toEqual([...y.subarray(n * length, (n + 1) * length)]);
      expect([...places]).toEqual([...winners.subarray(n * length, (n + 1) * length)]);
      pooling.sumForward(1, image, 1, one);
      expect([...one]).toEqual([...sums.subarray(n * length, (n + 1) * length)]);
    }
  });

  it('max: the gradient goes to the winners', () => {
    const dx = new Float64Array(x.length).fill(7);
    pooling.maxForward(count, x, y, winners);
    pooling.maxBackward(count, dy, winners, dx);
    const scratch = new Int32Array(y.length);
    const value = () => {
      pooling.maxForward(count, x, y, scratch);
      return weightedSum(y, dy);
    };
    expectSlopes(value, x, dx);
  });

  it('sum: the gradient is spread over the block', () => {
    const dx = new Float64Array(x.length).fill(7);
    pooling.sumBackward(count, dy, 0.25, dx);
    const value = () => {
      pooling.sumForward(count, x, 0.25, y);
      return weightedSum(y, dy);
    };
    expectSlopes(value, x, dx);
  });
});
