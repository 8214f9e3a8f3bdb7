// Max and sum pooling over blocks that do not overlap (section II.A; the sum is the paper's S2 and S4 before their
// coefficient, bias and squashing).
import type { Pooling, PoolingGeometry } from '../kernels.ts';

export function createPooling({ input, size, output }: PoolingGeometry): Pooling {
  const { maps } = output;
  /** Calls `visit` with the place of every input value in a block, its block's place and its index inside. */
  const eachInput = (count: number, visit: (x: number, y: number, inside: number) => void): void => {
    for (let y = 0; y < count * output.rows * output.columns * maps; y++) {
      const m = y % maps;
      const c = Math.floor(y / maps) % output.columns;
      const r = Math.floor(y / (maps * output.columns)) % output.rows;
      const b = Math.floor(y / (maps * output.columns * output.rows));
      for (let inside = 0; inside < size * size; inside++) {
        const row = b * input.rows + r * size + Math.floor(inside / size);
        visit((row * input.columns + c * size + (inside % size)) * maps + m, y, inside);
      }
    }
  };
  const inputSize = input.rows * input.columns * maps;
  return {
    maxForward(count, x, y, winners) {
      eachInput(count, (xn, yn, inside) => {
        if (inside > 0 && !(x[xn] > y[yn])) return;
        y[yn] = x[xn];
        winners[yn] = inside;
      });
    },
    maxBackward(count, dy, winners, dx) {
      dx.fill(0, 0, count * inputSize);
      eachInput(count, (xn, yn, inside) => {
        if (winners[yn] === inside) dx[xn] = dy[yn];
      });
    },
    sumForward(count, x, scale, y) {
      y.fill(0, 0, count * output.rows * output.columns * maps);
      eachInput(count, (xn, yn) => {
        y[yn] += scale * x[xn];
      });
    },
    sumBackward(count, dy, scale, dx) {
      dx.fill(0, 0, count * inputSize);
      eachInput(count, (xn, yn) => {
        dx[xn] = scale * dy[yn];
      });
    },
  };
}
