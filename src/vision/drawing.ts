// Pen strokes -> a picture, as if they had been written with a pen on paper. Units, scale and place of the strokes
// do not matter: the drawing is as large as the sheet has room for.
import { FormatError } from '../errors.ts';
import { checkKeys } from '../options.ts';
import type { Picture } from './picture.ts';

/** The places of the pen from where it was set down to where it was lifted: [x, y, x, y, ...] or [[x, y], ...]. */
export type PenStroke = readonly number[] | readonly (readonly number[])[];

export interface DrawingOptions {
  /** Width of the pen in twentieths of the drawing's longer side, above 0 and up to 10. Default 2.2, as in MNIST. */
  readonly pen?: number;
}

/** Longer side of the drawing (the pen's middle) and the paper around it, in pixels. */
const SIDE = 64;
const MARGIN = 20;
const SHEET = SIDE + 2 * MARGIN;

const PEN = 2.2;
const WIDEST_PEN = 10;

/** Numbers beyond this are no places of a pen, nor are so many places one character. */
const FARTHEST = 1e12;
const MOST_POINTS = 100_000;

/**
 * Draws strokes, black on white, 104 x 104 pixels, x to the right, y downwards, straight from place to place. A stroke
 * of one place is a dot; without a place the sheet stays blank. Dots alone are drawn in the middle.
 * @throws FormatError if the strokes are no lists of finite numbers in pairs, at most 1e12 each and 100,000 together,
 * or if the pen has no sensible width
 */
export function drawStrokes(strokes: readonly PenStroke[], options: DrawingOptions = {}): Picture {
  checkKeys('strokes: options', options, ['pen'], FormatError);
  const { pen = PEN } = options;
  if (!(pen > 0 && pen <= WIDEST_PEN)) {
    throw new FormatError(`strokes: pen; expected a width above 0 and up to ${WIDEST_PEN}, got ${pen}.`);
  }
  const lines = toLines(strokes);
  const data = new Uint8Array(SHEET * SHEET).fill(255);
  const place = onSheet(lines);
  for (const line of lines) {
    let [x, y] = place(line[0], line[1]);
    for (let i = 0; i < line.length; i += 2) {
      const [nextX, nextY] = place(line[i], line[i + 1]);
      drawLine(data, x, y, nextX, nextY, (pen * SIDE) / 40);
      [x, y] = [nextX, nextY];
    }
  }
  return { width: SHEET, height: SHEET, data };
}

/** Every stroke as [x, y, x, y, ...], the empty ones left out. */
function toLines(strokes: readonly PenStroke[]): number[][] {
  if (!Array.isArray(strokes)) throw new FormatError(`strokes: expected a list, got ${typeof strokes}.`);
  const lines: number[][] = [];
  let points = 0;
  for (const [n, stroke] of strokes.entries()) {
    if (!Array.isArray(stroke)) {
      throw new FormatError(`strokes: stroke ${n}; expected a list of places, got ${typeof stroke}.`);
    }
    if (stroke.length === 0) continue;
    points += stroke.length / (Array.isArray(stroke[0]) ? 1 : 2);
    if (points > MOST_POINTS) {
      throw new FormatError(`strokes: too long; expected at most ${MOST_POINTS} places of the pen.`);
    }
    lines.push(toLine(stroke, n));
  }
  return lines;
}

function toLine(stroke: PenStroke, n: number): number[] {
  const isPairs = Array.isArray(stroke[0]);
  const whole = isPairs ? stroke.every((p) => Array.isArray(p) && p.length === 2) : stroke.length % 2 === 0;
  if (!whole) {
    throw new FormatError(`strokes: stroke ${n}; expected pairs of x and y, got numbers that make no pairs.`);
  }
  const line = stroke.flat() as unknown[];
  const wrong = line.findIndex((value) => typeof value !== 'number' || !(Math.abs(value) <= FARTHEST));
  if (wrong >= 0) {
    const got = typeof line[wrong] === 'number' ? line[wrong] : typeof line[wrong];
    throw new FormatError(
      `strokes: stroke ${n}, place ${wrong >> 1}; expected numbers of at most ${FARTHEST}, got ${got}.`,
    );
  }
  return line as number[];
}

/** From the strokes' units to pixels of the sheet, the drawing in its middle. */
function onSheet(lines: readonly number[][]): (x: number, y: number) => [number, number] {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const line of lines) {
    for (let i = 0; i < line.length; i++) {
      low[i & 1] = Math.min(low[i & 1], line[i]);
      high[i & 1] = Math.max(high[i & 1], line[i]);
    }
  }
  const size = Math.max(high[0] - low[0], high[1] - low[1]);
  const scale = size > 0 ? SIDE / size : 0;
  const toPixel = (value: number, axis: number) =>
    SHEET / 2 + (value - low[axis] - (high[axis] - low[axis]) / 2) * scale;
  return (x, y) => [toPixel(x, 0), toPixel(y, 1)];
}

/** A round pen from place to place, with soft edges of one pixel. Pixel n reaches from n to n + 1. */
function drawLine(data: Uint8Array, x0: number, y0: number, x1: number, y1: number, radius: number): void {
  const reach = radius + 1;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const square = dx * dx + dy * dy || 1;
  const lastRow = Math.min(SHEET - 1, Math.floor(Math.max(y0, y1) + reach));
  const lastColumn = Math.min(SHEET - 1, Math.floor(Math.max(x0, x1) + reach));
  for (let row = Math.max(0, Math.floor(Math.min(y0, y1) - reach)); row <= lastRow; row++) {
    const y = row + 0.5 - y0;
    for (let column = Math.max(0, Math.floor(Math.min(x0, x1) - reach)); column <= lastColumn; column++) {
      const x = column + 0.5 - x0;
      const along = Math.max(0, Math.min(1, (x * dx + y * dy) / square));
      const [ex, ey] = [x - along * dx, y - along * dy];
      const paper = 255 * (Math.sqrt(ex * ex + ey * ey) - radius + 0.5);
      const pixel = row * SHEET + column;
      if (paper < data[pixel]) data[pixel] = Math.max(0, paper);
    }
  }
}
