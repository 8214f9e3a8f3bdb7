// Pen strokes as a picture: where the ink lies, whatever the strokes' units, and what is refused.
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import { type DrawingOptions, drawStrokes, type PenStroke } from '../../src/vision/drawing.ts';
import { boundingBox, findInk } from '../../src/vision/ink.ts';

import type { Picture } from '../../src/vision/picture.ts';

const SEVEN = [[0, 0, 50, 0, 20, 100]];

/** The box of all pixels darker than half. */
function boxOf({ width, height, data }: Picture) {
  return boundingBox({ width, height, data: Uint8Array.from(data, (value) => (value < 128 ? 255 : 0)) });
}

describe('drawStrokes', () => {
  it('draws in the middle of the sheet, as large as there is room, by a pen of the width asked for', () => {
    for (const pen of [1, 2.2, 5]) {
      const picture = drawStrokes([[0, 0, 0, 100]], { pen });
      const box = boxOf(picture)!;
      expect([picture.width, picture.height, picture.data.length]).toEqual([104, 104, 104 * 104]);
      expect(Math.abs(box.width - (64 * pen) / 20)).toBeLessThanOrEqual(1.5);
      expect(Math.abs(box.height - 64 - (64 * pen) / 20)).toBeLessThanOrEqual(1.5);
      expect(Math.abs(box.left + box.width / 2 - 52)).toBeLessThanOrEqual(0.5);
      expect(Math.abs(box.top + box.height / 2 - 52)).toBeLessThanOrEqual(0.5);
    }
  });

  it('joins the places of a stroke, and lifts the pen between strokes', () => {
    const ink = (picture: Picture, x: number, y: number) => picture.data[y * 104 + x] < 128;
    const joined = drawStrokes([[0, 0, 64, 0, 64, 64]]);
    expect([ink(joined, 52, 20), ink(joined, 84, 52), ink(joined, 52, 52)]).toEqual([true, true, false]);
    const lifted = drawStrokes([
      [0, 0, 64, 0],
      [0, 64, 64, 64],
    ]);
    expect([ink(lifted, 52, 20), ink(lifted, 52, 84), ink(lifted, 84, 52)]).toEqual([true, true, false]);
  });

  it('does not depend on units, place, or the way the places are listed', () => {
    const { data } = drawStrokes(SEVEN);
    const pairs: PenStroke[] = [
      [
        [0, 0],
        [50, 0],
        [20, 100],
      ],
    ];
    expect(drawStrokes(pairs).data).toEqual(data);
    for (const [scale, x, y] of [
      [2 ** -20, 0, 0],
      [1, -3000, 400],
      [2 ** 20, 2 ** 20, -(2 ** 20)],
    ]) {
      const other = [SEVEN[0].map((value, i) => scale * value + (i % 2 ? y : x))];
      expect(drawStrokes(other).data).toEqual(data);
    }
    expect(drawStrokes([[-0, -0, 50, -0, 20, 100]]).data).toEqual(data);
  });

  it('one place is a dot; no place leaves the sheet blank', () => {
    const dot = boxOf(drawStrokes([[7, -3]]))!;
    expect([dot.left + dot.width / 2, dot.top + dot.height / 2]).toEqual([52, 52]);
    expect(dot.width).toBe(dot.height);
    for (const nothing of [[], [[]], [[], []]]) {
      const picture = drawStrokes(nothing);
      expect(findInk(picture)).toBe('blank');
    }
  });

  it('keeps strokes with enormous numbers finite', () => {
    const box = boxOf(drawStrokes([[-1e12, -1e12, 1e12, 1e12]]))!;
    expect(box.width).toBe(box.height);
    expect(box.width).toBeGreaterThan(64);
  });

  it.each([
    ['no list', 'seven', 'strokes: expected a list, got string.'],
    ['a number for a stroke', [5], 'strokes: stroke 0; expected a list of places, got number.'],
    ['half a place', [[1, 2, 3]], 'strokes: stroke 0; expected pairs of x and y'],
    ['a place of three', [[[1, 2, 3]]], 'strokes: stroke 0; expected pairs of x and y'],
    ['a mixture', [[[1, 2], 3, 4]], 'strokes: stroke 0; expected pairs of x and y'],
    [
      'NaN',
      [
        [1, 2],
        [3, Number.NaN],
      ],
      'stroke 1, place 0; expected numbers of at most 1000000000000, got NaN.',
    ],
    ['infinity', [[0, 0, Number.POSITIVE_INFINITY, 1]], 'stroke 0, place 1; expected numbers'],
    ['a number too large', [[0, 1e13]], 'stroke 0, place 0; expected numbers'],
    ['a word', [[0, '1']], 'stroke 0, place 0; expected numbers of at most 1000000000000, got string.'],
    ['too many places', [new Array(200_002).fill(1)], 'expected at most 100000 places of the pen.'],
  ])('refuses %s', (_, strokes, message) => {
    expect(() => drawStrokes(strokes as PenStroke[])).toThrow(FormatError);
    expect(() => drawStrokes(strokes as PenStroke[])).toThrow(message);
  });

  it('refuses a pen without a sensible width', () => {
    for (const pen of [0, -1, Number.NaN, 11]) {
      expect(() => drawStrokes(SEVEN, { pen })).toThrow(/pen; expected a width above 0 and up to 10, got /);
    }
    const misspelt = { penn: 2 } as DrawingOptions;
    expect(() => drawStrokes(SEVEN, misspelt)).toThrow(
      "strokes: options: expected the keys pen, got 'penn'.",
    );
  });
});
