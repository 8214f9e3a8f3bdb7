// exp, tanh and cos in float64, made of +, -, *, / alone, so that they give the same bits on every engine
// (Math.exp and its like may not). Used wherever training needs one of them outside the SIMD kernels.

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 2^n for whole n in -1022..1023. */
function powerOfTwo(n: number): number {
  let result = 1;
  let base = n < 0 ? 0.5 : 2;
  for (let e = Math.abs(n); e > 0; e >>= 1) {
    if (e & 1) result *= base;
    base *= base;
  }
  return result;
}

/** e^x; relative error below 1e-15 in -708..709, 0 below, Infinity above, NaN for NaN. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  const n = Math.round(x * Math.LOG2E);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  // Taylor series: |r| <= 0.35, thirteen terms are exact to the last bit or two.
  let sum = 1;
  for (let i = 13; i > 0; i--) sum = 1 + (r * sum) / i;
  return sum * powerOfTwo(n);
}

/** tanh x; absolute error below 1e-15. */
export function tanh(x: number): number {
  if (x > 20) return 1;
  if (x < -20) return -1;
  if (Math.abs(x) < 1e-5) return x - (x * x * x) / 3;
  const e = exp(2 * x);
  return (e - 1) / (e + 1);
}

/** cos x for x in -4..4; absolute error below 1e-13. */
export function cos(x: number): number {
  const xx = x * x;
  let sum = 1;
  for (let i = 32; i > 0; i -= 2) sum = 1 - (xx * sum) / (i * (i - 1));
  return sum;
}

/** x^n for whole n >= 0. */
export function power(x: number, n: number): number {
  let result = 1;
  let base = x;
  for (let e = n; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result *= base;
    base *= base;
  }
  return result;
}

/** Natural logarithm; relative error below 1e-14 of the result or of 1e-2. NaN for what has none. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let n = 0;
  let m = x;
  for (; m > Math.SQRT2; m /= 2) n++;
  for (; m < Math.SQRT1_2; m *= 2) n--;
  const s = (m - 1) / (m + 1);
  let sum = 0;
  for (let k = 25; k > 0; k -= 2) sum = sum * s * s + 1 / k;
  return n * Math.LN2 + 2 * s * sum;
}
