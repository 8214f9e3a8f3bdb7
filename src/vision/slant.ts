// The slant of writing, found as Vinciarelli and Luettin did (2001): of all shears the one that leaves the most
// columns with one unbroken, long stroke. Taking it out keeps rows where they are and moves them sideways.
import * as pixels from '../kernels/simd/pixels.ts';
import * as views from '../kernels/simd/views.ts';
import { boxOf } from './components.ts';
import type { Ink } from './ink.ts';

/** Shears that are tried: pixels sideways for every pixel up. */
const LARGEST = 0.8;
const STEP = 0.1;

/** Every so much shear must gain this share, so that upright writing stays as it is. */
const RELUCTANCE = 0.35;

/** Few digits say little about how a hand leans: of the slant is believed so much for every height that they are wide. */
const BELIEF = 0.7;

/** Below this the soft edge that shearing makes is wiped. */
const EDGE = 48;

/** Pixels sideways for every pixel up: positive leans right. Less than it seems where the ink is narrow. */
export function measureSlant(ink: Ink): number {
  const { width, height } = ink;
  const runs = pixels.findRuns(ink.data, width, 128);
  const steps = Math.round(LARGEST / STEP);
  const slants = Array.from({ length: 2 * steps + 1 }, (_, n) => (n - steps) * STEP);
  const margin = Math.ceil(LARGEST * height);
  const shears = slants.map((slant) => {
    const shifts = new Int32Array(height);
    for (let row = 0; row < height; row++) shifts[row] = margin - Math.round(slant * (height - 1 - row));
    return shifts;
  });
  const scores = views
    .uprightStrokes(runs, width + 2 * margin, shears)
    .map((score, n) => score * (1 - RELUCTANCE * Math.abs(slants[n])));
  const best = scores.indexOf(scores.reduce((a, b) => Math.max(a, b)));
  const { width: wide, height: high } = boxOf(runs) ?? { width: 0, height: 1 };
  return slants[best] * Math.min(1, BELIEF * (wide / high));
}

/** Ink made upright. `shifts[row]`: how far, in pixels, the row was moved to the right. */
export interface Upright extends Ink {
  readonly slant: number;
  readonly shifts: Float64Array;
}

/** The ink with its rows moved so that `slant` is gone. */
export function removeSlant(ink: Ink, slant: number): Upright {
  const { width, height, data } = ink;
  const reach = Math.ceil(Math.abs(slant) * (height - 1));
  const columns = width + reach + 1;
  const shifts = new Float64Array(height);
  const upright = new Uint8Array(columns * height);
  for (let row = 0; row < height; row++)
    shifts[row] = slant > 0 ? reach - slant * (height - 1 - row) : -slant * (height - 1 - row);
  const runs = pixels.findRuns(data, width, 1);
  for (let i = 0; i < runs.length; i += 3) {
    const [row, start, end] = [runs[i], runs[i + 1], runs[i + 2]];
    const whole = Math.floor(shifts[row]);
    const part = shifts[row] - whole;
    const [from, to] = [row * width, row * columns + whole];
    let before = 0;
    for (let column = start; column <= end; column++) {
      const value = column < end ? data[from + column] : 0;
      const mixed = Math.round(before * part + value * (1 - part));
      if (mixed >= EDGE) upright[to + column] = mixed;
      before = value;
    }
  }
  return { width: columns, height, data: upright, slant, shifts };
}
