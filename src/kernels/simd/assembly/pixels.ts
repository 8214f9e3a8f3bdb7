// The face of the pixels' module: everything src/kernels/simd/pixels.ts calls.
export { contrast, histogram, inkAbove } from './pixel-levels';
export { countAlong, transpose } from './pixel-lines';
export { findRuns } from './pixel-runs';
export { smooth } from './pixel-smoothing';
export { largestAround, windowSums } from './pixel-windows';
