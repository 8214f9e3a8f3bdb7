// Evaluation against values worked out by hand: a network that hands its three pixels on as scores.
import { describe, expect, it } from 'vitest';
import { createDataset } from '../../src/data/dataset.ts';
import { ShapeError } from '../../src/errors.ts';
import type { Definition } from '../../src/networks/definition.ts';
import type { Model } from '../../src/networks/model.ts';
import { evaluate, wilsonInterval } from '../../src/training/evaluate.ts';

/** Levels are the bytes themselves, so that scores are small whole numbers. */
const definition: Definition = {
  name: 'pass',
  input: { maps: 1, rows: 1, columns: 3, background: 0, foreground: 255 },
  initial: { rule: 'uniform', limit: 0 },
  layers: [{ name: 'OUT', kind: 'full', units: 3 }],
};
/** [1, 3, 1, 3] weights, the identity, and three biases of zero. */
const pass: Model = { definition, parameters: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0), card: {} };

const set = (labels: number[], ...pictures: number[][]) =>
  createDataset({
    name: 'three pixels',
    rows: 1,
    columns: 3,
    images: Uint8Array.from(pictures.flat()),
    labels: Uint8Array.from(labels),
  });

const pictures = [
  [5, 0, 0],
  [0, 2, 1],
  [0, 1, 9],
  [3, 0, 0],
  [4, 4, 0],
];

describe('evaluate', () => {
  it('counts errors, fills the confusion and lists mistakes, the most confident first', async () => {
    // Answers 0, 1, 2, 0 and, of equals, the first: 0.
    const evaluation = await evaluate(pass, set([0, 0, 2, 1, 1], ...pictures));
    expect(evaluation).toMatchObject({ count: 5, errors: 3, errorRate: 0.6 });
    expect(evaluation.interval).toEqual(wilsonInterval(3, 5));
    expect(evaluation.confusion).toEqual([
      [1, 1, 0],
      [2, 0, 0],
      [0, 0, 1],
    ]);
    expect(evaluation.mistakes.map(({ index, label, answer }) => [index, label, answer])).toEqual([
      [3, 1, 0],
      [1, 0, 1],
      [4, 1, 0],
    ]);
    const worked = [
      Math.exp(3) / (Math.exp(3) + 2),
      Math.exp(2) / (1 + Math.exp(2) + Math.exp(1)),
      Math.exp(4) / (2 * Math.exp(4) + 1),
    ];
    // float32, a few roundings.
    for (const [n, { confidence }] of evaluation.mistakes.entries()) {
      expect(Math.abs(confidence - worked[n])).toBeLessThan(3e-7);
    }
  });

  it('takes the smallest penalty where the network ends with distances', async () => {
    const codes = [
      [5, 0, 0],
      [0, 2, 1],
      [0, 1, 9],
    ];
    const penalties: Model = {
      definition: {
        ...definition,
        layers: [...definition.layers, { name: 'RBF', kind: 'distances', codes }],
      },
      parameters: Float32Array.from([...pass.parameters, ...codes.flat()]),
      card: {},
    };
    const { errors, confusion } = await evaluate(penalties, set([0, 1, 2, 0, 1], ...pictures));
    // [4, 4, 0] is 17 from the first code and 21 from the second.
    expect(errors).toBe(1);
    expect(confusion).toEqual([
      [2, 0, 0],
      [1, 1, 0],
      [0, 0, 1],
    ]);
  });

  it('gives the same for a set longer than one pass', async () => {
    const labels = Array.from({ length: 150 }, (_, n) => n % 3);
    const long = set(
      labels,
      ...labels.map((label, n) => [0, 1, 2].map((m) => (m === label && n !== 149 ? 7 : 0))),
    );
    const { errors, mistakes } = await evaluate(pass, long);
    // The last picture is empty: all three are equal, the first wins, its label is 2.
    expect([errors, mistakes[0].index]).toEqual([1, 149]);
  });

  it('refuses labels without a class and pictures that do not fit', async () => {
    await expect(evaluate(pass, set([0, 3], [1, 0, 0], [0, 1, 0]))).rejects.toThrow(
      "data 'three pixels': label 3 of picture 1; the network has 3 classes.",
    );
    const tall = createDataset({ ...set([0], [1, 0, 0]), rows: 3, columns: 1 });
    await expect(evaluate(pass, tall)).rejects.toThrow(ShapeError);
  });
});

describe('wilsonInterval', () => {
  it('has the values of the tables', () => {
    const rounded = (errors: number, count: number) =>
      wilsonInterval(errors, count).map((value) => Math.round(value * 1e4) / 1e4);
    expect(rounded(10, 100)).toEqual([0.0552, 0.1744]);
    expect(rounded(50, 100)).toEqual([0.4038, 0.5962]);
    expect(rounded(0, 10)).toEqual([0, 0.2775]);
    expect(rounded(10, 10)).toEqual([0.7225, 1]);
  });

  it('stays within 0..1 and around the rate', () => {
    for (const [errors, count] of [
      [0, 1],
      [1, 1],
      [95, 10_000],
      [10_000, 10_000],
    ]) {
      const [low, high] = wilsonInterval(errors, count);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(errors / count);
      expect(high).toBeGreaterThanOrEqual(errors / count);
    }
  });
});
