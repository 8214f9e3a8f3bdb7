// Rows of a PNG as they are inflated -> the bytes of their pixels: the five filters of the format undone.

/** `height` rows of `stride` bytes, each behind the byte that names its filter. Throws Error for a filter of another number. */
export function unfilter(rows: Uint8Array, height: number, stride: number, perPixel: number): Uint8Array {
  const pixels = new Uint8Array(height * stride);
  let above: Uint8Array = new Uint8Array(stride);
  for (let row = 0; row < height; row++) {
    const from = row * (stride + 1);
    const line = pixels.subarray(row * stride, (row + 1) * stride);
    line.set(rows.subarray(from + 1, from + 1 + stride));
    undo(rows[from], line, above, perPixel);
    above = line;
  }
  return pixels;
}

/** Adds to each byte what the filter took away: by the pixel to the left, the one above, or both. */
function undo(filter: number, line: Uint8Array, above: Uint8Array, perPixel: number): void {
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let i = perPixel; i < line.length; i++) line[i] += line[i - perPixel];
      return;
    case 2:
      for (let i = 0; i < line.length; i++) line[i] += above[i];
      return;
    case 3:
      for (let i = 0; i < line.length; i++)
        line[i] += ((i < perPixel ? 0 : line[i - perPixel]) + above[i]) >> 1;
      return;
    case 4:
      for (let i = 0; i < perPixel; i++) line[i] += above[i];
      for (let i = perPixel; i < line.length; i++)
        line[i] += paeth(line[i - perPixel], above[i], above[i - perPixel]);
      return;
    default:
      throw new Error(`Unsupported filter: ${filter}`);
  }
}

/** Of left, above and the one between them, that which is nearest to left + above - between. */
function paeth(left: number, up: number, between: number): number {
  const toLeft = Math.abs(up - between);
  const toUp = Math.abs(left - between);
  const toBetween = Math.abs(left + up - 2 * between);
  if (toLeft <= toUp && toLeft <= toBetween) return left;
  return toUp <= toBetween ? up : between;
}
