// A picture is mostly paper. Where paper is 0, blocks of the first layer that see nothing else have the bias as their
// value and add nothing to the weights' gradient: they are skipped, with the same bits.
import * as G from './geometry';

// Pooled rows and columns whose blocks see a value other than 0: first and past the last.
export let top: i32 = 0;
export let bottom: i32 = 0;
export let left: i32 = 0;
export let right: i32 = 0;

export function takeAllCells(): void {
  top = 0;
  bottom = G.rows >> 1;
  left = 0;
  right = G.columns >> 1;
}

/** Finds them for one image; all of them where the input has several maps. */
export function findActiveCells(x: usize): void {
  takeAllCells();
  if (G.columnStep != 4) return;
  const inputRows = G.rows + G.kernelRows - 1;
  const inputColumns = G.columns + G.run - 1;
  let first = 0;
  while (first < inputRows && isBlankRow(x, first, inputColumns)) first++;
  let last = inputRows - 1;
  while (last > first && isBlankRow(x, last, inputColumns)) last--;
  top = max(0, (first - G.kernelRows + 1) >> 1);
  bottom = min(bottom, (last >> 1) + 1);
  first = 0;
  while (first < inputColumns && isBlankStrip(x, first, inputRows)) first += 4;
  last = (inputColumns - 1) & -4;
  while (last > first && isBlankStrip(x, last, inputRows)) last -= 4;
  left = max(0, (first - G.run + 1) >> 1);
  right = min(right, ((last + 3) >> 1) + 1);
}

function isBlankRow(x: usize, row: i32, columns: i32): bool {
  let p = x + <usize>row * G.rowStep;
  let any = i32x4.splat(0);
  for (let c = 0; c < columns; c += 4) {
    any = v128.or(any, f32x4.ne(v128.load(p), f32x4.splat(0)));
    p += 16;
  }
  return !v128.any_true(any);
}

/** Four columns, from `column` on. */
function isBlankStrip(x: usize, column: i32, rows: i32): bool {
  let p = x + (<usize>column << 2);
  let any = i32x4.splat(0);
  for (let r = 0; r < rows; r++) {
    any = v128.or(any, f32x4.ne(v128.load(p), f32x4.splat(0)));
    p += G.rowStep;
  }
  return !v128.any_true(any);
}
