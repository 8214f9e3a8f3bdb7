// A picture is mostly paper. Where paper is 0, blocks of the first layer that see nothing else have the bias as their
// value and add nothing to the weights' gradient: they are skipped, with the same bits.
import * as G from './geometry';

// In the scratch memory: of each pooled row its first block that sees a value other than 0 and the one past its last,
// then the same in columns of each input row.

/** Bytes of the two tables, a multiple of 16. */
export function activeBytes(): usize {
  return ((<usize>((G.rows >> 1) + G.rows + G.kernelRows) << 3) + 15) & -16;
}

/** The first active block of a pooled row. */
export function activeFrom(row: i32): i32 {
  return load<i32>(G.scratch + (<usize>row << 3));
}

/** The block past the last active one of a pooled row. */
export function activeTo(row: i32): i32 {
  return load<i32>(G.scratch + (<usize>row << 3), 4);
}

function set(at: usize, from: i32, to: i32): void {
  store<i32>(at, from);
  store<i32>(at, to, 4);
}

export function takeAllCells(): void {
  for (let r = 0; r < G.rows >> 1; r++) set(G.scratch + (<usize>r << 3), 0, G.columns >> 1);
}

/** Finds them for one image; all of them where the input has several maps. */
export function findActiveCells(x: usize): void {
  if (G.columnStep != 4) {
    takeAllCells();
    return;
  }
  const pooledRows = G.rows >> 1;
  const inputs = G.scratch + (<usize>pooledRows << 3);
  for (let r = 0; r < G.rows + G.kernelRows - 1; r++) {
    findInk(x, G.columns + G.run - 1, inputs + (<usize>r << 3));
    x += G.rowStep;
  }
  for (let r = 0; r < pooledRows; r++) {
    let from = i32.MAX_VALUE;
    let to = 0;
    for (let i = 0; i <= G.kernelRows; i++) {
      const row = inputs + (<usize>(2 * r + i) << 3);
      from = min(from, load<i32>(row));
      to = max(to, load<i32>(row, 4));
    }
    const first = max(0, (from - G.run + 1) >> 1);
    set(G.scratch + (<usize>r << 3), first, max(first, min(G.columns >> 1, (to + 1) >> 1)));
  }
}

/** The first column of a row that is not 0 and the one past the last; none: a first one behind all others, and 0. */
function findInk(x: usize, columns: i32, found: usize): void {
  let from = i32.MAX_VALUE;
  let to = 0;
  for (let c = 0; c < columns; c += 4) {
    const ink = i32x4.bitmask(f32x4.ne(v128.load(x), f32x4.splat(0)));
    if (ink != 0) {
      from = min(from, c + ctz(ink));
      to = c + 32 - clz(ink);
    }
    x += 16;
  }
  set(found, from, min(to, columns));
}
