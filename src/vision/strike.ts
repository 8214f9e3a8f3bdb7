// A stroke through all of the writing: what it says does not hold any more. It is straight and level or slanted, as thin
// as the pen where it crosses paper, with writing above and below it, and ends with the writing: print goes on beside it.
import { bandOf } from './band.ts';
import { findComponents } from './components.ts';
import type { Ink } from './ink.ts';

/** Pixels of at least this much ink count. */
const DARK = 96;

/** In heights of the writing: it is at least so wide, and so much of it at both ends need not be struck. */
const LEAST = 1.2;
const EDGE = 0.25;

/** The middle of the stroke is at least so far from the writing's top and bottom, in its heights; slopes that are tried. */
const INSIDE = 0.25;
const STEEPEST = 0.4;
const STEP = 0.02;

/** Of its columns so many have ink there, and so many a run that is no higher than the pen, in its place within pixels. */
const COVER = 0.93;
const EVEN = 0.4;
const THICK = 1.7;
const NEAR = 1.5;

/** So much of the ink is above the stroke, and so much below it. */
const SIDE = 0.15;

/** What goes on for so many heights, or to the picture's edges, at both ends is print; gaps in pixels. */
const BEYOND = 1.25;
const GAP = 3;

/** Where the stroke is sought: columns, and the rows of the writing. */
interface Zone {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly height: number;
}

/** Row `middle` in the middle of the zone's columns, and so many rows down for every column. */
interface Stroke {
  readonly middle: number;
  readonly slope: number;
}

/** Whether `writing`, of a pen of so many pixels, is struck out in `ink`, which has the lines that were taken out of it. */
export function isStruckOut(ink: Ink, writing: Ink, pen: number): boolean {
  const zone = zoneOf(writing);
  if (!zone || !mayHaveStroke(ink, zone)) return false;
  const stroke = findStroke(ink, zone, THICK * pen + 1);
  return stroke !== undefined && isAmid(ink, zone, stroke, pen) && !goesOn(ink, zone, stroke);
}

const rowAt = ({ from, to }: Zone, { middle, slope }: Stroke, column: number): number =>
  middle + slope * (column - (from + to) / 2);

function zoneOf({ data, width }: Ink): Zone | undefined {
  const band = bandOf(findComponents(data, width));
  if (!band) return undefined;
  const { pieces, top, height } = band;
  const edge = Math.round(EDGE * height);
  const from = Math.min(...pieces.map(({ box }) => box.left)) + edge;
  const to = Math.max(...pieces.map(({ box }) => box.left + box.width)) - edge;
  return to - from >= LEAST * height ? { top, height, from, to } : undefined;
}

/** Whether there are enough columns with ink where a stroke may be: between digits that are not struck there is paper. */
function mayHaveStroke({ width, height, data }: Ink, zone: Zone): boolean {
  const { from, to, top } = zone;
  const reach = zone.height >> 1;
  const [highest, lowest] = [Math.max(0, top - reach), Math.min(height, top + zone.height + reach)];
  const [first, last] = middlesIn(zone);
  let filled = 0;
  for (let column = from; column < to; column++) {
    const rise = STEEPEST * Math.abs(column - (from + to) / 2) + 1;
    const end = Math.min(lowest, Math.ceil(last + rise));
    let row = Math.max(highest, Math.floor(first - rise));
    while (row < end && data[row * width + column] < DARK) row++;
    if (row < end) filled++;
  }
  return filled >= COVER * (to - from);
}

/** The highest and the lowest row of a stroke in the middle of the zone's columns. */
const middlesIn = ({ top, height }: Zone): [first: number, last: number] => [
  Math.ceil(top + INSIDE * height),
  top + (1 - INSIDE) * height,
];

/** The straight line with enough ink along it, and of these the one that is most often a thin run's middle. */
function findStroke(ink: Ink, zone: Zone, thickest: number): Stroke | undefined {
  const middles = middlesOf(ink, zone, thickest);
  const [first, last] = middlesIn(zone);
  let best: Stroke | undefined;
  let most = EVEN * (zone.to - zone.from);
  for (let slope = -STEEPEST; slope < STEEPEST + STEP / 2; slope += STEP) {
    for (let middle = first; middle <= last; middle++) {
      const even = countEven(middles, ink, zone, { middle, slope });
      if (even < most) continue;
      most = even;
      best = { middle, slope };
    }
  }
  return best;
}

/** No ink; a run of ink that is too high for a stroke. */
const PAPER = -1;
const HIGH_RUN = -2;

/** For each pixel of the zone's columns twice the middle row of the upright run of ink that it is in. */
function middlesOf({ width, height, data }: Ink, { from, to }: Zone, thickest: number): Int16Array {
  const middles = new Int16Array(data.length).fill(PAPER);
  for (let column = from; column < to; column++) {
    for (let row = 0; row < height; row++) {
      if (data[row * width + column] < DARK) continue;
      const start = row;
      while (row < height && data[row * width + column] >= DARK) row++;
      const middle = row - start <= thickest ? start + row - 1 : HIGH_RUN;
      for (let at = start; at < row; at++) middles[at * width + column] = middle;
    }
  }
  return middles;
}

/** Columns in which the line is the middle of a thin run; -1 where too many have no ink. */
function countEven(middles: Int16Array, { width, height }: Ink, zone: Zone, stroke: Stroke): number {
  let missing = (1 - COVER) * (zone.to - zone.from);
  let even = 0;
  for (let column = zone.from; column < zone.to; column++) {
    const row = Math.round(rowAt(zone, stroke, column));
    const middle = row < 0 || row >= height ? PAPER : middles[row * width + column];
    if (middle === PAPER && --missing < 0) return -1;
    if (middle >= 0 && Math.abs(middle / 2 - row) <= NEAR) even++;
  }
  return even;
}

/** Whether there is enough writing on both sides of the stroke: zeros linked at their feet have it on one. */
function isAmid({ width, height, data }: Ink, zone: Zone, stroke: Stroke, pen: number): boolean {
  let [above, below] = [0, 0];
  for (let column = zone.from; column < zone.to; column++) {
    const middle = rowAt(zone, stroke, column);
    for (let row = 0; row < height; row++) {
      if (data[row * width + column] < DARK) continue;
      if (row < middle - pen) above++;
      else if (row > middle + pen) below++;
    }
  }
  return Math.min(above, below) >= SIDE * (above + below);
}

/** Whether the line goes on at both ends of the writing. */
function goesOn(ink: Ink, zone: Zone, stroke: Stroke): boolean {
  const isLong = (start: number, step: number, room: number) => {
    const length = lengthFrom(ink, zone, stroke, start, step);
    return length >= room - 2 || length > BEYOND * zone.height;
  };
  return isLong(zone.from - 1, -1, zone.from) && isLong(zone.to, 1, ink.width - zone.to);
}

/** Columns from `start` on in which there is ink on the line or beside it. */
function lengthFrom(
  { width, height, data }: Ink,
  zone: Zone,
  stroke: Stroke,
  start: number,
  step: number,
): number {
  let end = start;
  for (
    let column = start;
    column >= 0 && column < width && Math.abs(column - end) <= GAP + 1;
    column += step
  ) {
    const middle = Math.round(rowAt(zone, stroke, column));
    for (let row = Math.max(0, middle - 1); row <= Math.min(height - 1, middle + 1); row++)
      if (data[row * width + column] >= DARK) end = column + step;
  }
  return Math.abs(end - start);
}
