// A convolution followed by 2x2 max pooling, as just that: what the fast twin does in one go.
import type { ConvolutionGeometry, Floats, PooledConvolution } from '../kernels.ts';
import { createConvolution } from './convolution.ts';
import { createPooling } from './pooling.ts';

/** `floats` makes room for the maps between the two. */
export function createPooledConvolution(
  geometry: ConvolutionGeometry,
  floats: (length: number) => Floats,
): PooledConvolution {
  const { output } = geometry;
  const convolution = createConvolution(geometry);
  const pooled = {
    maps: output.maps,
    rows: Math.floor(output.rows / 2),
    columns: Math.floor(output.columns / 2),
  };
  const pooling = createPooling({ input: output, size: 2, output: pooled });
  const size = output.maps * output.rows * output.columns;
  return {
    transposedLength: convolution.transposedLength,
    transpose: convolution.transpose,
    forward(count, x, w, b, y, winners) {
      const maps = floats(count * size);
      convolution.forward(count, x, w, b, maps);
      pooling.maxForward(count, maps, y, winners);
    },
    backwardWeights(count, x, dy, winners, dw, db) {
      const dmaps = floats(count * size);
      pooling.maxBackward(count, dy, winners, dmaps);
      convolution.backwardWeights(count, x, dmaps, dw, db);
    },
    backwardInput(count, dy, winners, wt, dx) {
      const dmaps = floats(count * size);
      pooling.maxBackward(count, dy, winners, dmaps);
      convolution.backwardInput(count, dmaps, wt, dx);
    },
  };
}
