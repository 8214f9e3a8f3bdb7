import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import type { Ink } from '../../src/vision/ink.ts';
import type { Crop } from '../../src/vision/resample.ts';
import { strokeWidth } from '../../src/vision/stroke.ts';

/** Twice the area over the sum of the gradients, pixel by pixel; around the picture there is paper. */
function widthOf({ width, height, data }: Ink, { left, top, side }: Crop): number {
  const at = (row: number, column: number) =>
    row >= 0 && row < height && column >= 0 && column < width ? data[row * width + column] : 0;
  let [area, outline] = [0, 0];
  for (let row = Math.max(top, 0) - 1; row < Math.min(top + side, height); row++) {
    for (let column = Math.max(left, 0) - 1; column < Math.min(left + side, width); column++) {
      const [right, down] = [at(row, column + 1), at(row + 1, column)].map((v) => v - at(row, column));
      area += at(row, column);
      outline += Math.sqrt(right * right + down * down);
    }
  }
  return outline > 0 ? (2 * area) / outline : 0;
}

describe('the width of strokes', () => {
  it('is that of all pixels, much or little ink among them, under any part of the picture', () => {
    const random = new Random(8);
    for (let round = 0; round < 300; round++) {
      const [width, height] = [1 + random.integer(40), 1 + random.integer(20)];
      const share = random.uniform() ** 3;
      const data = Uint8Array.from({ length: width * height }, () =>
        random.uniform() < share ? 1 + random.integer(255) : 0,
      );
      const ink = { width, height, data };
      const crop = {
        left: random.integer(30) - 10,
        top: random.integer(20) - 10,
        side: 1 + random.integer(50),
      };
      expect(strokeWidth(ink, crop), JSON.stringify({ width, height, crop })).toBe(widthOf(ink, crop));
    }
  });

  it('is 0 without ink', () => {
    const ink = { width: 9, height: 5, data: new Uint8Array(45) };
    expect(strokeWidth(ink, { left: 0, top: 0, side: 9 })).toBe(0);
  });
});
