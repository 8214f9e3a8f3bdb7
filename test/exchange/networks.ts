// Models with random weights and pictures with random ink, for conversions.
import { Random } from '../../src/index.ts';
import type { Definition } from '../../src/networks/definition.ts';
import { initialize } from '../../src/networks/initialize.ts';
import type { Model } from '../../src/networks/model.ts';
import { planNetwork } from '../../src/networks/plan.ts';

export function randomModel(definition: Definition, seed = 1): Model {
  const plan = planNetwork(definition);
  const parameters = new Float32Array(plan.length);
  const random = new Random(seed);
  initialize(plan, parameters, random);
  // Biases and coefficients, which start all alike.
  for (const { role, name, offset, length } of plan.tensors) {
    if (role !== 'trainable' || name === 'weights') continue;
    for (let n = offset; n < offset + length; n++) parameters[n] += 0.2 * random.uniform() - 0.1;
  }
  return { definition, parameters, card: {} };
}

/** `count` pictures, half of their pixels paper. */
export function randomInk(count: number, rows: number, columns: number, seed = 2): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length: count * rows * columns }, () =>
    random.uniform() < 0.5 ? 0 : Math.floor(256 * random.uniform()),
  );
}

/** Largest difference, as a share of the largest value. */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const size = Math.max(...Array.from(a, Math.abs));
  return Math.max(...Array.from(a, (value, n) => Math.abs(value - b[n]))) / size;
}
