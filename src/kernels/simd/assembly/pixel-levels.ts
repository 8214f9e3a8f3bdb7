// Levels of grey: against the paper's, counted, above thresholds.
import { four } from './pixel-vectors';

/** How much darker than `levels`, of which each is that of `step` x `step` pixels, every pixel is; at least 0. `line`: room for a row. */
export function contrast(
  levels: usize,
  step: i32,
  grey: usize,
  width: i32,
  height: i32,
  line: usize,
  target: usize,
): void {
  for (let row = 0; row < height; row++) {
    if (row % step == 0) {
      for (let column = 0; column < width; levels += 4) {
        const level = load<f32>(levels);
        for (const end = min(width, column + step); column < end; column++) {
          store<f32>(line + (<usize>column << 2), level);
        }
      }
    }
    // The last vector runs over into the next row, which is written afterwards.
    for (let column = 0; column < width; column += 4) {
      const at = <usize>column << 2;
      const darker = f32x4.sub(v128.load(line + at), f32x4.convert_i32x4_u(four(grey + column)));
      v128.store(target + at, f32x4.pmax(f32x4.splat(0), darker));
    }
    grey += width;
    target += <usize>width << 2;
  }
}

/**
 * How often each value of 0..255 occurs, rounded. In four tables, as most of a picture is of one value, and a count that
 * was just written is not read at once; `tables` has room for them and the first becomes their sum.
 */
export function histogram(values: usize, length: i32, tables: usize): void {
  memory.fill(tables, 0, 4096);
  for (let n = 0; n < length; n++) {
    const value = <i32>(<f64>load<f32>(values + (<usize>n << 2)) + 0.5);
    const count = tables + (<usize>(n & 3) << 10) + (<usize>value << 2);
    store<i32>(count, load<i32>(count) + 1);
  }
  for (const end = tables + 1024; tables < end; tables += 16) {
    const two = i32x4.add(v128.load(tables), v128.load(tables, 1024));
    v128.store(tables, i32x4.add(two, i32x4.add(v128.load(tables, 2048), v128.load(tables, 3072))));
  }
}

/** Contrasts of more than `low` in bytes, `level` and more as 255; else 0. */
export function inkAbove(values: usize, length: i32, low: f64, level: f64, target: usize): void {
  // The float next to `low`: what is above `low` is not below it.
  const least = f32x4.splat(<f32>low);
  for (let n = 0; n < length; n += 4) {
    if (v128.any_true(f32x4.ge(v128.load(values), least))) {
      for (let k: usize = 0; k < 4; k++) store<u8>(target + k, inkOf(load<f32>(values + (k << 2)), low, level));
    } else store<i32>(target, 0);
    values += 16;
    target += 4;
  }
}

function inkOf(value: f64, low: f64, level: f64): u8 {
  if (value <= low) return 0;
  return value >= level ? 255 : <u8><i32>((255 * value) / level + 0.5);
}
