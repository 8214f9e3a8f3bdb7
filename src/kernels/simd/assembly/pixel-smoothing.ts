// Binomial smoothing of 3 x 3 pixels; beyond the borders these go on.
import { high, narrow, SLACK } from './pixel-vectors';

/** (a + 2 b + c) / 4 of four floats each, in doubles. */
// @ts-ignore: decorator
@inline
function weigh(a: v128, b: v128, c: v128): v128 {
  return narrow(weighTwo(a, b, c), weighTwo(high(a), high(b), high(c)));
}

function weighTwo(a: v128, b: v128, c: v128): v128 {
  const middle = f64x2.mul(f64x2.splat(2), f64x2.promote_low_f32x4(b));
  const sum = f64x2.add(f64x2.add(f64x2.promote_low_f32x4(a), middle), f64x2.promote_low_f32x4(c));
  return f64x2.mul(sum, f64x2.splat(0.25));
}

/** A row of `bytes` bytes of floats, smoothed along itself. `line` has room for it with a float on either side. */
function smoothRow(row: usize, bytes: usize, line: usize, target: usize): void {
  memory.copy(line + 4, row, bytes);
  store<f32>(line, load<f32>(row));
  store<f32>(line + 4 + bytes, load<f32>(row + bytes - 4));
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(target + at, weigh(v128.load(line + at), v128.load(line + at + 4), v128.load(line + at + 8)));
  }
}

/** In place. `rows` has room for four rows, each with SLACK bytes: the one above smoothed across, this one, the one below. */
export function smooth(values: usize, width: i32, height: i32, rows: usize): void {
  const bytes = <usize>width << 2;
  let above = rows;
  let here = above + bytes + SLACK;
  let below = here + bytes + SLACK;
  const line = below + bytes + SLACK;
  smoothRow(values, bytes, line, here);
  memory.copy(above, here, bytes);
  for (let row = 1; row <= height; row++) {
    if (row < height) smoothRow(values + bytes, bytes, line, below);
    else memory.copy(below, here, bytes);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(line + at, weigh(v128.load(above + at), v128.load(here + at), v128.load(below + at)));
    }
    memory.copy(values, line, bytes);
    values += bytes;
    const first = above;
    above = here;
    here = below;
    below = first;
  }
}
