// Section VII: a network over a wider and taller picture gives, at every position, what it gives for the part of the
// picture seen from there. Both twins of the arithmetic.
import { describe, expect, it } from 'vitest';
import type { Kernels } from '../../src/kernels/kernels.ts';
import { createPlainKernels } from '../../src/kernels/plain/kernels.ts';
import { createSimdKernels } from '../../src/kernels/simd/kernels.ts';
import { initialize } from '../../src/networks/initialize.ts';
import { Network } from '../../src/networks/network.ts';
import { findNetwork } from '../../src/networks/networks.ts';
import { planNetwork } from '../../src/networks/plan.ts';
import { Random } from '../../src/random.ts';

const ROWS = 36;
const COLUMNS = 60;

function open(kernels: Kernels, name: string, field?: { rows: number; columns: number }): Network {
  const plan = planNetwork(findNetwork(name), field);
  const parameters = kernels.arena.floats(plan.length);
  initialize(plan, parameters, new Random(3), { rule: 'squareRoot', gain: 1 });
  const derived = (length: number) => kernels.arena.floats(length);
  return new Network(plan, kernels, { capacity: 2, mode: 'inference', parameters, derived });
}

describe('a picture larger than the network was made for', () => {
  for (const twin of ['plain', 'simd'] as const) {
    for (const name of ['lenet5', 'lenet5-modern', 'lenet5-keras', 'lenet1']) {
      it(`${name}, ${twin}`, async () => {
        const kernels =
          twin === 'plain'
            ? createPlainKernels({ precision: 32 })
            : await createSimdKernels({ bytes: 32 << 20 });
        const wide = open(kernels, name, { rows: ROWS, columns: COLUMNS });
        const single = open(kernels, name);
        const { rows, columns } = single.plan.input;
        const { output } = wide.plan;
        const random = new Random(5);
        for (let n = 0; n < 2 * ROWS * COLUMNS; n++) wide.input[n] = random.uniform(0, 1);
        wide.forward(2);
        expect([output.rows, output.columns]).toEqual([
          Math.floor((ROWS - rows) / 4) + 1,
          Math.floor((COLUMNS - columns) / 4) + 1,
        ]);
        for (let r = 0; r < output.rows; r++) {
          for (let c = 0; c < output.columns; c++) {
            for (let n = 0; n < rows * columns; n++) {
              const row = ROWS + 4 * r + Math.floor(n / columns);
              single.input[n] = wide.input[row * COLUMNS + 4 * c + (n % columns)];
            }
            single.forward(1);
            for (let m = 0; m < 10; m++) {
              const found = wide.output[((output.rows + r) * output.columns + c) * 10 + m];
              expect(Math.abs(found - single.output[m])).toBeLessThan(1e-4 * (1 + Math.abs(found)));
            }
          }
        }
      });
    }
  }
});
