// The two implementations of the arithmetic against each other: SIMD in float32 against plain in float64.
import { describe, expect, it } from 'vitest';
import { createPlainKernels } from '../../src/kernels/plain/kernels.ts';
import { createSimdKernels } from '../../src/kernels/simd/kernels.ts';
import { Bench, twinCases } from './twin-cases.ts';

// Inputs are the same to the bit and at most 1 in size. A float32 sum of n such products is off by about sqrt(n)
// roundings of its running total; the longest sums here have a few thousand terms and totals below 100.
const EPSILON = 2 ** -24;

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  const size = Array.from(expected).reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  for (let n = 0; n < expected.length; n++) {
    const error = Math.abs(actual[n] - expected[n]);
    if (!(error <= 64 * EPSILON * size)) {
      expect.fail(
        `value ${n} of ${expected.length}: expected ${expected[n]}, got ${actual[n]} (largest ${size})`,
      );
    }
  }
}

describe('the SIMD kernels agree with the plain ones', () => {
  for (const [seed, twin] of twinCases.entries()) {
    it(twin.name, async () => {
      const plain = twin.run(new Bench(createPlainKernels(), seed));
      const simd = twin.run(new Bench(await createSimdKernels({ bytes: 16 << 20 }), seed));
      expect(simd.length).toBe(plain.length);
      for (const [n, expected] of plain.entries()) expectClose(simd[n], expected);
    });
  }

  it('the same bits in shared memory', async () => {
    for (const [seed, twin] of twinCases.entries()) {
      const own = twin.run(new Bench(await createSimdKernels({ bytes: 16 << 20 }), seed));
      const shared = twin.run(new Bench(await createSimdKernels({ bytes: 16 << 20, shared: true }), seed));
      for (const [n, values] of own.entries()) expect(Array.from(shared[n])).toEqual(Array.from(values));
    }
  });

  it.each(['weights', 'input'])(
    'carry what is not a number in the %s through whole numbers',
    async (where) => {
      const maps = 20;
      const geometry = {
        input: { maps: 4, rows: 3, columns: 3 },
        kernel: { rows: 2, columns: 2 },
        output: { maps, rows: 2, columns: 2 },
      };
      for (const kernels of [createPlainKernels(), await createSimdKernels({ bytes: 1 << 20 })]) {
        const routine = kernels.integerConvolution(geometry, false);
        const { arena } = kernels;
        const [x, w] = [36, 16 * maps].map((length) => arena.floats(length).fill(0.5));
        const [rounded, b, y] = [routine.roundedLength, maps, 4 * maps].map((length) => arena.floats(length));
        (where === 'weights' ? w : x)[3] = Number.NaN;
        routine.round(w, rounded);
        routine.forward(1, x, rounded, b, y);
        expect(y[3]).toBeNaN();
      }
    },
  );

  it('carry a value that is not a number to the end', async () => {
    const kernels = await createSimdKernels({ bytes: 1 << 20 });
    const scores = kernels.arena.floats(10);
    scores[3] = Number.NaN;
    const labels = kernels.arena.integers(1);
    expect(kernels.crossEntropy(1, 10, 1, scores, labels, kernels.arena.floats(10))).toBeNaN();
    for (const name of ['squash', 'sigmoid', 'relu'] as const) {
      kernels.activation(name).forward(10, scores);
      expect(scores[3]).toBeNaN();
    }
  });
});
