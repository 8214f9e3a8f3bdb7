// Resampling by area: every pixel is a square of ink that is spread over the pixels it covers. Exact for
// grey, up and down, at any ratio.

import { BOX, type Stretch } from '../kernels/pixels.ts';
import * as areas from '../kernels/simd/areas.ts';
import * as views from '../kernels/simd/views.ts';
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
  readonly data: Uint8Array | Float64Array;
}

/** The part of `image` under `crop`, averaged down or spread out to `size` x `size`; in the image's units. */
export function resample(image: GreyImage, crop: Crop, size: number): Square {
  const { part, to } = partUnder(image, crop, size);
  return { size, data: areas.spread(image.data, image.width, part, to, size, size) };
}

/**
 * The same to 20 x 20 as an image of MNIST, 28 x 28 bytes: the darkest pixel is 255, the centre of mass as near to the middle
 * as whole pixels allow. `box`: where the image is not 0, if that is known.
 */
export function resampleDigit(image: GreyImage, crop: Crop, box?: Box): Uint8Array {
  const { part, to } = partUnder(image, crop, BOX, box);
  return areas.digit(image.data, image.width, part, to);
}

/** What of the image, or of the box in it, is under the crop, and how it becomes `size` x `size`. */
function partUnder(image: GreyImage, { left, top, side }: Crop, size: number, box?: Box) {
  const scale = size / side;
  const { left: first, top: highest, width, height } = box ?? { left: 0, top: 0, ...image };
  const part = {
    firstRow: Math.max(highest, top),
    lastRow: Math.min(highest + height, top + side),
    firstColumn: Math.max(first, left),
    lastColumn: Math.min(first + width, left + side),
  };
  return { part, to: { left, top, across: scale, down: scale } };
}

/** The part of `image` under a rectangle whose sides are stretched differently: `columns` x `rows` values. */
export function stretch(image: GreyImage, to: Stretch, columns: number, rows: number): Float64Array {
  const part = {
    firstRow: Math.max(0, Math.floor(to.top)),
    lastRow: Math.min(image.height, Math.ceil(to.top + rows / to.down)),
    firstColumn: Math.max(0, Math.ceil(to.left)),
    lastColumn: Math.min(image.width, Math.ceil(to.left + columns / to.across)),
  };
  return areas.spread(image.data, image.width, part, to, columns, rows);
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
  return { width: columns, height: rows, data: views.shrink(data, width, height, step) };
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
