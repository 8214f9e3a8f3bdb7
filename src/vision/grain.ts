// The grain that film, and a camera in little light, add to every pixel by itself.
import { quantile } from './histogram.ts';
import type { Picture } from './picture.ts';

/** Every so many rows are looked at. */
const ROWS = 3;

/** Median of the absolute value of what the mask gives for grain of standard deviation 1. */
const MEDIAN = 6 * 0.6745;

/**
 * Standard deviation of the grain of a grey picture, in grey levels, by a mask that sees neither slopes nor straight
 * edges: Immerkaer (1996), by the median, as strokes are not grain. 0 where there are fewer than three rows or columns.
 */
export function grainOf({ width, height, data }: Picture): number {
  if (width < 3 || height < 3) return 0;
  const histogram = new Uint32Array(8 * 255 + 1);
  for (let row = 1; row < height - 1; row += ROWS) {
    for (let column = 1, i = row * width + 1; column < width - 1; column++, i++) {
      const corners = data[i - width - 1] + data[i - width + 1] + data[i + width - 1] + data[i + width + 1];
      const sides = data[i - width] + data[i - 1] + data[i + 1] + data[i + width];
      histogram[Math.abs(corners - 2 * sides + 4 * data[i])]++;
    }
  }
  return quantile(histogram, 0.5) / MEDIAN;
}
