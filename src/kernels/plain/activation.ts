// Squashing functions and their slopes, taken from the output: f(a) = A tanh(S a) has the slope S/A (A - y)(A + y).
// A = 1.7159 and S = 2/3 make f(1) = 1 and f(-1) = -1 (appendix A).
import { exp, tanh } from '../../elementary.ts';
import type { Activation, ActivationName } from '../kernels.ts';

const A = 1.7159;
const S = 2 / 3;

const FUNCTIONS: Record<ActivationName, (a: number) => number> = {
  squash: (a) => A * tanh(S * a),
  sigmoid: (a) => 1 / (1 + exp(-a)),
  relu: (a) => (a > 0 || Number.isNaN(a) ? a : 0),
};

const SLOPES: Record<ActivationName, (y: number) => number> = {
  squash: (y) => (S / A) * (A - y) * (A + y),
  sigmoid: (y) => y * (1 - y),
  relu: (y) => (y > 0 ? 1 : 0),
};

export function createActivation(name: ActivationName): Activation {
  const f = FUNCTIONS[name];
  const slope = SLOPES[name];
  return {
    forward(length, y) {
      for (let n = 0; n < length; n++) y[n] = f(y[n]);
    },
    backward(length, y, dy) {
      for (let n = 0; n < length; n++) dy[n] *= slope(y[n]);
    },
    curvature(length, y, ddy) {
      for (let n = 0; n < length; n++) ddy[n] *= slope(y[n]) ** 2;
    },
  };
}
