import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { graphLoss, type PieceLattice } from '../../src/training/graph-loss.ts';

const CLASSES = 3;
const RUBBISH = 1;
const PRICE = 0.7;

/** Every arc of up to two primitives over four. */
const arcs = [0, 1, 2, 3]
  .flatMap((from) => [from + 1, from + 2].map((to) => [from, to]))
  .filter(([, to]) => to <= 4);
const lattice: PieceLattice = {
  ...{ from: arcs.map(([from]) => from), to: arcs.map(([, to]) => to), last: 4 },
  ...{ classes: CLASSES, rubbish: RUBBISH, price: PRICE },
};

const scoresOf = (seed: number): Float64Array => {
  const random = new Random(seed);
  return Float64Array.from({ length: arcs.length * CLASSES }, () => random.uniform(-2, 2));
};

/** All paths from a node to the end: what each writes, and its score. */
function pathsFrom(node: number, scores: Float64Array): { text: number[]; score: number }[] {
  if (node === lattice.last) return [{ text: [], score: 0 }];
  return arcs.flatMap(([from, to], arc) => {
    if (from !== node) return [];
    return pathsFrom(to, scores).flatMap((rest) =>
      [0, 1, 2].map((m) =>
        m === RUBBISH
          ? { text: rest.text, score: rest.score - PRICE }
          : { text: [m, ...rest.text], score: rest.score + scores[arc * CLASSES + m] },
      ),
    );
  });
}

const lossOf = (scores: Float64Array, text: number[]): number =>
  graphLoss(lattice, scores, text, new Float64Array(scores.length));

describe('graphLoss', () => {
  it.each([[], [0], [2, 0], [0, 0, 2], [2, 2, 0, 0]].map((text) => ({ text })))(
    'is minus the logarithm of the share of all paths that write $text',
    ({ text }) => {
      const scores = scoresOf(5);
      const paths = pathsFrom(0, scores);
      const sum = (own: typeof paths) => own.reduce((total, { score }) => total + Math.exp(score), 0);
      const right = paths.filter((path) => path.text.join() === text.join());
      expect(lossOf(scores, text)).toBeCloseTo(-Math.log(sum(right) / sum(paths)), 10);
    },
  );

  it('has the gradient by differences, and none for the rubbish', () => {
    const scores = scoresOf(8);
    const gradient = new Float64Array(scores.length).fill(9);
    graphLoss(lattice, scores, [2, 0], gradient);
    for (let i = 0; i < scores.length; i++) {
      const [more, less] = [1e-5, -1e-5].map((step) => {
        const moved = scores.slice();
        moved[i] += step;
        return lossOf(moved, [2, 0]);
      });
      expect(gradient[i]).toBeCloseTo((more - less) / 2e-5, 7);
    }
    expect(arcs.map((_, arc) => gradient[arc * CLASSES + RUBBISH])).toEqual(arcs.map(() => 0));
  });

  it('is infinite, without a gradient, where no path is so long', () => {
    const gradient = new Float64Array(arcs.length * CLASSES).fill(9);
    expect(graphLoss(lattice, scoresOf(1), [0, 0, 0, 0, 0], gradient)).toBe(Number.POSITIVE_INFINITY);
    expect(gradient.every((value) => value === 0)).toBe(true);
  });
});
