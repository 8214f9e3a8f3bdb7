// Printed lines around and under writing: found as straight, long, thin and nearly level or upright, erased where no
// stroke crosses them. Two level lines with an upright one between them are a box, and what lies outside it is print.
import * as pixels from '../kernels/simd/pixels.ts';
import type { Comb } from './comb.ts';
import type { Box } from './components.ts';
import { eraseRules, isEven, type Rule } from './erase-rules.ts';
import { type Ink, transpose } from './ink.ts';
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

/** Boxes lower than this many pixels are none. */
const LEAST_BOX = 14;

/** Ink without its lines, and the box or the comb that they made, if any. */
export interface Unruled {
  readonly ink: Ink;
  readonly box: Box | undefined;
  readonly comb: Comb | undefined;
}

/** Rows, without the last one. */
export type Rows = readonly [from: number, to: number];

/** A comb's lines and rows, and what of the ink in the box around it is its own. */
export interface FoundComb {
  readonly comb: Comb;
  readonly band: Rows;
  readonly lines: readonly Rule[];
  readonly keep: (ink: Ink, box: Box) => Ink;
}

/** Looks for a comb, between two rows if these are known. */
export type CombSearch = (ink: Ink, between: Rows | undefined) => FoundComb | undefined;

/** The ink without ruling lines and boxes. Inside a box, or the comb that is looked for, only what stands in it is kept. */
export function removeRules(ink: Ink, findComb?: CombSearch): Unruled {
  const sideways = transpose(ink);
  const cover = ink.width < NARROW * ink.height ? UPRIGHT_COVER : LEVEL_COVER;
  const level = findRules(sideways, 0, ink.width, cover);
  const between = bandOf(level, ink.height);
  const found = between ? findRules(ink, ...between, UPRIGHT_COVER) : findThinRules(ink);
  const comb = findComb?.(ink, between);
  const upright = comb ? comb.lines : found;
  if (level.length + upright.length === 0) return { ink, box: undefined, comb: undefined };
  const [top, bottom] = comb?.band ?? between ?? [0, ink.height];
  const lower =
    level.length > 0 ? transpose({ ...sideways, data: eraseRules(sideways, level, 0, ink.width) }) : ink;
  const plain = { ...ink, data: eraseRules(lower, upright, top, bottom) };
  if (upright.length === 0) return { ink: plain, box: undefined, comb: undefined };
  const [left, right] = comb
    ? [upright[0].at, upright[upright.length - 1].at].map(Math.round)
    : sidesOf(ink, upright);
  const box = { left, top, width: right - left, height: bottom - 1 - top };
  return { ink: (comb?.keep ?? keepInside)(plain, box), box, comb: comb?.comb };
}

/** Rows from the highest to the lowest level line, if these are far enough apart for a box. */
function bandOf(level: readonly Rule[], height: number): Rows | undefined {
  if (level.length === 0 || level[level.length - 1].at - level[0].at < LEAST_BOX) return undefined;
  return [Math.max(0, Math.round(level[0].at)), Math.min(height, Math.round(level[level.length - 1].at) + 1)];
}

/** Upright lines of a wide picture that have its whole height and are no strokes of the pen: a cell's side. */
function findThinRules(ink: Ink): Rule[] {
  const { width, height } = ink;
  if (width < NARROW * height) return [];
  const found = findRules(ink, 0, height, UPRIGHT_COVER);
  if (found.length === 0) return found;
  const pen = strokeWidth(ink);
  return found.filter(({ thickness }) => thickness <= THIN * pen);
}

/** Upright lines of `ink` between two rows, each with the slope along which it has most ink. */
function findRules(ink: Ink, from: number, to: number, cover: number): Rule[] {
  const least = cover * (to - from);
  const found: (Rule & { readonly peak: number })[] = [];
  for (const { slope, counts } of countAlong(ink, from, to)) {
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

/** A slope that is tried, and how many pixels of ink lie on the line through every column of the middle row. */
interface Counted {
  readonly slope: number;
  readonly counts: Int32Array;
}

/** All of these for the ink between two rows. */
export function countAlong({ width, data }: Ink, from: number, to: number): Counted[] {
  const slopes = Array.from({ length: 2 * STEPS + 1 }, (_, n) => (n - STEPS) * SLOPE);
  const drifts = slopes.map((slope) => {
    const own = new Int32Array(to - from);
    for (let row = 0; row < own.length; row++) own[row] = Math.round(slope * (row - own.length / 2));
    return own;
  });
  const counts = pixels.countAlong(data.subarray(from * width, to * width), width, drifts);
  return slopes.map((slope, n) => ({ slope, counts: counts[n] }));
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
