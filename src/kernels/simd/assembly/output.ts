// The output end: Euclidean radial basis functions and the softmax's cross-entropy. Few values, plain loops.
import { exp1, log1 } from './elementary';

export function distancesForward(
  inputs: i32,
  outputs: i32,
  positions: i32,
  x: usize,
  codes: usize,
  y: usize,
): void {
  for (let n = 0; n < positions; n++) {
    let code = codes;
    for (let m = 0; m < outputs; m++) {
      f32.store(y, distance(inputs, x, code));
      code += <usize>inputs << 2;
      y += 4;
    }
    x += <usize>inputs << 2;
  }
}

function distance(inputs: i32, x: usize, code: usize): f32 {
  let lanes = f32x4.splat(0);
  let k = 0;
  for (; k + 4 <= inputs; k += 4) {
    const d = f32x4.sub(v128.load(x), v128.load(code));
    lanes = f32x4.add(lanes, f32x4.mul(d, d));
    x += 16;
    code += 16;
  }
  let sum =
    f32x4.extract_lane(lanes, 0) +
    f32x4.extract_lane(lanes, 1) +
    (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3));
  for (; k < inputs; k++) {
    const d = f32.load(x) - f32.load(code);
    sum += d * d;
    x += 4;
    code += 4;
  }
  return sum;
}

export function distancesBackward(
  inputs: i32,
  outputs: i32,
  positions: i32,
  x: usize,
  codes: usize,
  dy: usize,
  dx: usize,
): void {
  const width = <usize>inputs << 2;
  for (let n = 0; n < positions; n++) {
    for (let at: usize = 0; at < width; at += 4) {
      const value = f32.load(x + at);
      let sum: f32 = 0;
      let code = codes + at;
      for (let m = 0; m < outputs; m++) {
        sum += (value - f32.load(code)) * f32.load(dy + (<usize>m << 2));
        code += width;
      }
      f32.store(dx + at, 2 * sum);
    }
    x += width;
    dx += width;
    dy += <usize>outputs << 2;
  }
}

/** shape: inputs, outputs, as two whole numbers in memory. */
export function distancesCurvature(
  shape: usize,
  positions: i32,
  x: usize,
  codes: usize,
  dy: usize,
  ddy: usize,
  ddx: usize,
): void {
  const width = <usize>load<i32>(shape) << 2;
  const outputs = load<i32>(shape, 4);
  for (let n = 0; n < positions; n++) {
    for (let at: usize = 0; at < width; at += 4) {
      const value = f32.load(x + at);
      let sum: f32 = 0;
      let code = codes + at;
      for (let m: usize = 0; m < <usize>outputs << 2; m += 4) {
        const d = value - f32.load(code);
        sum += 4 * d * d * f32.load(ddy + m) + 2 * f32.load(dy + m);
        code += width;
      }
      f32.store(ddx + at, sum);
    }
    x += width;
    ddx += width;
    dy += <usize>outputs << 2;
    ddy += <usize>outputs << 2;
  }
}

/**
 * Loss of one row = log (e^rubbish + sum e^s) - s[label], s = sign * score; gradient of the scores = sign (p - [label]).
 */
export function crossEntropy(
  count: i32,
  classes: i32,
  sign: f32,
  scores: usize,
  labels: usize,
  dscores: usize,
  rubbish: f32,
): f64 {
  let loss: f64 = 0;
  const width = <usize>classes << 2;
  for (let n = 0; n < count; n++) {
    const target = <usize>load<i32>(labels) << 2;
    let largest = rubbish;
    for (let at: usize = 0; at < width; at += 4) largest = max(largest, sign * f32.load(scores + at));
    let sum: f32 = rubbish == -Infinity ? 0 : exp1(rubbish - largest);
    for (let at: usize = 0; at < width; at += 4) {
      const e = exp1(sign * f32.load(scores + at) - largest);
      f32.store(dscores + at, e);
      sum += e;
    }
    for (let at: usize = 0; at < width; at += 4) f32.store(dscores + at, sign * (f32.load(dscores + at) / sum));
    f32.store(dscores + target, f32.load(dscores + target) - sign);
    loss += log1(<f64>sum) + <f64>(largest - sign * f32.load(scores + target));
    scores += width;
    dscores += width;
    labels += 4;
  }
  return loss;
}
