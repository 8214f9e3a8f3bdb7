// A convolution over maps that ReLU has passed: half of them zeros or more, which are left out, with the same bits.
// An image's other values are listed once.
import * as G from './geometry';
import * as L from './lists';

/** Whether the lists are worth their making: kernels of many weights. */
export function isListed(): bool {
  return G.columnStep != 4 && G.vectors > 4;
}

/** Whether a quarter of the first values are 0: with squashing functions other than ReLU none is. */
export function isSparse(x: usize): bool {
  const length = min(64, <i32>(G.inputBytes >> 2));
  let zeros = 0;
  for (let i = 0; i < length; i++) zeros += i32(load<f32>(x + (<usize>i << 2)) == 0);
  return 4 * zeros >= length;
}

/** Lists an image's values that are not 0, in `scratch` from `place` on: (weights' offset from the row's, value). */
export function listImage(x: usize, place: usize): void {
  L.layOut(place);
  const step = <u32>G.mapBytes;
  let entry = L.entries;
  let start = L.starts;
  for (let r = 0; r < L.inputRows; r++) {
    let offset: u32 = 0;
    for (let c = 0; c < L.inputColumns; c++) {
      store<u32>(start, <u32>entry);
      start += 4;
      for (const end = x + G.columnStep; x != end; x += 4) {
        const value = load<f32>(x);
        store<u32>(entry, offset);
        store<f32>(entry, value, 4);
        entry += <usize>(value != 0) << 3;
        offset += step;
      }
    }
    store<u32>(start, <u32>entry);
    start += 4;
  }
}

/**
 * A group of vectors of maps at every position, into `plane`. Kernel row by kernel row, so that its
 * weights stay in the first cache.
 */
export function forwardListed(w: usize, b: usize, plane: usize, group: i32): void {
  const kernelRow = <usize>G.run * G.mapBytes;
  const columnWeights = (G.columnStep >> 2) * G.mapBytes;
  for (let i = 0; i < G.kernelRows; i++) {
    let y = plane;
    for (let r = 0; r < G.rows; r++) {
      let seen = L.starts + <usize>(r + i) * L.rowStarts;
      let wc = w;
      for (let c = 0; c < G.columns; c++) {
        const from = i == 0 ? b : y;
        if (group == 6) addSix(seen, wc, from, y);
        else addFour(seen, wc, from, y);
        seen += 4;
        wc -= columnWeights;
        y += L.PLACE;
      }
    }
    w += kernelRow;
  }
}

function addFour(seen: usize, w: usize, from: usize, y: usize): void {
  let entry = <usize>load<u32>(seen);
  const end = <usize>load<u32>(seen + L.kernelStarts);
  let a0 = v128.load(from);
  let a1 = v128.load(from, 16);
  let a2 = v128.load(from, 32);
  let a3 = v128.load(from, 48);
  while (entry != end) {
    const p = w + <usize>load<u32>(entry);
    const s = v128.load32_splat(entry, 4);
    a0 = f32x4.add(a0, f32x4.mul(s, v128.load(p)));
    a1 = f32x4.add(a1, f32x4.mul(s, v128.load(p, 16)));
    a2 = f32x4.add(a2, f32x4.mul(s, v128.load(p, 32)));
    a3 = f32x4.add(a3, f32x4.mul(s, v128.load(p, 48)));
    entry += 8;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y, a2, 32);
  v128.store(y, a3, 48);
}

function addSix(seen: usize, w: usize, from: usize, y: usize): void {
  let entry = <usize>load<u32>(seen);
  const end = <usize>load<u32>(seen + L.kernelStarts);
  let a0 = v128.load(from);
  let a1 = v128.load(from, 16);
  let a2 = v128.load(from, 32);
  let a3 = v128.load(from, 48);
  let a4 = v128.load(from, 64);
  let a5 = v128.load(from, 80);
  while (entry != end) {
    const p = w + <usize>load<u32>(entry);
    const s = v128.load32_splat(entry, 4);
    a0 = f32x4.add(a0, f32x4.mul(s, v128.load(p)));
    a1 = f32x4.add(a1, f32x4.mul(s, v128.load(p, 16)));
    a2 = f32x4.add(a2, f32x4.mul(s, v128.load(p, 32)));
    a3 = f32x4.add(a3, f32x4.mul(s, v128.load(p, 48)));
    a4 = f32x4.add(a4, f32x4.mul(s, v128.load(p, 64)));
    a5 = f32x4.add(a5, f32x4.mul(s, v128.load(p, 80)));
    entry += 8;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y, a2, 32);
  v128.store(y, a3, 48);
  v128.store(y, a4, 64);
  v128.store(y, a5, 80);
}
