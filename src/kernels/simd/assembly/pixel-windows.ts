// The largest value and the sum of square windows, along the rows and then along the columns.
import { four } from './pixel-vectors';

/**
 * In place: the largest of each value and those behind it, `count` in all, `step` apart. Two windows that overlap are a
 * larger one. Values with fewer behind them become anything.
 */
function slide(values: usize, length: usize, count: i32, step: i32): void {
  for (let size = 1; size < count; ) {
    const next = min(2 * size, count);
    const shift = <usize>((next - size) * step);
    for (let at: usize = 0; at + shift < length; at += 16) {
      v128.store(values + at, i8x16.max_u(v128.load(values + at), v128.load(values + at + shift)));
    }
    size = next;
  }
}

/** Every byte with the bits of `flip` turned, and up to 15 more. */
function copyFlipped(from: usize, to: usize, length: usize, flip: i32): void {
  for (let at: usize = 0; at < length; at += 16) {
    v128.store(to + at, v128.xor(v128.load(from + at), i8x16.splat(<i8>flip)));
  }
}

/**
 * In place. Values' bits are turned by `flip` before and after. `wide` has room for the rows with `radius` bytes on either
 * side, and `radius` more, or for as many columns, whichever is more.
 */
export function largestAround(
  values: usize,
  width: i32,
  height: i32,
  radius: i32,
  flip: i32,
  wide: usize,
): void {
  const window = 2 * radius + 1;
  const stride = <usize>(width + window - 1);
  memory.fill(wide, 0, radius);
  for (let row = 0; row < height; row++) {
    const line = wide + row * stride + radius;
    copyFlipped(values + <usize>(row * width), line, width, flip);
    memory.fill(line + width, 0, window - 1);
  }
  slide(wide, stride * height, window, 1);
  for (let row = 0; row < height; row++) {
    memory.copy(values + <usize>(row * width), wide + row * stride, width);
  }
  const margin = <usize>(radius * width);
  const inner = <usize>(width * height);
  memory.fill(wide, 0, margin);
  memory.copy(wide + margin, values, inner);
  memory.fill(wide + margin + inner, 0, margin);
  slide(wide, inner + 2 * margin, window, width);
  copyFlipped(wide, values, inner, flip);
}

/** sums += factor times the row. */
function addRow(row: usize, width: i32, sums: usize, factor: i32): void {
  for (let at: usize = 0; at < <usize>width; at += 4) {
    const sum = sums + (at << 2);
    v128.store(sum, i32x4.add(v128.load(sum), i32x4.mul(four(row + at), i32x4.splat(factor))));
  }
}

/** The sums, in 32 bits, of bytes over windows cut at the borders. `columns` has room for a row of 32 bits. */
export function windowSums(
  values: usize,
  width: i32,
  height: i32,
  radius: i32,
  columns: usize,
  sums: usize,
): void {
  memory.fill(columns, 0, <usize>width << 2);
  for (let row = -radius; row < height; row++) {
    const next = row + radius;
    const old = next - 2 * radius - 1;
    if (next < height) addRow(values + <usize>(next * width), width, columns, 1);
    if (old >= 0) addRow(values + <usize>(old * width), width, columns, -1);
    if (row < 0) continue;
    let sum = 0;
    for (let c = -radius; c < width; c++) {
      if (c + radius < width) sum += load<i32>(columns + (<usize>(c + radius) << 2));
      if (c > radius) sum -= load<i32>(columns + (<usize>(c - radius - 1) << 2));
      if (c < 0) continue;
      store<i32>(sums, sum);
      sums += 4;
    }
  }
}
