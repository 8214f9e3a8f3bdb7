// The order of a tensor's dimensions changed.

/** Result[i of order[0], i of order[1], ...] = value[i...]; `order` names the dimension that each one of the result was. */
export function transpose(
  shape: readonly number[],
  values: ArrayLike<number>,
  order: readonly number[],
): { shape: number[]; values: Float32Array } {
  const strides = shape.map((_, d) => shape.slice(d + 1).reduce((a, b) => a * b, 1));
  const sizes = order.map((d) => shape[d]);
  const result = new Float32Array(values.length);
  for (let n = 0; n < result.length; n++) {
    let rest = n;
    let from = 0;
    for (let d = sizes.length - 1; d >= 0; d--) {
      from += (rest % sizes[d]) * strides[order[d]];
      rest = Math.floor(rest / sizes[d]);
    }
    result[n] = values[from];
  }
  return { shape: sizes, values: result };
}
