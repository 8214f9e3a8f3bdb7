// Takes printed lines out of ink without cutting what is written over them.
import type { Ink } from './ink.ts';

/** An upright line: at column `at` in the middle of its rows, with so many columns of drift a row. */
export interface Rule {
  readonly at: number;
  readonly slope: number;
  readonly thickness: number;
}

/** A run of ink across a line that is longer than those of the line alone by more than this is a stroke. */
const SLACK = 1;

/** Of all runs across a line, shortest first, this share's last is as long as the line is thick: the rest may be strokes. */
const ALONE = 0.3;

/** Of a line so much is ink of one thickness within so many pixels of its place. */
const EVEN = 0.5;
const NEAR = 1;

/** Loops end in a line along at most this share of the picture; so many columns a row their sides come out of it apart. */
const LONGEST_BOWL = 0.5;
const OPENING = 0.6;

/** A run of ink that touches a line: its row, its columns. */
interface Crossing {
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

/** Erases upright lines row by row, but not where the run of ink across is a stroke. */
export function eraseRules(ink: Ink, rules: readonly Rule[], from: number, to: number): Uint8Array {
  const result = ink.data.slice();
  for (const rule of rules) {
    const runs = crossingsOf(ink, rule, from, to);
    const thickness = thicknessOf(runs);
    const isStroke = ({ start, end }: Crossing) => end - start > thickness + SLACK;
    const strokes = new Uint8Array(to - from);
    for (const run of runs) if (isStroke(run)) strokes[run.row - from] = 1;
    const bowls = bowlsOf(ink, rule, thickness, strokes, from);
    for (const run of runs) {
      if (isStroke(run) || bowls[run.row - from]) continue;
      const line = run.row * ink.width;
      result.fill(0, line + run.start, line + run.end);
    }
  }
  return result;
}

/** Whether most of the line is ink of one thickness in its place: a row of loops that touch each other is not. */
export function isEven(ink: Ink, rule: Rule, from: number, to: number): boolean {
  const runs = crossingsOf(ink, rule, from, to);
  const longest = thicknessOf(runs) + SLACK;
  const inPlace = runs.filter(({ row, start, end }) => {
    const middle = rule.at + rule.slope * (row - (from + to) / 2);
    return end - start <= longest && Math.abs((start + end - 1) / 2 - middle) <= NEAR;
  });
  return inPlace.length >= EVEN * (to - from);
}

function thicknessOf(runs: readonly Crossing[]): number {
  const lengths = new Int32Array(runs.length);
  for (const [n, { start, end }] of runs.entries()) lengths[n] = end - start;
  lengths.sort();
  return lengths[Math.floor(ALONE * lengths.length)] ?? 0;
}

/** The runs of ink that touch a line. */
function crossingsOf(
  { width, data }: Ink,
  { at, slope, thickness }: Rule,
  from: number,
  to: number,
): Crossing[] {
  const runs: Crossing[] = [];
  const reach = Math.ceil(thickness / 2) + 1;
  for (let row = from; row < to; row++) {
    const line = row * width;
    const centre = Math.round(at + slope * (row - (from + to) / 2));
    for (let column = Math.max(0, centre - reach); column <= Math.min(width - 1, centre + reach); column++) {
      if (data[line + column] === 0) continue;
      let [start, end] = [column, column];
      while (start > 0 && data[line + start - 1] > 0) start--;
      while (end < width && data[line + end] > 0) end++;
      runs.push({ row, start, end });
      column = end;
    }
  }
  return runs;
}

/** Rows of a line, counted from its first: 1 where, between two `strokes`, it covers the end of a loop, as between the sides of a zero. */
function bowlsOf(ink: Ink, rule: Rule, thickness: number, strokes: Uint8Array, from: number): Uint8Array {
  const bowls = new Uint8Array(strokes.length);
  for (let first = 1; first < strokes.length; first++) {
    if (strokes[first] || !strokes[first - 1]) continue;
    const next = strokes.indexOf(1, first);
    if (next < 0) break;
    if (next - first > LONGEST_BOWL * ink.width) continue;
    const middle = (first + next) >> 1;
    const column = rule.at + rule.slope * (middle - strokes.length / 2);
    const opens = (side: number, step: number) =>
      opensAlong(ink, { column, row: from + middle, thickness }, side, step);
    if ([-1, 1].some((side) => opens(side, -1) && opens(side, 1))) bowls.fill(1, first, next);
  }
  return bowls;
}

/**
 * Whether the next ink up or down (`step`) from a place on a line is farther off the farther beside the line (`side`)
 * one looks: a stroke that comes out of the line and bends away.
 */
function opensAlong(
  { width, height, data }: Ink,
  { column, row, thickness }: { readonly column: number; readonly row: number; readonly thickness: number },
  side: number,
  step: number,
): boolean {
  const depth = 2 * thickness + 2;
  const distanceAt = (beside: number) => {
    const x = Math.round(column + side * (thickness / 2 + beside));
    if (x < 0 || x >= width) return Number.NaN;
    for (let y = row; y >= 0 && y < height; y += step) {
      if (data[y * width + x] > 0) return Math.abs(y - row);
    }
    return Number.NaN;
  };
  return distanceAt(depth) - distanceAt(1) >= OPENING * (depth - 1);
}
