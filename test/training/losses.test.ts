// The losses: worked values, gradients by central differences, and which class the outputs speak for.
import { describe, expect, it } from 'vitest';
import { createPlainKernels } from '../../src/kernels/plain/kernels.ts';
import { Random } from '../../src/random.ts';
import { bestClass, makeLoss } from '../../src/training/losses.ts';
import type { LossName } from '../../src/training/recipe.ts';
import { drawValues, expectSlopes } from '../kernels/plain/central-differences.ts';

const kernels = createPlainKernels();

/** j of equation (9). */
const RUBBISH = 1.5;

function lossOf(name: LossName, kind: 'penalties' | 'scores', rows: number[][], labels: number[]) {
  const outputs = Float64Array.from(rows.flat());
  const gradient = new Float64Array(outputs.length).fill(7);
  const loss = makeLoss(
    { loss: name, rubbish: RUBBISH },
    { maps: rows[0].length, rows: 1, columns: 1 },
    kind,
  );
  return {
    loss: loss(rows.length, outputs, Int32Array.from(labels), gradient, kernels),
    gradient: [...gradient],
  };
}

describe('losses', () => {
  it('penalty: the right class alone, equation (8)', () => {
    expect(
      lossOf(
        'penalty',
        'penalties',
        [
          [3, 5, 0.5],
          [2, 9, 4],
        ],
        [1, 0],
      ),
    ).toEqual({
      loss: 7,
      gradient: [0, 1, 0, 1, 0, 0],
    });
  });

  it('meanSquare: half the squared distance from +1 and -1', () => {
    // 0.5 (0.5^2 + 2^2 + 1^2) = 2.625
    expect(lossOf('meanSquare', 'scores', [[0.5, 1, 0]], [0])).toEqual({
      loss: 2.625,
      gradient: [-0.5, 2, 1],
    });
  });

  it('crossEntropy: -log of the softmax, of scores as they are and of penalties negated', () => {
    // e^0 : e^(ln 3) = 1/4 : 3/4
    const scores = lossOf('crossEntropy', 'scores', [[0, Math.log(3)]], [0]);
    expect(scores.loss).toBeCloseTo(Math.log(4), 13);
    expect(scores.gradient[0]).toBeCloseTo(-0.75, 13);
    const penalties = lossOf('crossEntropy', 'penalties', [[0, Math.log(3)]], [0]);
    expect(penalties.loss).toBeCloseTo(Math.log(4 / 3), 13);
    expect(penalties.gradient[0]).toBeCloseTo(0.25, 13);
  });

  it('map: equation (9), with the rubbish class, of penalties as large as they are', () => {
    // y_D + log(e^-j + e^-1 + e^-2)
    const small = lossOf('map', 'penalties', [[1, 2]], [1]);
    const rest = Math.exp(-RUBBISH) + Math.exp(-1) + Math.exp(-2);
    expect(small.loss).toBeCloseTo(2 + Math.log(rest), 13);
    expect(small.gradient[0]).toBeCloseTo(-Math.exp(-1) / rest, 13);
    expect(small.gradient[1]).toBeCloseTo(1 - Math.exp(-2) / rest, 13);
    // Where every penalty is far above j, the rubbish class takes all: only the right class is pulled.
    const large = lossOf('map', 'penalties', [[900, 950]], [0]);
    expect(large.loss).toBeCloseTo(900 - RUBBISH, 10);
    expect(large.gradient).toEqual([1, -0]);
  });

  const cases = [
    ['penalty', 'penalties'],
    ['meanSquare', 'scores'],
    ['crossEntropy', 'scores'],
    ['crossEntropy', 'penalties'],
    ['map', 'penalties'],
  ] as const;
  it.each(cases)('%s on %s: the gradient is the slope, and only of the images counted', (name, kind) => {
    const [classes, count] = [7, 3];
    const random = new Random(4);
    const outputs = drawValues(random, (count + 1) * classes);
    const labels = Int32Array.from({ length: count + 1 }, () => random.integer(classes));
    const gradient = new Float64Array(outputs.length).fill(7);
    const loss = makeLoss({ loss: name, rubbish: RUBBISH }, { maps: classes, rows: 1, columns: 1 }, kind);
    loss(count, outputs, labels, gradient, kernels);
    expect([...gradient.subarray(count * classes)]).toEqual(new Array(classes).fill(7));
    const scratch = new Float64Array(outputs.length);
    const counted = outputs.subarray(0, count * classes);
    expectSlopes(
      () => loss(count, outputs, labels, scratch, kernels),
      counted,
      gradient.subarray(0, count * classes),
    );
  });
});

describe('bestClass', () => {
  it('is the largest score or the smallest penalty, of the image asked for', () => {
    const outputs = [1, 5, 2, 8, 0, 3];
    expect([0, 1].map((n) => bestClass(outputs, n, 3, 'scores'))).toEqual([1, 0]);
    expect([0, 1].map((n) => bestClass(outputs, n, 3, 'penalties'))).toEqual([0, 1]);
  });

  it('is the first of equals, and 0 where nothing is a number', () => {
    expect(bestClass([1, 4, 4, 4], 0, 4, 'scores')).toBe(1);
    expect(bestClass([9, 4, 7, 4], 0, 4, 'penalties')).toBe(1);
    expect(bestClass([0, 0, 0, 0], 0, 4, 'scores')).toBe(0);
    expect(bestClass(new Array(4).fill(Number.NaN), 0, 4, 'scores')).toBe(0);
  });
});
