// How much ink there is, and how long its outline.

/**
 * The sum of all pixels, and that of the lengths of their gradients: by how much each is more or less than the one to its
 * right and the one below; around the picture there is paper. Both to `sums`, doubles. `lines` has room for two rows, and
 * 32 bytes more for each.
 */
export function measureInk(values: usize, width: i32, height: i32, lines: usize, sums: usize): void {
  // Each row with a pixel of paper in front of it, and some behind it.
  const stride = <usize>(width + 32);
  memory.fill(lines, 0, 2 * stride);
  let own = lines;
  let below = lines + stride;
  let area: f64 = 0;
  let outline: f64 = 0;
  for (let row = 0; row <= height; row++) {
    if (row < height) memory.copy(below + 1, values, width);
    else memory.fill(below, 0, stride);
    values += width;
    for (let column = 0; column <= width; column += 16) {
      const pixels = v128.or(v128.load(own + column), v128.load(own + column, 1));
      if (!v128.any_true(v128.or(pixels, v128.load(below + column)))) continue;
      for (let c = column; c <= min(width, column + 15); c++) {
        const value = <i32>load<u8>(own + c);
        const right = <i32>load<u8>(own + c, 1) - value;
        const down = <i32>load<u8>(below + c) - value;
        area += value;
        outline += Math.sqrt(right * right + down * down);
      }
    }
    const last = own;
    own = below;
    below = last;
  }
  store<f64>(sums, area);
  store<f64>(sums, outline, 8);
}
