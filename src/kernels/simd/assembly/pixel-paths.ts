// Paths through a picture from row to row.

/**
 * What the cheapest path from the top row to each pixel costs, this pixel included: from the one above, or, for `sideways`
 * more, from the one left or right of that. `line` has room for a row and two pixels, and so much behind it as `costs`.
 */
export function cheapestPaths(
  prices: usize,
  width: i32,
  height: i32,
  sideways: f32,
  line: usize,
  costs: usize,
): void {
  const bytes = <usize>width << 2;
  const more = f32x4.splat(sideways);
  memory.fill(line, 0, bytes + 24);
  for (let row = 0; row < height; row++) {
    // The last vector runs over into the next row, which is written afterwards.
    for (let at: usize = 0; at < bytes; at += 16) {
      const beside = f32x4.pmin(v128.load(line + at), v128.load(line + at + 8));
      const best = f32x4.pmin(v128.load(line + at + 4), f32x4.add(beside, more));
      v128.store(costs + at, f32x4.add(v128.load(prices + at), best));
    }
    store<f32>(line, f32.MAX_VALUE);
    memory.copy(line + 4, costs, bytes);
    store<f32>(line + 4 + bytes, f32.MAX_VALUE);
    prices += bytes;
    costs += bytes;
  }
}
