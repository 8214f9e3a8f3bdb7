// Rows of a PNG as they are inflated -> the bytes of their pixels: the five filters of the format undone.

/** The filter by which of left, up and between is nearest to left + up - between. */
const PAETH = 4;

/** `height` rows of `stride` bytes, each behind the byte that names its filter. Throws Error for a filter of another number. */
export function unfilter(rows: Uint8Array, height: number, stride: number, perPixel: number): Uint8Array {
  const pixels = new Uint8Array(height * stride);
  const filterAt = (row: number) => rows[row * (stride + 1)];
  const lineAt = (row: number) => pixels.subarray(row * stride, (row + 1) * stride);
  for (let row = 0; row < height; row++) {
    const from = row * (stride + 1) + 1;
    lineAt(row).set(rows.subarray(from, from + stride));
  }
  let above: Uint8Array = new Uint8Array(stride);
  for (let row = 0; row < height; row++) {
    const line = lineAt(row);
    if (filterAt(row) === PAETH && row + 1 < height && filterAt(row + 1) === PAETH) {
      const below = lineAt(++row);
      for (let channel = 0; channel < perPixel; channel++)
        undoPaethTwice(line, below, above, perPixel, channel);
      above = below;
    } else {
      undo(filterAt(row), line, above, perPixel);
      above = line;
    }
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
    case PAETH:
      for (let channel = 0; channel < perPixel; channel++) undoPaeth(line, above, perPixel, channel);
      return;
    default:
      throw new Error(`Unsupported filter: ${filter}`);
  }
}

/** Adds to each byte of a channel the one that is nearest. */
function undoPaeth(line: Uint8Array, above: Uint8Array, perPixel: number, channel: number): void {
  let [left, between] = [0, 0];
  for (let i = channel; i < line.length; i += perPixel) {
    const up = above[i];
    left = (line[i] + nearest(left, up, between)) & 255;
    line[i] = left;
    between = up;
  }
}

/** The same in two rows, the lower one a pixel behind: each byte waits for the one to its left, and two of them wait together. */
function undoPaethTwice(
  line: Uint8Array,
  below: Uint8Array,
  above: Uint8Array,
  perPixel: number,
  channel: number,
): void {
  let [left, between, leftBelow, betweenBelow] = [0, 0, 0, 0];
  left = (line[channel] + nearest(0, above[channel], 0)) & 255;
  line[channel] = left;
  between = above[channel];
  let i = channel + perPixel;
  for (; i < line.length; i += perPixel) {
    const up = above[i];
    const own = (line[i] + nearest(left, up, between)) & 255;
    leftBelow = (below[i - perPixel] + nearest(leftBelow, left, betweenBelow)) & 255;
    line[i] = own;
    below[i - perPixel] = leftBelow;
    [left, between, betweenBelow] = [own, up, left];
  }
  below[i - perPixel] += nearest(leftBelow, left, betweenBelow);
}

/**
 * Which of three is nearest to left + up - between, the first of these on ties: `between`, unless it lies so far beyond
 * one of the others that this one, the larger or the smaller of them, is as near. Without branches, as in a scan's grain
 * none can be foreseen.
 */
function nearest(left: number, up: number, between: number): number {
  const difference = left - up;
  const smaller = up + (difference & (difference >> 31));
  const larger = left + up - smaller;
  const place = 3 * between - left - up;
  const atLeast = choose(atMost(larger, place), smaller, between);
  return choose(atMost(place, smaller), larger, atLeast);
}

/** All bits where a <= b, else none. */
const atMost = (a: number, b: number): number => (a - b - 1) >> 31;

const choose = (bits: number, a: number, b: number): number => b ^ ((a ^ b) & bits);
