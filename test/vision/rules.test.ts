import { describe, expect, it } from 'vitest';
import { removeRules } from '../../src/vision/rules.ts';

const [WIDTH, HEIGHT] = [100, 40];

/** Ink where one of the rectangles [left, top, width, height] is. */
function inkOf(...rectangles: readonly (readonly [number, number, number, number])[]) {
  const data = new Uint8Array(WIDTH * HEIGHT);
  for (const [left, top, width, height] of rectangles) {
    for (let row = top; row < top + height; row++)
      data.fill(255, row * WIDTH + left, row * WIDTH + left + width);
  }
  return { width: WIDTH, height: HEIGHT, data };
}

const count = (data: Uint8Array) => data.filter((value) => value > 0).length;

describe('removeRules', () => {
  it('erases a line under a stroke and leaves the stroke', () => {
    const { ink, box } = removeRules(inkOf([40, 5, 4, 30], [0, 32, WIDTH, 2]));
    expect(box).toBeUndefined();
    const left = [...ink.data.entries()].filter(([, value]) => value > 0).map(([i]) => i % WIDTH);
    expect(Math.min(...left)).toBe(40);
    expect(Math.max(...left)).toBe(43);
    expect(count(ink.data)).toBe(4 * 30);
  });

  it('erases a tilted line', () => {
    const line = Array.from({ length: WIDTH }, (_, x) => [x, 30 + Math.floor(x / 40), 1, 2] as const);
    expect(count(removeRules(inkOf(...line)).ink.data)).toBe(0);
  });

  it('erases two lines of different slopes', () => {
    const falling = Array.from({ length: WIDTH }, (_, x) => [x, 30 + Math.floor(x / 30), 1, 2] as const);
    const rising = Array.from({ length: WIDTH }, (_, x) => [x, 10 - Math.floor(x / 30), 1, 2] as const);
    expect(count(removeRules(inkOf(...rising, ...falling)).ink.data)).toBe(0);
  });

  /** A ring of ink as `pen` draws it, 23 pixels broad and 2 `half` - 1 high. */
  const ring = (left: number, top: number, half = 11, pen = 3) =>
    Array.from({ length: 23 * (2 * half) }, (_, i) => [i % 23, Math.floor(i / 23)])
      .filter(([x, y]) => Math.hypot((x - 11) / 11, (y - half) / half) <= 1)
      .filter(([x, y]) => Math.hypot((x - 11) / (11 - pen), (y - half) / (half - pen)) >= 1)
      .map(([x, y]) => [left + x, top + y, 1, 1] as const);

  it.each([
    { step: 16, pen: 3 },
    { step: 18, pen: 3 },
    { step: 18, pen: 4 },
  ])('leaves a row of zeros that run into each other: %j', ({ step, pen }) => {
    const zeros = inkOf(...[0, 1, 2, 3, 4].flatMap((n) => ring(n * step, 11, 9, pen)));
    expect(removeRules(zeros).ink.data).toEqual(zeros.data);
  });

  it('leaves the end of a zero that stands on a line, and not the line between two strokes', () => {
    const line = [0, 30, WIDTH, 3] as const;
    const zero = inkOf(...ring(10, 10));
    const { ink } = removeRules(inkOf(...ring(10, 10), [60, 8, 3, 30], [80, 8, 3, 30], line));
    for (let column = 18; column < 25; column++) expect(ink.data[31 * WIDTH + column]).toBe(255);
    expect(ink.data.filter((value, i) => value === 0 && zero.data[i] > 0).length).toBeLessThan(12);
    for (let column = 64; column < 79; column++) expect(ink.data[31 * WIDTH + column]).toBe(0);
  });

  it('erases the side of a cell without level lines where it is thinner than the pen', () => {
    const writing = [[40, 8, 7, 26] as const, [60, 8, 7, 26] as const];
    expect(count(removeRules(inkOf([6, 0, 2, HEIGHT], ...writing)).ink.data)).toBe(2 * 7 * 26);
    const one = inkOf([6, 0, 7, HEIGHT], ...writing);
    expect(removeRules(one).ink.data).toEqual(one.data);
  });

  it('leaves a row of digits that is no line', () => {
    const digits = inkOf([10, 10, 20, 3], [10, 10, 3, 20], [50, 10, 20, 3], [67, 10, 3, 20]);
    expect(removeRules(digits).ink.data).toEqual(digits.data);
  });

  it('keeps what stands in a box and drops what is outside', () => {
    const frame = [
      [5, 5, 90, 2],
      [5, 30, 90, 2],
      [5, 5, 2, 27],
      [93, 5, 2, 27],
    ] as const;
    const { ink, box } = removeRules(inkOf(...frame, [50, 12, 4, 10], [20, 34, 4, 5]));
    expect(count(ink.data)).toBe(40);
    expect(ink.data[15 * WIDTH + 51]).toBe(255);
    expect(box).toMatchObject({ top: 6 });
  });

  it.each([16, 23])(
    'keeps an upright stroke that reaches from line to line only in part: %i rows',
    (rows) => {
      const { ink } = removeRules(inkOf([0, 5, WIDTH, 2], [0, 34, WIDTH, 2], [50, 33 - rows, 3, rows]));
      expect(count(ink.data)).toBe(3 * rows);
    },
  );
});
