// A comb: a row of boxes of one width, each for one character. Of all rows of so many boxes the one whose lines have
// the most ink is taken, so that lines which writing crosses, or which are broken, are found with the others.
import type { Box } from './components.ts';

/** Where the lines are: line k crosses row r at column `left` + k x `pitch` + `slope` x (r - `middle`), in pixels. */
export interface Comb {
  readonly cells: number;
  readonly left: number;
  readonly pitch: number;
  readonly slope: number;
  readonly middle: number;
}

/** The lines have ink in this share of the rows, all together. */
const COVER = 0.55;

/** Cells are at least so wide: a share of their height, and pixels. */
const NARROWEST = 0.3;
const LEAST_PITCH = 4;

/** The first and the last line may lie outside the picture, by this share of a cell. */
const OUTSIDE = 0.2;

/** What a line counts for that is a pixel beside its place. */
const BESIDE = 0.75;

/** Places of the `cells` + 1 lines, by how many of `rows` rows have ink in each column; undefined if there are none. */
export function fitComb(
  counts: Float64Array,
  cells: number,
  rows: number,
): { readonly left: number; readonly pitch: number } | undefined {
  // A line may lie a pixel beside its place, though better not.
  const peaks = counts.map((count, x) =>
    Math.min(rows, Math.max(count, BESIDE * Math.max(counts[x - 1] ?? 0, counts[x + 1] ?? 0))),
  );
  const least = Math.max(LEAST_PITCH, NARROWEST * rows);
  let best: { left: number; pitch: number } | undefined;
  let most = COVER * rows * (cells + 1);
  const steps = new Int32Array(cells + 1);
  for (let width = Math.ceil(least * cells); width < counts.length + least; width++) {
    const pitch = width / cells;
    const outside = Math.round(OUTSIDE * pitch);
    for (let k = 0; k <= cells; k++) steps[k] = Math.round(k * pitch);
    for (let left = -outside; left + width < counts.length + outside; left++) {
      let sum = 0;
      // Given up where full lines at all other places would not be enough.
      for (let k = 0; k <= cells && sum + (cells + 1 - k) * rows > most; k++) {
        const column = left + steps[k];
        if (column >= 0 && column < peaks.length) sum += peaks[column];
      }
      if (sum > most) {
        most = sum;
        best = { left, pitch };
      }
    }
  }
  return best;
}

/** The cell that a place is in, 0..cells - 1; what is beside the comb counts to the nearest. */
export function cellAt({ cells, left, pitch, slope, middle }: Comb, column: number, row: number): number {
  const cell = Math.floor((column - slope * (row - middle) - left) / pitch);
  return Math.max(0, Math.min(cells - 1, cell));
}

/** The column where line k crosses a row. */
export function lineAt({ left, pitch, slope, middle }: Comb, k: number, row: number): number {
  return left + k * pitch + slope * (row - middle);
}

/** The comb that fills a box. */
export function divideEvenly({ left, width }: Pick<Box, 'left' | 'width'>, cells: number): Comb {
  return { cells, left, pitch: width / cells, slope: 0, middle: 0 };
}
