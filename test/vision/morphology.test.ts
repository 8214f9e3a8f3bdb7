import { describe, expect, it } from 'vitest';
import * as simdPixels from '../../src/kernels/simd/pixels.ts';
import { Random } from '../../src/random.ts';
import { darkestAround, lightestAround } from '../../src/vision/morphology.ts';

const [WIDTH, HEIGHT] = [13, 9];
const random = new Random(1);
const values = Uint8Array.from({ length: WIDTH * HEIGHT }, () => random.integer(256));

/** All values of the window, cut at the borders. */
function windowAround(i: number, radius: number, image = values): number[] {
  const [row, column] = [Math.floor(i / WIDTH), i % WIDTH];
  return [...image].filter(
    (_, k) => Math.abs(Math.floor(k / WIDTH) - row) <= radius && Math.abs((k % WIDTH) - column) <= radius,
  );
}

const IMAGE = { width: WIDTH, height: HEIGHT, data: values };

describe('windows', () => {
  it.each([0, 1, 2, 5, 20])('of radius %s have their lightest and their darkest', (radius) => {
    const [light, dark] = [lightestAround, darkestAround].map((f) => f(IMAGE, radius));
    expect([...light]).toEqual([...values].map((_, i) => Math.max(...windowAround(i, radius))));
    expect([...dark]).toEqual([...values].map((_, i) => Math.min(...windowAround(i, radius))));
  });

  it.each([0, 1, 3, 20])('of radius %s have their sums', (radius) => {
    const expected = [...values].map((_, i) => windowAround(i, radius).reduce((a, b) => a + b));
    expect([...simdPixels.windowSums(values, WIDTH, HEIGHT, radius)]).toEqual(expected);
  });
});
