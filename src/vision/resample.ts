// Resampling by area: every pixel is a square of ink that is spread over the pixels it covers. Exact for
// grey, up and down, at any ratio.

import * as pixels from '../kernels/simd/pixels.ts';
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
  return { width: columns, height: rows, data: pixels.shrink(data, width, height, step) };
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
