import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { findComponents, reaches } from '../../src/vision/components.ts';

/** Pixels by component, found by walking from neighbour to neighbour. */
function walk(ink: Uint8Array, width: number, height: number): number[][] {
  const seen = new Uint8Array(ink.length);
  const pieces: number[][] = [];
  for (let start = 0; start < ink.length; start++) {
    if (ink[start] === 0 || seen[start]) continue;
    const piece = [start];
    seen[start] = 1;
    for (let k = 0; k < piece.length; k++) {
      const [row, column] = [Math.floor(piece[k] / width), piece[k] % width];
      for (let r = Math.max(0, row - 1); r <= Math.min(height - 1, row + 1); r++) {
        for (let c = Math.max(0, column - 1); c <= Math.min(width - 1, column + 1); c++) {
          if (ink[r * width + c] === 0 || seen[r * width + c]) continue;
          seen[r * width + c] = 1;
          piece.push(r * width + c);
        }
      }
    }
    pieces.push(piece.sort((a, b) => a - b));
  }
  return pieces;
}

describe('components', () => {
  it('are those that a walk over the pixels finds', () => {
    const random = new Random(3);
    for (let round = 0; round < 200; round++) {
      const [width, height] = [1 + Math.floor(random.uniform() * 14), 1 + Math.floor(random.uniform() * 14)];
      const share = random.uniform();
      const ink = Uint8Array.from({ length: width * height }, () =>
        random.uniform() < share ? 1 + Math.floor(random.uniform() * 255) : 0,
      );
      const found = findComponents(ink, width);
      const pixels = found.map(({ runs }) => {
        const piece: number[] = [];
        for (let i = 0; i < runs.length; i += 3) {
          for (let column = runs[i + 1]; column < runs[i + 2]; column++) piece.push(runs[i] * width + column);
        }
        return piece;
      });
      expect(pixels).toEqual(walk(ink, width, height));
      found.forEach((own, k) => {
        const { area, box } = own;
        const piece = pixels[k];
        const columns = piece.map((p) => p % width);
        const rows = piece.map((p) => Math.floor(p / width));
        expect(area).toBe(piece.length);
        const peak = Math.max(...piece.map((p) => ink[p]));
        expect(reaches(ink, width, own, peak)).toBe(true);
        expect(reaches(ink, width, own, peak + 1)).toBe(false);
        expect([box.left, box.top]).toEqual([Math.min(...columns), Math.min(...rows)]);
        expect([box.left + box.width - 1, box.top + box.height - 1]).toEqual([
          Math.max(...columns),
          Math.max(...rows),
        ]);
      });
    }
  });

  it('are those of a part of a larger array', () => {
    const larger = new Uint8Array(27).fill(255, 0, 3);
    const ink = larger.subarray(3, 23);
    for (const at of [2, 3, 9, 19]) ink[at] = 1;
    larger.fill(255, 23);
    expect(findComponents(ink, 10).map(({ box }) => box)).toEqual([
      { left: 2, top: 0, width: 2, height: 1 },
      { left: 9, top: 0, width: 1, height: 2 },
    ]);
  });
});
