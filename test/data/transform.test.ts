// Transformations of a picture that can be followed by eye: a bar and a point.
import { createDataset, transformSet, UsageError } from 'lenet5';
import { describe, expect, it } from 'vitest';

const SIDE = 7;
const draw = (...lines: string[]) =>
  createDataset({
    name: 'picture',
    rows: lines.length,
    columns: lines[0].length,
    images: Uint8Array.from(lines.join(''), (mark) => (mark === '#' ? 255 : 0)),
    labels: Uint8Array.of(0),
  });
const bar = draw('.......', '.......', '...#...', '...#...', '...#...', '...#...', '.......');

const show = (set: ReturnType<typeof draw>) =>
  Array.from({ length: set.rows }, (_, r) =>
    [...set.images.subarray(r * set.columns, (r + 1) * set.columns)]
      .map((ink) => (ink > 127 ? '#' : '.'))
      .join(''),
  );

describe('transformation', () => {
  it('by nothing leaves every byte, centred in a larger field', () => {
    expect(transformSet(bar, SIDE, SIDE, {}).images).toEqual(bar.images);
    const larger = transformSet(bar, SIDE + 4, SIDE + 4, {});
    expect(show(larger)[4]).toBe('.....#.....');
  });

  it('turns clockwise', () => {
    expect(show(transformSet(bar, SIDE, SIDE, { rotation: 90 }))[3]).toBe('.####..');
  });

  it('shifts, and cuts off what leaves the field', () => {
    expect(show(transformSet(bar, SIDE, SIDE, { right: 2, down: 3 }))).toEqual([
      ...new Array(5).fill('.......'),
      '.....#.',
      '.....#.',
    ]);
  });

  it('scales', () => {
    const ink = (set: ReturnType<typeof draw>) => set.images.reduce((a, b) => a + b, 0) / 255;
    expect(ink(transformSet(bar, 20, 20, { scale: 2 }))).toBeCloseTo(4 * 4, 1);
  });

  it('squeezes: higher and narrower, or the other way round', () => {
    const dash = draw('.......', '.......', '.......', '.#####.', '.......', '.......', '.......');
    const wide = (set: ReturnType<typeof draw>) => show(set)[3].replaceAll('.', '').length;
    const high = (set: ReturnType<typeof draw>) => show(set).filter((line) => line[3] === '#').length;
    expect(wide(transformSet(dash, SIDE, SIDE, { squeeze: 2 }))).toBe(3);
    expect(high(transformSet(bar, SIDE, SIDE, { squeeze: 1.5 }))).toBe(6);
    expect(high(transformSet(bar, SIDE, SIDE, { squeeze: 0.5 }))).toBe(1);
  });

  it('slants to the right', () => {
    expect(show(transformSet(bar, SIDE, SIDE, { slant: 1 }))).toEqual([
      '.......',
      '.......',
      '....#..',
      '...#...',
      '..#....',
      '.#.....',
      '.......',
    ]);
  });

  it('thickens and thins by parts of a pixel', () => {
    expect(show(transformSet(bar, SIDE, SIDE, { thickness: 1 }))[3]).toBe('..###..');
    expect(transformSet(bar, SIDE, SIDE, { thickness: 0.4 }).images[3 * SIDE + 2]).toBe(102);
    expect(transformSet(bar, SIDE, SIDE, { thickness: -1 }).images.every((ink) => ink === 0)).toBe(true);
  });

  it('inverts pixels at the asked rate, the same ones for the same seed', () => {
    const large = transformSet(bar, 100, 100, { noise: 0.1 });
    const inverted = large.images.filter((ink) => ink > 127).length;
    expect(inverted).toBeGreaterThan(900);
    expect(inverted).toBeLessThan(1100);
    expect(transformSet(bar, 100, 100, { noise: 0.1 }).images).toEqual(large.images);
    expect(transformSet(bar, 100, 100, { noise: 0.1 }, 2).images).not.toEqual(large.images);
  });

  it('refuses amounts out of range', () => {
    expect(() => transformSet(bar, SIDE, SIDE, { scale: 0 })).toThrow(UsageError);
    expect(() => transformSet(bar, SIDE, SIDE, { noise: Number.NaN })).toThrow(UsageError);
  });
});
