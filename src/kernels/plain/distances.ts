// Euclidean radial basis functions, equation (7): y_m = sum over k of (x_k - code_mk)^2.
import type { Distances } from '../kernels.ts';

export function createDistances(inputs: number, outputs: number): Distances {
  /** Calls `visit` with the places of input, output and code of every term. */
  const eachTerm = (positions: number, visit: (x: number, y: number, code: number) => void): void => {
    for (let p = 0; p < positions; p++) {
      for (let m = 0; m < outputs; m++) {
        for (let k = 0; k < inputs; k++) visit(p * inputs + k, p * outputs + m, m * inputs + k);
      }
    }
  };
  return {
    forward(positions, x, codes, y) {
      y.fill(0, 0, positions * outputs);
      eachTerm(positions, (xn, yn, cn) => {
        y[yn] += (x[xn] - codes[cn]) ** 2;
      });
    },
    backward(positions, x, codes, dy, dx) {
      dx.fill(0, 0, positions * inputs);
      eachTerm(positions, (xn, yn, cn) => {
        dx[xn] += 2 * (x[xn] - codes[cn]) * dy[yn];
      });
    },
    curvature(positions, x, codes, dy, ddy, ddx) {
      ddx.fill(0, 0, positions * inputs);
      eachTerm(positions, (xn, yn, cn) => {
        ddx[xn] += 4 * (x[xn] - codes[cn]) ** 2 * ddy[yn] + 2 * dy[yn];
      });
    },
  };
}
