// Numbers on large sheets: found wherever they stand, and looked at from as near as they need.
import { loadMnist } from 'lenet5/node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { Random } from '../../src/random.ts';
import { findPlace } from '../../src/reading/place.ts';
import type { Reader } from '../../src/reading/reader.ts';
import { openPackagedReader } from './packaged-reader.ts';

/** A4 at 300 dots an inch. */
const [WIDTH, HEIGHT] = [2480, 3508];
const PAPER = 240;

let reader: Reader;
let digits: Dataset;

beforeAll(async () => {
  reader = await openPackagedReader();
  digits = await loadMnist('test');
});

interface Spot {
  readonly left: number;
  readonly top: number;
}

const random = new Random(1);

/** Paper with a grain. */
const CLEAN = Uint8Array.from({ length: WIDTH * HEIGHT }, () => PAPER - random.uniform(0, 8));

/** Writes the first test digits, 7 2 1 0 4, each 56 pixels high and wide. */
function write(data: Uint8Array, { left, top }: Spot, count = 5): void {
  for (let row = 0; row < 56; row++) {
    for (let column = 0; column < 56 * count; column++) {
      const [digit, place] = [Math.floor(column / 56), (row >> 1) * 28 + ((column % 56) >> 1)];
      const i = (top + row) * WIDTH + left + column;
      data[i] = Math.min(data[i], PAPER - 0.8 * digits.images[784 * digit + place]);
    }
  }
}

function fill(data: Uint8Array, box: readonly number[], level: number): void {
  const [left, top, width, height] = box;
  for (let row = top; row < top + height; row++)
    data.fill(level, row * WIDTH + left, row * WIDTH + left + width);
}

const NUMBER = { left: 1520, top: 2800 };

const SHEETS: readonly (readonly [string, (data: Uint8Array) => void, Spot])[] = [
  ['a clean sheet', () => {}, NUMBER],
  ['a clean sheet, at its corner', () => {}, { left: 2150, top: 40 }],
  [
    'a sheet with specks',
    (data) => {
      for (let n = 0; n < 60; n++) {
        const side = 2 + random.integer(4);
        fill(data, [random.integer(WIDTH - 9), random.integer(HEIGHT - 9), side, side], 60);
      }
    },
    NUMBER,
  ],
  [
    'a sheet that does not cover the scanner',
    (data) => {
      fill(data, [0, 0, WIDTH, 25], 20);
      fill(data, [0, 0, 35, HEIGHT], 20);
    },
    NUMBER,
  ],
  [
    'a sheet with half of it in a fainter pen',
    (data) => {
      for (let row = NUMBER.top; row < NUMBER.top + 56; row++) {
        for (let i = row * WIDTH + NUMBER.left + 3 * 56; i < row * WIDTH + NUMBER.left + 5 * 56; i++)
          data[i] = PAPER - 0.35 * (PAPER - data[i]);
      }
    },
    NUMBER,
  ],
  ['a folded sheet', (data) => fill(data, [0, 1800, WIDTH, 3], 200), NUMBER],
  [
    'a sheet in fading light',
    (data) => {
      for (let i = 0; i < data.length; i++) data[i] *= 1 - (0.5 * (i % WIDTH)) / WIDTH;
    },
    NUMBER,
  ],
  [
    'a blackboard',
    (data) => {
      for (let i = 0; i < data.length; i++) data[i] = 255 - data[i];
    },
    NUMBER,
  ],
];

describe('a number on a large sheet', () => {
  it.each(SHEETS)('is read from %s', (_, spoil, spot) => {
    const data = CLEAN.slice();
    write(data, spot);
    spoil(data);
    const { text, digits: found } = reader.read({ width: WIDTH, height: HEIGHT, data });
    expect(text).toBe('72104');
    for (const [n, { box }] of found.entries()) {
      const middle = [box.left + box.width / 2, box.top + box.height / 2];
      expect(Math.abs(middle[0] - (spot.left + 56 * n + 28))).toBeLessThan(20);
      expect(Math.abs(middle[1] - (spot.top + 28))).toBeLessThan(20);
    }
  });

  it('is read in several lines, too', () => {
    const data = CLEAN.slice();
    for (const [n, count] of [3, 5, 4].entries())
      write(data, { left: 300 + 40 * n, top: 300 + 1000 * n }, count);
    expect(reader.read({ width: WIDTH, height: HEIGHT, data }).text).toBe('721 72104 7210');
  });

  it('is blank where there is none', () => {
    expect(reader.read({ width: WIDTH, height: HEIGHT, data: CLEAN }).reason).toBe('blank');
  });
});

describe('findPlace', () => {
  it('leaves small pictures alone', () => {
    expect(
      findPlace({ width: 900, height: 600, data: new Uint8Array(900 * 600).fill(255) }, 1),
    ).toBeUndefined();
  });

  it('has paper around the writing, and says from how far it is looked at', () => {
    const data = CLEAN.slice();
    write(data, NUMBER);
    const { area, step } = findPlace({ width: WIDTH, height: HEIGHT, data }, 6)!;
    expect(area.left).toBeLessThan(NUMBER.left);
    expect(area.top).toBeLessThan(NUMBER.top);
    expect(area.left + area.width).toBeGreaterThan(NUMBER.left + 5 * 56);
    expect(area.top + area.height).toBeGreaterThan(NUMBER.top + 56);
    expect(area.height).toBeLessThan(4 * 56);
    // Digits of 40 rows.
    expect(step).toBe(1);
  });

  it('goes no farther away for writing that fills the picture', () => {
    const [width, height] = [1600, 1000];
    const data = new Uint8Array(width * height).fill(PAPER);
    for (const left of [300, 700, 1100]) {
      for (let row = 200; row < 800; row++) data.fill(30, row * width + left, row * width + left + 60);
    }
    expect(findPlace({ width, height, data }, 2)).toBeUndefined();
    // From so far that it would be small, it does go nearer.
    const { area, step } = findPlace({ width, height, data }, 40)!;
    expect(area).toEqual({ left: 0, top: 0, width, height });
    expect(step).toBeLessThan(40);
  });
});
