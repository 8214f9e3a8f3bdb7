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
      for (let channel = 0; channel < perPixel; channel++) undoPaeth(line, above, perPixel, channel);
      return;
    default:
      throw new Error(`Unsupported filter: ${filter}`);
  }
}

/**
 * Adds to each byte of a channel the one of left, up and between that is nearest to left + up - between: without branches,
 * as in a scan's grain none can be foreseen.
 */
function undoPaeth(line: Uint8Array, above: Uint8Array, perPixel: number, channel: number): void {
  let [left, between] = [0, 0];
  for (let i = channel; i < line.length; i += perPixel) {
    const up = above[i];
    const toLeft = absolute(up - between);
    const toUp = absolute(left - between);
    const toBetween = absolute(left + up - 2 * between);
    const other = choose(atMost(toUp, toBetween), up, between);
    left = (line[i] + choose(atMost(toLeft, toUp) & atMost(toLeft, toBetween), left, other)) & 255;
    line[i] = left;
    between = up;
  }
}

const absolute = (value: number): number => (value ^ (value >> 31)) - (value >> 31);

/** All bits where a <= b, else none. */
const atMost = (a: number, b: number): number => (a - b - 1) >> 31;

const choose = (bits: number, a: number, b: number): number => b ^ ((a ^ b) & bits);
