// The lines of a comb in ink: a row of so many boxes, in one of which each character stands.
import { type Comb, fitComb, lineAt } from './comb.ts';
import { type Box, findComponents } from './components.ts';
import type { Rule } from './erase-rules.ts';
import type { Ink } from './ink.ts';
import { type CombSearch, countAlong, type FoundComb, type Rows } from './rules.ts';
import { keepPieces } from './text-ink.ts';

/** Pixels across the lines of a comb that are looked at for them. */
const COMB_LINE = 3;

/** The rows of a comb: there so many of its lines have ink. Cells are higher than this share of their width. */
const MOST_LINES = 0.6;
const LOWEST_CELL = 0.5;

/** Looks for a comb of so many cells. */
export const combSearch =
  (cells: number): CombSearch =>
  (ink, between) =>
    findComb(ink, cells, between);

/** Between two rows or, without these, in the whole height or, failing that, in half of it. */
function findComb(ink: Ink, cells: number, between: Rows | undefined): FoundComb | undefined {
  const { height } = ink;
  const halves = [0, height / 4, height / 2].map((from) => [from, from + height / 2]);
  for (const [from, to] of between
    ? [between]
    : [[0, height], ...halves.map((half) => half.map(Math.floor))]) {
    const middle = (from + to) / 2;
    const { slope, counts } = sharpestCounts(ink, from, to);
    const fit = fitComb(Float64Array.from(counts), cells, to - from);
    if (!fit) continue;
    const comb = { cells, ...fit, slope, middle };
    const band = between ?? rowsOf(comb, ink);
    const at = (k: number) => lineAt(comb, k, (band[0] + band[1]) / 2);
    const lines = Array.from(
      { length: cells + 1 },
      (_, k): Rule => ({ at: at(k), slope, thickness: COMB_LINE }),
    );
    return { comb, band, lines, keep: keepMostlyInside };
  }
  return undefined;
}

/** Ink along the slope that gathers most of it in few columns. */
function sharpestCounts(ink: Ink, from: number, to: number): { slope: number; counts: Int32Array } {
  const candidates = countAlong(ink, from, to).map((own) => {
    const sharpness = own.counts.reduce((sum, count) => sum + count * count, 0);
    return { ...own, sharpness };
  });
  return candidates.reduce((best, other) => (other.sharpness > best.sharpness ? other : best));
}

/** From the first to the last row in which most lines of a comb have ink; all rows if these are only marks. */
function rowsOf(comb: Comb, { width, height, data }: Ink): Rows {
  let [first, last] = [height, -1];
  for (let row = 0; row < height; row++) {
    let lines = 0;
    for (let k = 0; k <= comb.cells; k++) {
      const column = Math.round(lineAt(comb, k, row));
      if (column >= 0 && column < width && data[row * width + column] > 0) lines++;
    }
    if (lines < MOST_LINES * (comb.cells + 1)) continue;
    first = Math.min(first, row);
    last = row;
  }
  return last - first >= LOWEST_CELL * comb.pitch ? [first, last + 1] : [0, height];
}

/** Connected pieces of which more is in the box than outside, whole: the last character may cross the last line. */
function keepMostlyInside(ink: Ink, box: Box): Ink {
  const pieces = findComponents(ink.data, ink.width);
  return keepPieces(
    ink,
    pieces.filter(({ area, runs }) => 2 * areaInside(runs, box) >= area),
  );
}

function areaInside(runs: readonly number[], { left, top, width, height }: Box): number {
  let area = 0;
  for (let i = 0; i < runs.length; i += 3) {
    if (runs[i] < top || runs[i] >= top + height) continue;
    area += Math.max(0, Math.min(left + width, runs[i + 2]) - Math.max(left, runs[i + 1]));
  }
  return area;
}
