// The face of the areas' module: everything src/kernels/simd/areas.ts calls.
export { centre, spread } from './pixel-areas';
export { measureInk } from './pixel-outlines';
