// Runs of ink, row by row, that are sheared: every row moved sideways by whole columns.

/**
 * The sum of the squared heights, in pixels of ink, of the columns with one unbroken stretch of ink. `runs` up to `end`: row,
 * first column and end of each, from the top, left to right; `shifts`: of every row. `lengths` and `stretches` have room for
 * a whole number of every column and one more: how many rows have ink there, and how many of these have none above, as
 * differences to the column before.
 */
export function uprightStrokes(
  runs: usize,
  end: usize,
  shifts: usize,
  columns: i32,
  lengths: usize,
  stretches: usize,
): f64 {
  const bytes = <usize>(columns + 1) << 2;
  memory.fill(lengths, 0, bytes);
  memory.fill(stretches, 0, bytes);
  let above = runs;
  for (let run = runs; run != end; run += 12) {
    const row = load<i32>(run);
    const own = shifts + (<usize>row << 2);
    const first = load<i32>(run, 4) + load<i32>(own);
    const last = load<i32>(run, 8) + load<i32>(own);
    add(lengths, first, 1);
    add(lengths, last, -1);
    add(stretches, first, 1);
    add(stretches, last, -1);
    if (row == 0) continue;
    const shift = load<i32>(own - 4);
    while (load<i32>(above) < row - 1 || (load<i32>(above) < row && load<i32>(above, 8) + shift <= first)) above += 12;
    for (let n = above; load<i32>(n) < row && load<i32>(n, 4) + shift < last; n += 12) {
      add(stretches, max(first, load<i32>(n, 4) + shift), -1);
      add(stretches, min(last, load<i32>(n, 8) + shift), 1);
    }
  }
  let score: f64 = 0;
  let length = 0;
  let count = 0;
  for (let at: usize = 0; at < bytes; at += 4) {
    length += load<i32>(lengths + at);
    count += load<i32>(stretches + at);
    if (count == 1) score += <f64>length * <f64>length;
  }
  return score;
}

// @ts-ignore: decorator
@inline
function add(counts: usize, column: i32, more: i32): void {
  const at = counts + (<usize>column << 2);
  store<i32>(at, load<i32>(at) + more);
}
