// Lines at the edges of a picture: found where they are, left alone where they are strokes.
import { describe, expect, it } from 'vitest';
import { findInside, wipeEdges } from '../../src/vision/frame.ts';
import { normalizePicture } from '../../src/vision/normalize.ts';
import type { Picture } from '../../src/vision/picture.ts';
import { drawFive } from './drawing.ts';

const SIDE = 64;
const five = drawFive({ side: SIDE, left: 20, top: 14, height: 36, pen: 4 });

/** A five in pencil on grey paper; `line` says where the picture is printed over, and how dark. */
function cell(line: (row: number, column: number) => number | undefined, paper = 200, pen = 110): Picture {
  const data = Uint8Array.from(five, (share, i) => {
    return line(Math.floor(i / SIDE), i % SIDE) ?? paper + share * (pen - paper);
  });
  return { width: SIDE, height: SIDE, data };
}

const imageOf = (picture: Picture) => {
  const normalized = normalizePicture(picture);
  if (normalized.status === 'blank') throw new Error('blank');
  return normalized.image;
};
const plain = imageOf(cell(() => undefined));

/** Mean difference of two images, in grey levels. */
const difference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;

describe('frame', () => {
  it.each([
    ['no line', () => undefined],
    ['a line on the left', (_: number, column: number) => (column < 3 ? 20 : undefined)],
    ['two lines', (row: number, column: number) => (row > 60 || column > 58 ? 20 : undefined)],
    [
      'a frame',
      (row: number, column: number) =>
        Math.min(row, column, SIDE - 1 - row, SIDE - 1 - column) < 3 ? 20 : undefined,
    ],
    [
      'a frame with paper outside',
      (row: number, column: number) => {
        const edge = Math.min(row, column, SIDE - 1 - row, SIDE - 1 - column);
        return edge >= 4 && edge < 7 ? 20 : undefined;
      },
    ],
    [
      'leaning lines, one faint',
      (row: number, column: number) =>
        Math.abs(column - 5 - 0.06 * row) < 1.5
          ? 20
          : Math.abs(row - 59 + 0.05 * column) < 1
            ? 150
            : undefined,
    ],
    ['a light frame', (row: number, column: number) => (Math.min(row, column) < 3 ? 250 : undefined)],
  ])('%s: the five is the same', (_, line) => {
    expect(difference(imageOf(cell(line)), plain)).toBeLessThan(6);
  });

  it.each([
    ['ruled', (row: number) => row % 20 === 9],
    ['squared', (row: number, column: number) => row % 16 === 7 || column % 16 === 3],
    ['hatched', (row: number, column: number) => (row + column) % 6 === 0],
  ] as [string, (row: number, column: number) => boolean][])(
    'on %s paper the five is much the same',
    (_, isPrint) => {
      const picture = cell(() => undefined, 220, 40);
      for (const [i, grey] of picture.data.entries())
        if (isPrint(Math.floor(i / SIDE), i % SIDE)) picture.data[i] = Math.min(grey, 150);
      expect(difference(imageOf(picture), plain)).toBeLessThan(12);
    },
  );

  it.each([18, 24])(
    'half in a shadow whose edge meets it %s columns in, the five is much the same',
    (edge) => {
      const picture = cell(() => undefined, 230, 40);
      for (const [i, grey] of picture.data.entries())
        if ((i % SIDE) + 0.3 * Math.floor(i / SIDE) >= edge + 10) picture.data[i] = Math.round(0.55 * grey);
      expect(difference(imageOf(picture), plain)).toBeLessThan(12);
    },
  );

  it('on a sheet that lies on a dark table the five is the same', () => {
    const [side, margin] = [144, 40];
    const data = new Uint8Array(side * side).fill(40);
    for (let row = 0; row < SIDE; row++) {
      const line = cell(() => undefined).data.subarray(row * SIDE, (row + 1) * SIDE);
      data.set(line, (row + margin) * side + margin);
    }
    expect(difference(imageOf({ width: side, height: side, data }), plain)).toBeLessThan(6);
  });

  it.each([0, 4])('a faint five in a dark frame, %s pixels from the edge, is the same', (margin) => {
    const frame = (row: number, column: number) => {
      const edge = Math.min(row, column, SIDE - 1 - row, SIDE - 1 - column) - margin;
      return edge >= 0 && edge < 2 ? 20 : undefined;
    };
    const faint = imageOf(cell(() => undefined, 220, 180));
    expect(difference(imageOf(cell(frame, 220, 180)), faint)).toBeLessThan(6);
  });

  it('keeps a seven that was cut out tightly: its bar is no line', () => {
    const [width, height] = [60, 80];
    const data = Uint8Array.from({ length: width * height }, (_, i) => {
      const [row, column] = [Math.floor(i / width), i % width];
      return row < 6 || Math.abs(column - 56 + 0.5 * row) < 4 ? 0 : 255;
    });
    expect(findInside({ width, height, data })).toEqual({ left: 0, top: 0, width, height });
  });

  it('small pictures have no frames', () => {
    const data = Uint8Array.from({ length: 28 * 28 }, (_, i) => (i % 28 < 2 ? 0 : 255));
    expect(findInside({ width: 28, height: 28, data })).toEqual({ left: 0, top: 0, width: 28, height: 28 });
  });

  it('wipes what the edges cut off, if a character stands apart from them', () => {
    const ink = (withFive: boolean) => ({
      width: SIDE,
      height: SIDE,
      data: Uint8Array.from(five, (share, i) =>
        i % SIDE < 4 ? 255 : withFive ? Math.round(255 * share) : 0,
      ),
    });
    const both = ink(true);
    wipeEdges(both);
    expect(both.data).toEqual(Uint8Array.from(five, (share) => Math.round(255 * share)));
    const alone = ink(false);
    wipeEdges(alone);
    expect(alone.data).toEqual(ink(false).data);
  });
});
