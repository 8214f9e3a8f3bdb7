import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { resample } from '../../src/vision/resample.ts';

describe('resampling by area', () => {
  it('averages whole blocks down and repeats pixels up', () => {
    const data = [0, 4, 8, 0, 4, 4, 0, 0, 1, 1, 2, 2, 1, 1, 2, 6];
    expect([...resample({ width: 4, height: 4, data }, { left: 0, top: 0, side: 4 }, 2).data]).toEqual([
      3, 2, 1, 3,
    ]);
    const up = resample({ width: 2, height: 2, data: [1, 2, 3, 4] }, { left: 0, top: 0, side: 2 }, 4);
    expect([...up.data]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  });

  it('weighs a pixel on an edge by its parts', () => {
    const { data } = resample({ width: 3, height: 1, data: [0, 9, 0] }, { left: 0, top: -1, side: 3 }, 2);
    expect([...data]).toEqual([1, 1, 1, 1].map((v) => expect.closeTo(v, 12)));
  });

  it('takes what is beyond the edges as paper', () => {
    const { data } = resample({ width: 1, height: 1, data: [5] }, { left: -1, top: -1, side: 3 }, 3);
    expect([...data]).toEqual([0, 0, 0, 0, 5, 0, 0, 0, 0]);
  });

  it('keeps the mean at any ratio', () => {
    const random = new Random(4);
    for (const [from, to] of [
      [300, 20],
      [7, 20],
      [20, 20],
      [33, 20],
      [10, 120],
    ]) {
      const data = Array.from({ length: from * from }, () => 255 * random.uniform());
      const square = resample({ width: from, height: from, data }, { left: 0, top: 0, side: from }, to);
      const mean = (values: ArrayLike<number>) =>
        Array.from(values).reduce((a, b) => a + b, 0) / values.length;
      expect(Math.abs(mean(square.data) - mean(data))).toBeLessThan(1e-9);
    }
  });
});
