// Runs of ink: stretches of pixels side by side in one row.

/**
 * How many runs of pixels of at least `least`, not 0, there are; written to `target`, unless that is 0, as row, first column
 * and end of each, from the top, left to right.
 */
export function findRuns(values: usize, width: i32, height: i32, least: i32, target: usize): i32 {
  let count = 0;
  let isOpen = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column += 16) {
      const ink = i8x16.bitmask(i8x16.ge_u(v128.load(values + column), i8x16.splat(<i8>least)));
      const own = column + 16 > width ? ink & ((1 << (width - column)) - 1) : ink;
      // Where a run begins or ends; behind the last column nothing is ink.
      for (let edges = (own ^ ((own << 1) | isOpen)) & 0xffff; edges != 0; edges &= edges - 1) {
        store3(target, count, isOpen, row, column + ctz(edges));
        count += isOpen;
        isOpen ^= 1;
      }
    }
    if (isOpen) {
      store3(target, count, 1, row, width);
      count++;
      isOpen = 0;
    }
    values += width;
  }
  return count;
}

/** The row and the first column of a run, or its end. */
// @ts-ignore: decorator
@inline
function store3(target: usize, count: i32, isEnd: i32, row: i32, column: i32): void {
  if (target == 0) return;
  const run = target + <usize>(12 * count);
  store<i32>(run, row);
  store<i32>(run + (<usize>isEnd << 2), column, 4);
}
