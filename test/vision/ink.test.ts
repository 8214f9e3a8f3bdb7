import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';
import { boundingBox, findInk, type Ink } from '../../src/vision/ink.ts';

import { drawFive } from './drawing.ts';

const SIDE = 100;
const drawn = drawFive({ side: SIDE, left: 30, top: 20, height: 60, pen: 7 });

/** The drawing as a grey picture: `level` gives paper and ink at a pixel. */
function picture(level: (share: number, row: number, column: number) => number) {
  const data = Uint8Array.from(drawn, (share, i) => Math.round(level(share, Math.floor(i / SIDE), i % SIDE)));
  return { width: SIDE, height: SIDE, data };
}

function inkOf(level: (share: number, row: number, column: number) => number): Ink {
  const ink = findInk(picture(level));
  if (ink === 'blank') throw new Error('blank');
  return ink;
}

/** Share of the pixels, in 0..1, where the ink is on the wrong side of one half. */
function wrong(ink: Ink): number {
  let count = 0;
  for (let i = 0; i < drawn.length; i++) {
    if (drawn[i] > 0.95 && ink.data[i] < 128) count++;
    if (drawn[i] < 0.05 && ink.data[i] >= 128) count++;
  }
  return count / drawn.length;
}

describe('ink', () => {
  it.each([
    ['black on white', 255, 0],
    ['white on black', 0, 255],
    ['pale on white', 255, 240],
    ['grey on grey', 120, 135],
    ['dark on dark', 12, 0],
  ])('is found %s', (_, paper, pen) => {
    const ink = inkOf((share) => paper + share * (pen - paper));
    for (let i = 0; i < drawn.length; i++) {
      // Rounding to grey levels moves a pixel by half a level of the contrast at most, and faint ones are cut.
      const slack = 0.5 / Math.abs(pen - paper) + 0.07;
      expect(Math.abs(ink.data[i] / 255 - drawn[i])).toBeLessThan(slack);
    }
  });

  it.each([
    ['a slope', (row: number, column: number) => 60 + row + 0.8 * column],
    ['a lamp', (row: number, column: number) => 230 - ((row - 30) ** 2 + (column - 60) ** 2) / 60],
    ['a shade from the left', (_: number, column: number) => 240 - 0.016 * column * column],
  ])('is found in the light of %s, on either paper', (_, light) => {
    expect(wrong(inkOf((share, row, column) => light(row, column) - 45 * share))).toBe(0);
    expect(wrong(inkOf((share, row, column) => 255 - light(row, column) + 45 * share))).toBe(0);
  });

  it('is found in grain, and keeps its box to a pixel', () => {
    const random = new Random(5);
    const grain = () => 4 * (random.uniform() + random.uniform() + random.uniform() - 1.5);
    const ink = inkOf((share) => 200 - 60 * share + grain());
    expect(wrong(ink)).toBe(0);
    // Beside a stroke a grain or two may join it: a pixel a side.
    const box = boundingBox(ink) ?? expect.fail();
    const clean = boundingBox(inkOf((share) => 200 - 60 * share)) ?? expect.fail();
    expect(Math.abs(box.left - clean.left)).toBeLessThanOrEqual(1);
    expect(Math.abs(box.top - clean.top)).toBeLessThanOrEqual(1);
    expect(Math.abs(box.left + box.width - clean.left - clean.width)).toBeLessThanOrEqual(1);
    expect(Math.abs(box.top + box.height - clean.top - clean.height)).toBeLessThanOrEqual(1);
  });

  it('does not count specks', () => {
    const clean = boundingBox(inkOf((share) => 250 - 250 * share));
    const specks = new Set([3, 4, 1003, 9998, 9898, 9997, 4000]);
    const dusty = inkOf((share, row, column) => (specks.has(row * SIDE + column) ? 0 : 250 - 250 * share));
    expect(boundingBox(dusty)).toEqual(clean);
  });

  it('keeps the separate strokes of a character', () => {
    const gap = inkOf((share, row) => (row > 40 && row < 44 ? 255 : 255 - 255 * share));
    expect(boundingBox(gap)).toEqual(boundingBox(inkOf((share) => 255 - 255 * share)));
  });

  it('is of one kind in a picture that it fills by half', () => {
    // A ring two pixels wide inside a border of paper of one: ink covers 48 of 100 pixels.
    const data = Uint8Array.from({ length: 100 }, (_, i) => {
      const depth = Math.min(i % 10, 9 - (i % 10), Math.floor(i / 10), 9 - Math.floor(i / 10));
      return depth === 1 || depth === 2 ? 30 : 220;
    });
    const ink = findInk({ width: 10, height: 10, data });
    expect(ink === 'blank' ? ink : [...ink.data]).toEqual([...data].map((value) => (value === 30 ? 255 : 0)));
  });

  it('is blank where there is none', () => {
    const random = new Random(6);
    const bell = () => random.uniform() + random.uniform() + random.uniform() + random.uniform() - 2;
    const blanks: ((row: number, column: number) => number)[] = [
      () => 255,
      () => 0,
      (row) => 200 + (row % 2),
      (row, column) => 50 + row + column / 2,
      () => 180 + 10 * bell(),
      () => 180 + 20 * (random.uniform() - 0.5),
      (row, column) => (row === 50 && column < 3 ? 0 : 255),
    ];
    for (const level of blanks) {
      const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) =>
        Math.round(level(Math.floor(i / SIDE), i % SIDE)),
      );
      expect(findInk({ width: SIDE, height: SIDE, data })).toBe('blank');
    }
    for (const side of [1, 2, 3]) {
      expect(findInk({ width: side, height: 1, data: new Uint8Array(side).fill(9) })).toBe('blank');
    }
  });

  it('wants one byte a pixel', () => {
    expect(() => findInk({ width: 1, height: 1, data: new Uint8Array(3) })).toThrow(
      new ShapeError('picture: expected grey, 1 byte a pixel. Use toGrey.'),
    );
  });
});
