// A digit of MNIST redrawn at another size, bent as no two people write it alike.
import type { Random } from '../random.ts';

/** Side of MNIST's images, the border left around a redrawn digit, and the room for what is bent beyond its box. */
export const SIDE = 28;
export const BORDER = 2;
const ROOM = 6;

/** Most that a digit's edge is bent, in MNIST's pixels. */
const BEND = 1.6;

/** Most that its middle is moved, up or down, in MNIST's pixels: so that either half is the larger one. */
const SQUASH = 2;

/** Most that an unsteady hand is off in a place, in MNIST's pixels for all of the unrest; and such places on a side. */
const SWAY = 12;
const SWAYS = 5;

/** Ink 0..1, [row][column]. */
interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where the ink is, in an image of so many columns; left is not before right where there is none. */
export function inkBox(source: Float32Array, width = SIDE): Bounds {
  let [left, right, top, bottom] = [width, 0, source.length, 0];
  for (let i = 0; i < source.length; i++) {
    if (source[i] < 0.3) continue;
    left = Math.min(left, i % width);
    right = Math.max(right, (i % width) + 1);
    top = Math.min(top, Math.floor(i / width));
    bottom = Math.floor(i / width) + 1;
  }
  return { left, right, top, bottom };
}

/** For a place of the new digit, from its middle, the place of the old one that is seen there; in MNIST's pixels. */
export type Bending = (x: number, y: number) => readonly [x: number, y: number];

/** A bending by random: turned by `turn`, leaning, bent and squashed, and by a hand of so much unrest. */
export function drawBending(turn: number, unrest: number, random: Random): Bending {
  const lean = random.uniform(-0.18, 0.18);
  const [xyy, xxy, yxx, yxy] = Array.from({ length: 4 }, () => random.uniform(-BEND, BEND));
  const squash = random.uniform(-SQUASH, SQUASH);
  const sway = drawSway(SWAY * unrest, random);
  return (x, y) => {
    const [u, v] = [x / 10, y / 10];
    const [offX, offY] = sway(x, y);
    const middle = Math.max(0, 1 - v * v);
    return [
      x - (turn + lean) * y + xyy * v * v + xxy * u * v + offX,
      y + turn * x + yxx * u * u + yxy * u * v + squash * middle + offY,
    ];
  };
}

/** Displacements of up to `most` pixels, smoothly between places that lie evenly over the digit. */
function drawSway(most: number, random: Random): Bending {
  const knots = Array.from({ length: 2 * SWAYS * SWAYS }, () => random.uniform(-most, most));
  const last = SWAYS - 1;
  const placeOf = (x: number): [number, number] => {
    const at = Math.max(0, Math.min(last, (x / SIDE + 0.5) * last));
    const before = Math.min(last - 1, Math.floor(at));
    const part = at - before;
    return [before, part * part * (3 - 2 * part)];
  };
  return (x, y) => {
    const [column, u] = placeOf(x);
    const [row, v] = placeOf(y);
    const along = (axis: 0 | 1) => {
      const at = (r: number, c: number) => knots[2 * ((row + r) * SWAYS + column + c) + axis];
      return (at(0, 0) * (1 - u) + at(0, 1) * u) * (1 - v) + (at(1, 0) * (1 - u) + at(1, 1) * u) * v;
    };
    return [along(0), along(1)];
  };
}

interface Redrawing {
  readonly box: Bounds;
  /** New pixels for every old one, downwards and across. */
  readonly scale: number;
  readonly stretch: number;
  /** Grey of the blurred edge where the ink ends. */
  readonly threshold: number;
  readonly bending: Bending;
}

/** Samples the digit bilinearly at the new size and bent, and makes its blurred edge a sharp one. */
export function redraw(source: Float32Array, redrawing: Redrawing): Drawing {
  const { box, scale, stretch, threshold, bending } = redrawing;
  const [high, wide] = [box.bottom - box.top, box.right - box.left];
  const width = 2 * Math.ceil((wide / 2 + high / 4 + ROOM) * stretch);
  const height = 2 * Math.ceil((high / 2 + ROOM) * scale);
  const data = new Float32Array(width * height);
  const [cx, cy] = [(box.left + box.right - 1) / 2, (box.top + box.bottom - 1) / 2];
  const sharpness = Math.max(2.2, 0.7 * scale);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = bending((column - (width - 1) / 2) / stretch, (row - (height - 1) / 2) / scale);
      const grey = bilinear(source, cx + x, cy + y);
      data[row * width + column] = Math.max(0, Math.min(1, (grey - threshold) * sharpness + 0.5));
    }
  }
  return trim({ width, height, data });
}

/** The same with BORDER pixels of paper around what is ink. */
function trim(drawing: Drawing): Drawing {
  const { width, data } = drawing;
  const { left, right, top, bottom } = inkBox(data, width);
  if (left >= right) return drawing;
  const [wide, high] = [right - left + 2 * BORDER, bottom - top + 2 * BORDER];
  const trimmed = new Float32Array(wide * high);
  for (let row = top; row < bottom; row++) {
    const from = row * width;
    trimmed.set(data.subarray(from + left, from + right), (row - top + BORDER) * wide + BORDER);
  }
  return { width: wide, height: high, data: trimmed };
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
