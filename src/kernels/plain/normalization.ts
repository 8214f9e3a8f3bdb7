// Batch normalisation (Ioffe and Szegedy 2015, algorithm 1) with a shift and no scale.
import type { Normalization } from '../kernels.ts';

const EPSILON = 1e-5;

export function createNormalization(maps: number): Normalization {
  return {
    forward(positions, x, shift, y, mean, variance) {
      for (let m = 0; m < maps; m++) {
        let sum = 0;
        for (let p = 0; p < positions; p++) sum += x[p * maps + m];
        mean[m] = sum / positions;
        let squares = 0;
        for (let p = 0; p < positions; p++) squares += (x[p * maps + m] - mean[m]) ** 2;
        variance[m] = squares / positions;
        const deviation = Math.sqrt(variance[m] + EPSILON);
        for (let p = 0; p < positions; p++) {
          y[p * maps + m] = (x[p * maps + m] - mean[m]) / deviation + shift[m];
        }
      }
    },
    backward(positions, x, dy, mean, variance, dshift, dx) {
      for (let m = 0; m < maps; m++) {
        const deviation = Math.sqrt(variance[m] + EPSILON);
        let sum = 0;
        let product = 0;
        for (let p = m; p < positions * maps; p += maps) {
          sum += dy[p];
          product += (dy[p] * (x[p] - mean[m])) / deviation;
        }
        dshift[m] += sum;
        for (let p = m; p < positions * maps; p += maps) {
          const z = (x[p] - mean[m]) / deviation;
          dx[p] = (dy[p] - sum / positions - (z * product) / positions) / deviation;
        }
      }
    },
  };
}
