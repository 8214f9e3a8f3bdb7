// Binomial smoothing of 3 x 3 pixels.
import type { Ink } from './ink.ts';
import type { Picture } from './picture.ts';

/** Patterns of one pixel fade, strokes stay. */
export function smooth(values: ArrayLike<number>, width: number, height: number): Float32Array {
  const rows = new Float32Array(values.length);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const left = column > 0 ? 1 : 0;
      const right = column < width - 1 ? 1 : 0;
      rows[i] = (values[i - left] + 2 * values[i] + values[i + right]) / 4;
    }
  }
  const result = new Float32Array(values.length);
  for (let row = 0, i = 0; row < height; row++) {
    const up = row > 0 ? width : 0;
    const down = row < height - 1 ? width : 0;
    for (let column = 0; column < width; column++, i++)
      result[i] = (rows[i - up] + 2 * rows[i] + rows[i + down]) / 4;
  }
  return result;
}

/** A grey picture smoothed. */
export function smoothGrey({ width, height, data }: Picture): Ink {
  const values = smooth(data, width, height);
  const grey = new Uint8Array(values.length);
  for (let i = 0; i < grey.length; i++) grey[i] = (values[i] + 0.5) | 0;
  return { width, height, data: grey };
}
