// The gradient of the input where a single image meets a full layer, straight from the weights: descent that changes
// them after every image would transpose them as often as it reads them.
import { mask } from './geometry';

/** Sums of the four lanes of each. */
function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7)); // a b a b
  const cd = f32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7)); // c d c d
  return f32x4.add(i32x4.shuffle(ab, cd, 0, 1, 4, 5), i32x4.shuffle(ab, cd, 2, 3, 6, 7));
}

/** dx of four taps: w holds one row of maps for each. */
function inputOf4(dy: usize, w: usize, step: usize, vectors: i32, lanes: v128): v128 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let v = vectors - 1; v > 0; v--) {
    const g = v128.load(dy);
    a = f32x4.add(a, f32x4.mul(g, v128.load(w)));
    b = f32x4.add(b, f32x4.mul(g, v128.load(w + step)));
    c = f32x4.add(c, f32x4.mul(g, v128.load(w + 2 * step)));
    d = f32x4.add(d, f32x4.mul(g, v128.load(w + 3 * step)));
    dy += 16;
    w += 16;
  }
  // What the last vector has beyond the maps belongs to others.
  const g = v128.load(dy);
  a = f32x4.add(a, v128.and(lanes, f32x4.mul(g, v128.load(w))));
  b = f32x4.add(b, v128.and(lanes, f32x4.mul(g, v128.load(w + step))));
  c = f32x4.add(c, v128.and(lanes, f32x4.mul(g, v128.load(w + 2 * step))));
  d = f32x4.add(d, v128.and(lanes, f32x4.mul(g, v128.load(w + 3 * step))));
  return sums4(a, b, c, d);
}

export function singleBackwardInput(taps: i32, maps: i32, dy: usize, w: usize, dx: usize): void {
  const step = <usize>maps << 2;
  const vectors = (maps + 3) >> 2;
  const lanes = mask(maps - ((vectors - 1) << 2));
  let t = 0;
  for (; t + 4 <= taps; t += 4) {
    v128.store(dx + (<usize>t << 2), inputOf4(dy, w + <usize>t * step, step, vectors, lanes));
  }
  // The rest one by one, four times the same.
  for (; t < taps; t++) {
    v128.store(dx + (<usize>t << 2), inputOf4(dy, w + <usize>t * step, 0, vectors, lanes));
  }
}
