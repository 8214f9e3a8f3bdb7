// Pictures made smaller.
import { four, high } from './pixel-vectors';

/**
 * A picture made smaller: of every row of the result so many rows of bytes from its `firstRows` on, each by its share, are
 * summed up, and every pixel is the mean of such sums from its `firstColumns` on. Firsts are whole numbers, shares doubles,
 * `most` of them for each row or column. `sums` has room for a row of doubles and `most` more, which are 0.
 */
export function shrink(
  values: usize,
  width: i32,
  height: i32,
  rows: i32,
  firstRows: usize,
  rowShares: usize,
  columns: i32,
  firstColumns: usize,
  columnShares: usize,
  most: i32,
  area: f64,
  sums: usize,
  target: usize,
): void {
  const size = <usize>most << 3;
  for (let row = 0; row < rows; row++) {
    const first = load<i32>(firstRows);
    sumRows(values + <usize>(first * width), width, min(most, height - first), rowShares, sums);
    firstRows += 4;
    rowShares += size;
    let shares = columnShares;
    // Two at a time; one too many is written over by the next row.
    for (let column = 0; column < columns; column += 2) {
      const one = sums + (<usize>load<i32>(firstColumns + (<usize>column << 2)) << 3);
      const other = sums + (<usize>load<i32>(firstColumns + (<usize>column << 2), 4) << 3);
      let sum = f64x2.splat(0);
      for (let at: usize = 0; at < size; at += 8) {
        const parts = v128.load64_lane(other + at, v128.load64_zero(one + at), 1);
        const share = v128.load64_lane(shares + size + at, v128.load64_zero(shares + at), 1);
        sum = f64x2.add(sum, f64x2.mul(parts, share));
      }
      const mean = f64x2.add(f64x2.div(sum, f64x2.splat(area)), f64x2.splat(0.5));
      const rounded = i32x4.trunc_sat_f64x2_s_zero(mean);
      store<u8>(target + column, i32x4.extract_lane(rounded, 0));
      store<u8>(target + column, i32x4.extract_lane(rounded, 1), 1);
      shares += size << 1;
    }
    target += columns;
  }
}

function sumRows(rows: usize, width: i32, count: i32, shares: usize, sums: usize): void {
  for (let column = 0; column < width; column += 4) {
    let lower = f64x2.splat(0);
    let higher = f64x2.splat(0);
    for (let k = 0; k < count; k++) {
      const share = v128.load64_splat(shares + (<usize>k << 3));
      const values = four(rows + <usize>(k * width + column));
      lower = f64x2.add(lower, f64x2.mul(share, f64x2.convert_low_i32x4_u(values)));
      higher = f64x2.add(higher, f64x2.mul(share, f64x2.convert_low_i32x4_u(high(values))));
    }
    v128.store(sums, lower);
    v128.store(sums, higher, 16);
    sums += 32;
  }
}
