// Lists of what an image has besides zeros, for convolutions that leave those out: row by row entries of 8 bytes, the
// offset of their weights and what they are multiplied by; what a kernel row sees is a stretch of such a list.
import * as G from './geometry';

export let entries: usize = 0;
export let starts: usize = 0; // of each input row and column its first entry's place, and the end of the row
export let rowStarts: usize = 0; // bytes of the starts of one row
export let kernelStarts: usize = 0; // bytes of the starts of one kernel row
export let inputRows: i32 = 0;
export let inputColumns: i32 = 0;

/** Where the lists of an image lie: from `place` on. */
export function layOut(place: usize): void {
  const kernelColumns = <i32>((<usize>G.run << 2) / G.columnStep);
  inputRows = G.rows + G.kernelRows - 1;
  inputColumns = G.columns + kernelColumns - 1;
  rowStarts = <usize>(inputColumns + 1) << 2;
  kernelStarts = <usize>kernelColumns << 2;
  starts = place;
  entries = (place + <usize>inputRows * rowStarts + 15) & -16;
}

/** Bytes of a position in a plane of sums: six vectors. */
export const PLACE: usize = 96;

/**
 * How many vectors of maps are computed together, where `left` are left: six if what is left then can be, too. A sum
 * waits for the one before, and four sums leave the adders idle meanwhile.
 */
export function groupOf(left: i32): i32 {
  return left % 6 == 0 ? 6 : min(left, 4);
}
