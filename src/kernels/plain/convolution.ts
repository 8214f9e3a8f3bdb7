// Convolution as section II.A has it: every output map is a bias plus the sum over its kernel of input times weight.
// Written to be read; the fast twin is in simd/.
import type { Convolution, ConvolutionGeometry } from '../kernels.ts';

/** Calls `visit` with the places of x, w and y of every product that a convolution sums. */
function eachProduct(
  { input, kernel, output }: ConvolutionGeometry,
  count: number,
  visit: (x: number, w: number, y: number) => void,
): void {
  for (let b = 0; b < count; b++) {
    for (let r = 0; r < output.rows; r++) {
      for (let c = 0; c < output.columns; c++) {
        for (let i = 0; i < kernel.rows; i++) {
          for (let j = 0; j < kernel.columns; j++) {
            for (let k = 0; k < input.maps; k++) {
              const x = ((b * input.rows + r + i) * input.columns + c + j) * input.maps + k;
              const w = ((i * kernel.columns + j) * input.maps + k) * output.maps;
              const y = ((b * output.rows + r) * output.columns + c) * output.maps;
              for (let m = 0; m < output.maps; m++) visit(x, w + m, y + m);
            }
          }
        }
      }
    }
  }
}

/** Length of one kernel row in the transposed weights. */
const paddedRun = ({ input, kernel }: ConvolutionGeometry): number =>
  Math.ceil((kernel.columns * input.maps) / 4) * 4;

/** Place in the transposed weights [m][i][j,k] of place `w` in the weights [i][j][k][m]. */
function transposedPlace(geometry: ConvolutionGeometry, w: number): number {
  const { input, kernel, output } = geometry;
  const run = kernel.columns * input.maps;
  const m = w % output.maps;
  const tap = Math.floor(w / output.maps);
  return (m * kernel.rows + Math.floor(tap / run)) * paddedRun(geometry) + (tap % run);
}

export function createConvolution(geometry: ConvolutionGeometry): Convolution {
  const { input, kernel, output } = geometry;
  const weights = kernel.rows * kernel.columns * input.maps * output.maps;
  const places = Array.from({ length: weights }, (_, w) => transposedPlace(geometry, w));
  const inputSize = input.rows * input.columns * input.maps;
  const outputSize = output.rows * output.columns * output.maps;
  return {
    transposedLength: output.maps * kernel.rows * paddedRun(geometry),
    forward(count, x, w, b, y) {
      for (let n = 0; n < count * outputSize; n++) y[n] = b[n % output.maps];
      eachProduct(geometry, count, (xn, wn, yn) => {
        y[yn] += x[xn] * w[wn];
      });
    },
    transpose(w, wt) {
      for (let n = 0; n < weights; n++) wt[places[n]] = w[n];
    },
    backwardWeights(count, x, dy, dw, db) {
      for (let n = 0; n < count * outputSize; n++) db[n % output.maps] += dy[n];
      eachProduct(geometry, count, (xn, wn, yn) => {
        dw[wn] += x[xn] * dy[yn];
      });
    },
    backwardInput(count, dy, wt, dx) {
      dx.fill(0, 0, count * inputSize);
      eachProduct(geometry, count, (xn, wn, yn) => {
        dx[xn] += wt[places[wn]] * dy[yn];
      });
    },
    backwardSingleInput(dy, w, dx) {
      dx.fill(0, 0, inputSize);
      eachProduct(geometry, 1, (xn, wn, yn) => {
        dx[xn] += w[wn] * dy[yn];
      });
    },
  };
}
