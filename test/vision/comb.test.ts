// Rows of boxes: found by all their lines together, taken out, and what stands in them kept.
import { describe, expect, it } from 'vitest';
import { type Comb, cellAt, fitComb, lineAt } from '../../src/vision/comb.ts';
import { combSearch } from '../../src/vision/comb-search.ts';
import { removeRules } from '../../src/vision/rules.ts';

const [WIDTH, HEIGHT] = [200, 60];
type Rectangle = readonly [left: number, top: number, width: number, height: number];

/** Ink where one of the rectangles is. */
function inkOf(...rectangles: readonly Rectangle[]) {
  const data = new Uint8Array(WIDTH * HEIGHT);
  for (const [left, top, width, height] of rectangles) {
    for (let row = top; row < top + height; row++)
      data.fill(255, row * WIDTH + left, row * WIDTH + left + width);
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** Six cells of 28 x 32 from (14, 10) on; `lines`: those that are drawn. */
const comb = (lines = [0, 1, 2, 3, 4, 5, 6]): Rectangle[] => [
  [14, 10, 170, 2],
  [14, 40, 170, 2],
  ...lines.map((k) => [14 + 28 * k, 10, 2, 32] as const),
];

const count = (data: Uint8Array) => data.filter((value) => value > 0).length;

/** Checks that all lines are where they were drawn, to a pixel. */
function expectLines(found: Comb | undefined): void {
  for (let k = 0; k <= 6; k++) {
    const column = found ? lineAt(found, k, 26) : Number.NaN;
    expect(Math.abs(column - (14.5 + 28 * k)), `line ${k}`).toBeLessThanOrEqual(1);
  }
}

describe('fitComb', () => {
  it('finds the lines of a comb among strokes, and where one of them is missing', () => {
    const counts = new Float64Array(100);
    for (const k of [0, 1, 2, 4]) counts[10 + 20 * k] = 30;
    for (const stroke of [15, 41, 66]) counts[stroke] = 26;
    const found = fitComb(counts, 4, 30);
    expect(found).toEqual({ left: 10, pitch: 20 });
  });

  it('finds none among strokes alone', () => {
    const counts = new Float64Array(100);
    for (const stroke of [15, 41, 66]) counts[stroke] = 26;
    expect(fitComb(counts, 4, 30)).toBeUndefined();
    expect(fitComb(counts, 100, 30)).toBeUndefined();
  });
});

describe('cellAt', () => {
  const leaning = { cells: 4, left: 10, pitch: 20, slope: -0.1, middle: 30 };

  it('counts cells from left to right, along slanted lines', () => {
    expect([9, 11, 29, 31, 89, 500].map((column) => cellAt(leaning, column, 30))).toEqual([0, 0, 0, 1, 3, 3]);
    expect(cellAt(leaning, 29, 10)).toBe(0);
    expect(cellAt(leaning, 29, 50)).toBe(1);
    expect(lineAt(leaning, 1, 50)).toBeCloseTo(28, 10);
  });
});

describe('removeRules with cells', () => {
  it('erases all lines and keeps what stands in the cells', () => {
    const {
      ink,
      comb: found,
      box,
    } = removeRules(inkOf(...comb(), [24, 18, 3, 16], [80, 20, 8, 10]), combSearch(6));
    expect(count(ink.data)).toBe(3 * 16 + 8 * 10);
    expectLines(found);
    expect(box).toMatchObject({ top: 11 });
  });

  it('keeps a stroke that crosses a line', () => {
    const { ink } = removeRules(inkOf(...comb(), [60, 20, 20, 3]), combSearch(6));
    const columns = [...ink.data.entries()].filter(([, value]) => value > 0).map(([i]) => i % WIDTH);
    expect(Math.min(...columns)).toBe(60);
    expect(Math.max(...columns)).toBe(79);
    expect(count(ink.data)).toBe(60);
  });

  it('knows where a line is that is not there', () => {
    const { comb: found, ink } = removeRules(inkOf(...comb([0, 1, 2, 4, 5, 6])), combSearch(6));
    expectLines(found);
    expect(count(ink.data)).toBe(0);
  });

  it('finds boxes without upper and lower lines, and drops what is printed below them', () => {
    const lines = comb().slice(2);
    const { ink, comb: found } = removeRules(inkOf(...lines, [24, 18, 3, 16], [24, 50, 4, 5]), combSearch(6));
    expectLines(found);
    expect(count(ink.data)).toBe(3 * 16);
  });

  it('finds no comb of another number of cells', () => {
    expect(removeRules(inkOf(...comb()), combSearch(9)).comb).toBeUndefined();
  });
});
