import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../src/errors.ts';
import { findTextInk } from '../../src/vision/text-ink.ts';

const [WIDTH, HEIGHT] = [120, 50];

/** A picture with an upright stroke from column 20 to 24 and one from 90 to 94, darker than `paper` by `contrast`. */
function picture(paper: (row: number, column: number) => number, contrast: number, invert = false) {
  const data = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [row, column] = [Math.floor(i / WIDTH), i % WIDTH];
    const isInk = row >= 10 && row < 40 && ((column >= 20 && column < 24) || (column >= 90 && column < 94));
    const value = paper(row, column) - (isInk ? contrast : 0);
    return invert ? 255 - value : value;
  });
  return { width: WIDTH, height: HEIGHT, data };
}

/** Columns with ink in row 25. */
function inkAt25(ink: ReturnType<typeof findTextInk>): number[] {
  if (ink === 'blank') return [];
  return [...ink.data.subarray(25 * WIDTH, 26 * WIDTH).entries()].filter(([, v]) => v > 127).map(([x]) => x);
}

const strokes = [20, 21, 22, 23, 90, 91, 92, 93];

describe('findTextInk', () => {
  it.each([
    ['even paper', () => 220, 150],
    ['a shadow as deep as the ink', (_: number, column: number) => 240 - column, 100],
    ['printed lines of a third of the ink', (row: number) => (row % 4 === 0 ? 190 : 220), 100],
  ])('finds strokes on %s', (_, paper, contrast) => {
    expect(inkAt25(findTextInk(picture(paper, contrast)))).toEqual(strokes);
  });

  it('finds light strokes on dark paper', () => {
    expect(inkAt25(findTextInk(picture(() => 220, 150, true)))).toEqual(strokes);
  });

  it('calls paper without ink blank', () => {
    expect(findTextInk(picture(() => 200, 0))).toBe('blank');
    expect(findTextInk(picture((row, column) => 200 + ((row * 7 + column * 13) % 5), 0))).toBe('blank');
  });

  it('reads a picture of one pixel', () => {
    expect(findTextInk({ width: 1, height: 1, data: new Uint8Array(1) })).toBe('blank');
  });

  it('refuses colour', () => {
    expect(() => findTextInk({ width: 2, height: 1, data: new Uint8Array(6) })).toThrow(ShapeError);
  });
});
