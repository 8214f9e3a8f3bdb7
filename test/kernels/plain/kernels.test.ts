// The plain kernels as a whole: their arrays, and float32 against float64 on the cases of the twins.
import { describe, expect, it } from 'vitest';
import { createPlainKernels } from '../../../src/kernels/plain/kernels.ts';
import { Bench, twinCases } from '../twin-cases.ts';

describe('plain kernels', () => {
  it('are of 64 bit unless told; every reservation is an array of zeros of its own', () => {
    for (const [kernels, bytes] of [
      [createPlainKernels(), 8],
      [createPlainKernels({ precision: 64 }), 8],
      [createPlainKernels({ precision: 32 }), 4],
    ] as const) {
      const [a, b] = [kernels.arena.floats(5), kernels.arena.floats(3)];
      expect(a).toBeInstanceOf(bytes === 8 ? Float64Array : Float32Array);
      expect([...a, ...b]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
      expect(a.buffer).not.toBe(b.buffer);
      expect(kernels.arena.integers(2)).toEqual(new Int32Array(2));
      expect(kernels.arena.used).toBe(8 * bytes + 2 * 4);
    }
  });

  // Inputs are the same to the bit and of size 1. A sum of n terms, rounded to float32 after each, strays like a
  // random walk: sqrt(n) half-units in the last place of the running total. The longest here have 9000 terms.
  const allowed = Math.sqrt(9000) * 2 ** -24;

  it.each(twinCases.map((twin, seed) => ({ twin, seed })))('float32 keeps to float64: $twin.name', (one) => {
    const single = one.twin.run(new Bench(createPlainKernels({ precision: 32 }), one.seed));
    const double = one.twin.run(new Bench(createPlainKernels({ precision: 64 }), one.seed));
    expect(single.length).toBe(double.length);
    for (const [n, expected] of double.entries()) {
      const values = Array.from(expected);
      const size = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
      expect(single[n].length).toBe(values.length);
      for (const [at, value] of values.entries()) {
        if (!(Math.abs(single[n][at] - value) <= allowed * size)) {
          expect.fail(`result ${n}, value ${at}: expected ${value}, got ${single[n][at]} (largest ${size})`);
        }
      }
    }
  });
});
