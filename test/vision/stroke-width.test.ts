import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import type { Ink } from '../../src/vision/ink.ts';
import { strokeWidth } from '../../src/vision/stroke.ts';

/** Twice the area over the sum of the gradients, pixel by pixel; around the picture there is paper. */
function widthOf({ width, height, data }: Ink): number {
  const at = (row: number, column: number) =>
    row >= 0 && row < height && column >= 0 && column < width ? data[row * width + column] : 0;
  let [area, outline] = [0, 0];
  for (let row = -1; row < height; row++) {
    for (let column = -1; column < width; column++) {
      const [right, down] = [at(row, column + 1), at(row + 1, column)].map((v) => v - at(row, column));
      area += at(row, column);
      outline += Math.sqrt(right * right + down * down);
    }
  }
  return outline > 0 ? (2 * area) / outline : 0;
}

describe('the width of strokes', () => {
  it('is that of all pixels, much or little ink among them', () => {
    const random = new Random(8);
    for (let round = 0; round < 300; round++) {
      const [width, height] = [1 + random.integer(40), 1 + random.integer(20)];
      const share = random.uniform() ** 3;
      const data = Uint8Array.from({ length: width * height }, () =>
        random.uniform() < share ? 1 + random.integer(255) : 0,
      );
      expect(strokeWidth({ width, height, data }), `${width} x ${height}`).toBe(
        widthOf({ width, height, data }),
      );
    }
  });

  it('is 0 without ink', () => {
    expect(strokeWidth({ width: 9, height: 5, data: new Uint8Array(45) })).toBe(0);
  });
});
