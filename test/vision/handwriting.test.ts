import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../src/errors.ts';
import { findHandwriting } from '../../src/vision/handwriting.ts';

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
function inkAt25(found: ReturnType<typeof findHandwriting>): number[] {
  if (found === 'blank') return [];
  return [...found.ink.data.subarray(25 * WIDTH, 26 * WIDTH).entries()]
    .filter(([, v]) => v > 127)
    .map(([x]) => x);
}

const strokes = [20, 21, 22, 23, 90, 91, 92, 93];

describe('findHandwriting', () => {
  it.each([
    ['even paper', () => 220, 150],
    ['a shadow as deep as the ink', (_: number, column: number) => 240 - column, 100],
    ['printed lines of a third of the ink', (row: number) => (row % 4 === 0 ? 190 : 220), 100],
  ])('finds strokes on %s', (_, paper, contrast) => {
    expect(inkAt25(findHandwriting(picture(paper, contrast)))).toEqual(strokes);
  });

  it.each([
    [
      'a shadow over half of it',
      (column: number) => 220 - 130 * Math.max(0, Math.min(1, (column - 50) / 20)),
    ],
    ['a shadow over all but an edge', (column: number) => (column < 10 ? 230 : 100)],
  ])('finds strokes as dark in it as in the light: %s', (_, light) => {
    const { data, ...size } = picture((_row, column) => light(column), 0);
    const inked = picture(() => 255, 150).data;
    const found = findHandwriting({
      ...size,
      data: data.map((level, i) => (inked[i] < 255 ? 0.4 * level : level)),
    });
    expect(inkAt25(found)).toEqual(strokes);
    if (found === 'blank') return;
    const [left, right] = [21, 91].map((column) => found.ink.data[25 * WIDTH + column]);
    expect(right).toBeGreaterThan(0.9 * left);
  });

  it('finds strokes on dark paper below a strip of lighter paper', () => {
    const strip = (row: number) => (row < 8 ? 250 : 150);
    expect(inkAt25(findHandwriting(picture(strip, 40)))).toEqual(strokes);
  });

  it.each([
    ['with paper around it', 4, 150],
    ['at the edge of the picture', 0, 150],
  ])('finds faint strokes in a dark box %s', (_, margin, darkness) => {
    const boxed = picture(() => 220, 45);
    for (const [i] of boxed.data.entries()) {
      const [row, column] = [Math.floor(i / WIDTH), i % WIDTH];
      const depth = Math.min(row, HEIGHT - 1 - row, column, WIDTH - 1 - column) - margin;
      if (depth === 0 || depth === 1) boxed.data[i] = 220 - darkness;
    }
    expect(inkAt25(findHandwriting(boxed))).toEqual(strokes);
  });

  const depthOf = (row: number, column: number) =>
    Math.min(row, HEIGHT - 1 - row, column, WIDTH - 1 - column);
  it.each([
    ['beside the edge of a shadow', (_: number, column: number) => (column > 55 ? 120 : 220)],
    ['on a card on a dark table', (row: number, column: number) => (depthOf(row, column) < 7 ? 30 : 220)],
    ['in a grey field with a white frame', (row, column) => (depthOf(row, column) < 3 ? 250 : 160)],
    ['with the table on the left', (_: number, column: number) => (column < 5 ? 20 : 220)],
    ['with the table on the right', (_: number, column: number) => (column > 112 ? 20 : 220)],
  ] as [string, (row: number, column: number) => number][])('finds the strokes alone %s', (_, paper) => {
    expect(inkAt25(findHandwriting(picture(paper, 90)))).toEqual(strokes);
  });

  it('keeps a one at the edge of writing cut out tightly', () => {
    const data = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
      i % WIDTH < 5 || (i % WIDTH > 60 && i % WIDTH < 66) ? 40 : 220,
    );
    expect(inkAt25(findHandwriting({ width: WIDTH, height: HEIGHT, data }))).toContain(2);
  });

  it('finds a dark stroke in a box at the edge of the picture', () => {
    const boxed = picture(() => 220, 150);
    for (const [i] of boxed.data.entries()) if (i % WIDTH < 2 || i % WIDTH > WIDTH - 3) boxed.data[i] = 60;
    for (const row of [0, 1, HEIGHT - 2, HEIGHT - 1]) boxed.data.fill(60, row * WIDTH, (row + 1) * WIDTH);
    expect(inkAt25(findHandwriting(boxed))).toEqual(strokes);
  });

  it('calls an empty box blank', () => {
    const empty = picture((row) => (row === 4 || row === 5 || row === 44 || row === 45 ? 60 : 220), 0);
    expect(findHandwriting(empty)).toBe('blank');
  });

  it('finds light strokes on dark paper', () => {
    expect(inkAt25(findHandwriting(picture(() => 220, 150, true)))).toEqual(strokes);
  });

  it('calls paper without ink blank', () => {
    expect(findHandwriting(picture(() => 200, 0))).toBe('blank');
    expect(findHandwriting(picture((row, column) => 200 + ((row * 7 + column * 13) % 5), 0))).toBe('blank');
  });

  it('reads a picture of one pixel', () => {
    expect(findHandwriting({ width: 1, height: 1, data: new Uint8Array(1) })).toBe('blank');
  });

  it('refuses colour', () => {
    expect(() => findHandwriting({ width: 2, height: 1, data: new Uint8Array(6) })).toThrow(ShapeError);
  });
});
