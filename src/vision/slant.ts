// The slant of writing, found as Vinciarelli and Luettin did (2001): of all shears the one that leaves the most
// columns with one unbroken, long stroke. Taking it out keeps rows where they are and moves them sideways.
import type { Ink } from './ink.ts';
import { runsOf } from './runs.ts';

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
  const runs = runsOf(ink, 128, 0, ink.height);
  let best = 0;
  let bestScore = -1;
  for (let step = -Math.round(LARGEST / STEP); step * STEP <= LARGEST + 1e-9; step++) {
    const slant = step * STEP;
    const score = strokesUpright(ink, runs, slant) * (1 - RELUCTANCE * Math.abs(slant));
    if (score > bestScore) [best, bestScore] = [slant, score];
  }
  return best * Math.min(1, BELIEF * aspectOf(runs));
}

/** Width of the runs of ink for every pixel of their height; 0 without ink. */
function aspectOf(runs: readonly number[]): number {
  if (runs.length === 0) return 0;
  let [left, right] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < runs.length; i += 3) {
    left = Math.min(left, runs[i + 1]);
    right = Math.max(right, runs[i + 2]);
  }
  return (right - left) / (runs[runs.length - 3] + 1 - runs[0]);
}

/** Sum of the squared lengths of columns with one unbroken stretch of ink. */
function strokesUpright({ width, height }: Ink, runs: readonly number[], slant: number): number {
  const margin = Math.ceil(Math.abs(slant) * height);
  const columns = width + 2 * margin;
  const counts = new Uint16Array(columns);
  const first = new Uint16Array(columns);
  const last = new Uint16Array(columns);
  for (let i = 0; i < runs.length; i += 3) {
    const row = runs[i];
    const shift = margin - Math.round(slant * (height - 1 - row));
    for (let column = runs[i + 1] + shift; column < runs[i + 2] + shift; column++) {
      if (counts[column] === 0) first[column] = row;
      counts[column]++;
      last[column] = row;
    }
  }
  let score = 0;
  for (let c = 0; c < columns; c++) {
    if (counts[c] === last[c] - first[c] + 1) score += counts[c] * counts[c];
  }
  return score;
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
  for (let row = 0; row < height; row++) {
    const shift = slant > 0 ? reach - slant * (height - 1 - row) : -slant * (height - 1 - row);
    shifts[row] = shift;
    const whole = Math.floor(shift);
    const part = shift - whole;
    const [line, target] = [row * width, row * columns + whole];
    let before = 0;
    for (let column = 0; column <= width; column++) {
      const value = column < width ? data[line + column] : 0;
      if (value > 0 || before > 0) {
        const mixed = Math.round(before * part + value * (1 - part));
        if (mixed >= EDGE) upright[target + column] = mixed;
      }
      before = value;
    }
  }
  return { width: columns, height, data: upright, slant, shifts };
}
