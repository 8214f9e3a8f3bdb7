// Resampling by area: every pixel is a square of ink that is spread over the pixels it covers. Exact for
// grey, up and down, at any ratio.

import type { Box } from './components.ts';

/** A grey image of numbers, `size` x `size`, row by row. */
export interface Square {
  readonly size: number;
  readonly data: Float64Array;
}

/** A square of a picture, in its pixels; it may reach over the edges, where there is paper. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/**
 * The part of `image` under `crop`, averaged down or spread out to `size` x `size`; in the image's units. `box`: where
 * the image is not 0, if that is known.
 */
export function resample(image: GreyImage, { left, top, side }: Crop, size: number, box?: Box): Square {
  const scale = size / side;
  const { left: first, top: highest, width, height } = box ?? { left: 0, top: 0, ...image };
  const part = {
    firstRow: Math.max(highest, top),
    lastRow: Math.min(highest + height, top + side),
    firstColumn: Math.max(first, left),
    lastColumn: Math.min(first + width, left + side),
  };
  return { size, data: spread(image, part, { left, top, across: scale, down: scale }, size, size) };
}

/** A rectangle of a picture, in its pixels, and how many of the target's pixels one of its own becomes each way. */
export interface Stretch {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
}

/** The same for a rectangle whose sides are stretched differently: `columns` x `rows` values. */
export function stretch(image: GreyImage, to: Stretch, columns: number, rows: number): Float64Array {
  const part = {
    firstRow: Math.max(0, Math.floor(to.top)),
    lastRow: Math.min(image.height, Math.ceil(to.top + rows / to.down)),
    firstColumn: Math.max(0, Math.ceil(to.left)),
    lastColumn: Math.min(image.width, Math.ceil(to.left + columns / to.across)),
  };
  return spread(image, part, to, columns, rows);
}

/** Rows and columns of an image, without the last ones. */
interface Part {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** Each pixel over the cells that it covers: first across, by what it covers of each, then every such line down. */
function spread(
  image: GreyImage,
  { firstRow, lastRow, firstColumn, lastColumn }: Part,
  { left, top, across, down }: Stretch,
  columns: number,
  rows: number,
): Float64Array {
  const data = new Float64Array(columns * rows);
  const line = new Float64Array(columns);
  for (let row = firstRow; row < lastRow; row++) {
    line.fill(0);
    for (let column = firstColumn, at = row * image.width + column; column < lastColumn; column++, at++) {
      const value = image.data[at];
      if (value === 0) continue;
      const start = (column - left) * across;
      const end = start + across;
      for (let cell = Math.floor(start); cell < end && cell < columns; cell++)
        line[cell] += value * (Math.min(end, cell + 1) - Math.max(start, cell));
    }
    const start = (row - top) * down;
    const end = Math.min(rows, start + down);
    for (let cell = Math.max(0, Math.floor(start)); cell < end; cell++) {
      const overlap = Math.min(end, cell + 1) - Math.max(start, cell);
      for (let c = 0, at = cell * columns; c < columns; c++, at++) data[at] += line[c] * overlap;
    }
  }
  return data;
}

/** Every `step` x `step` pixels, at least 1, of a grey picture as their mean; what is left at the right and the bottom is left out. */
export function shrinkGrey(
  data: Uint8Array,
  width: number,
  height: number,
  step: number,
): { readonly width: number; readonly height: number; readonly data: Uint8Array } {
  if (step === 1) return { width, height, data };
  const [columns, rows] = [Math.floor(width / step), Math.floor(height / step)];
  const result = new Uint8Array(columns * rows);
  const sums = new Float64Array(width);
  const meansOf = columnMeans(columns, step, width);
  for (let row = 0; row < rows; row++) {
    sumRows(data, row * step, Math.min((row + 1) * step, height), sums);
    meansOf(sums, result, row * columns);
  }
  return { width: columns, height: rows, data: result };
}

/** The sums of each column between two heights that are more than a row apart: mostly two or three rows. */
function sumRows(data: Uint8Array, start: number, end: number, sums: Float64Array): void {
  const width = sums.length;
  const first = Math.floor(start);
  const last = Math.ceil(end);
  const shareOf = (row: number) => Math.min(end, row + 1) - Math.max(start, row);
  const [a, b, c] = [shareOf(first), shareOf(first + 1), shareOf(first + 2)];
  let [i, j, k] = [first * width, (first + 1) * width, (first + 2) * width];
  if (last - first === 2)
    for (let column = 0; column < width; column++, i++, j++) sums[column] = a * data[i] + b * data[j];
  else
    for (let column = 0; column < width; column++, i++, j++, k++)
      sums[column] = a * data[i] + b * data[j] + c * data[k];
  for (let row = first + 3; row < last; row++) {
    const share = shareOf(row);
    for (let column = 0, at = row * width; column < width; column++, at++) sums[column] += share * data[at];
  }
}

/** Of every `step` x `step` pixels, whose columns are summed up, the means from a place in the result on. */
function columnMeans(count: number, step: number, width: number) {
  const most = Math.floor(step) + 2;
  const shares = new Float64Array(count * most);
  const firsts = new Int32Array(count);
  for (let column = 0; column < count; column++) {
    const [start, end] = [column * step, (column + 1) * step];
    firsts[column] = Math.floor(start);
    for (let c = firsts[column], at = column * most; c < Math.min(end, width); c++, at++)
      shares[at] = Math.min(end, c + 1) - Math.max(start, c);
  }
  return (sums: Float64Array, result: Uint8Array, to: number): void => {
    for (let column = 0, at = 0; column < count; column++) {
      const first = firsts[column];
      const last = Math.min(width, first + most);
      let sum = 0;
      for (let c = first; c < last; c++, at++) sum += sums[c] * shares[at];
      at = (column + 1) * most;
      result[to + column] = (sum / (step * step) + 0.5) | 0;
    }
  };
}

/** The same with the darkest of them; `step` is whole. */
export function poolDarkest(
  data: Uint8Array,
  width: number,
  height: number,
  step: number,
): { readonly width: number; readonly height: number; readonly data: Uint8Array } {
  const [columns, rows] = [Math.floor(width / step), Math.floor(height / step)];
  const result = new Uint8Array(columns * rows).fill(255);
  for (let row = 0, i = 0; row < rows * step; row++, i = row * width) {
    const first = Math.floor(row / step) * columns;
    for (let column = 0; column < columns; column++) {
      for (const end = i + step; i < end; i++)
        if (data[i] < result[first + column]) result[first + column] = data[i];
    }
  }
  return { width: columns, height: rows, data: result };
}
