// The module's face: everything src/kernels/simd/kernels.ts calls.
export { convolutionForward } from './convolution';
export {
  convolutionBackwardInput,
  convolutionBackwardWeights,
  convolutionTranspose,
} from './convolution-backward';
export { integerForward, integerWeights } from './integer-convolution';
export { singleBackwardInput } from './single-image';
export { pooledForward } from './pooled-convolution';
export { pooledBackwardInput, pooledBackwardWeights } from './pooled-convolution-backward';
export {
  adamW,
  average,
  clear,
  descend,
  momentum,
  multiply,
  reluBackward,
  reluForward,
  sigmoidBackward,
  sigmoidForward,
  square,
  squashBackward,
  squashForward,
  sum,
} from './element-wise';
export {
  affineBackward,
  affineForward,
  maxBackward,
  maxForward,
  normalizationBackward,
  normalizationForward,
  sumBackward,
  sumForward,
} from './map-wise';
export { crossEntropy, distancesBackward, distancesCurvature, distancesForward } from './output';
