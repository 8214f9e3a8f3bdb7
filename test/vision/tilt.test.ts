// Two printed lines say how far a picture is turned, and it is turned back.
import { describe, expect, it } from 'vitest';
import { mapPoint } from '../../src/vision/affine.ts';
import type { Ink } from '../../src/vision/ink.ts';
import { findTilt, makeLevel } from '../../src/vision/tilt.ts';

const [WIDTH, HEIGHT] = [300, 160];

/** Lines of ink through the middle of these rows, three pixels thick, falling by so many rows a column. */
function rule(rows: readonly number[], slope: number, width = WIDTH): Ink {
  const data = new Uint8Array(width * HEIGHT);
  for (let column = 0; column < width; column++) {
    for (const middle of rows) {
      const row = Math.round(middle + slope * (column - width / 2));
      for (const at of [row - 1, row, row + 1]) if (at >= 0 && at < HEIGHT) data[at * width + column] = 255;
    }
  }
  return { width, height: HEIGHT, data };
}

function withStrokes(ink: Ink): Ink {
  const data = ink.data.slice();
  for (const column of [60, 110, 160, 210, 260])
    for (let row = 60; row < 100; row++) data.fill(255, row * WIDTH + column, row * WIDTH + column + 5);
  return { ...ink, data };
}

describe('findTilt', () => {
  it.each([-0.18, -0.07, 0.03, 0.1])('finds that a box falls by %d rows a column', (slope) => {
    const box = rule([50, 110], slope);
    for (const ink of [box, withStrokes(box)])
      expect(Math.abs(findTilt(ink) - slope)).toBeLessThan(2 / WIDTH + 1e-9);
  });

  it('finds it in pictures of many columns, too', () => {
    expect(Math.abs(findTilt(rule([50, 110], 0.03, 1500)) - 0.03)).toBeLessThan(2 / 1500 + 1e-9);
  });

  it.each([
    ['level lines', rule([50, 110], 0)],
    ['lines that the search for lines finds as they are', rule([50, 110], 0.015)],
    ['one line', rule([80], 0.1)],
    ['two lines beside each other', rule([80, 86], 0.1)],
    ['lines steeper than a picture is turned', rule([50, 110], 0.4)],
    ['strokes', withStrokes(rule([], 0))],
    ['nothing', rule([], 0)],
    ['one pixel', { width: 1, height: 1, data: Uint8Array.of(255) }],
  ])('is 0 for %s', (_, ink) => {
    expect(findTilt(ink)).toBe(0);
  });
});

describe('makeLevel', () => {
  it.each([-0.18, 0.1])('turns lines that fall by %d rows a column so that they are level', (slope) => {
    const { data, ...size } = rule([50, 110], slope);
    const { grey, origin } = makeLevel({ ...size, data }, slope);
    expect(findTilt({ width: grey.width, height: grey.height, data: Uint8Array.from(grey.data) })).toBe(0);
    for (const row of [50, 110]) {
      // The line's middle is where the map says.
      const found = Array.from({ length: grey.height }, (_, at) => at).filter((at) => {
        const [x, y] = mapPoint(origin, [grey.width / 2, at + 0.5]);
        return Math.abs(y - (row + 0.5 + slope * (x - WIDTH / 2))) < 0.6;
      });
      expect(found.length).toBeGreaterThan(0);
      for (const at of found) expect(grey.data[at * grey.width + (grey.width >> 1)]).toBeGreaterThan(128);
    }
  });

  it('keeps all of the picture', () => {
    const { grey, origin } = makeLevel({ width: 90, height: 40, data: new Uint8Array(3600) }, 0.15);
    const corners = [
      [0, 0],
      [grey.width, 0],
      [0, grey.height],
      [grey.width, grey.height],
    ].map(([x, y]) => mapPoint(origin, [x, y]));
    expect(Math.min(...corners.map(([x]) => x))).toBeLessThanOrEqual(0);
    expect(Math.max(...corners.map(([x]) => x))).toBeGreaterThanOrEqual(90);
    expect(Math.min(...corners.map(([, y]) => y))).toBeLessThanOrEqual(0);
    expect(Math.max(...corners.map(([, y]) => y))).toBeGreaterThanOrEqual(40);
  });
});
