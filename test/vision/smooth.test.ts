import { describe, expect, it } from 'vitest';
import * as simdPixels from '../../src/kernels/simd/pixels.ts';
import { Random } from '../../src/random.ts';
import { smoothGrey } from '../../src/vision/smooth.ts';

const [WIDTH, HEIGHT] = [13, 9];
const random = new Random(2);
const values = Uint8Array.from({ length: WIDTH * HEIGHT }, () => random.integer(256));

describe('smoothing', () => {
  const at = (row: number, column: number): number =>
    values[Math.max(0, Math.min(HEIGHT - 1, row)) * WIDTH + Math.max(0, Math.min(WIDTH - 1, column))];
  const expected = [...values].map((_, i) => {
    const [row, column] = [Math.floor(i / WIDTH), i % WIDTH];
    let sum = 0;
    for (const [r, weight] of [1, 2, 1].entries())
      for (const [c, own] of [1, 2, 1].entries()) sum += weight * own * at(row + r - 1, column + c - 1);
    return sum / 16;
  });

  const smoothed = (width: number, ...own: number[]): number[] => {
    const floats = Float32Array.from(own);
    simdPixels.smooth(floats, width);
    return [...floats];
  };

  it('is binomial over three by three pixels; borders go on', () => {
    expect(smoothed(WIDTH, ...values)).toEqual(expected);
  });

  it('rounds grey pictures, and leaves the picture as it was', () => {
    const before = values.slice();
    const { data } = smoothGrey({ width: WIDTH, height: HEIGHT, data: values });
    expect([...data]).toEqual(expected.map(Math.round));
    expect(values).toEqual(before);
  });

  it('takes pictures of one row, one column and one pixel', () => {
    expect(smoothed(3, 8, 0, 0)).toEqual([6, 2, 0]);
    expect(smoothed(1, 8, 0, 0)).toEqual([6, 2, 0]);
    expect(smoothed(1, 8)).toEqual([8]);
  });
});
