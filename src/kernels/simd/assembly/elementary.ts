// exp, in four lanes and in one, and log: float32 results from +, -, *, / alone, the same bits on every machine.
// e^x = 2^n e^r with |r| <= ln 2 / 2, e^r by its Taylor series to the seventh power (relative error about 1e-7).

// Constants are loaded, not written out: V8 makes a vector constant anew, of four instructions, wherever it is used.
const C: usize = memory.data<f32>([
  -87, 88, 1.44269504, 12582912, 0.693359375, 2.1219444e-4, 0.00019841270, 0.0013888889, 0.0083333333, 0.041666667,
  0.16666667, 0.5, 1,
]);

export function exp4(x: v128): v128 {
  return expOfNegative4(f32x4.pmin(x, v128.load32_splat(C, 4)));
}

/** The same for values that are known to be below 88. */
export function expOfNegative4(value: v128): v128 {
  // pmax and pmin are one instruction each where max and min are seven; this order keeps what is not a number.
  const x = f32x4.pmax(value, v128.load32_splat(C));
  // Adding 1.5 * 2^23 rounds to a whole number and leaves it in the lowest bits.
  const rounded = f32x4.add(f32x4.mul(x, v128.load32_splat(C, 8)), v128.load32_splat(C, 12));
  const n = f32x4.sub(rounded, v128.load32_splat(C, 12));
  let r = f32x4.sub(x, f32x4.mul(n, v128.load32_splat(C, 16)));
  r = f32x4.add(r, f32x4.mul(n, v128.load32_splat(C, 20)));
  let s = f32x4.add(f32x4.mul(v128.load32_splat(C, 24), r), v128.load32_splat(C, 28));
  s = f32x4.add(f32x4.mul(s, r), v128.load32_splat(C, 32));
  s = f32x4.add(f32x4.mul(s, r), v128.load32_splat(C, 36));
  s = f32x4.add(f32x4.mul(s, r), v128.load32_splat(C, 40));
  s = f32x4.add(f32x4.mul(s, r), v128.load32_splat(C, 44));
  s = f32x4.add(f32x4.mul(s, r), v128.load32_splat(C, 48));
  s = f32x4.add(f32x4.mul(s, r), v128.load32_splat(C, 48));
  // 127 in the exponent's place is 1.0: adding n there multiplies by 2^n.
  return f32x4.mul(s, i32x4.add(i32x4.shl(rounded, 23), v128.load32_splat(C, 48)));
}

export function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}

/** Natural logarithm of a positive finite number, by the series of artanh. */
export function log1(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let e = <f64>(<i64>((bits >> 52) & 0x7ff) - 1023);
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    e += 1;
  }
  const s = (m - 1) / (m + 1);
  const ss = s * s;
  let sum: f64 = 0;
  for (let k = 21; k > 0; k -= 2) sum = sum * ss + 1.0 / <f64>k;
  return e * 0.6931471805599453 + 2 * s * sum;
}
