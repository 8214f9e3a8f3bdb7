// Runs of ink: stretches of pixels side by side in one row.

/**
 * How many runs of pixels of at least `least`, not 0, there are, and row, first column and end of each, from the top, left to
 * right; those that are more than `most` are only counted. `target` has room for `most` and a part of another one.
 */
export function findRuns(
  values: usize,
  width: i32,
  height: i32,
  least: i32,
  target: usize,
  most: i32,
): i32 {
  const faintest = i8x16.splat(<i8>least);
  let count = 0;
  let isOpen = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column += 16) {
      const ink = i8x16.bitmask(i8x16.ge_u(v128.load(values + column), faintest));
      if ((ink | isOpen) == 0) continue;
      const own = column + 16 > width ? ink & ((1 << (width - column)) - 1) : ink;
      // Where a run begins or ends; behind the last column nothing is ink.
      for (let edges = (own ^ ((own << 1) | isOpen)) & 0xffff; edges != 0; edges &= edges - 1) {
        const run = target + <usize>(12 * min(count, most));
        store<i32>(run, row);
        store<i32>(run + (<usize>isOpen << 2), column + ctz(edges), 4);
        count += isOpen;
        isOpen ^= 1;
      }
    }
    if (isOpen) {
      store<i32>(target + <usize>(12 * min(count, most)), width, 8);
      count++;
      isOpen = 0;
    }
    values += width;
  }
  return count;
}
