// exp, in four lanes and in one, and log: float32 results from +, -, *, / alone, the same bits on every machine.
// e^x = 2^n e^r with |r| <= ln 2 / 2, e^r by its Taylor series to the seventh power (relative error about 1e-7).

export function exp4(value: v128): v128 {
  const x = f32x4.min(f32x4.max(value, f32x4.splat(-87)), f32x4.splat(88));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let s = f32x4.splat(1.0 / 5040.0);
  s = f32x4.add(f32x4.mul(s, r), f32x4.splat(1.0 / 720.0));
  s = f32x4.add(f32x4.mul(s, r), f32x4.splat(1.0 / 120.0));
  s = f32x4.add(f32x4.mul(s, r), f32x4.splat(1.0 / 24.0));
  s = f32x4.add(f32x4.mul(s, r), f32x4.splat(1.0 / 6.0));
  s = f32x4.add(f32x4.mul(s, r), f32x4.splat(0.5));
  s = f32x4.add(f32x4.mul(s, r), f32x4.splat(1));
  s = f32x4.add(f32x4.mul(s, r), f32x4.splat(1));
  const exponent = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(s, exponent);
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
