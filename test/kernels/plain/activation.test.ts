// The plain squashing functions against the engine, their slopes against central differences.
import { describe, expect, it } from 'vitest';
import { createPlainKernels } from '../../../src/kernels/plain/kernels.ts';
import { expectSlopes } from './central-differences.ts';

const kernels = createPlainKernels();
const squash = kernels.activation('squash');
const INPUTS = Float64Array.of(-30, -4, -1.5, -1, -0.3, 0.2, 0.9877, 1, 2.5, 7, 30);

/** f of one value. */
function apply(name: 'squash' | 'sigmoid' | 'relu', a: number): number {
  const y = Float64Array.of(a);
  kernels.activation(name).forward(1, y);
  return y[0];
}

describe('plain activation', () => {
  it('squash is 1.7159 tanh(2/3 a), which maps 1 to 1 (appendix A)', () => {
    const y = Float64Array.from(INPUTS);
    squash.forward(y.length, y);
    y.forEach((value, n) => {
      expect(value).toBeCloseTo(1.7159 * Math.tanh((2 / 3) * INPUTS[n]), 13);
    });
    // 1.7159 has five digits: f(1) is 1 to half a unit of the fifth.
    expect(apply('squash', 1)).toBeCloseTo(1, 5);
    expect(apply('squash', -1)).toBeCloseTo(-apply('squash', 1), 14);
  });

  it('sigmoid and relu', () => {
    expect(apply('sigmoid', 0)).toBe(0.5);
    expect(apply('sigmoid', Math.log(3))).toBeCloseTo(0.75, 14);
    expect(apply('sigmoid', -1000)).toBe(0);
    expect(apply('sigmoid', 1000)).toBe(1);
    expect([-2, 0, 3].map((a) => apply('relu', a))).toEqual([0, 0, 3]);
  });

  it.each(['squash', 'sigmoid', 'relu'] as const)(
    '%s: slope from the output, curvature its square',
    (name) => {
      const routine = kernels.activation(name);
      const y = Float64Array.from(INPUTS);
      routine.forward(y.length, y);
      const [dy, ddy] = [y.map((_, n) => n + 1), y.map((_, n) => n + 2)];
      routine.backward(y.length, y, dy);
      routine.curvature(y.length, y, ddy);
      for (const [n, a] of INPUTS.entries()) {
        const input = Float64Array.of(a);
        const slope = dy[n] / (n + 1);
        expectSlopes(() => apply(name, input[0]), input, [slope]);
        expect(ddy[n]).toBeCloseTo((n + 2) * slope * slope, 12);
      }
    },
  );

  it.each(['squash', 'sigmoid', 'relu'] as const)(
    '%s: what is not a number stays so; length is kept',
    (name) => {
      expect(apply(name, Number.NaN)).toBeNaN();
      const y = Float64Array.of(-2, -2);
      kernels.activation(name).forward(1, y);
      expect(y[1]).toBe(-2);
    },
  );
});
