// Grey morphology with square windows, along the rows and then along the columns; values are higher where it is lighter.
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
  const result = data.slice();
  const lines = new Lines(Math.max(width, height), radius);
  for (let row = 0; row < height; row++) lines.slide(result, row * width, width, 1);
  for (let column = 0; column < width; column++) lines.slide(result, column, height, width);
  return result;
}

/** The darkest of them: erosion of what is light. */
export function darkestAround(image: Ink, radius: number): Uint8Array {
  return invert(lightestAround({ ...image, data: invert(image.data) }, radius));
}

/** 1 in the square windows of `radius` around each pixel that is not 0. */
export function spread({ width, height, data }: Ink, radius: number): Uint8Array {
  const wide = new Uint8Array(data.length);
  for (let row = 0; row < height; row++) {
    const line = row * width;
    const top = Math.max(0, row - radius) * width;
    const bottom = Math.min(height, row + radius + 1) * width;
    for (let column = 0; column < width; column++) {
      if (data[line + column] === 0) continue;
      const from = Math.max(0, column - radius);
      while (column < width && data[line + column] > 0) column++;
      const end = Math.min(width, column + radius);
      for (let at = top; at < bottom; at += width) wide.fill(1, at + from, at + end);
    }
  }
  return wide;
}

/** 255 less each. */
export function invert(values: Picture['data']): Uint8Array {
  const result = new Uint8Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = 255 - values[i];
  return result;
}

/**
 * The largest of the windows along lines: van Herk (1992) and Gil and Werman (1993), for whom a window costs the same
 * whatever its size. In blocks as long as a window the largest so far is known from either end.
 */
class Lines {
  private readonly radius: number;
  private readonly window: number;
  /** From the beginning of the block on, and from its end; with `radius` values of nothing on either side. */
  private readonly forward: Uint8Array;
  private readonly backward: Uint8Array;

  constructor(longest: number, radius: number) {
    this.radius = radius;
    this.window = 2 * radius + 1;
    this.forward = new Uint8Array(this.window * Math.ceil((longest + 2 * radius) / this.window));
    this.backward = new Uint8Array(this.forward.length);
  }

  /** `length` values, `step` apart, in place. */
  slide(values: Uint8Array, first: number, length: number, step: number): void {
    const { forward, backward, radius, window } = this;
    const end = length + radius;
    forward.fill(0);
    for (let n = 0, at = first; n < length; n++, at += step) forward[n + radius] = values[at];
    backward.set(forward);
    for (let start = 0; start < end + radius; start += window) {
      for (let n = start + 1; n < start + window; n++)
        if (forward[n - 1] > forward[n]) forward[n] = forward[n - 1];
      for (let n = start + window - 2; n >= start; n--)
        if (backward[n + 1] > backward[n]) backward[n] = backward[n + 1];
    }
    for (let n = 0, at = first; n < length; n++, at += step) {
      const [before, behind] = [backward[n], forward[n + 2 * radius]];
      values[at] = before > behind ? before : behind;
    }
  }
}
