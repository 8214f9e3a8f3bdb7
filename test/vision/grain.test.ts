import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { grainOf } from '../../src/vision/grain.ts';
import { findHandwriting } from '../../src/vision/handwriting.ts';

const [WIDTH, HEIGHT] = [120, 50];

const isStroke = (row: number, column: number): boolean =>
  row >= 10 && row < 40 && ((column >= 20 && column < 24) || (column >= 90 && column < 94));

/** Sums of twelve uniform numbers have a standard deviation of 1. */
function bell(random: Random): number {
  let sum = 0;
  for (let n = 0; n < 12; n++) sum += random.uniform(-0.5, 0.5);
  return sum;
}

/** Two upright strokes of 70 grey levels on sloping paper, with a grain of this standard deviation. */
function grained(deviation: number, contrast = 70) {
  const random = new Random(1);
  const data = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [row, column] = [Math.floor(i / WIDTH), i % WIDTH];
    const level = 190 - 0.5 * column - (isStroke(row, column) ? contrast : 0);
    return Math.round(Math.max(0, Math.min(255, level + deviation * bell(random))));
  });
  return { width: WIDTH, height: HEIGHT, data };
}

describe('grain', () => {
  it.each([5, 15, 30])('of %i grey levels is measured beside strokes and slopes', (deviation) => {
    const ratio = grainOf(grained(deviation)) / deviation;
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  });

  it('is none where there is none, and where no pixel has eight neighbours', () => {
    expect(grainOf(grained(0))).toBeLessThan(0.5);
    expect(grainOf({ width: 4, height: 2, data: Uint8Array.of(0, 255, 0, 255, 255, 0, 255, 0) })).toBe(0);
    expect(grainOf({ width: 1, height: 1, data: Uint8Array.of(9) })).toBe(0);
  });

  it('of half their darkness does not hide strokes', () => {
    const found = findHandwriting(grained(35));
    if (found === 'blank') expect.fail('blank');
    const { data } = found.ink;
    const inked = data.filter((value, i) => value > 0 && isStroke(Math.floor(i / WIDTH), i % WIDTH)).length;
    const strokes = 2 * 4 * 30;
    const beside = data.filter((value) => value > 0).length - inked;
    expect(inked).toBeGreaterThan(0.9 * strokes);
    expect(beside).toBeLessThan(strokes);
  });

  it('is no writing', () => {
    for (const deviation of [8, 15, 25, 40]) expect(findHandwriting(grained(deviation, 0))).toBe('blank');
  });
});
