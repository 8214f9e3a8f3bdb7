// Binomial smoothing of 3 x 3 pixels: patterns of one pixel fade, strokes stay.
import * as pixels from '../kernels/simd/pixels.ts';
import type { Ink } from './ink.ts';
import type { Picture } from './picture.ts';

/** A grey picture smoothed. */
export function smoothGrey({ width, height, data }: Picture): Ink {
  const values = new Float32Array(data);
  pixels.smooth(values, width);
  const grey = new Uint8Array(values.length);
  for (let i = 0; i < grey.length; i++) grey[i] = (values[i] + 0.5) | 0;
  return { width, height, data: grey };
}
