// Pictures seen through affine maps, and how well a map agrees with the parts of a larger one.
import { high } from './pixel-vectors';

/** The bytes at two places and those behind them, as whole numbers. */
// @ts-ignore: decorator
@inline
function twice(one: usize, other: usize): v128 {
  const bytes = v128.load16_lane(other, v128.load16_lane(one, i32x4.splat(0), 0), 1);
  return i8x16.swizzle(bytes, i8x16(0, -1, -1, -1, 2, -1, -1, -1, 1, -1, -1, -1, 3, -1, -1, -1));
}

/** Between them. */
// @ts-ignore: decorator
@inline
function along(pairs: v128, share: v128): v128 {
  return between(f64x2.convert_low_i32x4_s(pairs), f64x2.convert_low_i32x4_s(high(pairs)), share);
}

// @ts-ignore: decorator
@inline
function between(from: v128, to: v128, share: v128): v128 {
  return f64x2.add(from, f64x2.mul(share, f64x2.sub(to, from)));
}

/** Where two pixels lie along one side of a picture that ends at `last`. */
// @ts-ignore: decorator
@inline
function placesAt(along: v128, factor: f64, across: f64, shift: f64, last: i32): v128 {
  const moved = f64x2.add(f64x2.mul(f64x2.splat(factor), along), f64x2.splat(across));
  const place = f64x2.sub(f64x2.add(moved, f64x2.splat(shift)), f64x2.splat(0.5));
  return f64x2.pmax(f64x2.splat(0), f64x2.pmin(f64x2.splat(last), place));
}

/**
 * `width` x `height` pixels of a picture of so many `columns` and `rows`: the middle of (u, v) is seen at (a u + b v + c,
 * d u + e v + f), between pixels bilinearly; borders go on. `values` has room for another row.
 */
export function view(
  values: usize,
  columns: i32,
  rows: i32,
  a: f64,
  b: f64,
  c: f64,
  d: f64,
  e: f64,
  f: f64,
  width: i32,
  height: i32,
  target: usize,
): void {
  const right = columns - 1;
  const bottom = rows - 1;
  for (let row = 0; row < height; row++) {
    const v = <f64>row + 0.5;
    // Two at a time; one too many is written over by the next row.
    for (let column = 0; column < width; column += 2) {
      const u = f64x2(<f64>column + 0.5, <f64>column + 1.5);
      const x = placesAt(u, a, b * v, c, right);
      const y = placesAt(u, d, e * v, f, bottom);
      const left = i32x4.trunc_sat_f64x2_s_zero(x);
      const top = i32x4.trunc_sat_f64x2_s_zero(y);
      const pixel = i32x4.add(i32x4.mul(top, i32x4.splat(columns)), left);
      const one = values + <usize>i32x4.extract_lane(pixel, 0);
      const other = values + <usize>i32x4.extract_lane(pixel, 1);
      // Both places with the pixel to the right; at a border what is beyond it counts nothing.
      const above = twice(one, other);
      const below = twice(one + columns, other + columns);
      const p = f64x2.sub(x, f64x2.convert_low_i32x4_s(left));
      const q = f64x2.sub(y, f64x2.convert_low_i32x4_s(top));
      const seen = f64x2.add(between(along(above, p), along(below, p), q), f64x2.splat(0.5));
      const rounded = i32x4.trunc_sat_f64x2_s_zero(seen);
      store<u8>(target + column, i32x4.extract_lane(rounded, 0));
      store<u8>(target + column, i32x4.extract_lane(rounded, 1), 1);
    }
    target += width;
  }
}

/**
 * Sums of products of a map with each part of its size of a larger one: so many shifts `across` and `down`, the sums row by
 * row. All in doubles; may write three sums too many.
 */
export function correlate(
  sought: usize,
  columns: i32,
  rows: i32,
  seen: usize,
  width: i32,
  across: i32,
  down: i32,
  sums: usize,
): void {
  for (let dv = 0; dv < down; dv++) {
    for (let du = 0; du < across; du += 4) {
      let lower = f64x2.splat(0);
      let higher = f64x2.splat(0);
      let own = sought;
      for (let row = 0; row < rows; row++) {
        let place = seen + (<usize>((dv + row) * width + du) << 2);
        for (const end = own + (<usize>columns << 2); own < end; own += 4) {
          const value = f64x2.splat(<f64>load<f32>(own));
          const four = v128.load(place);
          lower = f64x2.add(lower, f64x2.mul(value, f64x2.promote_low_f32x4(four)));
          higher = f64x2.add(higher, f64x2.mul(value, f64x2.promote_low_f32x4(high(four))));
          place += 4;
        }
      }
      const sum = sums + (<usize>(dv * across + du) << 3);
      v128.store(sum, lower);
      v128.store(sum, higher, 16);
    }
  }
}
