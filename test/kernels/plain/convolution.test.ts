// The plain convolution: layouts by hand, gradients by central differences, curvature by differences of gradients.
import { describe, expect, it } from 'vitest';
import { createPlainKernels } from '../../../src/kernels/plain/kernels.ts';
import { Random } from '../../../src/random.ts';
import { sizeOf } from '../../../src/shape.ts';
import { drawValues, expectEqual, expectSlopes, geometryOf, weightedSum } from './central-differences.ts';

const kernels = createPlainKernels();

const CASES = [
  { count: 1, geometry: geometryOf({ maps: 1, rows: 5, columns: 5 }, 5, 5, 3) },
  { count: 2, geometry: geometryOf({ maps: 3, rows: 4, columns: 6 }, 2, 3, 2) },
  { count: 3, geometry: geometryOf({ maps: 2, rows: 3, columns: 5 }, 3, 1, 4) },
  { count: 2, geometry: geometryOf({ maps: 5, rows: 2, columns: 3 }, 1, 1, 1) },
];

function open({ count, geometry }: (typeof CASES)[number]) {
  const random = new Random(1998, count);
  const weights = sizeOf({ ...geometry.kernel, maps: geometry.input.maps }) * geometry.output.maps;
  return {
    count,
    convolution: kernels.convolution(geometry),
    x: drawValues(random, count * sizeOf(geometry.input)),
    w: drawValues(random, weights),
    b: drawValues(random, geometry.output.maps),
    y: drawValues(random, count * sizeOf(geometry.output)),
    dy: drawValues(random, count * sizeOf(geometry.output)),
  };
}

function inputGradient({ convolution, count, x, w, dy }: ReturnType<typeof open>): Float64Array {
  const wt = new Float64Array(convolution.transposedLength);
  const dx = new Float64Array(x.length).fill(7);
  convolution.transpose(w, wt);
  convolution.backwardInput(count, dy, wt, dx);
  return dx;
}

describe('plain convolution, worked by hand', () => {
  it('lays a 2x2 kernel over a 2x3 image without turning it', () => {
    const convolution = kernels.convolution(geometryOf({ maps: 1, rows: 2, columns: 3 }, 2, 2, 1));
    const y = new Float64Array(2);
    const [x, w] = [Float64Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(1, 10, 100, 1000)];
    convolution.forward(1, x, w, Float64Array.of(0.5), y);
    expect([...y]).toEqual([5421.5, 6532.5]);
  });

  it('keeps weights as [i][j][k][m] and transposed as [m][i][j,k] with rows of whole fours', () => {
    const convolution = kernels.convolution(geometryOf({ maps: 2, rows: 2, columns: 1 }, 2, 1, 2));
    // [i][k][m]: i = 0: k 0 -> (1, 2), k 1 -> (3, 4); i = 1: k 0 -> (5, 6), k 1 -> (7, 8).
    const w = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const y = new Float64Array(2);
    convolution.forward(1, Float64Array.of(1, 10, 100, 1000), w, new Float64Array(2), y);
    expect([...y]).toEqual([7531, 8642]);
    const wt = new Float64Array(convolution.transposedLength);
    convolution.transpose(w, wt);
    expect([...wt]).toEqual([1, 3, 0, 0, 5, 7, 0, 0, 2, 4, 0, 0, 6, 8, 0, 0]);
  });

  it('treats every image of a batch alone', () => {
    const opened = open(CASES[1]);
    const { count, convolution, x, w, b, y } = opened;
    convolution.forward(count, x, w, b, y);
    for (let n = 0; n < count; n++) {
      const [size, length] = [x.length / count, y.length / count];
      const one = new Float64Array(length);
      convolution.forward(1, x.subarray(n * size, (n + 1) * size), w, b, one);
      expect([...one]).toEqual([...y.subarray(n * length, (n + 1) * length)]);
    }
  });
});

describe.each(CASES)('plain convolution, $count x $geometry.input by $geometry.kernel', (dimensions) => {
  it('adds the gradient of the weights and biases to what is there', () => {
    const opened = open(dimensions);
    const { count, convolution, x, w, b, y, dy } = opened;
    const [dw, db] = [new Float64Array(w.length).fill(3), new Float64Array(b.length).fill(-2)];
    convolution.backwardWeights(count, x, dy, dw, db);
    const value = () => {
      convolution.forward(count, x, w, b, y);
      return weightedSum(y, dy);
    };
    expectSlopes(
      value,
      w,
      dw.map((slope) => slope - 3),
    );
    expectSlopes(
      value,
      b,
      db.map((slope) => slope + 2),
    );
  });

  it('overwrites the gradient of the input', () => {
    const opened = open(dimensions);
    const { count, convolution, x, w, b, y, dy } = opened;
    const value = () => {
      convolution.forward(count, x, w, b, y);
      return weightedSum(y, dy);
    };
    expectSlopes(value, x, inputGradient(opened));
  });

  // E = sum of s y^2 / 2 has dE/dy = s y and the diagonal d2E/dy2 = s; y is linear in each weight and in each input,
  // and a weight meets each y through one input, so that equation (23) is the exact second derivative here.
  it('gives the exact curvature of weights (equations 23 and 25) and inputs (27) from squares', () => {
    const opened = open(dimensions);
    const { count, convolution, x, w, b, y, dy } = opened;
    const s = dy.map(Math.abs);
    const [xx, ww] = [new Float64Array(x.length), new Float64Array(w.length)];
    kernels.square(x.length, x, xx);
    kernels.square(w.length, w, ww);
    const [ddw, ddb] = [new Float64Array(w.length), new Float64Array(b.length)];
    convolution.backwardWeights(count, xx, s, ddw, ddb);
    const ddx = inputGradient({ ...opened, w: ww, dy: s });

    const slopes = () => {
      convolution.forward(count, x, w, b, y);
      const [dw, db] = [new Float64Array(w.length), new Float64Array(b.length)];
      const sy = y.map((value, n) => s[n] * value);
      convolution.backwardWeights(count, x, sy, dw, db);
      return { dw, db, dx: inputGradient({ ...opened, dy: sy }) };
    };
    for (let n = 0; n < w.length; n++) {
      expectSlopes(() => slopes().dw[n], w.subarray(n, n + 1), ddw.subarray(n, n + 1));
    }
    for (let n = 0; n < b.length; n++) {
      expectSlopes(() => slopes().db[n], b.subarray(n, n + 1), ddb.subarray(n, n + 1));
    }
    for (let n = 0; n < x.length; n++) {
      expectSlopes(() => slopes().dx[n], x.subarray(n, n + 1), ddx.subarray(n, n + 1));
    }
  });
});

describe('plain convolution, the paper', () => {
  it('sums the curvature over the connections that share a weight (equations 23 and 25)', () => {
    const convolution = kernels.convolution(geometryOf({ maps: 1, rows: 1, columns: 3 }, 1, 2, 1));
    const [xx, dda] = [Float64Array.of(1, 4, 9), Float64Array.of(0.5, 2)];
    const [ddw, ddb] = [new Float64Array(2), new Float64Array(1)];
    convolution.backwardWeights(1, xx, dda, ddw, ddb);
    expectEqual(ddw, [0.5 * 1 + 2 * 4, 0.5 * 4 + 2 * 9]);
    expectEqual(ddb, [2.5]);
  });

  it('sends the curvature back through squared weights (equation 27)', () => {
    const convolution = kernels.convolution(geometryOf({ maps: 1, rows: 1, columns: 3 }, 1, 2, 1));
    const wt = new Float64Array(convolution.transposedLength);
    const ddx = new Float64Array(3);
    convolution.transpose(Float64Array.of(9, 25), wt);
    convolution.backwardInput(1, Float64Array.of(0.5, 2), wt, ddx);
    expectEqual(ddx, [0.5 * 9, 0.5 * 25 + 2 * 9, 2 * 25]);
  });
});
