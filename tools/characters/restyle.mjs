// MNIST's digits as other people write them: sevens with a bar, zeros with a slash, ones with a flag and a foot, with
// pens of other widths. And MNIST's digits cut in half, turned, or side by side, which are no digits.
import { normalized } from './hand.mjs';

const SIDE = 28;
/** Restyled digits are drawn at so many times MNIST's size, with as much paper around. */
const SCALE = 2;

/** A soft round pen from place to place in `ink`, 0..1, `width` wide; places in its pixels. */
export function drawLine(ink, width, x0, y0, x1, y1, radius) {
  const height = ink.length / width;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const square = dx * dx + dy * dy || 1;
  const reach = radius + 1;
  const last = Math.min(height - 1, Math.ceil(Math.max(y0, y1) + reach));
  for (let row = Math.max(0, Math.floor(Math.min(y0, y1) - reach)); row <= last; row++) {
    const end = Math.min(width - 1, Math.ceil(Math.max(x0, x1) + reach));
    for (let column = Math.max(0, Math.floor(Math.min(x0, x1) - reach)); column <= end; column++) {
      const t = Math.max(0, Math.min(1, ((column - x0) * dx + (row - y0) * dy) / square));
      const [ex, ey] = [column - x0 - t * dx, row - y0 - t * dy];
      const value = Math.min(1, radius + 0.5 - Math.sqrt(ex * ex + ey * ey));
      const pixel = row * width + column;
      if (value > ink[pixel]) ink[pixel] = value;
    }
  }
}

export function inkBox(ink) {
  let [left, right, top, bottom] = [SIDE, 0, SIDE, 0];
  for (let i = 0; i < ink.length; i++) {
    if (ink[i] < 0.3) continue;
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  return { left, right, top, bottom };
}

function middleOf(ink, row) {
  let sum = 0;
  let mass = 0;
  for (let column = 0; column < SIDE; column++) {
    sum += column * ink[row * SIDE + column];
    mass += ink[row * SIDE + column];
  }
  return mass > 0.5 ? sum / mass : SIDE / 2;
}

/** A slash, mostly rising, from within or from beyond the zero; sometimes level or falling. */
function slash(ink, random) {
  const { left, right, top, bottom } = inkBox(ink);
  const [x, y] = [(left + right) / 2 + random.uniform(-1, 1), (top + bottom) / 2 + random.uniform(-1, 1)];
  const reach = random.uniform(0.55, 1.8);
  const kind = random.uniform();
  const rise =
    kind < 0.75 ? random.uniform(0.5, 1) : kind < 0.9 ? random.uniform(-0.2, 0.3) : random.uniform(-1, -0.5);
  const dx = Math.max(3, ((right - left) / 2) * reach) * (kind < 0.15 ? 0.1 : random.uniform(0.6, 1.2));
  const dy = ((bottom - top) / 2) * reach * rise;
  drawLine(ink, SIDE, x - dx, y + dy, x + dx, y - dy, random.uniform(0.7, 1.1));
}

function bar(ink, random) {
  const { top, bottom } = inkBox(ink);
  const row = Math.round(top + (bottom - top) * random.uniform(0.4, 0.65));
  const x = middleOf(ink, row);
  const rise = random.uniform(-1.5, 2);
  const radius = random.uniform(0.7, 1.1);
  drawLine(ink, SIDE, x - random.uniform(2.5, 5), row + rise, x + random.uniform(2, 4.5), row - rise, radius);
}

/** A flag, in a third of the cases a foot as well or alone. */
function flag(ink, random) {
  const { top, bottom } = inkBox(ink);
  const [x, foot] = [middleOf(ink, top + 1), middleOf(ink, bottom - 1)];
  const radius = random.uniform(0.7, 1.1);
  const kind = random.uniform();
  // A level flag would make it a 7.
  const over = random.uniform(2, 7);
  const fall = over * random.uniform(0.7, 2);
  if (kind < 0.85) drawLine(ink, SIDE, x, top + 1, x - over, top + 1 + fall, radius);
  if (kind < 0.65) return;
  const reach = random.uniform(2.5, 6);
  drawLine(ink, SIDE, foot - reach, bottom - 1, foot + reach, bottom - 1, radius);
}

const grey = (image) => Float32Array.from(image, (value) => value / 255);

/**
 * The digit with a bar, slash or flag where it has one, redrawn by a pen of another width, a fifth of them from a
 * coarse scan, some with a full stop: 28 x 28.
 */
export function restyle(image, label, random) {
  const ink = grey(image);
  if (label === 0 && random.uniform() < 0.7) slash(ink, random);
  if (label === 7 && random.uniform() < 0.5) bar(ink, random);
  if (label === 1 && random.uniform() < 0.7) flag(ink, random);
  const { right, bottom } = inkBox(ink);
  if (random.uniform() < 0.04) {
    const [x, y] = [Math.min(SIDE - 2, right + random.uniform(2, 4)), bottom - random.uniform(0, 2)];
    drawLine(ink, SIDE, x, y, x, y, random.uniform(0.6, 1.2));
  }
  const fine = redraw(ink, random.uniform(0.2, 0.8));
  return normalized(random.uniform() < 0.2 ? coarse(fine, random.uniform(1.8, 5)) : fine);
}

/** Every `size` x `size` pixels become one. */
function coarse({ width, data }, size) {
  const side = Math.floor(width / size);
  const sums = new Float64Array(side * side);
  const counts = new Float64Array(side * side);
  for (let i = 0; i < data.length; i++) {
    const [row, column] = [Math.floor(Math.floor(i / width) / size), Math.floor((i % width) / size)];
    if (row >= side || column >= side) continue;
    sums[row * side + column] += data[i];
    counts[row * side + column]++;
  }
  return { width: side, height: side, data: Uint8Array.from(sums, (sum, i) => sum / counts[i]) };
}

/** Twice as large with a sharp edge: a low `threshold` is a broad pen, a high one a fine one. */
function redraw(ink, threshold) {
  const width = SCALE * SIDE;
  const data = new Uint8Array(width * width);
  for (let i = 0; i < data.length; i++) {
    const value = bilinear(
      ink,
      ((i % width) + 0.5) / SCALE - 0.5,
      (Math.floor(i / width) + 0.5) / SCALE - 0.5,
    );
    data[i] = 255 - 255 * Math.max(0, Math.min(1, (value - threshold) * 3 + 0.5));
  }
  return { width, height: width, data };
}

function bilinear(ink, x, y) {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column < 0 || row < 0 || column >= SIDE - 1 || row >= SIDE - 1) return 0;
  const [u, v] = [x - column, y - row];
  const i = row * SIDE + column;
  const above = ink[i] * (1 - u) + ink[i + 1] * u;
  return above * (1 - v) + (ink[i + SIDE] * (1 - u) + ink[i + SIDE + 1] * u) * v;
}

/**
 * Halves that are no digits, by digit: of a 6 the upper half is a 1, of an 8 the right one a 3, of a 9 the upper
 * one a 0; those are left out.
 */
export const HALVES = [['top', 'bottom'], [], ['bottom'], ['left'], [], ['top'], [], ['left'], [], []];

/** One half of a digit or a little less as a picture, black on white, cut straight. */
export function cutHalf(image, side, random) {
  const { left, right, top, bottom } = inkBox(grey(image));
  const isLevel = side === 'top' || side === 'bottom';
  const [from, to] = isLevel ? [top, bottom] : [left, right];
  const share = random.uniform(0.38, 0.5);
  const isFirst = side === 'top' || side === 'left';
  const cut = from + (to - from) * (isFirst ? share : 1 - share);
  const lean = random.uniform(-0.25, 0.25);
  const data = Uint8Array.from(image, (value, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    const place = isLevel ? row + lean * (column - 14) : column + lean * (row - 14);
    return place < cut === isFirst ? 255 - value : 255;
  });
  return { width: SIDE, height: SIDE, data };
}

/** The digit turned by a quarter, or in a mirror where that is no other digit; undefined where it is. */
export function turned(image, label, random) {
  const kind = random.integer(3);
  const isClear = kind < 2 ? [2, 3, 4, 5, 7].includes(label) : [3, 4, 7].includes(label);
  if (!isClear) return undefined;
  const from = [
    (row, column) => (SIDE - 1 - column) * SIDE + row,
    (row, column) => column * SIDE + SIDE - 1 - row,
    (row, column) => row * SIDE + SIDE - 1 - column,
  ][kind];
  const data = Uint8Array.from(image, (_, i) => 255 - image[from(Math.floor(i / SIDE), i % SIDE)]);
  return { width: SIDE, height: SIDE, data };
}

/** Digits side by side, black on white, apart or touching: `images` are two or more. */
export function sideBySide(images, random) {
  const gap = random.uniform() < 0.3 ? random.uniform(-2, 1) : random.uniform(0, 10);
  const width = SIDE * images.length + 60;
  const data = new Uint8Array(width * (SIDE + 8)).fill(255);
  let left = 10;
  for (const image of images) {
    const box = inkBox(grey(image));
    const drop = 4 + random.integer(9) - 4;
    for (let row = box.top; row <= box.bottom; row++) {
      for (let column = box.left; column <= box.right; column++) {
        const pixel = (row + drop) * width + left + column - box.left;
        data[pixel] = Math.min(data[pixel], 255 - image[row * SIDE + column]);
      }
    }
    left += box.right - box.left + 1 + Math.round(gap + random.uniform(-1, 1));
  }
  return { width, height: SIDE + 8, data };
}
