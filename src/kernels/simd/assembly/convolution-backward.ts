// The two halves of a convolution's backward pass where the gradient is dense. Eight sums in registers, one
// position (weights) or one output map (input) per turn of the innermost loop.
import * as G from './geometry';

/** Four vectors of maps by two neighbouring taps, summed over the positions of one image. */
function weights4x2(x: usize, dy: usize, dw: usize, used: i32, taps: i32, lanes: v128): void {
  const step = G.mapBytes;
  const xStep = G.columnStep;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let c0 = a0;
  let c1 = a0;
  let c2 = a0;
  let c3 = a0;
  for (let r = G.rows; r > 0; r--) {
    let p = x;
    for (let c = G.columns; c > 0; c--) {
      const s0 = v128.load32_splat(p);
      const s1 = v128.load32_splat(p, 4);
      const d0 = v128.load(dy);
      const d1 = v128.load(dy, 16);
      const d2 = v128.load(dy, 32);
      const d3 = v128.load(dy, 48);
      a0 = f32x4.add(a0, f32x4.mul(s0, d0));
      c0 = f32x4.add(c0, f32x4.mul(s1, d0));
      a1 = f32x4.add(a1, f32x4.mul(s0, d1));
      c1 = f32x4.add(c1, f32x4.mul(s1, d1));
      a2 = f32x4.add(a2, f32x4.mul(s0, d2));
      c2 = f32x4.add(c2, f32x4.mul(s1, d2));
      a3 = f32x4.add(a3, f32x4.mul(s0, d3));
      c3 = f32x4.add(c3, f32x4.mul(s1, d3));
      p += xStep;
      dy += step;
    }
    x += G.rowStep;
  }
  add4(dw, a0, a1, a2, a3, used, lanes);
  if (taps > 1) add4(dw + step, c0, c1, c2, c3, used, lanes);
}

function add4(dw: usize, a0: v128, a1: v128, a2: v128, a3: v128, used: i32, lanes: v128): void {
  G.accumulate(dw, a0, used == 1, lanes);
  if (used > 1) G.accumulate(dw + 16, a1, used == 2, lanes);
  if (used > 2) G.accumulate(dw + 32, a2, used == 3, lanes);
  if (used > 3) G.accumulate(dw + 48, a3, used == 4, lanes);
}

/** Two vectors of maps by four taps, any four: for few maps, whose kernel rows are often short. */
function weights2x4(x: usize, tap: usize, dy: usize, dw: usize, used: i32, taps: i32, lanes: v128): void {
  let x0 = x + <usize>load<u32>(tap);
  let x1 = x + <usize>load<u32>(taps > 1 ? tap + 4 : tap);
  let x2 = x + <usize>load<u32>(taps > 2 ? tap + 8 : tap);
  let x3 = x + <usize>load<u32>(taps > 3 ? tap + 12 : tap);
  const step = G.mapBytes;
  const xStep = G.columnStep;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  let e0 = a0;
  let e1 = a0;
  const turn = G.rowStep - <usize>G.columns * xStep;
  for (let r = G.rows; r > 0; r--) {
    for (let c = G.columns; c > 0; c--) {
      const g0 = v128.load(dy);
      const g1 = v128.load(dy, 16);
      const s0 = v128.load32_splat(x0);
      const s1 = v128.load32_splat(x1);
      const s2 = v128.load32_splat(x2);
      const s3 = v128.load32_splat(x3);
      a0 = f32x4.add(a0, f32x4.mul(s0, g0));
      a1 = f32x4.add(a1, f32x4.mul(s0, g1));
      c0 = f32x4.add(c0, f32x4.mul(s1, g0));
      c1 = f32x4.add(c1, f32x4.mul(s1, g1));
      d0 = f32x4.add(d0, f32x4.mul(s2, g0));
      d1 = f32x4.add(d1, f32x4.mul(s2, g1));
      e0 = f32x4.add(e0, f32x4.mul(s3, g0));
      e1 = f32x4.add(e1, f32x4.mul(s3, g1));
      x0 += xStep;
      x1 += xStep;
      x2 += xStep;
      x3 += xStep;
      dy += step;
    }
    x0 += turn;
    x1 += turn;
    x2 += turn;
    x3 += turn;
  }
  add2(dw, a0, a1, used, lanes);
  if (taps > 1) add2(dw + step, c0, c1, used, lanes);
  if (taps > 2) add2(dw + 2 * step, d0, d1, used, lanes);
  if (taps > 3) add2(dw + 3 * step, e0, e1, used, lanes);
}

function add2(dw: usize, a0: v128, a1: v128, used: i32, lanes: v128): void {
  G.accumulate(dw, a0, used == 1, lanes);
  if (used > 1) G.accumulate(dw + 16, a1, used == 2, lanes);
}

export function convolutionBackwardWeights(
  g: usize,
  count: i32,
  x: usize,
  dy: usize,
  dw: usize,
  db: usize,
): void {
  G.useGeometry(g, count);
  const lanes = G.lastMask();
  const positions = G.rows * G.columns;
  for (let image = 0; image < G.images; image++) {
    for (let v = 0; v < G.vectors; v += 4) {
      const used = min(G.vectors - v, 4);
      // Where fewer vectors remain than the tile has, the mask must still meet the last one.
      const masked = used == G.vectors - v ? lanes : i32x4.splat(-1);
      weightsOfGroup(x, dy + (<usize>v << 4), dw + (<usize>v << 4), used, masked);
    }
    biases(positions, dy, db, lanes);
    x += G.inputBytes;
    dy += <usize>positions * G.mapBytes;
  }
}

function weightsOfGroup(x: usize, dy: usize, dw: usize, used: i32, lanes: v128): void {
  const taps = G.kernelRows * G.run;
  if (used <= 2) {
    for (let t = 0; t < taps; t += 4) {
      weights2x4(x, G.taps + (<usize>t << 2), dy, dw, used, min(4, taps - t), lanes);
      dw += 4 * G.mapBytes;
    }
    return;
  }
  for (let i = 0; i < G.kernelRows; i++) {
    for (let q = 0; q < G.run; q += 2) {
      const left = min(2, G.run - q);
      weights4x2(x + (<usize>q << 2), dy, dw, used, left, lanes);
      dw += <usize>left * G.mapBytes;
    }
    x += G.kernelStep;
  }
}

function biases(positions: i32, dy: usize, db: usize, lanes: v128): void {
  for (let v = 0; v < G.vectors; v++) {
    let sum = f32x4.splat(0);
    let p = dy + (<usize>v << 4);
    for (let n = positions; n > 0; n--) {
      sum = f32x4.add(sum, v128.load(p));
      p += G.mapBytes;
    }
    G.accumulate(db + (<usize>v << 4), sum, v == G.vectors - 1, lanes);
  }
}

/** Bytes of one transposed kernel row: a multiple of eight vectors. */
export function transposedRow(): usize {
  return <usize>((G.run + 31) & -32) << 2;
}

/** Four taps by four maps at a time; the padding behind a kernel row and maps that are not there stay zero. */
export function convolutionTranspose(g: usize, w: usize, wt: usize): void {
  G.useGeometry(g, 1);
  const row = transposedRow();
  const mapStep = row * <usize>G.kernelRows;
  for (let m = 0; m < G.maps; m += 4) {
    let from = w + (<usize>m << 2);
    let to = wt + <usize>m * mapStep;
    for (let i = 0; i < G.kernelRows; i++) {
      for (let q = 0; q < G.run; q += 4) {
        transposeBlock(from, G.run - q, to + (<usize>q << 2), mapStep, G.maps - m);
        from += <usize>min(4, G.run - q) * G.mapBytes;
      }
      to += row;
    }
  }
}

function transposeBlock(w: usize, taps: i32, wt: usize, mapStep: usize, maps: i32): void {
  const step = G.mapBytes;
  const a = v128.load(w);
  const b = taps > 1 ? v128.load(w + step) : f32x4.splat(0);
  const c = taps > 2 ? v128.load(w + 2 * step) : f32x4.splat(0);
  const d = taps > 3 ? v128.load(w + 3 * step) : f32x4.splat(0);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  v128.store(wt, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  if (maps > 1) v128.store(wt + mapStep, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  if (maps > 2) v128.store(wt + 2 * mapStep, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5));
  if (maps > 3) v128.store(wt + 3 * mapStep, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7));
}

/**
 * Adds four vectors of one transposed kernel row, weighted by the gradient of every map, at two positions, one above
 * the other: their input rows differ. What runs over the row's end adds the zeros of its padding.
 */
function addInput4x2(dy0: usize, dy1: usize, wt: usize, wtStep: usize, dx0: usize, dx1: usize): void {
  let a0 = v128.load(dx0);
  let a1 = v128.load(dx0, 16);
  let a2 = v128.load(dx0, 32);
  let a3 = v128.load(dx0, 48);
  let c0 = v128.load(dx1);
  let c1 = v128.load(dx1, 16);
  let c2 = v128.load(dx1, 32);
  let c3 = v128.load(dx1, 48);
  const end = dy0 + G.mapBytes;
  while (dy0 != end) {
    const d0 = v128.load32_splat(dy0);
    const d1 = v128.load32_splat(dy1);
    const w0 = v128.load(wt);
    const w1 = v128.load(wt, 16);
    const w2 = v128.load(wt, 32);
    const w3 = v128.load(wt, 48);
    a0 = f32x4.add(a0, f32x4.mul(d0, w0));
    c0 = f32x4.add(c0, f32x4.mul(d1, w0));
    a1 = f32x4.add(a1, f32x4.mul(d0, w1));
    c1 = f32x4.add(c1, f32x4.mul(d1, w1));
    a2 = f32x4.add(a2, f32x4.mul(d0, w2));
    c2 = f32x4.add(c2, f32x4.mul(d1, w2));
    a3 = f32x4.add(a3, f32x4.mul(d0, w3));
    c3 = f32x4.add(c3, f32x4.mul(d1, w3));
    dy0 += 4;
    dy1 += 4;
    wt += wtStep;
  }
  v128.store(dx0, a0);
  v128.store(dx0, a1, 16);
  v128.store(dx0, a2, 32);
  v128.store(dx0, a3, 48);
  v128.store(dx1, c0);
  v128.store(dx1, c1, 16);
  v128.store(dx1, c2, 32);
  v128.store(dx1, c3, 48);
}

/** The same at a single position: an odd last row. */
function addInput4x1(dy: usize, wt: usize, wtStep: usize, dx: usize): void {
  let a0 = v128.load(dx);
  let a1 = v128.load(dx, 16);
  let a2 = v128.load(dx, 32);
  let a3 = v128.load(dx, 48);
  const end = dy + G.mapBytes;
  while (dy != end) {
    const d = v128.load32_splat(dy);
    a0 = f32x4.add(a0, f32x4.mul(d, v128.load(wt)));
    a1 = f32x4.add(a1, f32x4.mul(d, v128.load(wt, 16)));
    a2 = f32x4.add(a2, f32x4.mul(d, v128.load(wt, 32)));
    a3 = f32x4.add(a3, f32x4.mul(d, v128.load(wt, 48)));
    dy += 4;
    wt += wtStep;
  }
  v128.store(dx, a0);
  v128.store(dx, a1, 16);
  v128.store(dx, a2, 32);
  v128.store(dx, a3, 48);
}

export function convolutionBackwardInput(g: usize, count: i32, dy: usize, wt: usize, dx: usize): void {
  G.useGeometry(g, count);
  const row = transposedRow();
  const wtStep = row * <usize>G.kernelRows;
  // The images of a batch, which a full layer sees as columns, do not overlap: as rows they go in pairs.
  if (G.isFull) G.stackColumns();
  memory.fill(dx, 0, <usize>count * G.inputBytes);
  const rowBytes = <usize>G.columns * G.mapBytes;
  for (let image = 0; image < G.images; image++) {
    for (let r = 0; r < G.rows; r += 2) {
      inputOfRows(dy, wt, wtStep, row, dx + <usize>r * G.rowStep, r + 1 < G.rows);
      dy += rowBytes;
      if (r + 1 < G.rows) dy += rowBytes;
    }
    dx += G.inputBytes;
  }
}

/** One row of positions, or two, one above the other. */
function inputOfRows(dy: usize, wt: usize, wtStep: usize, row: usize, dx: usize, isPair: bool): void {
  const used = <usize>G.run << 2;
  const below = dy + <usize>G.columns * G.mapBytes;
  const maps = G.mapBytes;
  for (let c: usize = 0; c < <usize>G.columns; c++) {
    for (let i = 0; i < G.kernelRows; i++) {
      const wi = wt + <usize>i * row;
      const xi = dx + <usize>i * G.kernelStep + c * G.columnStep;
      for (let at: usize = 0; at < used; at += 64) {
        const x = xi + at;
        if (isPair) addInput4x2(dy + c * maps, below + c * maps, wi + at, wtStep, x, x + G.rowStep);
        else addInput4x1(dy + c * maps, wi + at, wtStep, x);
      }
    }
  }
}
