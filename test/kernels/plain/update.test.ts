// The plain element-wise routines and update rules against steps worked by hand.
import { describe, expect, it } from 'vitest';
import { createPlainKernels } from '../../../src/kernels/plain/kernels.ts';
import { expectEqual } from './central-differences.ts';

const kernels = createPlainKernels();

describe('plain update', () => {
  it('square, multiply and average touch `length` values and no more', () => {
    const [x, y] = [Float64Array.of(2, -3, 4), Float64Array.of(7, 7, 7)];
    kernels.square(2, x, y);
    expect([...y]).toEqual([4, 9, 7]);
    kernels.multiply(2, x, y);
    expect([...y]).toEqual([8, -27, 7]);
    kernels.average(2, x, y, 0.25);
    expect([...y]).toEqual([8 + 0.25 * (2 - 8), -27 + 0.25 * (-3 + 27), 7]);
  });

  it('sum adds the parts of a stride and scales the total', () => {
    const total = Float64Array.of(9, 9, 9);
    kernels.sum(2, Float64Array.of(1, 2, 99, 10, 20, 99, 100, 200, 99), 3, 3, 0.5, total);
    expect([...total]).toEqual([55.5, 111, 9]);
    kernels.sum(1, Float64Array.of(4, 99), 1, 1, 2, total);
    expect([...total]).toEqual([8, 111, 9]);
  });

  it('descent: each value at its own rate, and the gradient cleared', () => {
    const [w, dw] = [Float64Array.of(1, 2, 3), Float64Array.of(4, -8, 5)];
    kernels.descend(2, w, dw, Float64Array.of(0.5, 0.25, 1), 0.5);
    expect([...w, ...dw]).toEqual([1 - 0.25 * 4, 2 + 0.125 * 8, 3, 0, 0, 5]);
  });

  it('momentum, two steps by hand', () => {
    const [w, velocity] = [Float64Array.of(1), Float64Array.of(0)];
    // velocity = 0 + 2 + 0.5 x 1 = 2.5; w = 1 - 0.1 x 2.5 = 0.75
    kernels.momentum(1, w, Float64Array.of(2), velocity, 0.1, 0.9, 0.5);
    expectEqual([velocity[0], w[0]], [2.5, 0.75]);
    // velocity = 0.9 x 2.5 - 1 + 0.5 x 0.75 = 1.625; w = 0.75 - 0.1625
    kernels.momentum(1, w, Float64Array.of(-1), velocity, 0.1, 0.9, 0.5);
    expectEqual([velocity[0], w[0]], [1.625, 0.5875]);
  });

  it('AdamW, two steps by hand', () => {
    const [w, m, v] = [Float64Array.of(1), Float64Array.of(0), Float64Array.of(0)];
    const step = { rate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.5, decay: 0.2 };
    // m = 1, v = 1; corrected 2 and 4; w = 1 - 0.1 (2 / (2 + 0.5) + 0.2) = 0.9
    kernels.adamW(1, w, Float64Array.of(2), m, v, { ...step, correction1: 0.5, correction2: 0.25 });
    expectEqual([m[0], v[0], w[0]], [1, 1, 0.9]);
    // m = 0.5 - 1.5 = -1, v = 0.75 + 0.25 x 9 = 3; corrected -4/3 and 48/7
    kernels.adamW(1, w, Float64Array.of(-3), m, v, { ...step, correction1: 0.75, correction2: 0.4375 });
    const direction = -4 / 3 / (Math.sqrt(48 / 7) + 0.5);
    expectEqual([m[0], v[0], w[0]], [-1, 3, 0.9 - 0.1 * (direction + 0.2 * 0.9)]);
  });
});
