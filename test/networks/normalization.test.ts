// Batch normalisation put in and folded away: the plain network computes what the normalised one does with its
// running statistics.
import { describe, expect, it } from 'vitest';
import { Classifier } from '../../src/networks/classifier.ts';
import type { Definition } from '../../src/networks/definition.ts';
import { initialize } from '../../src/networks/initialize.ts';
import { lenet5 } from '../../src/networks/lenet5.ts';
import { lenet5Modern } from '../../src/networks/lenet5-modern.ts';
import { foldNormalization, insertNormalization } from '../../src/networks/normalization.ts';
import { type NetworkPlan, planNetwork } from '../../src/networks/plan.ts';
import { Random } from '../../src/random.ts';
import { small, smallClassic } from '../training/runs.ts';
import { computeOutputs } from './reference.ts';

/** Weights from the definition's rule, statistics and shifts as training might leave them. */
function drawParameters(plan: NetworkPlan, seed: number): Float32Array {
  const random = new Random(seed);
  const parameters = new Float32Array(plan.length);
  initialize(plan, parameters, random);
  for (const { name, offset, length } of plan.tensors) {
    const values = parameters.subarray(offset, offset + length);
    if (name === 'shift' || name === 'mean')
      values.forEach((_, n) => {
        values[n] = random.uniform(-0.5, 0.5);
      });
    if (name === 'variance')
      values.forEach((_, n) => {
        values[n] = random.uniform(0.2, 3);
      });
  }
  return parameters;
}

describe('insertNormalization', () => {
  it('stands before each squashing function, behind the pooling, and takes the biases away', () => {
    const names = (definition: Definition) =>
      insertNormalization(definition).layers.map((l) => `${l.name}${l.activation ? ` ${l.activation}` : ''}`);
    expect(names(lenet5Modern)).toEqual([
      ...['C1', 'S2', 'N.C1 relu', 'C3', 'S4', 'N.C3 relu', 'C5', 'N.C5 relu', 'F6', 'N.F6 relu', 'OUT'],
    ]);
    expect(names(lenet5)).toEqual([
      ...['C1', 'N.C1 squash', 'S2 squash', 'C3', 'N.C3 squash', 'S4 squash', 'C5', 'N.C5 squash'],
      ...['F6', 'N.F6 squash', 'RBF'],
    ]);
    const biases = planNetwork(insertNormalization(lenet5Modern)).tensors.filter((t) => t.name === 'biases');
    expect(biases.map((t) => t.role)).toEqual(['fixed', 'fixed', 'fixed', 'fixed', 'trainable']);
  });
});

describe('foldNormalization', () => {
  for (const definition of [small, smallClassic, lenet5Modern, lenet5]) {
    it(`${definition.name}: the same outputs`, async () => {
      const normalized = planNetwork(insertNormalization(definition));
      const plain = planNetwork(definition);
      const parameters = drawParameters(normalized, 5);
      const folded = new Float32Array(plain.length);
      initialize(plain, folded, new Random(0));
      foldNormalization(normalized, parameters, plain, folded);

      const { rows, columns } = plain.input;
      const random = new Random(6);
      const ink = Uint8Array.from({ length: rows * columns }, () => random.integer(256));
      const expected = computeOutputs(normalized, parameters, ink);
      const outputs = (await Classifier.open({ definition, parameters: folded, card: {} }, 1)).outputs(
        ...([ink, 1, rows, columns] as const),
      );
      // Float32: sums of up to 400 terms on each of up to seven layers, each rounding 6e-8 of a term.
      const scale = Math.max(1, ...expected.map(Math.abs));
      expect(outputs.length).toBe(expected.length);
      for (const [m, value] of expected.entries()) {
        expect(Math.abs(outputs[m] - value)).toBeLessThan(2e-5 * scale);
      }
      // The test can fail: without folding the outputs are others.
      const unfolded = computeOutputs(plain, drawParameters(plain, 5), ink);
      expect(Math.max(...unfolded.map((v, m) => Math.abs(v - expected[m])))).toBeGreaterThan(1e-2);
    });
  }
});
