// The plain pooled convolution against its two halves, and its gradients by central differences.
import { describe, expect, it } from 'vitest';
import { createPlainKernels } from '../../../src/kernels/plain/kernels.ts';
import { Random } from '../../../src/random.ts';
import { sizeOf } from '../../../src/shape.ts';
import { drawValues, expectSlopes, geometryOf, weightedSum } from './central-differences.ts';

const kernels = createPlainKernels();

const CASES = [
  { count: 2, geometry: geometryOf({ maps: 1, rows: 6, columns: 8 }, 3, 3, 2) },
  { count: 3, geometry: geometryOf({ maps: 2, rows: 5, columns: 9 }, 3, 2, 3) },
  { count: 1, geometry: geometryOf({ maps: 3, rows: 4, columns: 4 }, 2, 3, 5) },
];

describe.each(CASES)(
  'plain pooled convolution, $count x $geometry.input by $geometry.kernel',
  (dimensions) => {
    const { count, geometry } = dimensions;
    const { input, kernel, output } = geometry;
    const pooledShape = {
      maps: output.maps,
      rows: Math.floor(output.rows / 2),
      columns: Math.floor(output.columns / 2),
    };
    const random = new Random(11, input.rows);
    const routine = kernels.pooledConvolution(geometry);
    const x = drawValues(random, count * sizeOf(input));
    const w = drawValues(random, sizeOf({ ...kernel, maps: input.maps }) * output.maps);
    const b = drawValues(random, output.maps);
    const y = drawValues(random, count * sizeOf(pooledShape));
    const dy = drawValues(random, y.length);
    const winners = new Int32Array(y.length).fill(9);
    routine.forward(count, x, w, b, y, winners);

    function backward() {
      const [dw, db] = [new Float64Array(w.length).fill(1), new Float64Array(b.length).fill(1)];
      const dx = new Float64Array(x.length).fill(7);
      const wt = new Float64Array(routine.transposedLength);
      routine.transpose(w, wt);
      routine.backwardWeights(count, x, dy, winners, dw, db);
      routine.backwardInput(count, dy, winners, wt, dx);
      return { dw, db, dx };
    }

    it('is a convolution followed by max pooling', () => {
      const convolution = kernels.convolution(geometry);
      const pooling = kernels.pooling({ input: output, size: 2, output: pooledShape });
      const [maps, dmaps] = [1, 2].map(() => new Float64Array(count * sizeOf(output)));
      const [expected, places] = [new Float64Array(y.length), new Int32Array(y.length)];
      convolution.forward(count, x, w, b, maps);
      pooling.maxForward(count, maps, expected, places);
      expect([...y]).toEqual([...expected]);
      expect([...winners]).toEqual([...places]);

      const [dw, db] = [new Float64Array(w.length).fill(1), new Float64Array(b.length).fill(1)];
      const [dx, wt] = [new Float64Array(x.length), new Float64Array(convolution.transposedLength)];
      pooling.maxBackward(count, dy, places, dmaps);
      convolution.transpose(w, wt);
      convolution.backwardWeights(count, x, dmaps, dw, db);
      convolution.backwardInput(count, dmaps, wt, dx);
      const actual = backward();
      expect([...actual.dw]).toEqual([...dw]);
      expect([...actual.db]).toEqual([...db]);
      expect([...actual.dx]).toEqual([...dx]);
    });

    it('has the gradient of its own output', () => {
      const { dw, db, dx } = backward();
      const scratch = new Int32Array(y.length);
      const value = () => {
        routine.forward(count, x, w, b, y, scratch);
        return weightedSum(y, dy);
      };
      expectSlopes(
        value,
        w,
        dw.map((slope) => slope - 1),
      );
      expectSlopes(
        value,
        b,
        db.map((slope) => slope - 1),
      );
      expectSlopes(value, x, dx);
    });
  },
);

describe('plain pooled convolution', () => {
  it('lets the first of equals win', () => {
    const routine = kernels.pooledConvolution(geometryOf({ maps: 1, rows: 3, columns: 3 }, 2, 2, 1));
    const [y, winners] = [new Float64Array(1), Int32Array.of(9)];
    const ones = new Float64Array(9).fill(1);
    routine.forward(1, ones, ones.subarray(0, 4), Float64Array.of(0.5), y, winners);
    expect([y[0], winners[0]]).toEqual([4.5, 0]);
  });
});
