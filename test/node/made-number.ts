// A picture of a number, made of MNIST's test digits.
import { loadMnist } from '../../node/datasets.ts';
import type { Picture } from '../../src/index.ts';

/** The first test digits, 7 2 1 0 4, side by side, at twice their size. */
export async function drawNumber(): Promise<Picture & { readonly data: Uint8Array }> {
  const { images } = await loadMnist('test');
  const [width, height] = [5 * 56, 56];
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [row, column] = [Math.floor(i / width) >> 1, (i % width) >> 1];
    return 240 - 0.8 * images[Math.floor(column / 28) * 784 + row * 28 + (column % 28)];
  });
  return { width, height, data };
}
