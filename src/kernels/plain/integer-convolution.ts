// A convolution in whole numbers: values and weights are rounded to units, then it is the plain one.
import type { ConvolutionGeometry, Floats, IntegerConvolution } from '../kernels.ts';
import { createConvolution } from './convolution.ts';
import { createPooledConvolution } from './pooled-convolution.ts';

/** An image's largest value becomes this; a map's largest weight, and the sum of all, at most this. */
const LARGEST = 2047;
const LARGEST_WEIGHT = 32767;
const LARGEST_WEIGHTS = 1040000;

/** The nearest whole number, of two the even one. */
function nearest(value: number): number {
  const below = Math.floor(value);
  const part = value - below;
  if (part === 0.5) return below % 2 === 0 ? below : below + 1;
  return part < 0.5 ? below : below + 1;
}

const sizesOf = (values: ArrayLike<number>): number[] => Array.from(values, Math.abs);
const largestOf = (values: ArrayLike<number>): number => sizesOf(values).reduce((a, b) => Math.max(a, b), 0);
const sumOf = (values: ArrayLike<number>): number => sizesOf(values).reduce((a, b) => a + b, 0);

export function createIntegerConvolution(
  geometry: ConvolutionGeometry,
  isPooled: boolean,
  floats: (length: number) => Floats,
): IntegerConvolution {
  const { input, kernel, output } = geometry;
  const { maps } = output;
  const weights = kernel.rows * kernel.columns * input.maps * maps;
  const inputSize = input.rows * input.columns * input.maps;
  const convolve = isPooled
    ? createPooledConvolution(geometry, floats).forward
    : createConvolution(geometry).forward;
  return {
    roundedLength: weights,
    round(w, wr) {
      for (let m = 0; m < maps; m++) {
        const own = Array.from({ length: weights / maps }, (_, tap) => w[tap * maps + m]);
        const sum = sumOf(own);
        const scale = sum === 0 ? 1 : Math.min(LARGEST_WEIGHT / largestOf(own), LARGEST_WEIGHTS / sum);
        for (const [tap, weight] of own.entries()) wr[tap * maps + m] = nearest(weight * scale) / scale;
      }
    },
    forward(count, x, wr, b, y) {
      const rounded = x.slice(0, count * inputSize);
      for (let first = 0; first < rounded.length; first += inputSize) {
        const image = rounded.subarray(first, first + inputSize);
        // In float32, as the fast twin: which whole number is the nearest hangs on it.
        const largest = Math.fround(largestOf(image));
        const scale = largest > 0 ? Math.fround(LARGEST / largest) : 0;
        image.forEach((value, n) => {
          image[n] = nearest(Math.fround(value * scale)) * (largest / LARGEST);
        });
      }
      convolve(count, rounded, wr, b, y, new Int32Array(y.length));
    },
  };
}
