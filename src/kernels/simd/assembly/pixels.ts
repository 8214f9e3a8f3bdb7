// The face of the pixels' module: everything src/kernels/simd/pixels.ts calls.
export { countAlong, transpose } from './pixel-lines';
export { contrast, histogram, inkAbove, shrink } from './pixel-levels';
export { smooth } from './pixel-smoothing';
export { correlate, view } from './pixel-views';
export { largestAround, windowSums } from './pixel-windows';
