// One coefficient and one bias for each map: the trainable half of the paper's subsampling layers (section II.B).
import type { Affine } from '../kernels.ts';

export function createAffine(maps: number): Affine {
  return {
    forward(positions, x, coefficient, bias, y) {
      for (let n = 0; n < positions * maps; n++) y[n] = coefficient[n % maps] * x[n] + bias[n % maps];
    },
    backward(positions, x, dy, coefficient, dcoefficient, dbias, dx) {
      for (let n = 0; n < positions * maps; n++) {
        dcoefficient[n % maps] += x[n] * dy[n];
        dbias[n % maps] += dy[n];
        dx[n] = coefficient[n % maps] * dy[n];
      }
    },
  };
}
