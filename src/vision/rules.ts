// Printed lines around and under writing: found as straight, long, thin and nearly level or upright, erased where no
// stroke crosses them. Two level lines with an upright one between them are a box, and what lies outside it is print.
import { type Comb, fitComb, lineAt } from './comb.ts';
import { type Box, findComponents } from './components.ts';
import { eraseRules, isEven, type Rule } from './erase-rules.ts';
import type { Ink } from './ink.ts';
import { runsOf } from './runs.ts';
import { strokeWidth } from './stroke.ts';

/**
 * A level line has ink in this share of the picture's columns, an upright one in this share of the box' height, and a
 * level one too in a picture less than so many times as wide as high: the bar of a seven is long there.
 */
const LEVEL_COVER = 0.6;
const UPRIGHT_COVER = 0.93;
export const NARROW = 1.5;

/** An upright line where there is no level one is thinner than the pen: this share of its strokes' width. */
const THIN = 0.6;

/** Slopes that are tried, -STEPS..STEPS times this. */
const SLOPE = 0.005;
const STEPS = 8;

/** Gaps in a line, in pixels. */
const GAP = 3;

/** Lines so near to each other, in pixels, are one. */
const BESIDE = 2;

/** Pixels across the lines of a comb that are looked at for them. */
const COMB_LINE = 3;

/** The rows of a comb: there so many of its lines have ink. Cells are higher than this share of their width. */
const MOST_LINES = 0.6;
const LOWEST_CELL = 0.5;

/** Boxes lower than this many pixels are none. */
const LEAST_BOX = 14;

/** Ink without its lines, and the box or the comb that they made, if any. */
export interface Unruled {
  readonly ink: Ink;
  readonly box: Box | undefined;
  readonly comb: Comb | undefined;
}

/**
 * The ink without ruling lines and boxes. Inside a box only what stands in it is kept. With `cells` the lines of a row
 * of so many boxes are looked for.
 */
export function removeRules(ink: Ink, cells?: number): Unruled {
  const sideways = transpose(ink);
  const cover = ink.width < NARROW * ink.height ? UPRIGHT_COVER : LEVEL_COVER;
  const level = findRules(sideways, 0, ink.width, cover);
  const between = bandOf(level, ink.height);
  const found = between ? findRules(ink, ...between, UPRIGHT_COVER) : findThinRules(ink);
  const comb = cells ? findComb(ink, between, cells) : undefined;
  const upright = comb ? comb.lines : found;
  if (level.length + upright.length === 0) return { ink, box: undefined, comb: undefined };
  const [top, bottom] = comb?.band ?? between ?? [0, ink.height];
  const lower =
    level.length > 0 ? transpose({ ...sideways, data: eraseRules(sideways, level, 0, ink.width) }) : ink;
  const plain = { ...ink, data: eraseRules(lower, upright, top, bottom) };
  if (upright.length === 0) return { ink: plain, box: undefined, comb: undefined };
  const [left, right] = comb
    ? [upright[0].at, upright[cells ?? 0].at].map(Math.round)
    : sidesOf(ink, upright);
  const box = { left, top, width: right - left, height: bottom - 1 - top };
  return { ink: comb ? keepMostlyInside(plain, box) : keepInside(plain, box), box, comb: comb?.comb };
}

/** Rows from the highest to the lowest level line, if these are far enough apart for a box. */
function bandOf(level: readonly Rule[], height: number): [from: number, to: number] | undefined {
  if (level.length === 0 || level[level.length - 1].at - level[0].at < LEAST_BOX) return undefined;
  return [Math.max(0, Math.round(level[0].at)), Math.min(height, Math.round(level[level.length - 1].at) + 1)];
}

/** Upright lines of a wide picture that have its whole height and are no strokes of the pen: a cell's side. */
function findThinRules(ink: Ink): Rule[] {
  const { width, height } = ink;
  if (width < NARROW * height) return [];
  const found = findRules(ink, 0, height, UPRIGHT_COVER);
  if (found.length === 0) return found;
  const pen = strokeWidth(ink, { left: 0, top: 0, side: Math.max(width, height) });
  return found.filter(({ thickness }) => thickness <= THIN * pen);
}

/** The lines of a comb between two rows; without these, in the whole height or, failing that, in half of it. */
function findComb(ink: Ink, between: readonly [number, number] | undefined, cells: number) {
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
    return { comb, band, lines };
  }
  return undefined;
}

/** Ink along the slope that gathers most of it in few columns. */
function sharpestCounts(ink: Ink, from: number, to: number): { slope: number; counts: Int32Array } {
  const runs = runsOf(ink, 1, from, to);
  const candidates = Array.from({ length: 2 * STEPS + 1 }, (_, n) => {
    const slope = (n - STEPS) * SLOPE;
    const counts = countAlong(ink, runs, slope, (from + to) / 2);
    return { slope, counts, sharpness: counts.reduce((sum, count) => sum + count * count, 0) };
  });
  return candidates.reduce((best, other) => (other.sharpness > best.sharpness ? other : best));
}

/** From the first to the last row in which most lines of a comb have ink; all rows if these are only marks. */
function rowsOf(comb: Comb, { width, height, data }: Ink): readonly [number, number] {
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

function transpose({ width, height, data }: Ink): Ink {
  const turned = new Uint8Array(data.length);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) turned[column * height + row] = data[i];
  }
  return { width: height, height: width, data: turned };
}

/** Upright lines of `ink` between two rows, each with the slope along which it has most ink. */
function findRules(ink: Ink, from: number, to: number, cover: number): Rule[] {
  const runs = runsOf(ink, 1, from, to);
  const least = cover * (to - from);
  const found: (Rule & { readonly peak: number })[] = [];
  for (let step = -STEPS; step <= STEPS; step++) {
    const slope = step * SLOPE;
    const counts = countAlong(ink, runs, slope, (from + to) / 2);
    for (const rule of gather(counts, least, slope)) {
      if (longestStretch(ink, rule, from, to) <= least) continue;
      const { at, thickness } = rule;
      const first = at - (thickness - 1) / 2;
      const peak = counts
        .subarray(first, first + thickness)
        .reduce((sum, count) => (count > least ? sum + count * count : sum), 0);
      found.push({ ...rule, peak });
    }
  }
  const rules: Rule[] = [];
  for (const rule of found.sort((a, b) => b.peak - a.peak)) {
    const isBeside = (other: Rule) =>
      Math.abs(rule.at - other.at) <= BESIDE + (rule.thickness + other.thickness) / 2;
    if (!rules.some(isBeside)) rules.push(rule);
  }
  return rules.filter((rule) => isEven(ink, rule, from, to)).sort((a, b) => a.at - b.at);
}

/** How many pixels of the `runs` lie on the line through every column of row `middle`. */
function countAlong({ width }: Ink, runs: readonly number[], slope: number, middle: number): Int32Array {
  // First where counts rise and fall, then their sums.
  const counts = new Int32Array(width + 1);
  for (let i = 0; i < runs.length; i += 3) {
    const drift = Math.round(slope * (runs[i] - middle));
    const start = Math.max(0, runs[i + 1] - drift);
    const end = Math.min(width, runs[i + 2] - drift);
    if (start >= end) continue;
    counts[start]++;
    counts[end]--;
  }
  for (let column = 1; column < width; column++) counts[column] += counts[column - 1];
  return counts.subarray(0, width);
}

/** The longest stretch of the line with ink, in pixels; short gaps do not end it. */
function longestStretch({ width, data }: Ink, { at, slope }: Rule, from: number, to: number): number {
  let longest = 0;
  let start = from;
  let end = from - GAP - 1;
  for (let row = from; row < to; row++) {
    const column = Math.round(at + slope * (row - (from + to) / 2));
    if (column < 0 || column >= width || data[row * width + column] === 0) continue;
    if (row - end > GAP) start = row;
    end = row;
    longest = Math.max(longest, end - start + 1);
  }
  return longest;
}

/** Neighbouring columns of counts above `least` are one line. */
function gather(counts: Int32Array, least: number, slope: number): Rule[] {
  const rules: Rule[] = [];
  for (let column = 0; column < counts.length; column++) {
    if (counts[column] <= least) continue;
    let end = column;
    while (end < counts.length && counts[end] > 0.6 * least) end++;
    rules.push({ at: (column + end - 1) / 2, slope, thickness: end - column });
    column = end;
  }
  return rules;
}

/** The space between the lines; of two cells of very different width the wider one (the other has a printed sign). */
function sidesOf(ink: Ink, upright: readonly Rule[]): [left: number, right: number] {
  const edges = [0, ...upright.map((rule) => Math.round(rule.at)), ink.width];
  const widths = edges.slice(1).map((edge, i) => edge - edges[i]);
  const widest = widths.indexOf(Math.max(...widths));
  const isOneCell = widths[widest] > 0.45 * ink.width;
  return isOneCell ? [edges[widest], edges[widest + 1]] : [edges[1], edges[edges.length - 2]];
}

/** Only what stands in the box; the same ink where that is all of it. */
export function keepInside(ink: Ink, box: Box): Ink {
  if (box.width === ink.width && box.height === ink.height) return ink;
  const data = new Uint8Array(ink.data.length);
  for (let row = box.top; row < Math.min(ink.height, box.top + box.height); row++) {
    const line = row * ink.width;
    const part = ink.data.subarray(line + box.left, line + Math.min(ink.width, box.left + box.width));
    data.set(part, line + box.left);
  }
  return { ...ink, data };
}

/** Connected pieces of which more is in the box than outside, whole: the last character may cross the last line. */
function keepMostlyInside(ink: Ink, box: Box): Ink {
  const data = new Uint8Array(ink.data.length);
  for (const { area, runs } of findComponents(ink.data, ink.width, ink.height)) {
    if (2 * areaInside(runs, box) < area) continue;
    for (let i = 0; i < runs.length; i += 3) {
      const [start, end] = [runs[i] * ink.width + runs[i + 1], runs[i] * ink.width + runs[i + 2]];
      data.set(ink.data.subarray(start, end), start);
    }
  }
  return { ...ink, data };
}

function areaInside(runs: readonly number[], { left, top, width, height }: Box): number {
  let area = 0;
  for (let i = 0; i < runs.length; i += 3) {
    if (runs[i] < top || runs[i] >= top + height) continue;
    area += Math.max(0, Math.min(left + width, runs[i + 2]) - Math.max(left, runs[i + 1]));
  }
  return area;
}
