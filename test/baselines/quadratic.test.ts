// Principal components, least squares and the classifier made of both, against cases worked out by hand.
import { createDataset, QuadraticClassifier, Random } from 'lenet5';
import { describe, expect, it } from 'vitest';
import { LeastSquares } from '../../src/baselines/least-squares.ts';
import { covariance, principalComponents } from '../../src/baselines/principal-components.ts';

const makeSet = (rows: number, columns: number, images: ArrayLike<number>, labels: ArrayLike<number>) =>
  createDataset({
    name: 'set',
    rows,
    columns,
    images: Uint8Array.from(images),
    labels: Uint8Array.from(labels),
  });

describe('principal components', () => {
  it('of a 2x2 matrix: (1, 1) before (1, -1)', () => {
    const [a, b, c, d] = principalComponents(Float64Array.from([2, 1, 1, 2]), 2, 2);
    expect(Math.abs(a)).toBeCloseTo(Math.SQRT1_2, 12);
    expect(a).toBeCloseTo(b, 12);
    expect(c).toBeCloseTo(-d, 12);
  });

  it('are eigenvectors, the largest value first, of a matrix larger than what is iterated', () => {
    const size = 60;
    const random = new Random(3);
    const spread = Float64Array.from({ length: size * size }, () => random.uniform(-1, 1));
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        for (let k = 0; k < size; k++) {
          matrix[i * size + j] += spread[i * size + k] * spread[j * size + k] * 0.7 ** k;
        }
      }
    }
    const found = principalComponents(matrix, size, 4);
    const values = [0, 1, 2, 3].map((v) => {
      const vector = found.subarray(v * size, (v + 1) * size);
      const image = Array.from({ length: size }, (_, i) =>
        vector.reduce((sum, x, j) => sum + matrix[i * size + j] * x, 0),
      );
      const value = image.reduce((sum, y, i) => sum + y * vector[i], 0);
      for (let i = 0; i < size; i++) expect(image[i]).toBeCloseTo(value * vector[i], 8);
      return value;
    });
    expect(values).toEqual([...values].sort((a, b) => b - a));
  });

  it('covariance of two pictures', () => {
    const set = makeSet(1, 2, [0, 255, 255, 0], [0, 1]);
    expect([...covariance(set, 2)]).toEqual([0.25, -0.25, -0.25, 0.25]);
  });
});

describe('least squares', () => {
  it('fits a line through three points: 1/6 + 3/2 x', () => {
    const fit = new LeastSquares(2, 1);
    for (const [x, y] of [
      [0, 0],
      [1, 2],
      [2, 3],
    ]) {
      fit.add(Float64Array.from([1, x]), [y]);
    }
    const [offset, slope] = fit.solve(0);
    expect(offset).toBeCloseTo(1 / 6, 12);
    expect(slope).toBeCloseTo(3 / 2, 12);
  });
});

describe('quadratic classifier', () => {
  it('tells apart what no line can: exclusive or', () => {
    const corners = [
      [0, 0, 0],
      [255, 255, 0],
      [255, 0, 1],
      [0, 255, 1],
    ];
    const many = Array.from({ length: 40 }, (_, n) => corners[n % 4]);
    const set = makeSet(
      1,
      2,
      many.flatMap((corner) => corner.slice(0, 2)),
      many.map(([, , label]) => label),
    );
    const classifier = QuadraticClassifier.fit(set, 2);
    expect(classifier.inputs).toBe(4);
    const scores = classifier.scores(set);
    for (let n = 0; n < 4; n++) {
      expect(scores[10 * n + set.labels[n]]).toBeGreaterThan(scores[10 * n + 1 - set.labels[n]]);
    }
  });
});
