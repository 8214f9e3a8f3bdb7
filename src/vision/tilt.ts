// How far the printed lines of a picture are turned, where that is more than the search for lines allows: a form in a
// photograph.
import { type Affine, viewThrough } from './affine.ts';
import type { Ink } from './ink.ts';
import type { Picture } from './picture.ts';
import { uprightRuns } from './runs.ts';

/** Rows for every column: lines that lean by less are found as they are; more than so much is no line, but a stroke. */
const LEAST = 0.02;
const MOST = 0.2;

/**
 * A line is at most so many pixels thick, and has ink in this share of the columns. Two of them, so many rows apart, are
 * needed: what is written between them leans as they do; a single one may be the edge of anything.
 */
const THICK = 9;
const COVER = 0.5;
const APART = 12;

/** At most so many columns are looked at. */
const COLUMNS = 240;

/** So many slopes on either side of one are ruled out with it. */
const BESIDE = 2;

/**
 * Rows for every column of the two longest lines side by side, to within 2 / width, positive where they fall to the right;
 * 0 where there are none or they are level.
 */
export function findTilt(ink: Ink): number {
  const { width, height } = ink;
  const across = Math.ceil(width / COLUMNS);
  const thin = thinRuns(ink, across);
  const least = (COVER * width) / across;
  // Two numbers for each run of two lines.
  if (thin.length < 4 * least) return 0;
  // From each slope to the next the ends of a line move by one row.
  const step = 2 / width;
  const steps = Math.floor(MOST / step);
  const reach = Math.ceil((MOST * width) / 2) + BESIDE + 2;
  const counts = new Int32Array(height + 2 * reach);
  const countAlong = (slope: number) => {
    counts.fill(0);
    for (let i = 0; i < thin.length; i += 2)
      counts[(thin[i + 1] - slope * (thin[i] - width / 2) + reach) | 0]++;
  };
  let [best, tilt] = [least, 0];
  for (let middle = BESIDE - steps; middle <= steps + BESIDE; middle += 2 * BESIDE + 1) {
    countAlong(middle * step);
    // Three rows of one of the slopes are in these; one more on either side, as places are rounded.
    if (mostOf(counts, 2 * BESIDE + 5) <= best) continue;
    for (let n = middle - BESIDE; n <= Math.min(steps, middle + BESIDE); n++) {
      countAlong(n * step);
      const along = lesserOfTwo(counts, best);
      if (along > best) [best, tilt] = [along, n * step];
    }
  }
  return Math.abs(tilt) < LEAST ? 0 : tilt;
}

/** The largest count of so many rows together. */
function mostOf(counts: Int32Array, rows: number): number {
  let [most, sum] = [0, 0];
  for (let row = 0; row < counts.length; row++) {
    sum += counts[row];
    if (row >= rows) sum -= counts[row - rows];
    if (sum > most) most = sum;
  }
  return most;
}

/** Counts of three rows together: the largest that is APART from the largest of all; 0 if that is none of more than `least`. */
function lesserOfTwo(counts: Int32Array, least: number): number {
  const [largest, row] = largestOf(counts, -APART);
  return largest > least ? largestOf(counts, row)[0] : 0;
}

/** The largest count of three rows together, and the middle one of these; those that are not APART from a row do not count. */
function largestOf(counts: Int32Array, from: number): [count: number, row: number] {
  let [largest, at] = [0, 0];
  let [above, own] = counts;
  for (let row = 1; row < counts.length - 1; row++) {
    const below = counts[row + 1];
    const count = above + own + below;
    [above, own] = [own, below];
    if (count > largest && Math.abs(row - from) >= APART) [largest, at] = [count, row];
  }
  return [largest, at];
}

/** Of every so manieth column the middle of each run of ink that is as thin as a line: column, row. */
function thinRuns(ink: Ink, across: number): Float64Array {
  const runs = uprightRuns(ink, 1);
  const thin: number[] = [];
  for (let i = 0; i < runs.length; i += 3) {
    const [column, start, end] = [runs[i], runs[i + 1], runs[i + 2]];
    if (column % across === 0 && end - start <= THICK) thin.push(column, (start + end) / 2);
  }
  return Float64Array.from(thin);
}

/** A grey picture with lines of this tilt made level, all of it, and where its pixels are in the one before. */
export function makeLevel(grey: Picture, tilt: number): { readonly grey: Picture; readonly origin: Affine } {
  const { width, height } = grey;
  const cosine = 1 / Math.sqrt(1 + tilt * tilt);
  const sine = tilt * cosine;
  const columns = Math.ceil(width * cosine + height * Math.abs(sine));
  const rows = Math.ceil(height * cosine + width * Math.abs(sine));
  const left = (width - cosine * columns + sine * rows) / 2;
  const top = (height - sine * columns - cosine * rows) / 2;
  const origin: Affine = [cosine, -sine, left, sine, cosine, top];
  return { grey: viewThrough(grey, origin, columns, rows), origin };
}
