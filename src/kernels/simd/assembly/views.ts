// The face of the views' module: everything src/kernels/simd/views.ts calls.
export { cheapestPaths } from './pixel-paths';
export { shrink } from './pixel-shrinking';
export { uprightStrokes } from './pixel-strokes';
export { correlate, view } from './pixel-views';
