import { describe, expect, it } from 'vitest';
import type { Box } from '../../src/vision/components.ts';
import { boundingBox, type Ink } from '../../src/vision/ink.ts';
import { separateLines } from '../../src/vision/text-lines.ts';

/** Blocks of ink, each as left, top, width, height. */
function inkOf(...blocks: readonly (readonly [number, number, number, number])[]): Ink {
  const [width, height] = [200, 200];
  const data = new Uint8Array(width * height);
  for (const [left, top, across, down] of blocks) {
    for (let row = top; row < top + down; row++)
      data.fill(255, row * width + left, row * width + left + across);
  }
  return { width, height, data };
}

const boxesOf = (lines: readonly Ink[]): (Box | undefined)[] => lines.map(boundingBox);
const box = (left: number, top: number, width: number, height: number): Box => ({ left, top, width, height });

describe('separateLines', () => {
  it('gives the ink of every line, each where it was', () => {
    const ink = inkOf([10, 10, 20, 40], [40, 12, 20, 40], [20, 70, 20, 40], [50, 66, 20, 40]);
    const lines = separateLines(ink);
    expect(boxesOf(lines)).toEqual([box(10, 10, 50, 42), box(20, 66, 50, 44)]);
    expect(lines[0].data.map((value, i) => value + lines[1].data[i])).toEqual(ink.data);
  });

  it('gives points, dashes and bars of fives to the line that they are nearest to', () => {
    const ink = inkOf(
      ...([
        [10, 10, 20, 40],
        [40, 10, 20, 40],
        [70, 46, 4, 10],
        [10, 80, 20, 40],
        [40, 80, 20, 40],
        [42, 70, 20, 4],
      ] as const),
    );
    expect(boxesOf(separateLines(ink))).toEqual([box(10, 10, 64, 46), box(10, 70, 52, 50)]);
  });

  it.each<[string, Ink]>([
    ['characters side by side', inkOf([10, 10, 20, 40], [40, 14, 20, 40], [70, 8, 20, 40])],
    ['raised and lowered ones', inkOf([10, 50, 20, 60], [40, 44, 20, 32], [70, 90, 20, 32])],
    ['writing uphill', inkOf([10, 100, 20, 40], [40, 80, 20, 40], [70, 60, 20, 40], [100, 40, 20, 40])],
    ['a stroke from line to line', inkOf([10, 10, 20, 40], [40, 70, 20, 40], [70, 10, 4, 100])],
    ['a character in two parts', inkOf([10, 10, 30, 40], [10, 54, 30, 40])],
    ['nothing', inkOf()],
  ])('leaves %s as one line', (_, ink) => {
    expect(separateLines(ink)).toEqual([ink]);
  });
});
