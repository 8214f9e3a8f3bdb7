// Writing in a second, fainter pen: in the line it is ink, elsewhere and among patterns it is not.
import { describe, expect, it } from 'vitest';
import { combSearch } from '../../src/vision/comb-search.ts';
import { findHandwriting } from '../../src/vision/handwriting.ts';
import type { Picture } from '../../src/vision/picture.ts';

const [WIDTH, HEIGHT] = [240, 80];
const PAPER = 220;

type Level = (row: number, column: number) => number;

/** Strokes 40 rows high, every 30 columns: the first four as dark as `pen`, the others as `other`. */
function written(other: number, paper: Level = () => PAPER, top = 20): Picture {
  const data = new Uint8Array(WIDTH * HEIGHT);
  for (let row = 0, i = 0; row < HEIGHT; row++) {
    for (let column = 0; column < WIDTH; column++, i++) {
      const isSecond = column >= 120;
      const from = isSecond ? top : 20;
      const isStroke = column % 30 >= 12 && column % 30 < 17 && row >= from && row < from + 40;
      data[i] = Math.min(paper(row, column), isStroke ? (isSecond ? other : 40) : 255);
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** Which of the eight strokes are ink. */
function strokesIn(picture: Picture): number[] {
  const found = findHandwriting(picture);
  if (found === 'blank') return [];
  const { data } = found.ink;
  const hasInk = (n: number) =>
    Array.from({ length: HEIGHT }, (_, row) => data[row * WIDTH + 30 * n + 14]).some((value) => value > 128);
  return [0, 1, 2, 3, 4, 5, 6, 7].filter(hasInk);
}

const DARK = [0, 1, 2, 3];
const ALL = [...DARK, 4, 5, 6, 7];

describe('faint writing', () => {
  it.each([150, 170, 190])('is ink beside dark writing, at %s grey levels on paper of 220', (level) => {
    expect(strokesIn(written(level))).toEqual(ALL);
  });

  it('may be a part of a stroke', () => {
    const { data } = written(40);
    for (let i = 40 * WIDTH; i < data.length; i++) if (i % WIDTH >= 120 && data[i] < 100) data[i] = 170;
    const found = findHandwriting({ width: WIDTH, height: HEIGHT, data });
    if (found === 'blank') throw new Error('blank');
    expect(found.ink.data[55 * WIDTH + 134]).toBeGreaterThan(128);
  });

  it('may have spots that are as dark as the rest', () => {
    const { data } = written(170);
    for (let i = 0; i < data.length; i++) {
      const row = Math.floor(i / WIDTH);
      if (i % WIDTH >= 120 && data[i] === 170 && row % 9 < 3) data[i] = 100;
    }
    const found = findHandwriting({ width: WIDTH, height: HEIGHT, data });
    if (found === 'blank') throw new Error('blank');
    for (let row = 25; row < 55; row++) expect(found.ink.data[row * WIDTH + 134]).toBeGreaterThan(128);
  });

  it('is found in a picture that is hardly wider than high, beside more than one dark stroke', () => {
    const strokesFrom = (first: number, count: number) => {
      const picture = written(170);
      const rows = Array.from({ length: HEIGHT }, (_, row) =>
        picture.data.slice(row * WIDTH + 30 * first, row * WIDTH + 30 * (first + count)),
      );
      const data = Uint8Array.from(rows.flatMap((row) => [...row]));
      const found = findHandwriting({ width: 30 * count, height: HEIGHT, data });
      if (found === 'blank') throw new Error('blank');
      const hasInk = (n: number) => found.ink.data[40 * 30 * count + 30 * n + 14] > 128;
      return Array.from({ length: count }, (_, n) => hasInk(n));
    };
    expect(strokesFrom(2, 3)).toEqual([true, true, true]);
    expect(strokesFrom(3, 3)).toEqual([true, false, false]);
  });

  it('has its points', () => {
    const isPoint = (row: number, column: number) => row >= 55 && row < 60 && column >= 145 && column < 150;
    const found = findHandwriting(written(170, (row, column) => (isPoint(row, column) ? 170 : PAPER)));
    if (found === 'blank') throw new Error('blank');
    expect(found.ink.data[57 * WIDTH + 147]).toBeGreaterThan(128);
  });

  it('is not what shows through from the other side of the sheet', () => {
    expect(strokesIn(written(207))).toEqual(DARK);
  });

  it('is not what stands beside the box of the writing', () => {
    const isBox = (row: number, column: number) => {
      const depth = Math.min(column - 4, 156 - column, row - 8, 72 - row);
      return depth === 0 || depth === 1;
    };
    expect(strokesIn(written(170, (row, column) => (isBox(row, column) ? 40 : PAPER)))).toEqual([...DARK, 4]);
  });

  it('is not what is printed pale in the cells of a comb', () => {
    const found = findHandwriting(written(170), combSearch(8));
    if (found === 'blank') throw new Error('blank');
    expect(found.ink.data[40 * WIDTH + 30 * 5 + 14]).toBe(0);
  });

  it('is not what does not stand in the line', () => {
    expect(strokesIn(written(170, undefined, 52))).toEqual(DARK);
  });

  it.each([
    ['hatching', (row: number, column: number) => ((row + column) % 8 < 2 ? 180 : PAPER)],
    ['a grid', (row: number, column: number) => (row % 15 === 0 || column % 20 === 3 ? 170 : PAPER)],
    [
      'dashes of which one is as long as a stroke',
      (row: number, column: number) => {
        const isDash = column % 10 < 3 && row % 16 < 12;
        return isDash || (column >= 160 && column < 163 && row >= 20 && row < 60) ? 160 : PAPER;
      },
    ],
    ['wide hatching', (row: number, column: number) => ((row + column) % 24 < 3 ? 185 : PAPER)],
    ['dots', (row: number, column: number) => (row % 8 < 2 && column % 8 < 2 ? 160 : PAPER)],
  ] as [string, Level][])('is not %s', (_, paper) => {
    const found = findHandwriting(written(PAPER, paper));
    if (found === 'blank') throw new Error('blank');
    const right = found.ink.data.filter((_, i) => i % WIDTH >= 140);
    expect(right.reduce((sum, value) => sum + value, 0)).toBe(0);
  });
});
