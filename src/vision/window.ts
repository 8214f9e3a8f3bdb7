// Sums over windows in constant time for each, whatever their size: what enters and what leaves.

/** Sums of bytes (row by row) over the square windows of `radius` around each, cut at the borders. */
export function windowSums(values: Uint8Array, width: number, height: number, radius: number): Uint32Array {
  const sums = new Uint32Array(values.length);
  /** Of each column, in the rows of the window. */
  const columns = new Uint32Array(width);
  for (let row = -radius; row < height; row++) {
    const [next, line, old] = [(row + radius) * width, row * width, (row - radius - 1) * width];
    if (next < values.length) for (let c = 0; c < width; c++) columns[c] += values[next + c];
    if (old >= 0) for (let c = 0; c < width; c++) columns[c] -= values[old + c];
    if (row < 0) continue;
    let sum = 0;
    for (let c = -radius; c < width; c++) {
      if (c + radius < width) sum += columns[c + radius];
      if (c > radius) sum -= columns[c - radius - 1];
      if (c >= 0) sums[line + c] = sum;
    }
  }
  return sums;
}
