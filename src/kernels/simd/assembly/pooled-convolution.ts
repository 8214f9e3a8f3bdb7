// Convolution and 2x2 max pooling in one. Forward keeps the four positions of a block in registers and stores only
// the largest. Backward visits only the winners: for each map a short list of (input offset, gradient), zeros left
// out, and for each entry whole rows of taps, which are contiguous in the input and in the transposed weights.
//
// A picture is mostly paper. Where paper is 0, blocks that see nothing else have the bias as their value and add
// nothing to the weights' gradient: the first layer skips them, with the same bits.
import { forward4x2 } from './convolution';
import * as G from './geometry';
import { transposedRow } from './convolution-backward';

// Pooled rows and columns whose blocks see a value other than 0: first and past the last.
let top: i32 = 0;
let bottom: i32 = 0;
let left: i32 = 0;
let right: i32 = 0;

/** Finds them for one image; all of them where the input has several maps. */
function findActiveCells(x: usize): void {
  top = 0;
  bottom = G.rows >> 1;
  left = 0;
  right = G.columns >> 1;
  if (G.columnStep != 4) return;
  const inputRows = G.rows + G.kernelRows - 1;
  const inputColumns = G.columns + G.run - 1;
  let first = 0;
  while (first < inputRows && isBlankRow(x, first, inputColumns)) first++;
  let last = inputRows - 1;
  while (last > first && isBlankRow(x, last, inputColumns)) last--;
  top = max(0, (first - G.kernelRows + 1) >> 1);
  bottom = min(bottom, (last >> 1) + 1);
  first = 0;
  while (first < inputColumns && isBlankStrip(x, first, inputRows)) first += 4;
  last = (inputColumns - 1) & -4;
  while (last > first && isBlankStrip(x, last, inputRows)) last -= 4;
  left = max(0, (first - G.run + 1) >> 1);
  right = min(right, ((last + 3) >> 1) + 1);
}

function isBlankRow(x: usize, row: i32, columns: i32): bool {
  let p = x + <usize>row * G.rowStep;
  let any = i32x4.splat(0);
  for (let c = 0; c < columns; c += 4) {
    any = v128.or(any, f32x4.ne(v128.load(p), f32x4.splat(0)));
    p += 16;
  }
  return !v128.any_true(any);
}

/** Four columns, from `column` on. */
function isBlankStrip(x: usize, column: i32, rows: i32): bool {
  let p = x + (<usize>column << 2);
  let any = i32x4.splat(0);
  for (let r = 0; r < rows; r++) {
    any = v128.or(any, f32x4.ne(v128.load(p), f32x4.splat(0)));
    p += G.rowStep;
  }
  return !v128.any_true(any);
}

/** Two vectors of maps at the four positions of one block. */
function forwardBlock(x: usize, w: usize, b: usize, y: usize, winners: usize, used: i32): void {
  const step = G.mapBytes;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  let e0 = a0;
  let e1 = a0;
  const x1 = x + G.columnStep;
  const x2 = x + G.rowStep;
  const x3 = x2 + G.columnStep;
  let tap = G.taps;
  const end = tap + (<usize>(G.run * G.kernelRows) << 2);
  while (tap != end) {
    const at = <usize>load<u32>(tap);
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const s0 = v128.load32_splat(x + at);
    const s1 = v128.load32_splat(x1 + at);
    const s2 = v128.load32_splat(x2 + at);
    const s3 = v128.load32_splat(x3 + at);
    a0 = f32x4.add(a0, f32x4.mul(s0, w0));
    a1 = f32x4.add(a1, f32x4.mul(s0, w1));
    c0 = f32x4.add(c0, f32x4.mul(s1, w0));
    c1 = f32x4.add(c1, f32x4.mul(s1, w1));
    d0 = f32x4.add(d0, f32x4.mul(s2, w0));
    d1 = f32x4.add(d1, f32x4.mul(s2, w1));
    e0 = f32x4.add(e0, f32x4.mul(s3, w0));
    e1 = f32x4.add(e1, f32x4.mul(s3, w1));
    tap += 4;
    w += step;
  }
  storeBest(a0, c0, d0, e0, v128.load(b), y, winners);
  if (used > 1) storeBest(a1, c1, d1, e1, v128.load(b, 16), y + 16, winners + 16);
}

function storeBest(a: v128, c: v128, d: v128, e: v128, b: v128, y: usize, winners: usize): void {
  const one = i32x4.splat(1);
  let isGreater = f32x4.gt(c, a);
  let best = v128.bitselect(c, a, isGreater);
  let winner = v128.and(isGreater, one);
  isGreater = f32x4.gt(d, best);
  best = v128.bitselect(d, best, isGreater);
  winner = v128.bitselect(i32x4.splat(2), winner, isGreater);
  isGreater = f32x4.gt(e, best);
  best = v128.bitselect(e, best, isGreater);
  winner = v128.bitselect(i32x4.splat(3), winner, isGreater);
  v128.store(y, f32x4.add(best, b));
  v128.store(winners, winner);
}

/** Four vectors of maps: two tiles of the plain convolution, then the best of four. */
function forwardWideBlock(x: usize, w: usize, b: usize, y: usize, winners: usize, used: i32): void {
  const tile = G.scratch;
  forward4x2(x, x + G.columnStep, w, b, tile, tile + 64, 4);
  x += G.rowStep;
  forward4x2(x, x + G.columnStep, w, b, tile + 128, tile + 192, 4);
  const zero = f32x4.splat(0);
  for (let v: usize = 0; v < <usize>min(used, 4) << 4; v += 16) {
    const t = tile + v;
    storeBest(v128.load(t), v128.load(t, 64), v128.load(t, 128), v128.load(t, 192), zero, y + v, winners + v);
  }
}

export function pooledForward(
  g: usize,
  count: i32,
  x: usize,
  w: usize,
  b: usize,
  y: usize,
  winners: usize,
): void {
  G.useGeometry(g, count);
  const imageBytes = <usize>((G.rows >> 1) * (G.columns >> 1)) * G.mapBytes;
  for (let image = 0; image < count; image++) {
    findActiveCells(x);
    for (let v = (G.vectors - 1) & -4; v >= 0; v -= 4) {
      const offset = <usize>v << 4;
      forwardGroup(x, w + offset, b + offset, y + offset, winners + offset, G.vectors - v);
    }
    x += G.inputBytes;
    y += imageBytes;
    winners += imageBytes;
  }
}

/** Up to four vectors of maps at every block of an image. */
function forwardGroup(x: usize, w: usize, b: usize, y: usize, winners: usize, used: i32): void {
  const pooledRows = G.rows >> 1;
  const pooledColumns = G.columns >> 1;
  for (let r = 0; r < pooledRows; r++) {
    let p = x + <usize>(2 * r) * G.rowStep;
    const isActive = r >= top && r < bottom;
    for (let c = 0; c < pooledColumns; c++) {
      if (!isActive || c < left || c >= right) blankBlock(b, y, winners, used);
      else if (used > 2) forwardWideBlock(p, w, b, y, winners, used);
      else forwardBlock(p, w, b, y, winners, used);
      p += 2 * G.columnStep;
      y += G.mapBytes;
      winners += G.mapBytes;
    }
  }
}

function blankBlock(b: usize, y: usize, winners: usize, used: i32): void {
  const zero = f32x4.splat(0);
  for (let v: usize = 0; v < <usize>min(used, 4) << 4; v += 16) {
    v128.store(y + v, f32x4.add(zero, v128.load(b + v)));
    v128.store(winners + v, zero);
  }
}

/**
 * Writes map m's winners that have a gradient as (offset into the input image, gradient) pairs of 8 bytes;
 * returns the list's end. Branch-free: a zero gradient is overwritten by the next entry.
 */
function listWinners(dy: usize, winners: usize, list: usize): usize {
  const down = <u32>G.rowStep;
  const step = 2 * <u32>G.columnStep;
  const rowBytes = <usize>(G.columns >> 1) * G.mapBytes;
  for (let r = top; r < bottom; r++) {
    let at = <usize>r * rowBytes + <usize>left * G.mapBytes;
    let offset = <u32>(2 * r) * down + <u32>left * step;
    for (let c = left; c < right; c++) {
      const winner = load<u32>(winners + at);
      const d = load<f32>(dy + at);
      store<u32>(list, offset + (winner >> 1) * down + (winner & 1) * (step >> 1));
      store<f32>(list, d, 4);
      list += <usize>(d != 0) << 3;
      offset += step;
      at += G.mapBytes;
    }
  }
  return list;
}

/** Four vectors of one kernel row: sum += x d over a list of winners. */
function weightsRow(x: usize, list: usize, end: usize, dw: usize): void {
  let a0 = v128.load(dw);
  let a1 = v128.load(dw, 16);
  let a2 = v128.load(dw, 32);
  let a3 = v128.load(dw, 48);
  while (list != end) {
    const p = x + <usize>load<u32>(list);
    const d = v128.load32_splat(list, 4);
    a0 = f32x4.add(a0, f32x4.mul(d, v128.load(p)));
    a1 = f32x4.add(a1, f32x4.mul(d, v128.load(p, 16)));
    a2 = f32x4.add(a2, f32x4.mul(d, v128.load(p, 32)));
    a3 = f32x4.add(a3, f32x4.mul(d, v128.load(p, 48)));
    list += 8;
  }
  v128.store(dw, a0);
  v128.store(dw, a1, 16);
  v128.store(dw, a2, 32);
  v128.store(dw, a3, 48);
}

/** Two vectors of each of three kernel rows, for kernels whose rows are short (a single input map). */
function weightsThreeRows(x: usize, list: usize, end: usize, dw: usize, row: usize): void {
  const down = G.kernelStep;
  const dw1 = dw + row;
  const dw2 = dw1 + row;
  let a0 = v128.load(dw);
  let a1 = v128.load(dw, 16);
  let c0 = v128.load(dw1);
  let c1 = v128.load(dw1, 16);
  let d0 = v128.load(dw2);
  let d1 = v128.load(dw2, 16);
  while (list != end) {
    const p0 = x + <usize>load<u32>(list);
    const d = v128.load32_splat(list, 4);
    const p1 = p0 + down;
    const p2 = p1 + down;
    a0 = f32x4.add(a0, f32x4.mul(d, v128.load(p0)));
    a1 = f32x4.add(a1, f32x4.mul(d, v128.load(p0, 16)));
    c0 = f32x4.add(c0, f32x4.mul(d, v128.load(p1)));
    c1 = f32x4.add(c1, f32x4.mul(d, v128.load(p1, 16)));
    d0 = f32x4.add(d0, f32x4.mul(d, v128.load(p2)));
    d1 = f32x4.add(d1, f32x4.mul(d, v128.load(p2, 16)));
    list += 8;
  }
  v128.store(dw, a0);
  v128.store(dw, a1, 16);
  v128.store(dw1, c0);
  v128.store(dw1, c1, 16);
  v128.store(dw2, d0);
  v128.store(dw2, d1, 16);
}

/** Bytes of the list of winners; the transposed gradients of the weights lie behind it. */
function listBytes(): usize {
  return ((<usize>((G.rows >> 1) * (G.columns >> 1) + 1) << 3) + 15) & -16;
}

export function pooledBackwardWeights(
  g: usize,
  count: i32,
  x: usize,
  dy: usize,
  winners: usize,
  dw: usize,
  db: usize,
): void {
  G.useGeometry(g, count);
  const row = transposedRow();
  const sums = G.scratch + listBytes();
  const sumBytes = <usize>(G.kernelRows + 2) * row;
  const imageBytes = <usize>((G.rows >> 1) * (G.columns >> 1)) * G.mapBytes;
  memory.fill(sums, 0, sumBytes * <usize>G.maps);
  for (let image = 0; image < count; image++) {
    findActiveCells(x);
    for (let m = 0; m < G.maps; m++) {
      const at = <usize>m << 2;
      const end = listWinners(dy + at, winners + at, G.scratch);
      sumRows(x, G.scratch, end, sums + <usize>m * sumBytes, row);
    }
    x += G.inputBytes;
    dy += imageBytes;
    winners += imageBytes;
  }
  for (let m = 0; m < G.maps; m++) addTransposed(sums + <usize>m * sumBytes, row, dw + (<usize>m << 2));
  addBiases(dy - <usize>count * imageBytes, <usize>count * imageBytes, db);
}

function addBiases(dy: usize, bytes: usize, db: usize): void {
  for (let at: usize = 0; at < bytes; at += G.mapBytes) {
    for (let m = 0; m < G.vectors; m++) {
      const v = <usize>m << 4;
      G.accumulate(db + v, v128.load(dy + at + v), m == G.vectors - 1, G.lastMask());
    }
  }
}

function sumRows(x: usize, list: usize, end: usize, sums: usize, row: usize): void {
  if (G.run <= 8) {
    for (let i = 0; i < G.kernelRows; i += 3) {
      weightsThreeRows(x + <usize>i * G.kernelStep, list, end, sums + <usize>i * row, row);
    }
    return;
  }
  const used = <usize>G.run << 2;
  for (let i = 0; i < G.kernelRows; i++) {
    const xi = x + <usize>i * G.kernelStep;
    const to = sums + <usize>i * row;
    for (let chunk: usize = 0; chunk < used; chunk += 64) weightsRow(xi + chunk, list, end, to + chunk);
  }
}

function addTransposed(sums: usize, row: usize, dw: usize): void {
  for (let i = 0; i < G.kernelRows; i++) {
    for (let q = 0; q < G.run; q++) {
      f32.store(dw, f32.load(dw) + f32.load(sums + (<usize>q << 2)));
      dw += G.mapBytes;
    }
    sums += row;
  }
}

/** Adds d times eight vectors of one transposed kernel row to the input gradient. */
function scatter8(dx: usize, wt: usize, d: v128): void {
  v128.store(dx, f32x4.add(v128.load(dx), f32x4.mul(d, v128.load(wt))));
  v128.store(dx, f32x4.add(v128.load(dx, 16), f32x4.mul(d, v128.load(wt, 16))), 16);
  v128.store(dx, f32x4.add(v128.load(dx, 32), f32x4.mul(d, v128.load(wt, 32))), 32);
  v128.store(dx, f32x4.add(v128.load(dx, 48), f32x4.mul(d, v128.load(wt, 48))), 48);
  v128.store(dx, f32x4.add(v128.load(dx, 64), f32x4.mul(d, v128.load(wt, 64))), 64);
  v128.store(dx, f32x4.add(v128.load(dx, 80), f32x4.mul(d, v128.load(wt, 80))), 80);
  v128.store(dx, f32x4.add(v128.load(dx, 96), f32x4.mul(d, v128.load(wt, 96))), 96);
  v128.store(dx, f32x4.add(v128.load(dx, 112), f32x4.mul(d, v128.load(wt, 112))), 112);
}

export function pooledBackwardInput(
  g: usize,
  count: i32,
  dy: usize,
  winners: usize,
  wt: usize,
  dx: usize,
): void {
  G.useGeometry(g, count);
  const row = transposedRow();
  const list = G.scratch;
  const imageBytes = <usize>((G.rows >> 1) * (G.columns >> 1)) * G.mapBytes;
  memory.fill(dx, 0, <usize>count * G.inputBytes);
  top = 0;
  bottom = G.rows >> 1;
  left = 0;
  right = G.columns >> 1;
  for (let image = 0; image < count; image++) {
    let wm = wt;
    for (let m = 0; m < G.maps; m++) {
      const at = <usize>m << 2;
      const end = listWinners(dy + at, winners + at, list);
      for (let e = list; e < end; e += 8) {
        const d = v128.load32_splat(e, 4);
        let to = dx + <usize>load<u32>(e);
        let from = wm;
        for (let i = 0; i < G.kernelRows; i++) {
          for (let chunk: usize = 0; chunk < row; chunk += 128) scatter8(to + chunk, from + chunk, d);
          to += G.kernelStep;
          from += row;
        }
      }
      wm += row * <usize>G.kernelRows;
    }
    dx += G.inputBytes;
    dy += imageBytes;
    winners += imageBytes;
  }
}
