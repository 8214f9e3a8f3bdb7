// Fields of cells: the graph, against all its paths, and reading digits that stand in drawn boxes.
import { loadMnist } from 'lenet5/node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { Random } from '../../src/random.ts';
import { unfoldCells } from '../../src/reading/cells.ts';
import { type Arc, openGraph } from '../../src/reading/composition.ts';
import { bestPaths } from '../../src/reading/paths.ts';
import { compileGrammar } from '../../src/reading/patterns.ts';
import type { Reader } from '../../src/reading/reader.ts';
import { RUBBISH, SYMBOLS } from '../../src/reading/symbols.ts';
import type { Picture } from '../../src/vision/picture.ts';
import { openPackagedReader } from './packaged-reader.ts';

/** An arc that is rubbish or this digit. */
function arc(from: number, to: number, digit: number, penalty: number): Arc {
  const penalties = new Float64Array(SYMBOLS).fill(Number.POSITIVE_INFINITY);
  penalties[digit] = penalty;
  penalties[RUBBISH] = 0;
  return { from, to, penalties };
}

describe('unfoldCells', () => {
  // Two pieces in the first cell, one in the second; both of the first together are a four.
  const arcs = [arc(0, 1, 1, -9), arc(0, 2, 4, -8), arc(1, 2, 2, -9), arc(2, 3, 7, -9)];
  const textsOf = (cells: readonly number[], count: number, isOptional: boolean) => {
    const graph = unfoldCells(arcs, 3, cells, count, isOptional);
    return bestPaths(openGraph(graph.arcs, graph.last), compileGrammar([{ text: '#*' }]), 99).map(
      ({ text }) => text,
    );
  };

  it('writes one character into each cell', () => {
    const texts = textsOf([0, 0, 0, 1], 2, false);
    expect(texts[0]).toBe('47');
    expect(texts.sort()).toEqual(['17', '27', '47']);
  });

  it('writes at most one where cells may be empty', () => {
    expect(textsOf([0, 0, 0, 2], 3, false)).toEqual([]);
    const texts = textsOf([0, 0, 0, 2], 3, true);
    expect(texts[0]).toBe('47');
    expect(texts.sort()).toEqual(['', '1', '17', '2', '27', '4', '47', '7']);
  });

  it('says which arc each one is', () => {
    const { arcs: copies, originals } = unfoldCells(arcs, 3, [0, 0, 0, 1], 2, false);
    for (const [n, copy] of copies.entries()) {
      expect(copy.from).toBeLessThan(copy.to);
      const own = arcs[originals[n]];
      expect([own.penalties[RUBBISH], Number.POSITIVE_INFINITY]).toContain(copy.penalties[RUBBISH]);
    }
    expect(new Set(originals)).toEqual(new Set([0, 1, 2, 3]));
  });
});

const CELL = 56;

/**
 * Test digits in boxes of 56 x 64, `shift` pixels to the right of their middle; a space is an empty cell. Every `every`th
 * line is drawn.
 */
function drawCells(digits: Dataset, random: Random, text: string, shift: number, every = 1): Picture {
  const [width, height] = [CELL * text.length + 40, 100];
  const ink = new Float64Array(width * height);
  const fill = (left: number, top: number, columns: number, rows: number) => {
    for (let row = top; row < top + rows; row++)
      ink.fill(1, row * width + left, row * width + left + columns);
  };
  for (const top of [16, 80]) fill(20, top, CELL * text.length + 2, 2);
  for (let k = 0; k <= text.length; k += every) fill(20 + CELL * k, 16, 2, 66);
  for (const [n, character] of [...text].entries()) {
    if (character === ' ') continue;
    let digit = random.integer(digits.count);
    while (digits.labels[digit] !== Number(character)) digit = random.integer(digits.count);
    for (let i = 0; i < 56 * 56; i++) {
      const [row, column] = [Math.floor(i / 56), i % 56];
      const pixel = (row + 21) * width + 21 + shift + n * CELL + column;
      ink[pixel] = Math.max(ink[pixel], digits.images[digit * 784 + (row >> 1) * 28 + (column >> 1)] / 255);
    }
  }
  return { width, height, data: Uint8Array.from(ink, (value) => 235 - 190 * value) };
}

describe('Reader with cells', () => {
  let reader: Reader;
  let digits: Dataset;

  beforeAll(async () => {
    reader = await openPackagedReader();
    digits = await loadMnist('test');
  });

  const drawTexts = (shift: number) =>
    Array.from({ length: 40 }, (_, seed) => {
      const random = new Random(seed);
      const text = Array.from({ length: 6 }, () => random.integer(10)).join('');
      return { text, picture: drawCells(digits, random, text, shift) };
    });
  const rightOf = (drawn: ReturnType<typeof drawTexts>, field: object) =>
    reader
      .readAll(
        drawn.map(({ picture }) => picture),
        { field },
      )
      .filter(({ value }, n) => value === drawn[n].text).length;

  it('reads digits in boxes', () => {
    expect(rightOf(drawTexts(0), { cells: 6 })).toBeGreaterThanOrEqual(30);
  });

  it('reads digits that cross the lines, those of the box, too', () => {
    expect(rightOf(drawTexts(12), { cells: 6 })).toBeGreaterThanOrEqual(28);
  });

  it('allows empty cells only where told', () => {
    const picture = drawCells(digits, new Random(4), '12  6', 0);
    expect(reader.read(picture, { field: { cells: 5 } })).toMatchObject({
      status: 'rejected',
      reason: 'unreadable',
    });
    expect(reader.read(picture, { field: { cells: 5, optional: true } }).value).toBe('126');
  });

  it('divides a box without lines inside evenly', () => {
    const drawn = Array.from({ length: 20 }, (_, seed) => {
      const text = String(100_000 + 43_210 * seed);
      return { text, picture: drawCells(digits, new Random(seed), text, 0, 6) };
    });
    expect(rightOf(drawn, { cells: 6 })).toBeGreaterThanOrEqual(16);
  });

  it('divides a picture without lines evenly', () => {
    const { picture, text } = drawTexts(0)[0];
    const [left, top, width, height] = [22, 19, 6 * CELL - 2, 60];
    const data = new Uint8Array(width * height).fill(235);
    for (let i = 0; i < data.length; i++) {
      const [row, column] = [Math.floor(i / width), i % width];
      const isLine = (column + 2) % CELL < 3;
      if (!isLine) data[i] = picture.data[(top + row) * picture.width + left + column];
    }
    expect(reader.read({ width, height, data }, { field: { cells: 6 } }).value).toBe(text);
  });

  it('takes more cells than there are pixels', () => {
    const { picture } = drawTexts(0)[0];
    const narrow = { width: 40, height: 30, data: picture.data.slice(0, 1200).fill(0, 600, 640) };
    for (const each of [picture, narrow]) {
      expect(reader.read(each, { field: { cells: 100 } })).toMatchObject({ status: 'rejected' });
    }
  });

  it('reads each picture with options of its own', () => {
    const { picture } = drawTexts(0)[0];
    const options = [{ field: { cells: 6 } }, { field: { length: 2 }, maxError: 1 }];
    const readings = reader.readAll([picture, picture], options);
    expect(readings).toEqual(options.map((own) => reader.read(picture, own)));
    expect(readings[0]).not.toEqual(readings[1]);
    expect(() => reader.readAll([picture, picture], [{}])).toThrow('expected options for 2 pictures, got 1');
  });

  it('gives boxes of digits in their cells', () => {
    const { picture } = drawTexts(0)[1];
    const { digits: found } = reader.read(picture, { field: { cells: 6 } });
    expect(found).toHaveLength(6);
    for (const [n, { box }] of found.entries()) {
      expect(Math.floor((box.left + box.width / 2 - 21) / CELL)).toBe(n);
    }
  });
});
