import { describe, expect, it } from 'vitest';
import { strokeWidth } from '../../src/vision/stroke.ts';

const [WIDTH, HEIGHT] = [400, 300];

/** An upright bar of so many pixels, 200 high, and one across it from a row on. */
function barOf(pen: number, left: number, level: number): number {
  const data = new Uint8Array(WIDTH * HEIGHT);
  for (let row = 50; row < 250; row++) data.fill(255, row * WIDTH + left, row * WIDTH + left + pen);
  for (let row = level; row < level + pen; row++) data.fill(255, row * WIDTH, (row + 1) * WIDTH);
  return strokeWidth({ width: WIDTH, height: HEIGHT, data });
}

describe('the width of strokes', () => {
  it.each([1, 3, 8])('is that of a pen of %i pixels, wherever its strokes are', (pen) => {
    for (const [left, level] of [
      [30, 100],
      [0, 0],
      [WIDTH - pen, HEIGHT - pen],
    ]) {
      expect(barOf(pen, left, level) / pen).toBeGreaterThan(0.9);
      expect(barOf(pen, left, level) / pen).toBeLessThan(1.05);
    }
  });

  it('is 0 without ink', () => {
    expect(strokeWidth({ width: 9, height: 5, data: new Uint8Array(45) })).toBe(0);
  });
});
