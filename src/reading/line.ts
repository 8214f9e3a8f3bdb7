// A line of writing as the swept network sees it: upright, 32 rows, its digits about 22 of them high and a little
// wider than written, so that even narrow ones last several columns of the output.
import type { Ink } from '../vision/ink.ts';
import { stretch } from '../vision/resample.ts';

/** Rows of the image: the network's field. */
export const LINE_ROWS = 32;

/** Rows that the writing takes, without the rows that its topmost and lowest parts of the ink are in. */
const WRITING = 20;
const EXTREMES = 0.04;

/** Columns for every row. */
const ASPECT = 1.25;

/** Most columns that a line is brought to; longer ones are made narrower. */
const LONGEST = 4096;

export interface Line {
  readonly columns: number;
  /** [row][column], 0 paper .. 255 ink. */
  readonly data: Uint8Array;
  /** Pixel of the ink's image where column 0 begins, and columns for every pixel. */
  readonly left: number;
  readonly across: number;
}

/** The line of an upright ink image; undefined without ink. */
export function openLine(ink: Ink): Line | undefined {
  const { width, height, data } = ink;
  const rows = new Float64Array(height);
  let [first, last] = [width, -1];
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      if (data[i] === 0) continue;
      rows[row] += data[i];
      if (column < first) first = column;
      if (column > last) last = column;
    }
  }
  if (last < 0) return undefined;
  const [top, bottom] = [quantileOf(rows, EXTREMES), quantileOf(rows, 1 - EXTREMES)];
  const down = WRITING / Math.max(2, bottom - top);
  const across = Math.min(ASPECT * down, LONGEST / (last - first + 1));
  const columns = Math.ceil((last - first + 1) * across);
  const start = { left: first, top: (top + bottom) / 2 - LINE_ROWS / 2 / down, across, down };
  const values = stretch(ink, start, columns, LINE_ROWS);
  return { columns, data: Uint8Array.from(values, (v) => Math.min(255, Math.round(v))), left: first, across };
}

/** Where this share of the mass lies before, between rows. */
function quantileOf(rows: Float64Array, share: number): number {
  const total = rows.reduce((a, b) => a + b, 0);
  let before = 0;
  for (let row = 0; row < rows.length; row++) {
    if (before + rows[row] >= share * total) return row + (share * total - before) / rows[row];
    before += rows[row];
  }
  return rows.length;
}
