// Grey morphology with square windows, along the rows and then along the columns; values are higher where it is lighter.
import * as pixels from '../kernels/simd/pixels.ts';
import type { Ink } from './ink.ts';
import type { Picture } from './picture.ts';

/** What is darker than its surroundings and narrower than a window is filled; edges of what is wider stay. */
export function closing(image: Ink, radius: number): Uint8Array {
  return darkestAround({ ...image, data: lightestAround(image, radius) }, radius);
}

/** The same with what is lighter. */
export function opening(image: Ink, radius: number): Uint8Array {
  return lightestAround({ ...image, data: darkestAround(image, radius) }, radius);
}

/** The lightest of the square windows of `radius` around each pixel: dilation of what is light. */
export function lightestAround({ width, height, data }: Ink, radius: number): Uint8Array {
  return pixels.largestAround(data, width, height, radius, 0);
}

/** The darkest of them: erosion of what is light. */
export function darkestAround({ width, height, data }: Ink, radius: number): Uint8Array {
  return pixels.largestAround(data, width, height, radius, 255);
}

/** 255 less each. */
export function invert(values: Picture['data']): Uint8Array {
  const result = new Uint8Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = 255 - values[i];
  return result;
}
