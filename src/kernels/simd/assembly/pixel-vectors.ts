// Bytes and floats of pixels as vectors of doubles, and back: what TypeScript computes in doubles is computed so here.

/** Bytes behind every row that are written with it: SLACK of ../pixels.ts. */
export const SLACK: usize = 32;

/** The two higher of four lanes in the place of the two lower ones. */
// @ts-ignore: decorator
@inline
export function high(v: v128): v128 {
  return i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** Two times two doubles as four floats. */
// @ts-ignore: decorator
@inline
export function narrow(lower: v128, higher: v128): v128 {
  return i8x16.shuffle(
    f32x4.demote_f64x2_zero(lower),
    f32x4.demote_f64x2_zero(higher),
    0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23,
  );
}

/** Four bytes as whole numbers of 32 bits. */
// @ts-ignore: decorator
@inline
export function four(at: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
}
