// Grey morphology with square windows, along the rows and then along the columns; values are higher where it is lighter.
import type { Ink } from './ink.ts';
import type { Picture } from './picture.ts';
import { runsOf } from './runs.ts';

/** What is darker than its surroundings and narrower than a window is filled; edges of what is wider stay. */
export function closing(image: Ink, radius: number): Uint8Array {
  return darkestAround({ ...image, data: lightestAround(image, radius) }, radius);
}

/** The same with what is lighter. */
export function opening(image: Ink, radius: number): Uint8Array {
  return lightestAround({ ...image, data: darkestAround(image, radius) }, radius);
}

/** The lightest of the square windows of `radius` around each pixel: dilation of what is light. */
export function lightestAround(image: Ink, radius: number): Uint8Array {
  return largestAround(image, radius, 0);
}

/** The darkest of them: erosion of what is light. */
export function darkestAround(image: Ink, radius: number): Uint8Array {
  return largestAround(image, radius, 255);
}

/** 1 in the square windows of `radius` around each pixel that is not 0. */
export function spread({ width, height, data }: Ink, radius: number): Uint8Array {
  const wide = new Uint8Array(data.length);
  const runs = runsOf({ width, height, data }, 1, 0, height);
  for (let i = 0; i < runs.length; i += 3) {
    const [from, end] = [Math.max(0, runs[i + 1] - radius), Math.min(width, runs[i + 2] + radius)];
    const bottom = Math.min(height, runs[i] + radius + 1);
    for (let row = Math.max(0, runs[i] - radius); row < bottom; row++)
      wide.fill(1, row * width + from, row * width + end);
  }
  return wide;
}

/** 255 less each. */
export function invert(values: Picture['data']): Uint8Array {
  const result = new Uint8Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = 255 - values[i];
  return result;
}

/** The largest of the windows of values, or where `flip` is 255 of their inverses, inverted again. */
function largestAround({ width, height, data }: Ink, radius: number, flip: 0 | 255): Uint8Array {
  const window = 2 * radius + 1;
  // With margins of nothing beside every row, and then above and below all of them.
  const stride = width + window - 1;
  const wide = new Uint8Array(stride * height);
  for (let row = 0, i = 0; row < height; row++) {
    for (let at = row * stride + radius, end = at + width; at < end; at++, i++) wide[at] = data[i] ^ flip;
  }
  slide(wide, window, 1);
  const high = new Uint8Array(width * (height + window - 1));
  for (let row = 0; row < height; row++) {
    high.set(wide.subarray(row * stride, row * stride + width), (row + radius) * width);
  }
  slide(high, window, width);
  const result = high.slice(0, data.length);
  if (flip > 0) for (let i = 0; i < result.length; i++) result[i] ^= flip;
  return result;
}

/** In place: the largest of each value and those behind it, `count` in all, `step` apart. Two windows that overlap are a larger one. */
function slide(values: Uint8Array, count: number, step: number): void {
  for (let size = 1; size < count; ) {
    const next = Math.min(2 * size, count);
    const shift = (next - size) * step;
    for (let i = 0, other = shift; other < values.length; i++, other++) {
      // The larger one, without a branch: of paper's grain none can be foreseen.
      const difference = values[i] - values[other];
      values[i] -= difference & (difference >> 31);
    }
    size = next;
  }
}
