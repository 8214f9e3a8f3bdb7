// A line of writing as the swept network sees it: upright, 32 rows, its digits about 22 of them high and a little
// wider than written, so that even narrow ones last several columns of the output.
import { erase, findComponents } from '../vision/components.ts';
import { boundingBox, type Ink } from '../vision/ink.ts';
import { stretch } from '../vision/resample.ts';
import { uprightRuns } from '../vision/runs.ts';
import { strokeWidth } from '../vision/stroke.ts';

/** Rows of the image: the network's field. */
export const LINE_ROWS = 32;

/** Rows that the writing takes, without the rows that its topmost and lowest parts of the ink are in. */
const WRITING = 20;
const EXTREMES = 0.03;

/** Ink belongs to writing if it goes down for so many widths of the pen: level lines do not. */
const UPRIGHT = 1.7;

/** In ink less than so many times as wide as high, other strokes within this of the upright ones' rows are writing, too. */
const NARROW = 1.5;
const AROUND = 0.5;

/** What lies farther than this above or below the writing, in its heights, is no part of it; commas hang. */
const ABOVE = 0.1;
const BELOW = 0.3;

/**
 * Lines at least so many times as long as their image is high are made level, from slopes of at most so much. Shorter ones
 * are, from steeper slopes, too, if that makes them as long, and so much lower: the picture is turned.
 */
const LONG = 3;
const STEEPEST = 0.2;
const TURNED = 0.4;
const LOWER = 0.75;

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

/** The line of an upright ink image, written with a pen of so many pixels; undefined without ink. */
export function openLine(skewed: Ink, pen = strokeWidth(skewed)): Line | undefined {
  const ink = makeLevel(skewed, pen);
  const zone = findZone(ink, pen);
  if (!zone) return undefined;
  const clean = keepZone(ink, zone);
  const box = boundingBox(clean);
  if (!box) return undefined;
  const { left, width } = box;
  const down = WRITING / zone.height;
  const across = Math.min(ASPECT * down, LONGEST / width);
  const columns = Math.ceil(width * across);
  const top = zone.top + zone.height / 2 - LINE_ROWS / 2 / down;
  const values = stretch(clean, { left, top, across, down }, columns, LINE_ROWS);
  const data = new Uint8Array(values.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.min(255, (values[i] + 0.5) | 0);
  return { columns, data, left, across };
}

/** Another look at the same line: leaning more to the right by `lean` columns of ink a row, `breadth` times as broad. */
export interface Reshaping {
  readonly lean: number;
  readonly breadth: number;
}

/** The line as it looks so, over a few more columns. */
export function reshapeLine({ columns, data, left, across }: Line, { lean, breadth }: Reshaping): Line {
  const reach = Math.ceil((Math.abs(lean) * ASPECT * LINE_ROWS) / 2);
  const wide = Math.ceil((columns + 2 * reach) * breadth);
  const reshaped = new Uint8Array(LINE_ROWS * wide);
  for (let row = 0; row < LINE_ROWS; row++) {
    const shift = reach + lean * ASPECT * ((LINE_ROWS - 1) / 2 - row);
    const at = (column: number) => (column >= 0 && column < columns ? data[row * columns + column] : 0);
    for (let column = 0; column < wide; column++) {
      const x = (column + 0.5) / breadth - 0.5 - shift;
      const whole = Math.floor(x);
      const part = x - whole;
      reshaped[row * wide + column] = Math.round(at(whole) * (1 - part) + at(whole + 1) * part);
    }
  }
  return { columns: wide, data: reshaped, left: left - reach / across, across: across * breadth };
}

/** The ink with its columns moved up and down so that the line through them is level; short lines stay as they are. */
function makeLevel(ink: Ink, pen: number): Ink {
  const { slope, middle, length } = fitFeet(ink, pen);
  if (length >= LONG * ink.height) return shearDown(ink, clamp(slope, STEEPEST), middle, length);
  const steep = clamp(slope, TURNED);
  if (length < LONG * (ink.height - Math.abs(steep) * length)) return ink;
  const level = shearDown(ink, steep, middle, length);
  return (boundingBox(level)?.height ?? 0) < LOWER * ink.height ? level : ink;
}

const clamp = (value: number, most: number): number => Math.max(-most, Math.min(most, value));

/** The straight line through the feet of all strokes that go down, its middle column, and how many columns it has. */
function fitFeet(ink: Ink, pen: number): { slope: number; middle: number; length: number } {
  let [mass, x, y, xx, xy, first, last] = [0, 0, 0, 0, 0, ink.width, 0];
  eachUprightRun(ink, UPRIGHT * pen, (column, start, end) => {
    const [length, foot] = [end - start, end - 1];
    mass += length;
    x += length * column;
    y += length * foot;
    xx += length * column * column;
    xy += length * column * foot;
    first = Math.min(first, column);
    last = Math.max(last, column);
  });
  return { slope: (xy * mass - x * y) / (xx * mass - x * x || 1), middle: x / mass, length: last - first };
}

/** Every column moved up by the slope; the same ink where that is less than a pixel over the length of the line. */
function shearDown(ink: Ink, slope: number, middle: number, length: number): Ink {
  if (Math.abs(slope) * length < 1) return ink;
  const { width, height, data } = ink;
  const reach = Math.ceil(Math.abs(slope) * width);
  const level = new Uint8Array(width * (height + 2 * reach));
  for (let column = 0; column < width; column++) {
    const shift = reach - Math.round(slope * (column - middle));
    for (let row = 0; row < height; row++) level[(row + shift) * width + column] = data[row * width + column];
  }
  return { width, height: height + 2 * reach, data: level };
}

interface Zone {
  readonly top: number;
  readonly height: number;
}

/** The rows that the writing is in, by its strokes that go down. Of few digits these say little: others count there. */
function findZone(ink: Ink, pen: number): Zone | undefined {
  const zone = zoneBetween(ink, UPRIGHT * pen, 0, ink.height) ?? zoneBetween(ink, 0, 0, ink.height);
  const { width, height } = boundingBox(ink) ?? ink;
  if (!zone || width >= NARROW * height) return zone;
  const reach = AROUND * zone.height;
  return zoneBetween(ink, 0, zone.top - reach, zone.top + zone.height + reach);
}

/** The same by stretches of at least `least` pixels one below the other, between two rows. */
function zoneBetween(ink: Ink, least: number, from: number, to: number): Zone | undefined {
  const rows = new Float64Array(ink.height);
  eachUprightRun(ink, least, (_, start, end) => {
    for (let row = Math.max(start, Math.ceil(from)); row < Math.min(end, to); row++) rows[row]++;
  });
  const total = rows.reduce((a, b) => a + b, 0);
  if (total === 0) return undefined;
  const top = quantileOf(rows, EXTREMES * total);
  return { top, height: Math.max(2, quantileOf(rows, (1 - EXTREMES) * total) - top) };
}

/** Calls `visit` for every stretch of at least `least` pixels of ink one below the other: column, first row, end. */
function eachUprightRun(
  ink: Ink,
  least: number,
  visit: (column: number, start: number, end: number) => void,
): void {
  const runs = uprightRuns(ink, 128);
  for (let i = 0; i < runs.length; i += 3)
    if (runs[i + 2] - runs[i + 1] >= least) visit(runs[i], runs[i + 1], runs[i + 2]);
}

/** The row below which so much of the mass lies, between two rows if need be. */
function quantileOf(rows: Float64Array, mass: number): number {
  let before = 0;
  for (let row = 0; row < rows.length; row++) {
    if (before + rows[row] >= mass) return row + (mass - before) / (rows[row] || 1);
    before += rows[row];
  }
  return rows.length;
}

/** The ink without what lies above and below the writing. */
function keepZone(ink: Ink, { top, height }: Zone): Ink {
  const others = findComponents(ink.data, ink.width).filter(
    ({ box }) => box.top + box.height < top - ABOVE * height || box.top > top + (1 + BELOW) * height,
  );
  if (others.length === 0) return ink;
  const data = ink.data.slice();
  erase(data, ink.width, others);
  return { ...ink, data };
}
