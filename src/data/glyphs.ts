// Digits as a pen would write them, from MNIST's digits alone: redrawn at any height with other pen widths, bent a
// little; sevens with a bar, ones with a flag and zeros with a slash as a part of the world writes them.
import type { Random } from '../random.ts';
import type { Dataset } from './dataset.ts';

/** Ink 0..1 of one character, `width` x `height`; `base`: rows from its top to the base line. */
export interface Glyph {
  readonly width: number;
  readonly height: number;
  readonly base: number;
  readonly data: Float32Array;
}

/** A straight stroke in any picture: from, to, and half its width, in pixels. */
export interface Stroke {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly radius: number;
}

/** How all characters of a string are written. */
export interface Hand {
  /** Height of a digit in pixels. */
  readonly height: number;
  /** Grey of MNIST's blurred edge where the ink ends: low is a broad pen, high a fine one, 0.2..0.8. */
  readonly threshold: number;
  /** Half of the width of strokes, in pixels. */
  readonly radius: number;
  /** Width of digits against MNIST's. */
  readonly breadth: number;
  /** How often sevens have a bar and ones a flag, 0..1. */
  readonly bars: number;
  readonly flags: number;
  /** Height of zeros against other digits, and how often they are open at the top or have a slash, 0..1. */
  readonly zeros: number;
  readonly openZeros: number;
  readonly slashedZeros: number;
  /** Base line and size change by up to this share of the height. */
  readonly unrest: number;
}

/** Adds a stroke with soft edges to `ink` (values 0..1); calls `touch` for every pixel that it darkens. */
export function drawStroke(
  ink: Float32Array,
  width: number,
  { x0, y0, x1, y1, radius }: Stroke,
  touch?: (pixel: number) => void,
): void {
  const height = ink.length / width;
  const reach = radius + 1;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy || 1;
  const lastRow = Math.min(height - 1, Math.ceil(Math.max(y0, y1) + reach));
  const lastColumn = Math.min(width - 1, Math.ceil(Math.max(x0, x1) + reach));
  for (let row = Math.max(0, Math.floor(Math.min(y0, y1) - reach)); row <= lastRow; row++) {
    for (let column = Math.max(0, Math.floor(Math.min(x0, x1) - reach)); column <= lastColumn; column++) {
      const t = Math.max(0, Math.min(1, ((column - x0) * dx + (row - y0) * dy) / length));
      const [ex, ey] = [column - x0 - t * dx, row - y0 - t * dy];
      const value = Math.min(1, radius + 0.5 - Math.sqrt(ex * ex + ey * ey));
      const pixel = row * width + column;
      if (value <= 0) continue;
      touch?.(pixel);
      ink[pixel] = Math.max(ink[pixel], value);
    }
  }
}

/** Side of MNIST's images, and the border left around a redrawn digit. */
const SIDE = 28;
const BORDER = 2;

/** Most that a digit's edge is bent, in MNIST's pixels. */
const BEND = 1.6;

/** The digit `index` of `digits`, in this hand. */
export function writeDigit(digits: Dataset, index: number, hand: Hand, random: Random): Glyph {
  const source = Float32Array.from(digits.images.subarray(index * 784, (index + 1) * 784), (v) => v / 255);
  const digit = digits.labels[index];
  if (digit === 7 && random.uniform() < hand.bars) addBar(source, random);
  if (digit === 1 && random.uniform() < hand.flags) addFlag(source, random);
  if (digit === 0 && random.uniform() < hand.openZeros) openZero(source, random);
  if (digit === 0 && random.uniform() < hand.slashedZeros) slashZero(source, random);
  const size = (digit === 0 ? hand.zeros : 1) * (1 + random.uniform(-hand.unrest, hand.unrest));
  const box = inkBox(source);
  const scale = (hand.height * size) / Math.max(box.bottom - box.top, 12);
  const stretch = scale * hand.breadth * (1 + random.uniform(-0.15, 0.15));
  const turn = digit === 1 ? random.uniform(-0.3, 0.25) : random.uniform(-0.14, 0.14);
  const lean = random.uniform(-0.18, 0.18);
  const bend = Array.from({ length: 4 }, () => random.uniform(-BEND, BEND));
  const sample = { source, box, scale, stretch, turn, lean, bend, threshold: hand.threshold };
  const glyph = redraw(sample);
  return {
    ...glyph,
    base: glyph.height - BORDER - Math.round(random.uniform(-hand.unrest, hand.unrest) * hand.height),
  };
}

interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function inkBox(source: Float32Array): Bounds {
  let [left, right, top, bottom] = [SIDE, 0, SIDE, 0];
  for (let i = 0; i < source.length; i++) {
    if (source[i] < 0.3) continue;
    left = Math.min(left, i % SIDE);
    right = Math.max(right, (i % SIDE) + 1);
    top = Math.min(top, Math.floor(i / SIDE));
    bottom = Math.floor(i / SIDE) + 1;
  }
  return { left, right, top, bottom };
}

interface Redrawing {
  readonly source: Float32Array;
  readonly box: Bounds;
  readonly scale: number;
  readonly stretch: number;
  readonly turn: number;
  /** Columns sideways for every row down, besides the turn. */
  readonly lean: number;
  /** Of x by y squared and by x y, of y by x squared and by x y; in MNIST's pixels at the edge. */
  readonly bend: readonly number[];
  readonly threshold: number;
}

/** Samples the digit bilinearly at the new size, turned a little, and makes its blurred edge a sharp one. */
function redraw({
  source,
  box,
  scale,
  stretch,
  turn,
  lean,
  bend,
  threshold,
}: Redrawing): Omit<Glyph, 'base'> {
  const [high, wide] = [box.bottom - box.top, box.right - box.left];
  const width = Math.ceil((wide + (Math.abs(turn) + Math.abs(lean)) * high) * stretch) + 2 * BORDER;
  const height = Math.ceil((high + Math.abs(turn) * wide) * scale) + 2 * BORDER;
  const data = new Float32Array(width * height);
  const [cx, cy] = [(box.left + box.right - 1) / 2, (box.top + box.bottom - 1) / 2];
  const sharpness = Math.max(2.2, 0.7 * scale);
  for (let row = 0; row < height; row++) {
    const y = (row - (height - 1) / 2) / scale;
    for (let column = 0; column < width; column++) {
      const x = (column - (width - 1) / 2) / stretch;
      const [u, v] = [x / 10, y / 10];
      const bentX = x - (turn + lean) * y + bend[0] * v * v + bend[1] * u * v;
      const bentY = y + turn * x + bend[2] * u * u + bend[3] * u * v;
      const grey = bilinear(source, cx + bentX, cy + bentY);
      data[row * width + column] = Math.max(0, Math.min(1, (grey - threshold) * sharpness + 0.5));
    }
  }
  return { width, height, data };
}

function bilinear(source: Float32Array, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column < 0 || row < 0 || column >= SIDE - 1 || row >= SIDE - 1) return 0;
  const [u, v] = [x - column, y - row];
  const i = row * SIDE + column;
  const above = source[i] * (1 - u) + source[i + 1] * u;
  const below = source[i + SIDE] * (1 - u) + source[i + SIDE + 1] * u;
  return above * (1 - v) + below * v;
}

/** The middle of the ink in a row of MNIST's image; undefined without ink. */
function middleOf(source: Float32Array, row: number): number | undefined {
  let sum = 0;
  let mass = 0;
  for (let column = 0; column < SIDE; column++) {
    sum += column * source[row * SIDE + column];
    mass += source[row * SIDE + column];
  }
  return mass > 0.5 ? sum / mass : undefined;
}

/** A bar through a seven. */
function addBar(source: Float32Array, random: Random): void {
  const box = inkBox(source);
  const row = Math.round(box.top + (box.bottom - box.top) * random.uniform(0.42, 0.62));
  const x = middleOf(source, row);
  if (x === undefined) return;
  const [left, right, rise] = [random.uniform(2.5, 5), random.uniform(2, 4.5), random.uniform(-1.5, 1.5)];
  const radius = random.uniform(0.7, 1.1);
  drawStroke(source, SIDE, { x0: x - left, y0: row + rise, x1: x + right, y1: row - rise, radius });
}

/** A gap at the top of a zero that was written in a hurry. */
function openZero(source: Float32Array, random: Random): void {
  const { left, right, top, bottom } = inkBox(source);
  const x = (left + right - 1) / 2 + random.uniform(-2, 2);
  const [reach, depth] = [random.uniform(1, 3), 0.35 * (bottom - top)];
  for (let i = 0; i < source.length; i++) {
    if (Math.abs((i % SIDE) - x) <= reach && Math.floor(i / SIDE) < top + depth) source[i] = 0;
  }
}

/** A stroke through a zero, so that it is not taken for a letter. */
function slashZero(source: Float32Array, random: Random): void {
  const { left, right, top, bottom } = inkBox(source);
  const over = random.uniform(-3, 3);
  const [x0, x1] = [left - over, right - 1 + over];
  const [y0, y1] = [bottom - 1 + over, top - over];
  drawStroke(source, SIDE, { x0, y0, x1, y1, radius: random.uniform(0.7, 1.1) });
}

/** The upstroke before a one, sometimes a foot under it. */
function addFlag(source: Float32Array, random: Random): void {
  const box = inkBox(source);
  const top = box.top + 1;
  const x = middleOf(source, top);
  const foot = middleOf(source, box.bottom - 2);
  const radius = random.uniform(0.7, 1.1);
  if (x === undefined || foot === undefined) return;
  const [dx, dy] = [random.uniform(2, 9), random.uniform(1.5, 16)];
  drawStroke(source, SIDE, { x0: x, y0: top, x1: Math.max(2, x - dx), y1: top + dy, radius });
  if (random.uniform() > 0.25) return;
  const [y, reach] = [box.bottom - 1.5, random.uniform(2.5, 5)];
  drawStroke(source, SIDE, { x0: foot - reach, y0: y, x1: foot + reach, y1: y, radius });
}
