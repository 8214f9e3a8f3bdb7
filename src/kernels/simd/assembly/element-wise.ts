// Routines that treat every value alike: squashing functions, squares, sums of shards and the update rules.
// A last vector that is not full is computed whole and stored in part, with the same operations, so that it does
// not matter to the bits how a long array is cut into slices.
import { storePartial } from './geometry';
import { exp4, expOfNegative4 } from './elementary';

const A: f32 = 1.7159;
const S: f32 = 2.0 / 3.0;

/** 1.7159 tanh(2/3 a), tanh by e^-2|u| so that nothing overflows. */
function squash4(a: v128): v128 {
  const u = f32x4.mul(a, f32x4.splat(S));
  const t = expOfNegative4(f32x4.mul(f32x4.abs(u), f32x4.splat(-2)));
  const one = f32x4.splat(1);
  const size = f32x4.mul(f32x4.splat(A), f32x4.div(f32x4.sub(one, t), f32x4.add(one, t)));
  return v128.or(size, v128.and(a, i32x4.splat(0x80000000)));
}

function sigmoid4(a: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(a))));
}

export function squashForward(length: i32, y: usize): void {
  let n = length;
  for (; n >= 4; n -= 4) {
    v128.store(y, squash4(v128.load(y)));
    y += 16;
  }
  if (n > 0) storePartial(y, squash4(v128.load(y)), n);
}

export function sigmoidForward(length: i32, y: usize): void {
  for (let n = length; n > 0; n -= 4) {
    storePartial(y, sigmoid4(v128.load(y)), n);
    y += 16;
  }
}

export function reluForward(length: i32, y: usize): void {
  const zero = f32x4.splat(0);
  for (let n = length; n > 0; n -= 4) {
    storePartial(y, f32x4.pmax(v128.load(y), zero), n);
    y += 16;
  }
}

/** f' from the output: S / A (A - y) (A + y). */
function squashSlope(y: v128): v128 {
  const a = f32x4.splat(A);
  return f32x4.mul(f32x4.splat(S / A), f32x4.mul(f32x4.sub(a, y), f32x4.add(a, y)));
}

function sigmoidSlope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(f32x4.splat(1), y));
}

export function squashBackward(length: i32, y: usize, dy: usize, isCurvature: bool): void {
  for (let n = length; n > 0; n -= 4) {
    let slope = squashSlope(v128.load(y));
    if (isCurvature) slope = f32x4.mul(slope, slope);
    storePartial(dy, f32x4.mul(v128.load(dy), slope), n);
    y += 16;
    dy += 16;
  }
}

export function sigmoidBackward(length: i32, y: usize, dy: usize, isCurvature: bool): void {
  for (let n = length; n > 0; n -= 4) {
    let slope = sigmoidSlope(v128.load(y));
    if (isCurvature) slope = f32x4.mul(slope, slope);
    storePartial(dy, f32x4.mul(v128.load(dy), slope), n);
    y += 16;
    dy += 16;
  }
}

export function reluBackward(length: i32, y: usize, dy: usize): void {
  const zero = f32x4.splat(0);
  for (let n = length; n > 0; n -= 4) {
    storePartial(dy, v128.and(v128.load(dy), f32x4.gt(v128.load(y), zero)), n);
    y += 16;
    dy += 16;
  }
}

export function clear(length: i32, x: usize): void {
  memory.fill(x, 0, <usize>length << 2);
}

export function square(length: i32, x: usize, y: usize): void {
  for (let n = length; n > 0; n -= 4) {
    const v = v128.load(x);
    storePartial(y, f32x4.mul(v, v), n);
    x += 16;
    y += 16;
  }
}

export function multiply(length: i32, x: usize, y: usize): void {
  for (let n = length; n > 0; n -= 4) {
    storePartial(y, f32x4.mul(v128.load(y), v128.load(x)), n);
    x += 16;
    y += 16;
  }
}

export function sum(length: i32, parts: usize, stride: usize, count: i32, scale: f32, total: usize): void {
  const factor = f32x4.splat(scale);
  for (let n = length; n > 0; n -= 4) {
    let s = v128.load(parts);
    let p = parts;
    for (let i = 1; i < count; i++) {
      p += stride;
      s = f32x4.add(s, v128.load(p));
    }
    storePartial(total, f32x4.mul(s, factor), n);
    parts += 16;
    total += 16;
  }
}

export function descend(length: i32, w: usize, dw: usize, rates: usize, rate: f32): void {
  const factor = f32x4.splat(rate);
  const zero = f32x4.splat(0);
  for (let n = length; n > 0; n -= 4) {
    const step = f32x4.mul(f32x4.mul(factor, v128.load(rates)), v128.load(dw));
    storePartial(w, f32x4.sub(v128.load(w), step), n);
    storePartial(dw, zero, n);
    w += 16;
    dw += 16;
    rates += 16;
  }
}

export function momentum(
  length: i32,
  w: usize,
  dw: usize,
  velocity: usize,
  rate: f32,
  keep: f32,
  decay: f32,
): void {
  for (let n = length; n > 0; n -= 4) {
    const value = v128.load(w);
    let v = f32x4.mul(f32x4.splat(keep), v128.load(velocity));
    v = f32x4.add(f32x4.add(v, v128.load(dw)), f32x4.mul(f32x4.splat(decay), value));
    storePartial(velocity, v, n);
    storePartial(w, f32x4.sub(value, f32x4.mul(f32x4.splat(rate), v)), n);
    w += 16;
    dw += 16;
    velocity += 16;
  }
}

/** step: rate, beta1, beta2, epsilon, decay, 1 / correction1, 1 / correction2, as float32 in this order. */
export function adamW(length: i32, w: usize, dw: usize, m: usize, v: usize, step: usize): void {
  const rate = v128.load32_splat(step);
  const beta1 = v128.load32_splat(step, 4);
  const beta2 = v128.load32_splat(step, 8);
  const epsilon = v128.load32_splat(step, 12);
  const decay = v128.load32_splat(step, 16);
  const scale1 = v128.load32_splat(step, 20);
  const scale2 = v128.load32_splat(step, 24);
  const one = f32x4.splat(1);
  const rest1 = f32x4.sub(one, beta1);
  const rest2 = f32x4.sub(one, beta2);
  for (let n = length; n > 0; n -= 4) {
    const value = v128.load(w);
    const d = v128.load(dw);
    const m1 = f32x4.add(f32x4.mul(beta1, v128.load(m)), f32x4.mul(rest1, d));
    const v1 = f32x4.add(f32x4.mul(beta2, v128.load(v)), f32x4.mul(rest2, f32x4.mul(d, d)));
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v1, scale2)), epsilon);
    const direction = f32x4.add(f32x4.div(f32x4.mul(m1, scale1), root), f32x4.mul(decay, value));
    storePartial(m, m1, n);
    storePartial(v, v1, n);
    storePartial(w, f32x4.sub(value, f32x4.mul(rate, direction)), n);
    w += 16;
    dw += 16;
    m += 16;
    v += 16;
  }
}

export function average(length: i32, w: usize, mean: usize, rate: f32): void {
  for (let n = length; n > 0; n -= 4) {
    const a = v128.load(mean);
    storePartial(mean, f32x4.add(a, f32x4.mul(f32x4.splat(rate), f32x4.sub(v128.load(w), a))), n);
    w += 16;
    mean += 16;
  }
}
