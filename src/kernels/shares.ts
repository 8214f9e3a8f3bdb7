// Where pixels of a smaller picture begin in a larger one, and how much of each of the larger one's they cover.

export interface Shares {
  /** Most pixels that one of the smaller picture reaches into. */
  readonly most: number;
  /** [pixel]: the first that it reaches into. */
  readonly firsts: Int32Array;
  /** [pixel][n]: how much of the n-th it covers, 0..1. */
  readonly shares: Float64Array;
}

/** For `count` pixels in a line, each `step` of the larger picture's `size`. */
export function sharesOf(count: number, step: number, size: number): Shares {
  const most = Math.floor(step) + 2;
  const firsts = new Int32Array(count);
  const shares = new Float64Array(count * most);
  for (let n = 0; n < count; n++) {
    const start = n * step;
    const end = Math.min((n + 1) * step, size);
    firsts[n] = Math.floor(start);
    for (let k = firsts[n], at = n * most; k < end; k++, at++)
      shares[at] = Math.min(end, k + 1) - Math.max(start, k);
  }
  return { most, firsts, shares };
}
