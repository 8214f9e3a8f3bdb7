// Ink along straight lines that are nearly upright, and pictures turned on their side so that level lines are.

/** Most rows whose ink a byte can count. */
const ROWS = 255;

/**
 * In how many of the rows there is ink on the line through each column: in row r it is `drifts`[r] (whole numbers) columns
 * farther right. `bytes` has room for a row.
 */
export function countAlong(
  ink: usize,
  width: i32,
  height: i32,
  drifts: usize,
  bytes: usize,
  counts: usize,
): void {
  memory.fill(counts, 0, <usize>width << 2);
  for (let row = 0; row < height; ) {
    memory.fill(bytes, 0, width);
    for (const end = min(height, row + ROWS); row < end; row++) {
      const drift = load<i32>(drifts + (<usize>row << 2));
      const first = max(0, -drift);
      const last = min(width, width - drift);
      countRow(ink + <usize>(row * width + first + drift), bytes + first, last - first);
    }
    for (let c = 0; c < width; c++) {
      const count = counts + (<usize>c << 2);
      store<i32>(count, load<i32>(count) + load<u8>(bytes + c));
    }
  }
}

/** One more where there is ink. */
function countRow(ink: usize, bytes: usize, length: i32): void {
  for (; length > 0; length -= 16) {
    const own = i8x16.gt_s(i8x16.splat(<i8>min(length, 16)), i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    // Where a comparison holds it gives -1.
    const isInk = v128.and(own, i8x16.ne(v128.load(ink), i8x16.splat(0)));
    v128.store(bytes, i8x16.sub(v128.load(bytes), isInk));
    bytes += 16;
    ink += 16;
  }
}

/** Rows become columns; most pixels are 0, and passed over by eight. `target` is 0. */
export function transpose(values: usize, width: i32, height: i32, target: usize): void {
  for (let row = 0; row < height; row++) {
    const line = values + <usize>(row * width);
    for (let column = 0; column < width; column += 8) {
      if (load<u64>(line + column) == 0) continue;
      for (let c = column; c < min(width, column + 8); c++) {
        store<u8>(target + <usize>(c * height + row), load<u8>(line + c));
      }
    }
  }
}
