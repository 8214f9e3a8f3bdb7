// The module's face: everything src/kernels/simd/kernels.ts calls.
export { convolutionForward } from './convolution';
export {
  convolutionBackwardInput,
  convolutionBackwardWeights,
  convolutionTranspose,
} from './convolution-backward';
export { pooledBackwardInput, pooledBackwardWeights, pooledForward } from './pooled-convolution';
export {
  adamW,
  average,
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
