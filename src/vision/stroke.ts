// Width of pen strokes, and hairlines made wider. MNIST's makers did not do this: their pens were wide enough.
// Drawings on a large canvas with a thin pen would fade away in 20 x 20 pixels, so these alone are thickened.
import * as areas from '../kernels/simd/areas.ts';
import type { Ink } from './ink.ts';
import { type Crop, resample, type Square } from './resample.ts';

/**
 * Mean width of the strokes, in pixels: twice the area over the outline, which for grey ink is the sum of its gradients.
 * 0 without ink.
 */
export function strokeWidth({ width, data }: Ink): number {
  const { area, outline } = areas.measureInk(data, width);
  return outline > 0 ? (2 * area) / outline : 0;
}

/** Side of the square in which hairlines are thickened, in pixels. */
const WORKING_SIZE = 120;

/**
 * The ink under `crop` with every stroke wider by `extra` times the side of the crop, as a square of 120 pixels
 * (0..255) that has a margin for it.
 */
export function thicken(ink: Ink, crop: Crop, extra: number): Square {
  const radius = (extra * WORKING_SIZE) / 2;
  const margin = Math.ceil((extra * crop.side) / 2);
  const wide = { left: crop.left - margin, top: crop.top - margin, side: crop.side + 2 * margin };
  const thin = resample(ink, wide, WORKING_SIZE).data;
  const full = coreOf(thin);
  const data = new Float64Array(thin.length);
  const reach = Math.floor(radius);
  for (let row = 0; row < WORKING_SIZE; row++) {
    for (let column = 0; column < WORKING_SIZE; column++) {
      const value = Math.min(255, (255 * thin[row * WORKING_SIZE + column]) / full);
      if (value > 0) stamp(data, row, column, reach, radius, value);
    }
  }
  return { size: WORKING_SIZE, data };
}

/** How dark the strokes are where they are not crossed or brushed: the middle of the darker pixels. */
function coreOf(values: Float64Array): number {
  const peak = values.reduce((a, b) => Math.max(a, b), 0);
  const core = values.filter((value) => value > peak / 4).sort();
  return core[core.length >> 1];
}

function stamp(
  data: Float64Array,
  row: number,
  column: number,
  reach: number,
  radius: number,
  value: number,
): void {
  for (let i = Math.max(-reach, -row); i <= reach && row + i < WORKING_SIZE; i++) {
    for (let j = Math.max(-reach, -column); j <= reach && column + j < WORKING_SIZE; j++) {
      if (i * i + j * j > radius * radius) continue;
      const place = (row + i) * WORKING_SIZE + column + j;
      if (value > data[place]) data[place] = value;
    }
  }
}
