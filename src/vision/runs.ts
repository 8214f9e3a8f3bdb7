// Runs of ink: stretches of pixels one below the other.
import * as pixels from '../kernels/simd/pixels.ts';
import { type Ink, transpose } from './ink.ts';

/** Those of pixels of at least `least` (1..255): column, first row, end; from the left, downwards. */
export function uprightRuns(ink: Ink, least: number): Int32Array {
  return pixels.findRuns(transpose(ink).data, ink.height, least);
}
