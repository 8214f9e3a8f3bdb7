import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../src/errors.ts';
import { channelsOf, type Picture, toGrey } from '../../src/vision/picture.ts';

const picture = (width: number, height: number, data: number[]): Picture => ({
  width,
  height,
  data: Uint8ClampedArray.from(data),
});

/** A canvas of 4 x 4 with `pixel` on its first row and `rest` elsewhere. */
const canvas = (pixel: number[], rest: number[]) =>
  picture(4, 4, Array.from({ length: 16 }, (_, i) => (i < 4 ? pixel : rest)).flat());

describe('a picture in grey', () => {
  it('is itself where it is grey, in new memory', () => {
    const grey = picture(2, 1, [7, 200]);
    const copy = toGrey(grey);
    expect([...copy]).toEqual([7, 200]);
    expect(copy.buffer).not.toBe(grey.data.buffer);
  });

  it('is the luminance of colours', () => {
    const colors = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 10, 10, 10];
    expect([...toGrey(picture(5, 1, colors))]).toEqual([76, 150, 29, 255, 10]);
  });

  it('shows white behind dark strokes on a transparent canvas', () => {
    const grey = toGrey(canvas([0, 0, 0, 255], [0, 0, 0, 0]));
    expect([...grey.slice(0, 5)]).toEqual([0, 0, 0, 0, 255]);
  });

  it('shows black behind light strokes on a transparent canvas', () => {
    for (const white of [
      [255, 255, 255, 255],
      [255, 240, 80, 255],
    ]) {
      const grey = toGrey(canvas(white, [0, 0, 0, 0]));
      expect(grey[0]).toBeGreaterThan(220);
      expect(grey[5]).toBe(0);
    }
    expect(toGrey(canvas([255, 255, 255, 128], [255, 255, 255, 0]))[0]).toBe(128);
  });

  it('shows white behind an opaque page, whatever its corners', () => {
    const page = Array.from({ length: 16 }, (_, i) => (i === 0 ? [0, 0, 0, 0] : [250, 250, 250, 255]));
    expect(toGrey(picture(4, 4, page.flat()))[0]).toBe(255);
  });

  it('shows white behind half-transparent dark strokes', () => {
    expect(toGrey(canvas([0, 0, 0, 128], [255, 255, 255, 0]))[0]).toBe(127);
  });

  it('must have data of its size', () => {
    expect(() => toGrey(picture(2, 2, [1, 2, 3]))).toThrow(
      new ShapeError(
        'picture: 3 bytes do not fit 2x2 pixels; expected 4 (grey), 12 (RGB) or 16 (RGBA), got 3.',
      ),
    );
    expect(() => channelsOf(picture(1, 1, [1, 2]))).toThrow(ShapeError);
    for (const [width, height] of [
      [0, 3],
      [3, 0],
      [-1, -1],
      [1.5, 2],
      [Number.NaN, 1],
    ]) {
      expect(() => toGrey(picture(width, height, []))).toThrow(
        new ShapeError(
          `picture: wrong size; expected positive whole numbers of pixels, got ${width}x${height}.`,
        ),
      );
    }
    expect(() => toGrey(picture(20000, 20000, []))).toThrow(
      new ShapeError(
        'picture: too large; expected at most 64000000 pixels, got 20000x20000. Make it smaller first.',
      ),
    );
  });
});
