import { describe, expect, it } from 'vitest';
import { Classifier, softmaxOf } from '../../src/networks/classifier.ts';
import type { Definition } from '../../src/networks/definition.ts';
import { initialize } from '../../src/networks/initialize.ts';
import type { Model } from '../../src/networks/model.ts';
import { planNetwork } from '../../src/networks/plan.ts';
import { Random } from '../../src/random.ts';
import { LINE_ROWS, type Line, openLine, reshapeLine } from '../../src/reading/line.ts';
import { STEP, Sweep } from '../../src/reading/sweep.ts';
import { SYMBOLS } from '../../src/reading/symbols.ts';
import type { Ink } from '../../src/vision/ink.ts';

const FIELD = 40;

function makeModel(): Model {
  const definition: Definition = {
    name: 'line',
    input: { maps: 1, rows: LINE_ROWS, columns: FIELD, background: 0, foreground: 1 },
    initial: { rule: 'squareRoot', gain: 1.7 },
    layers: [
      { name: 'C1', kind: 'convolution', maps: 3, kernel: 5 },
      { name: 'S2', kind: 'maxPooling', size: 2, activation: 'relu' },
      { name: 'C3', kind: 'convolution', maps: 4, kernel: 5 },
      { name: 'S4', kind: 'maxPooling', size: 2, activation: 'relu' },
      { name: 'C5', kind: 'convolution', maps: 6, kernel: 5, activation: 'relu' },
      { name: 'F6', kind: 'convolution', maps: 5, kernel: [1, 3], activation: 'relu' },
      { name: 'OUT', kind: 'convolution', maps: SYMBOLS, kernel: 1 },
    ],
  };
  const plan = planNetwork(definition);
  const parameters = new Float32Array(plan.length);
  initialize(plan, parameters, new Random(1));
  return { definition, parameters, card: {} };
}

function makeLine(columns: number, seed: number): Line {
  const random = new Random(seed);
  const data = Uint8Array.from({ length: LINE_ROWS * columns }, () => (random.uniform() < 0.3 ? 255 : 0));
  return { columns, data, left: 0, across: 1 };
}

const model = makeModel();

describe('Sweep', () => {
  it('sees in windows what one network over the whole line sees', async () => {
    const sweep = await Sweep.open(model);
    for (const columns of [1, 17, 90, 133, 250, 700]) {
      const line = makeLine(columns, columns);
      const [sight] = sweep.look([line]);
      const width = FIELD + STEP * (sight.columns - 1);
      const margin = FIELD / 2 - sight.middle;
      const padded = new Uint8Array(LINE_ROWS * width);
      for (let row = 0; row < LINE_ROWS; row++) {
        for (let column = 0; column < columns; column++)
          padded[row * width + margin + column] = line.data[row * columns + column];
      }
      const whole = await Classifier.open(model, 1, { rows: LINE_ROWS, columns: width });
      const expected = softmaxOf(whole.outputs(padded, 1, LINE_ROWS, width), SYMBOLS, 'scores');
      expect(sight.logarithms.length).toBe(expected.length);
      for (const [i, logarithm] of sight.logarithms.entries())
        expect(Math.exp(logarithm)).toBeCloseTo(expected[i], 6);
      // The first and the last column of the line lie between middles of fields.
      expect(sight.middle).toBeLessThanOrEqual(0);
      expect(STEP * (sight.columns - 1) + sight.middle).toBeGreaterThanOrEqual(columns - 1);
    }
  });

  it('sees the same whatever other lines are in the batch', async () => {
    const sweep = await Sweep.open(model);
    const lines = [makeLine(300, 1), makeLine(40, 2), makeLine(600, 3)];
    const together = sweep.look(lines);
    for (const [n, line] of lines.entries()) expect(sweep.look([line])).toEqual([together[n]]);
  });
});

/** An ink image with a zero's outline, `size` high, at (`left`, `top`), and whatever else is drawn. */
function makeInk(width: number, height: number, boxes: readonly (readonly number[])[]): Ink {
  const data = new Uint8Array(width * height);
  for (const [left, top, right, bottom] of boxes) {
    for (let row = top; row < bottom; row++) data.fill(255, row * width + left, row * width + right);
  }
  return { width, height, data };
}

/** A ring of `size` x `size` pixels with strokes of an eighth. */
const ring = (left: number, top: number, size: number): number[][] => {
  const pen = size / 8;
  const [right, bottom] = [left + size, top + size];
  return [
    [left, top, right, top + pen],
    [left, bottom - pen, right, bottom],
    [left, top, left + pen, bottom],
    [right - pen, top, right, bottom],
  ];
};

describe('openLine', () => {
  it('brings writing of any size and place to the same image', () => {
    const small = openLine(makeInk(60, 40, ring(10, 4, 16)));
    const large = openLine(makeInk(300, 200, ring(31, 99, 64)));
    expect(large?.columns).toBe(small?.columns);
    const difference = small!.data.reduce((sum, v, i) => sum + Math.abs(v - large!.data[i]), 0);
    const ink = small!.data.reduce((sum, v) => sum + v, 0);
    expect(difference / ink).toBeLessThan(0.1);
  });

  it('takes its height from upright strokes, not from level lines, and leaves out what lies above', () => {
    const alone = openLine(makeInk(80, 80, ring(20, 40, 32)));
    const ruled = openLine(makeInk(80, 80, [...ring(20, 40, 32), [0, 10, 80, 13]]));
    expect(ruled).toEqual(alone);
  });

  it('knows the bar of a five that stands alone as a part of it, where it is higher than the rest', () => {
    const five = [...ring(20, 40, 32), [20, 30, 52, 34]] as const;
    const line = openLine(makeInk(80, 80, [...five]))!;
    const rows = Array.from({ length: LINE_ROWS }, (_, row) =>
      line.data.subarray(row * line.columns, (row + 1) * line.columns).some((value) => value > 128),
    );
    const gap = rows.indexOf(false, rows.indexOf(true));
    expect(rows.indexOf(true)).toBeLessThan(gap);
    expect(rows.indexOf(true, gap)).toBeGreaterThan(gap);
    expect(line.columns).toBeLessThan(openLine(makeInk(80, 80, ring(20, 40, 32)))!.columns);
  });

  it.each([0.15, 0.3, -0.3])('makes a line level that rises by %s, though it is short', (slope) => {
    const inkOf = (rise: number) => {
      const height = 48 + Math.round(180 * Math.abs(rise));
      const strokes = Array.from({ length: 7 }, (_, n) => {
        const [left, top] = [10 + 30 * n, (height >> 1) - 20 + Math.round(rise * 30 * (n - 3))];
        return [left, top, left + 5, top + 40] as const;
      });
      return makeInk(210, height, strokes);
    };
    const rowsOf = (line: Line | undefined) => {
      const { columns, data } = line!;
      const tops = Array.from({ length: columns }, (_, column) =>
        Array.from({ length: LINE_ROWS }, (_, row) => data[row * columns + column]).findIndex((v) => v > 128),
      );
      return new Set(tops.filter((top) => top >= 0));
    };
    const [first] = rowsOf(openLine(inkOf(0)));
    for (const top of rowsOf(openLine(inkOf(slope)))) expect(Math.abs(top - first)).toBeLessThanOrEqual(1);
  });

  it('leaves strokes of different heights where they are', () => {
    const tall = [0, 1, 2, 3].map((n) => [10 + 30 * n, 20, 15 + 30 * n, 60 + 10 * n] as const);
    const line = openLine(makeInk(150, 110, tall))!;
    const feet = [0, 1, 2, 3].map((n) => {
      const column = Math.round((12.5 + 30 * n - line.left) * line.across);
      return Array.from(
        { length: LINE_ROWS },
        (_, row) => line.data[row * line.columns + column],
      ).findLastIndex((v) => v > 128);
    });
    expect(feet[3]).toBeGreaterThan(feet[0] + 3);
  });

  it('maps columns back to the picture', () => {
    const line = openLine(makeInk(200, 80, ring(50, 20, 32)));
    expect(line?.left).toBe(50);
    expect(line!.columns / line!.across).toBeGreaterThanOrEqual(32);
    expect(line!.columns / line!.across).toBeLessThan(33);
  });

  it('makes very long lines narrower instead of larger', () => {
    const line = openLine(
      makeInk(20000, 40, [
        [0, 10, 4, 30],
        [19990, 10, 19994, 30],
      ]),
    );
    expect(line?.columns).toBeLessThanOrEqual(4096);
  });

  it('makes rising lines level', () => {
    const boxes = (rise: number) =>
      Array.from({ length: 8 }, (_, n) => ring(10 + 40 * n, 34 - rise * n, 24)).flat();
    const level = openLine(makeInk(340, 64, boxes(0)));
    const rising = openLine(makeInk(340, 64, boxes(4)));
    expect(Math.abs(rising!.columns - level!.columns)).toBeLessThan(0.1 * level!.columns);
  });

  it('has nothing to open without ink', () => {
    expect(openLine(makeInk(30, 30, []))).toBeUndefined();
  });
});

describe('reshapeLine', () => {
  it('moves the top to the right and the bottom to the left, and knows where it was', () => {
    const columns = 21;
    const data = Uint8Array.from({ length: LINE_ROWS * columns }, (_, i) => (i % columns === 10 ? 200 : 0));
    const leaning = reshapeLine({ columns, data, left: 5, across: 2 }, { lean: 0.2, breadth: 1 });
    const middleOf = (row: number) => {
      const values = [...leaning.data.subarray(row * leaning.columns, (row + 1) * leaning.columns)];
      const mass = values.reduce((a, b) => a + b, 0);
      expect(Math.abs(mass - 200)).toBeLessThan(2);
      return values.reduce((sum, value, column) => sum + value * column, 0) / mass;
    };
    expect(middleOf(0) - middleOf(LINE_ROWS - 1)).toBeCloseTo(0.2 * 1.25 * (LINE_ROWS - 1), 1);
    const middle = (middleOf(15) + middleOf(16)) / 2;
    expect(leaning.left + middle / leaning.across).toBeCloseTo(5 + 10 / 2, 1);
  });

  it('makes the line broader, and knows where it was', () => {
    const columns = 41;
    const data = Uint8Array.from({ length: LINE_ROWS * columns }, (_, i) => (i % columns === 30 ? 200 : 0));
    const broad = reshapeLine({ columns, data, left: 5, across: 2 }, { lean: 0, breadth: 1.5 });
    expect(broad.columns).toBe(62);
    const values = [...broad.data.subarray(0, broad.columns)];
    const mass = values.reduce((a, b) => a + b, 0);
    expect(mass).toBeGreaterThan(250);
    const middle = values.reduce((sum, value, column) => sum + value * (column + 0.5), 0) / mass;
    expect(broad.left + middle / broad.across).toBeCloseTo(5 + 30.5 / 2, 1);
  });
});
