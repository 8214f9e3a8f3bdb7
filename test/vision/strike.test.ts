import { describe, expect, it } from 'vitest';
import type { Ink } from '../../src/vision/ink.ts';
import { isStruckOut } from '../../src/vision/strike.ts';

const [WIDTH, HEIGHT] = [260, 100];
const PEN = 4;

type Line = readonly [x0: number, y0: number, x1: number, y1: number];

/** Strokes of the pen. */
function draw(...lines: readonly Line[]): Ink {
  const data = new Uint8Array(WIDTH * HEIGHT);
  for (const [x0, y0, x1, y1] of lines) {
    for (let n = 0; n <= 400; n++) {
      const [x, y] = [x0 + ((x1 - x0) * n) / 400, y0 + ((y1 - y0) * n) / 400].map(Math.round);
      for (let row = y - PEN / 2; row < y + PEN / 2; row++)
        data.fill(255, row * WIDTH + x - PEN / 2, row * WIDTH + x + PEN / 2);
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** A zero with corners, 26 wide and 50 high. */
const zeroAt = (x: number): Line[] => [
  [x, 20, x + 26, 20],
  [x + 26, 20, x + 26, 70],
  [x + 26, 70, x, 70],
  [x, 70, x, 20],
];
const number = [60, 100, 140, 180].flatMap(zeroAt);

const isStruck = (...lines: readonly Line[]) => isStruckOut(draw(...number, ...lines), draw(...number), PEN);

describe('isStruckOut', () => {
  it.each<[string, Line]>([
    ['level', [50, 46, 216, 46]],
    ['rising', [50, 58, 216, 36]],
    ['steep', [48, 76, 218, 14]],
    ['not quite as long as the number', [70, 46, 200, 46]],
    ['with a long end', [50, 46, 259, 46]],
  ])('finds a stroke that is %s', (_, line) => {
    expect(isStruck(line)).toBe(true);
  });

  it.each<[string, Line[]]>([
    ['nothing', []],
    ['a line from edge to edge', [[0, 46, 259, 46]]],
    ['a line under the writing', [[50, 80, 216, 80]]],
    ['the line that it stands on', [[50, 70, 216, 70]]],
    ['a stroke through a part', [[120, 46, 216, 46]]],
    ['dashes between digits', [[90, 46, 96, 46]]],
  ])('leaves %s', (_, lines) => {
    expect(isStruck(...lines)).toBe(false);
  });

  it('finds it where it is in the writing still', () => {
    const struck = draw(...number, [50, 46, 216, 46]);
    expect(isStruckOut(struck, struck, PEN)).toBe(true);
  });

  it('takes the bar of a single digit for its own', () => {
    const seven = draw([60, 20, 90, 20], [90, 20, 70, 70], [62, 46, 94, 46]);
    expect(isStruckOut(seven, seven, PEN)).toBe(false);
  });

  it('bears ink without a line, and none', () => {
    const [blank, dot] = [draw(), draw([50, 50, 51, 50])];
    expect(isStruckOut(blank, blank, PEN)).toBe(false);
    expect(isStruckOut(dot, dot, PEN)).toBe(false);
  });
});
