import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { resample, shrinkGrey } from '../../src/vision/resample.ts';

describe('resampling by area', () => {
  it('averages whole blocks down and repeats pixels up', () => {
    const data = Uint8Array.of(0, 4, 8, 0, 4, 4, 0, 0, 1, 1, 2, 2, 1, 1, 2, 6);
    expect([...resample({ width: 4, height: 4, data }, { left: 0, top: 0, side: 4 }, 2).data]).toEqual([
      3, 2, 1, 3,
    ]);
    const up = resample(
      { width: 2, height: 2, data: Uint8Array.of(1, 2, 3, 4) },
      { left: 0, top: 0, side: 2 },
      4,
    );
    expect([...up.data]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  });

  it('weighs a pixel on an edge by its parts', () => {
    const { data } = resample(
      { width: 3, height: 1, data: Uint8Array.of(0, 9, 0) },
      { left: 0, top: -1, side: 3 },
      2,
    );
    expect([...data]).toEqual([1, 1, 1, 1].map((v) => expect.closeTo(v, 12)));
  });

  it('takes what is beyond the edges as paper', () => {
    const { data } = resample(
      { width: 1, height: 1, data: Uint8Array.of(5) },
      { left: -1, top: -1, side: 3 },
      3,
    );
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
      const data = Float64Array.from({ length: from * from }, () => 255 * random.uniform());
      const square = resample({ width: from, height: from, data }, { left: 0, top: 0, side: from }, to);
      const mean = (values: ArrayLike<number>) =>
        Array.from(values).reduce((a, b) => a + b, 0) / values.length;
      expect(Math.abs(mean(square.data) - mean(data))).toBeLessThan(1e-9);
    }
  });
});

describe('a grey picture made smaller', () => {
  it('has the means of so many pixels, of whole ones and of parts of them', () => {
    const data = Uint8Array.of(0, 30, 60, 90, 120, 150, 180, 210, 240);
    expect(shrinkGrey(data, 3, 3, 1)).toEqual({ width: 3, height: 3, data });
    expect([...shrinkGrey(data, 3, 3, 1.5).data]).toEqual([40, 80, 160, 200]);
    expect([...shrinkGrey(data, 3, 3, 3).data]).toEqual([120]);
    expect(shrinkGrey(data, 3, 3, 2)).toEqual({ width: 1, height: 1, data: Uint8Array.of(60) });
  });

  it('keeps its mean at any ratio', () => {
    const random = new Random(6);
    const [width, height] = [97, 61];
    const grey = Uint8Array.from({ length: width * height }, () => random.integer(256));
    const mean = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    for (const step of [1.1, 1.9, 2.7, 7.3]) {
      const small = shrinkGrey(grey, width, height, step);
      expect([small.width, small.height]).toEqual([Math.floor(width / step), Math.floor(height / step)]);
      const part = grey.filter((_, i) => i % width < small.width * step && i / width < small.height * step);
      expect(Math.abs(mean(small.data) - mean(part))).toBeLessThan(2);
    }
  });
});
