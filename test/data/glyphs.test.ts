import { describe, expect, it } from 'vitest';
import { createDataset } from '../../src/data/dataset.ts';
import { writeDigit } from '../../src/data/glyphs.ts';
import { drawWriting } from '../../src/data/writing.ts';
import { Random } from '../../src/random.ts';

/** A "zero": a frame as high and as broad as MNIST's digits can be. */
function frame() {
  const images = new Uint8Array(784);
  for (let row = 4; row < 24; row++) {
    const isEnd = row < 6 || row > 21;
    for (let column = 6; column < 22; column++) {
      if (isEnd || column < 8 || column > 19) images[row * 28 + column] = 255;
    }
  }
  return createDataset({ name: 'frame', rows: 28, columns: 28, images, labels: new Uint8Array(1) });
}

const write = (seed: number) => {
  const random = new Random(seed);
  return writeDigit(frame(), 0, { ...drawWriting(random), openZeros: 0, slashedZeros: 0 }, random);
};

/** Pixels of ink at the edge, and all of them. */
function countInk({ width, height, data }: { width: number; height: number; data: Float32Array }) {
  let [edge, all] = [0, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (data[row * width + column] < 0.5) continue;
      all++;
      if (row === 0 || column === 0 || row === height - 1 || column === width - 1) edge++;
    }
  }
  return { edge, all };
}

describe('writeDigit', () => {
  it('cuts nothing off, however the digit is bent', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { edge, all } = countInk(write(seed));
      expect(edge, `seed ${seed}`).toBe(0);
      expect(all, `seed ${seed}`).toBeGreaterThan(0);
    }
  });

  it('writes the same for the same random stream, and something else for another', () => {
    expect(write(1)).toEqual(write(1));
    expect(write(1).data).not.toEqual(write(2).data);
  });
});
