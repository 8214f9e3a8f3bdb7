// Pictures pasted on something flat are told from writing on the paper around it.
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import type { Box } from '../../src/vision/components.ts';
import type { Ink } from '../../src/vision/ink.ts';
import { findPasted } from '../../src/vision/pasted.ts';

const [WIDTH, HEIGHT] = [200, 120];
const INSIDE: Box = { left: 40, top: 30, width: 120, height: 50 };

interface Scene {
  readonly around: number;
  readonly paper?: number;
  readonly inside?: Box;
  /** Most levels that a pixel differs from its own. */
  readonly grain?: number;
  readonly draw?: (fill: (box: Box, level: number) => void) => void;
}

function paint({ around, paper = around, inside = INSIDE, grain = 0, draw }: Scene): Ink {
  const random = new Random(2);
  const data = new Uint8Array(WIDTH * HEIGHT).fill(around);
  const fill = ({ left, top, width, height }: Box, level: number): void => {
    for (let row = top; row < top + height; row++)
      data.fill(level, row * WIDTH + left, row * WIDTH + left + width);
  };
  fill(inside, paper);
  draw?.(fill);
  for (let i = 0; i < data.length; i++)
    data[i] = Math.max(0, Math.min(255, data[i] + random.integer(2 * grain + 1) - grain));
  return { width: WIDTH, height: HEIGHT, data };
}

/** Strokes of the pen within the inside, one of which reaches its upper edge. */
const STROKES = (fill: (box: Box, level: number) => void): void => {
  fill({ left: 60, top: 30, width: 6, height: 40 }, 40);
  fill({ left: 90, top: 45, width: 30, height: 6 }, 40);
};

describe('findPasted', () => {
  it.each([
    ['grey paper on a white page', { around: 255, paper: 180, draw: STROKES }],
    ['white paper on black', { around: 8, paper: 240, draw: STROKES }],
    ['the same with a grain', { around: 20, paper: 230, grain: 8, draw: STROKES }],
    ['a blackboard on a white page', { around: 250, paper: 50 }],
  ] as readonly [string, Scene][])('finds %s, but for its rim', (_, scene) => {
    expect(findPasted(paint(scene))).toEqual({ left: 41, top: 31, width: 118, height: 48 });
  });

  it('finds a picture that has something beside it at two sides alone', () => {
    const inside = { left: 0, top: 0, width: 150, height: 90 };
    expect(findPasted(paint({ around: 255, paper: 200, inside }))).toEqual({
      ...{ left: 0, top: 0, width: 149, height: 89 },
    });
  });

  const frame = (fill: (box: Box, level: number) => void): void => {
    fill({ left: 20, top: 20, width: 160, height: 80 }, 30);
    fill({ left: 24, top: 24, width: 152, height: 72 }, 250);
    STROKES(fill);
  };
  it.each([
    ['writing on white paper', { around: 250, draw: STROKES }],
    ['writing in a printed box', { around: 250, draw: frame }],
    [
      'writing under a line across the picture',
      { around: 250, inside: { left: 0, top: 20, width: 200, height: 4 }, paper: 30, draw: STROKES },
    ],
    [
      'two broad strokes',
      {
        around: 250,
        draw: (fill) => [30, 110].map((left) => fill({ left, top: 20, width: 60, height: 80 }, 20)),
      },
    ],
    [
      'light writing on dark paper',
      { around: 20, draw: (fill) => fill({ left: 60, top: 40, width: 6, height: 40 }, 240) },
    ],
    ['paper hardly darker than what is around it', { around: 250, paper: 238 }],
    [
      'paper that ends in a line',
      { around: 30, paper: 235, inside: { left: 0, top: 4, width: 200, height: 116 } },
    ],
    ['a blank picture', { around: 250 }],
    ['noise', { around: 128, grain: 120 }],
  ] as readonly [string, Scene][])('finds none around %s', (_, scene) => {
    expect(findPasted(paint(scene))).toBeUndefined();
  });

  it('looks at pictures of one pixel, one row and one column', () => {
    for (const [width, height] of [
      [1, 1],
      [30, 1],
      [1, 30],
      [2, 2],
    ])
      expect(findPasted({ width, height, data: new Uint8Array(width * height).fill(9) })).toBeUndefined();
  });
});
