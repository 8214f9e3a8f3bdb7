// Backward through a convolution with 2x2 max pooling: only the winners are visited. For each map a short list of
// (input offset, gradient), zeros left out, and for each entry whole rows of taps, which are contiguous in the input
// and in the transposed weights.
import { activeBytes, activeFrom, activeTo, findActiveCells, takeAllCells } from './active-cells';
import { transposedRow } from './convolution-backward';
import * as G from './geometry';

/**
 * Writes map m's winners that have a gradient as (offset into the input image, gradient) pairs of 8 bytes;
 * returns the list's end. Branch-free: a zero gradient is overwritten by the next entry.
 */
function listWinners(dy: usize, winners: usize, list: usize): usize {
  const down = <u32>G.rowStep;
  const step = 2 * <u32>G.columnStep;
  const rowBytes = <usize>(G.columns >> 1) * G.mapBytes;
  for (let r = 0; r < G.rows >> 1; r++) {
    const from = activeFrom(r);
    const to = activeTo(r);
    let at = <usize>r * rowBytes + <usize>from * G.mapBytes;
    let offset = <u32>(2 * r) * down + <u32>from * step;
    for (let c = from; c < to; c++) {
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
  const list = G.scratch + activeBytes();
  const sums = list + listBytes();
  const sumBytes = <usize>(G.kernelRows + 2) * row;
  const imageBytes = <usize>((G.rows >> 1) * (G.columns >> 1)) * G.mapBytes;
  memory.fill(sums, 0, sumBytes * <usize>G.maps);
  for (let image = 0; image < count; image++) {
    findActiveCells(x);
    for (let m = 0; m < G.maps; m++) {
      const at = <usize>m << 2;
      const end = listWinners(dy + at, winners + at, list);
      sumRows(x, list, end, sums + <usize>m * sumBytes, row);
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
  const list = G.scratch + activeBytes();
  const imageBytes = <usize>((G.rows >> 1) * (G.columns >> 1)) * G.mapBytes;
  memory.fill(dx, 0, <usize>count * G.inputBytes);
  takeAllCells();
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
