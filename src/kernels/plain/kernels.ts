// The readable twin of the arithmetic, in float32 or float64. Every reservation is an array of its own.
import type { Arena, Kernels } from '../kernels.ts';
import { createActivation } from './activation.ts';
import { createAffine } from './affine.ts';
import { createConvolution } from './convolution.ts';
import { crossEntropy } from './cross-entropy.ts';
import { createDistances } from './distances.ts';
import { createIntegerConvolution } from './integer-convolution.ts';
import { createNormalization } from './normalization.ts';
import { createPooledConvolution } from './pooled-convolution.ts';
import { createPooling } from './pooling.ts';
import { adamW, average, clear, descend, momentum, multiply, square, sum } from './update.ts';

/** Plain kernels of 32 or 64 bit; 64 unless told. */
export function createPlainKernels(options: { precision?: 32 | 64 } = {}): Kernels {
  const isDouble = (options.precision ?? 64) === 64;
  let used = 0;
  const floats = (length: number) => (isDouble ? new Float64Array(length) : new Float32Array(length));
  const arena: Arena = {
    floats(length) {
      used += length * (isDouble ? 8 : 4);
      return floats(length);
    },
    integers(length) {
      used += length * 4;
      return new Int32Array(length);
    },
    get used() {
      return used;
    },
  };
  return {
    arena,
    convolution: createConvolution,
    pooledConvolution: (geometry) => createPooledConvolution(geometry, floats),
    integerConvolution: (geometry, isPooled) => createIntegerConvolution(geometry, isPooled, floats),
    pooling: createPooling,
    affine: createAffine,
    normalization: createNormalization,
    distances: createDistances,
    activation: createActivation,
    ...{ crossEntropy, clear, square, multiply, sum, descend, momentum, adamW, average },
  };
}
