import { describe, expect, it } from 'vitest';
import { findComponents } from '../../src/vision/components.ts';
import { nextInk, wordsOf } from '../../src/vision/words.ts';

const LENGTH = 23;

/** Of a buffer with ink in front of the pixels, too: they begin at any byte. */
function pixelsWith(ink: readonly number[], offset: number): Uint8Array {
  const buffer = new Uint8Array(LENGTH + offset).fill(255, 0, offset);
  const pixels = buffer.subarray(offset);
  for (const at of ink) pixels[at] = 1;
  return pixels;
}

describe('nextInk', () => {
  it.each([0, 1, 2, 3])('finds each pixel from each before it, %i bytes into a buffer', (offset) => {
    for (let ink = 0; ink < LENGTH; ink++) {
      const pixels = pixelsWith([ink], offset);
      const words = wordsOf(pixels);
      for (let from = 0; from <= LENGTH; from++) {
        for (let end = from; end <= LENGTH; end++)
          expect(nextInk(pixels, words, from, end)).toBe(ink >= from && ink < end ? ink : end);
      }
    }
  });

  it('finds pieces of ink in a part of a larger array', () => {
    const found = findComponents(pixelsWith([2, 3, 9, 19], 3).subarray(0, 20), 10);
    expect(found.map(({ box }) => box)).toEqual([
      { left: 2, top: 0, width: 2, height: 1 },
      { left: 9, top: 0, width: 1, height: 2 },
    ]);
  });
});
