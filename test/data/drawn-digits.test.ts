import { describe, expect, it } from 'vitest';
import { DIGIT_STYLES } from '../../src/data/digit-styles.ts';
import { drawDigit, placesOf } from '../../src/data/drawn-digits.ts';
import type { Hand } from '../../src/data/glyphs.ts';
import { SIGN_NAMES, writeMark } from '../../src/data/marks.ts';
import { Random } from '../../src/random.ts';

const hand: Hand = {
  ...{ height: 40, threshold: 0.5, radius: 1.6, breadth: 1, bars: 0, flags: 0 },
  ...{ zeros: 1, openZeros: 0, slashedZeros: 0, unrest: 0.05 },
};

/** Rows and columns that have ink. */
function extentOf({ width, data }: { width: number; data: Float32Array }) {
  let [left, right, top, bottom] = [width, -1, data.length, -1];
  for (let i = 0; i < data.length; i++) {
    if (data[i] < 0.5) continue;
    left = Math.min(left, i % width);
    right = Math.max(right, i % width);
    top = Math.min(top, Math.floor(i / width));
    bottom = Math.floor(i / width);
  }
  return { left, right, top, bottom };
}

describe('placesOf', () => {
  it('has the corners of a line and passes through the places of a curve', () => {
    expect(placesOf('05 a5')).toEqual([
      [0, 5],
      [10, 5],
    ]);
    const curve = placesOf('~12 31 60');
    for (const place of [
      [1, 2],
      [3, 1],
      [6, 0],
    ]) {
      expect(curve.some(([x, y]) => Math.hypot(x - place[0], y - place[1]) < 1e-9)).toBe(true);
    }
    expect(curve.length).toBeGreaterThan(10);
  });

  it('finds every place of every style within the digit', () => {
    for (const stroke of DIGIT_STYLES.flat(2)) {
      for (const [x, y] of placesOf(stroke)) {
        expect(x).toBeGreaterThan(-2);
        expect(x).toBeLessThan(12);
        expect(y).toBeGreaterThan(-2);
        expect(y).toBeLessThan(12);
      }
    }
  });
});

describe('drawDigit', () => {
  it('draws all ten digits as high as the hand writes, with nothing cut off', () => {
    for (let seed = 0; seed < 100; seed++) {
      const glyph = drawDigit(seed % 10, hand, new Random(seed));
      const { left, right, top, bottom } = extentOf(glyph);
      expect(bottom - top).toBeGreaterThan(0.6 * hand.height);
      expect(bottom - top).toBeLessThan(1.5 * hand.height);
      expect(Math.min(left, top)).toBeGreaterThan(0);
      expect(right).toBeLessThan(glyph.width - 1);
      expect(bottom).toBeLessThan(glyph.height - 1);
    }
  });

  it('draws the same for the same random stream, and something else for another', () => {
    const draw = (seed: number) => drawDigit(5, hand, new Random(seed)).data;
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

describe('writeMark', () => {
  it('writes every sign as high as a digit or so, on the line', () => {
    for (const sign of SIGN_NAMES.filter((name) => name !== ':')) {
      const glyph = writeMark(sign, hand, new Random(3));
      const { top, bottom } = extentOf(glyph);
      expect(bottom - top).toBeGreaterThan(0.6 * hand.height);
      expect(Math.abs(bottom - glyph.base)).toBeLessThan(0.5 * hand.height);
    }
  });

  it('writes what fills a field from less than a digit to two of them broad, with nothing cut off', () => {
    for (const mark of '—≈') {
      const extents = Array.from({ length: 50 }, (_, seed) => {
        const glyph = writeMark(mark, hand, new Random(seed));
        return { ...extentOf(glyph), width: glyph.width };
      });
      for (const { left, right, width } of extents) {
        expect(left).toBeGreaterThan(0);
        expect(right).toBeLessThan(width - 1);
      }
      const breadths = extents.map(({ left, right }) => right - left);
      expect(Math.max(...breadths)).toBeGreaterThan(2 * hand.height);
      expect(Math.min(...breadths)).toBeLessThan(1.2 * hand.height);
    }
  });
});
