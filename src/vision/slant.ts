// The slant of writing, found as Vinciarelli and Luettin did (2001): of all shears the one that leaves the most
// columns with one unbroken, long stroke. Taking it out keeps rows where they are and moves them sideways.
import * as pixels from '../kernels/simd/pixels.ts';
import * as views from '../kernels/simd/views.ts';
import type { Ink } from './ink.ts';
import { nextInk, wordsOf } from './words.ts';

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
  return slants[best] * Math.min(1, BELIEF * aspectOf(runs));
}

/** Width of the runs of ink for every pixel of their height; 0 without ink. */
function aspectOf(runs: Int32Array): number {
  if (runs.length === 0) return 0;
  let [left, right] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < runs.length; i += 3) {
    left = Math.min(left, runs[i + 1]);
    right = Math.max(right, runs[i + 2]);
  }
  return (right - left) / (runs[runs.length - 3] + 1 - runs[0]);
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
  const words = wordsOf(data);
  for (let row = 0; row < height; row++) {
    const shift = slant > 0 ? reach - slant * (height - 1 - row) : -slant * (height - 1 - row);
    shifts[row] = shift;
    const whole = Math.floor(shift);
    const part = shift - whole;
    const line = row * width;
    const end = line + width;
    const target = row * columns + whole - line;
    for (let at = nextInk(data, words, line, end); at < end; at = nextInk(data, words, at, end)) {
      let before = 0;
      do {
        const value = at < end ? data[at] : 0;
        const mixed = Math.round(before * part + value * (1 - part));
        if (mixed >= EDGE) upright[target + at] = mixed;
        before = value;
        at++;
      } while (before > 0);
    }
  }
  return { width: columns, height, data: upright, slant, shifts };
}
