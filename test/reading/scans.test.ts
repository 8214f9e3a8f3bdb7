// The same number scanned more and more finely: lines and pens as many pixels thick are read as they are from afar.
import { loadMnist } from 'lenet5/node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { Random } from '../../src/random.ts';
import { openField } from '../../src/reading/fields.ts';
import type { Reading } from '../../src/reading/findings.ts';
import { preparePicture } from '../../src/reading/prepared-picture.ts';
import type { Reader } from '../../src/reading/reader.ts';
import { type Affine, type Point, viewThrough } from '../../src/vision/affine.ts';
import { cutOut } from '../../src/vision/frame.ts';
import type { Picture } from '../../src/vision/picture.ts';
import { openPackagedReader } from './packaged-reader.ts';

let reader: Reader;
let digits: Dataset;

beforeAll(async () => {
  reader = await openPackagedReader();
  digits = await loadMnist('test');
});

const [WIDTH, HEIGHT] = [380, 140];
const PAPER = 235;
/** Where the digits begin. */
const [LEFT, TOP] = [60, 36];
const SIDE = 56;

type Darken = (row: number, column: number, level: number) => void;

function printBox(darken: Darken): void {
  const random = new Random(1);
  const dot = (row: number, column: number) => darken(row, column, random.uniform() < 0.8 ? 90 : 190);
  for (let column = 0; column < WIDTH; column++) {
    const fall = Math.floor(column / 130);
    for (const row of [19, 20, 108, 109]) dot(row + fall, column);
  }
  for (const column of [36, 37, WIDTH - 10, WIDTH - 9]) for (let row = 19; row < 111; row++) dot(row, column);
  for (const row of [45, 46, 47, 55, 56, 57, 75, 76])
    for (let column = 10; column < 26; column++) dot(row, column);
}

/** The test digits 7 2 1 0 4, in a box whose lines are printed in dots, and a little aslant, with a sign before it. */
const inBox = (): Picture => write(printBox);

function write(print: (darken: Darken) => void = () => {}, paper = PAPER): Picture {
  const data = new Uint8Array(WIDTH * HEIGHT).fill(paper);
  const darken: Darken = (row, column, level) => {
    data[row * WIDTH + column] = Math.min(data[row * WIDTH + column], level);
  };
  print(darken);
  for (let n = 0; n < 5; n++) {
    for (let i = 0; i < SIDE * SIDE; i++) {
      const [row, column] = [Math.floor(i / SIDE), i % SIDE];
      const ink = digits.images[784 * n + (row >> 1) * 28 + (column >> 1)];
      darken(TOP + row, LEFT + SIDE * n + column, paper - Math.round((paper / 290) * ink));
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** So many times as many pixels each way, with values between those that there were. */
function magnify({ width, height, data }: Picture, times: number): Picture {
  const [columns, rows] = [Math.round(width * times), Math.round(height * times)];
  const at = (row: number, column: number) =>
    data[Math.max(0, Math.min(height - 1, row)) * width + Math.max(0, Math.min(width - 1, column))];
  const magnified = Uint8Array.from({ length: columns * rows }, (_, i) => {
    const [y, x] = [(Math.floor(i / columns) + 0.5) / times - 0.5, ((i % columns) + 0.5) / times - 0.5];
    const [row, column] = [Math.floor(y), Math.floor(x)];
    const [down, right] = [y - row, x - column];
    const upper = at(row, column) * (1 - right) + at(row, column + 1) * right;
    const lower = at(row + 1, column) * (1 - right) + at(row + 1, column + 1) * right;
    return Math.round(upper * (1 - down) + lower * down);
  });
  return { width: columns, height: rows, data: magnified };
}

/** That the digits are where they were written, in a picture so many times as fine, and moved. */
function expectInPlace({ digits: found }: Reading, times: number, [right, down] = [0, 0]): void {
  for (const [n, { box }] of found.entries()) {
    const middle = [box.left + box.width / 2, box.top + box.height / 2];
    expect(Math.abs(middle[0] / times - (LEFT + SIDE * n + SIDE / 2 + right))).toBeLessThan(SIDE / 3);
    expect(Math.abs(middle[1] / times - (TOP + SIDE / 2 + down))).toBeLessThan(SIDE / 3);
    expect([box.left, box.top, box.width, box.height].every(Number.isInteger)).toBe(true);
  }
}

describe('a finer scan', () => {
  it.each([1, 1.5, 2, 3, 4.5])(
    '%d times as fine is read, in its box, and its digits are where they are',
    (times) => {
      const reading = reader.read(magnify(inBox(), times), { field: 'amount' });
      expect(reading.text).toBe('72104');
      expectInPlace(reading, times);
    },
  );

  it('is looked at from so far that its strokes are as broad', () => {
    const [first, ...finer] = [2, 3, 4.5].map((times) => segmentationOf(magnify(inBox(), times)));
    for (const { height, pen } of finer) {
      expect(Math.abs(height - first.height)).toBeLessThan(2);
      expect(Math.abs(pen - first.pen)).toBeLessThan(0.3);
    }
  });

  it('is looked at from near where the number is a small part of it', () => {
    // So few rows are looked at as they are.
    const { height, pen } = segmentationOf(cutOut(write(), { left: 0, top: 10, width: WIDTH, height: 110 }));
    const small = segmentationOf(amid(write(), 690, 600));
    expect(Math.abs(small.height - height)).toBeLessThan(2);
    expect(Math.abs(small.pen - pen)).toBeLessThan(0.3);
  });
});

describe('a picture on something else', () => {
  it.each([
    ['a white page', 255],
    ['black', 5],
  ])('is read as it is without, and its digits are where they are: on %s', (_, level) => {
    const grey = write(printBox, 170);
    const alone = reader.read(grey, { field: 'amount' });
    const pasted = reader.read(amid(grey, WIDTH + 60, HEIGHT + 50, level), { field: 'amount' });
    expect(pasted.text).toBe('72104');
    expect(pasted.confidence).toBeGreaterThan(0.9 * alone.confidence);
    expectInPlace(pasted, 1, [30, 25]);
  });
});

describe('a picture that is turned', () => {
  it.each([-9, -4, 3, 7])('by %d degrees is turned back where a box is printed in it', (degrees) => {
    const angle = (degrees * Math.PI) / 180;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const [columns, rows] = [WIDTH + 40, HEIGHT + 70];
    // What is seen at a pixel of the turned picture, and where a point of the one before is in it.
    const seen: Affine = [
      c,
      s,
      (WIDTH - c * columns - s * rows) / 2,
      -s,
      c,
      (HEIGHT + s * columns - c * rows) / 2,
    ];
    const moved = ([x, y]: Point): Point => [
      c * (x - seen[2]) - s * (y - seen[5]),
      s * (x - seen[2]) + c * (y - seen[5]),
    ];
    const turned = viewThrough(inBox(), seen, columns, rows);
    const { text, digits: found } = reader.read(turned, { field: 'amount' });
    expect(text).toBe('72104');
    for (const [n, { box }] of found.entries()) {
      const [x, y] = moved([LEFT + SIDE * n + SIDE / 2, TOP + SIDE / 2]);
      expect(Math.abs(box.left + box.width / 2 - x)).toBeLessThan(SIDE / 3);
      expect(Math.abs(box.top + box.height / 2 - y)).toBeLessThan(SIDE / 3);
    }
  });
});

function segmentationOf(picture: Picture) {
  const found = preparePicture(picture, openField('amount'));
  if (typeof found === 'string') throw new Error(found);
  return found[0].segmentation;
}

/** In the middle of so many pixels of a level. */
function amid({ width, height, data }: Picture, columns: number, rows: number, level = PAPER): Picture {
  const all = new Uint8Array(columns * rows).fill(level);
  const [top, left] = [(rows - height) >> 1, (columns - width) >> 1];
  for (let row = 0; row < height; row++)
    all.set(data.subarray(row * width, (row + 1) * width), (top + row) * columns + left);
  return { width: columns, height: rows, data: all };
}
