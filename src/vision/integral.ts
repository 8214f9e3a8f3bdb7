// Sums over windows in constant time: the table of Crow (1984), as Sauvola's threshold uses it.

/** Sums of `values` (row by row) over all rectangles that start in the first pixel: (width + 1) x (height + 1). */
export function integralOf(values: ArrayLike<number>, width: number, height: number): Float64Array {
  const stride = width + 1;
  const table = new Float64Array(stride * (height + 1));
  for (let row = 0; row < height; row++) {
    let sum = 0;
    for (let column = 0; column < width; column++) {
      sum += values[row * width + column];
      table[(row + 1) * stride + column + 1] = table[row * stride + column + 1] + sum;
    }
  }
  return table;
}

/** Calls `visit` for every pixel with the window of `radius` around it, cut at the borders, as four table places. */
export function eachWindow(
  width: number,
  height: number,
  radius: number,
  visit: (pixel: number, a: number, b: number, c: number, d: number) => void,
): void {
  const stride = width + 1;
  for (let row = 0, pixel = 0; row < height; row++) {
    const top = Math.max(0, row - radius) * stride;
    const bottom = Math.min(height, row + radius + 1) * stride;
    for (let column = 0; column < width; column++, pixel++) {
      const left = Math.max(0, column - radius);
      const right = Math.min(width, column + radius + 1);
      visit(pixel, top + left, top + right, bottom + left, bottom + right);
    }
  }
}
