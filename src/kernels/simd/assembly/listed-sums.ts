// Sums over what the lists hold, kernel row by kernel row, so that its weights stay in the first cache.
import * as G from './geometry';
import * as L from './lists';

/**
 * A group of vectors of maps at every position, into `plane`. The weights of two taps are `step` bytes apart. Sums begin
 * with what is at `first`. Entries are values, or pairs of whole numbers, for which there are half as many weights.
 */
export function forwardListed(
  w: usize,
  step: usize,
  first: usize,
  plane: usize,
  group: i32,
  isPairs: bool,
): void {
  const kernelRow = (<usize>G.run >> <usize>isPairs) * step;
  const columnWeights = (G.columnStep >> (2 + <usize>isPairs)) * step;
  for (let i = 0; i < G.kernelRows; i++) {
    let y = plane;
    for (let r = 0; r < G.rows; r++) {
      let seen = L.starts + <usize>(r + i) * L.rowStarts;
      let wc = w;
      for (let c = 0; c < G.columns; c++) {
        const from = i == 0 ? first : y;
        if (isPairs) {
          if (group == 6) addSixPairs(seen, wc, from, y);
          else addFourPairs(seen, wc, from, y);
        } else {
          if (group == 6) addSix(seen, wc, from, y);
          else addFour(seen, wc, from, y);
        }
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

function addFourPairs(seen: usize, w: usize, from: usize, y: usize): void {
  let entry = <usize>load<u32>(seen);
  const end = <usize>load<u32>(seen + L.kernelStarts);
  let a0 = v128.load(from);
  let a1 = v128.load(from, 16);
  let a2 = v128.load(from, 32);
  let a3 = v128.load(from, 48);
  while (entry != end) {
    const p = w + <usize>load<u32>(entry);
    const s = v128.load32_splat(entry, 4);
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(s, v128.load(p)));
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(s, v128.load(p, 16)));
    a2 = i32x4.add(a2, i32x4.dot_i16x8_s(s, v128.load(p, 32)));
    a3 = i32x4.add(a3, i32x4.dot_i16x8_s(s, v128.load(p, 48)));
    entry += 8;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y, a2, 32);
  v128.store(y, a3, 48);
}

function addSixPairs(seen: usize, w: usize, from: usize, y: usize): void {
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
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(s, v128.load(p)));
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(s, v128.load(p, 16)));
    a2 = i32x4.add(a2, i32x4.dot_i16x8_s(s, v128.load(p, 32)));
    a3 = i32x4.add(a3, i32x4.dot_i16x8_s(s, v128.load(p, 48)));
    a4 = i32x4.add(a4, i32x4.dot_i16x8_s(s, v128.load(p, 64)));
    a5 = i32x4.add(a5, i32x4.dot_i16x8_s(s, v128.load(p, 80)));
    entry += 8;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y, a2, 32);
  v128.store(y, a3, 48);
  v128.store(y, a4, 64);
  v128.store(y, a5, 80);
}
