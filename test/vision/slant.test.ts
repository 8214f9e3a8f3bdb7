import { describe, expect, it } from 'vitest';
import { measureSlant, removeSlant } from '../../src/vision/slant.ts';

const [WIDTH, HEIGHT] = [120, 40];

/** Strokes of 4 pixels that lean `slant` pixels to the right for every pixel up. */
function leaning(slant: number, lefts = [35, 60, 85]) {
  const data = new Uint8Array(WIDTH * HEIGHT);
  for (let row = 0; row < HEIGHT; row++) {
    for (const left of lefts) {
      const start = row * WIDTH + left + Math.round(slant * (HEIGHT / 2 - row));
      data.fill(255, start, start + 4);
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

describe('measureSlant', () => {
  it.each([-0.4, 0, 0.3, 0.6])('of strokes that lean by %d', (slant) => {
    expect(measureSlant(leaning(slant))).toBeCloseTo(slant, 1);
  });

  it('is believed in part where there are few strokes', () => {
    const [one, two] = [[60], [50, 70]].map((lefts) => measureSlant(leaning(0.5, lefts)));
    expect(one).toBeGreaterThan(0);
    expect(one).toBeLessThan(two);
    expect(two).toBeLessThan(0.49);
  });

  it('is 0 without ink', () => {
    expect(measureSlant(leaning(0, []))).toBeCloseTo(0);
  });
});

describe('removeSlant', () => {
  it('sets strokes upright, and its shifts lead back to the picture', () => {
    const ink = leaning(0.5);
    const upright = removeSlant(ink, 0.5);
    const columns = new Set<number>();
    for (const [i, value] of upright.data.entries()) {
      if (value < 200) continue;
      const [row, column] = [Math.floor(i / upright.width), i % upright.width];
      columns.add(column);
      const source = Math.round(column - upright.shifts[row]);
      expect(ink.data[row * WIDTH + source]).toBe(255);
    }
    expect(columns.size).toBeLessThanOrEqual(3 * 6);
  });

  it('leaves upright ink alone', () => {
    const ink = leaning(0);
    const { data, width } = removeSlant(ink, 0);
    const unpadded = data.filter((_, i) => i % width < WIDTH);
    expect(unpadded).toEqual(ink.data);
  });
});
