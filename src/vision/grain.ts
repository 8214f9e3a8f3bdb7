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
    const line = row * width;
    // Of a column: what is above and below its middle, less twice the middle.
    const columnAt = (i: number) => data[i - width] + data[i + width] - 2 * data[i];
    let [before, own] = [columnAt(line), columnAt(line + 1)];
    for (let i = line + 2; i < line + width; i++) {
      const next = columnAt(i);
      histogram[Math.abs(before - 2 * own + next)]++;
      before = own;
      own = next;
    }
  }
  return quantile(histogram, 0.5) / MEDIAN;
}
