// Paper under made writing.
import { describe, expect, it } from 'vitest';
import { paintPaper } from '../../src/data/papers.ts';
import { Random } from '../../src/random.ts';

const [WIDTH, HEIGHT, DIGIT] = [120, 60, 40];
const blank = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT) };
const papers = Array.from({ length: 400 }, (_, seed) => paintPaper(blank, DIGIT, new Random(seed)));

/** How much darker a column is than those a few pixels beside it, of 255; at most so in any column of a part. */
function darkestColumn({ data }: { readonly data: Uint8Array }, from: number, to: number): number {
  const means = Array.from({ length: WIDTH }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < HEIGHT; row++) sum += data[row * WIDTH + column];
    return sum / HEIGHT;
  });
  let most = 0;
  for (let column = Math.max(4, from); column < Math.min(to, WIDTH - 4); column++)
    most = Math.max(most, Math.min(means[column - 4], means[column + 4]) - means[column]);
  return most;
}

const countDark = (from: number, to: number) =>
  papers.filter((paper) => darkestColumn(paper, from, to) > 20).length;

describe('paintPaper', () => {
  it('is the same for the same stream', () => {
    expect(paintPaper(blank, DIGIT, new Random(3))).toEqual(papers[3]);
    expect(papers[4].data).not.toEqual(papers[3].data);
  });

  it('has the side of a box at either edge now and then, and in the middle hardly ever', () => {
    const reach = 0.35 * DIGIT;
    const [left, middle, right] = [
      countDark(0, reach + 2),
      countDark(45, 75),
      countDark(WIDTH - reach - 2, WIDTH),
    ];
    expect(left).toBeGreaterThan(4);
    expect(right).toBeGreaterThan(2);
    expect(left + right).toBeLessThan(60);
    expect(middle).toBeLessThan(left);
  });
});
