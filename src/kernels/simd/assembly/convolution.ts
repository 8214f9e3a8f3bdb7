// Convolution, output maps in lanes. A tile keeps at most eight sums in registers and does one tap per turn of
// its innermost loop, with at most six loads: V8 moves all loads to the front and spills when there are more of either.
//
// Maps are not padded in memory: the last vector of a position runs over into the next position, and what it
// scribbles there is overwritten, because positions are written in ascending and groups of maps in descending order.
import * as G from './geometry';
import { isSparse, listImage } from './listed-convolution';
import { forwardListed } from './listed-sums';
import { groupOf, PLACE } from './lists';

/** Four vectors of maps, or three of them, at two positions. */
export function forward4x2(x0: usize, x1: usize, w: usize, b: usize, y0: usize, y1: usize, used: i32): void {
  const step = G.mapBytes;
  const bytes = <usize>G.run << 2;
  let a0 = v128.load(b);
  let a1 = v128.load(b, 16);
  let a2 = v128.load(b, 32);
  let a3 = v128.load(b, 48);
  let c0 = a0;
  let c1 = a1;
  let c2 = a2;
  let c3 = a3;
  for (let i = G.kernelRows; i > 0; i--) {
    let p0 = x0;
    let p1 = x1;
    const end = p0 + bytes;
    while (p0 != end) {
      const s0 = v128.load32_splat(p0);
      const s1 = v128.load32_splat(p1);
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      const w2 = v128.load(w, 32);
      a0 = f32x4.add(a0, f32x4.mul(s0, w0));
      c0 = f32x4.add(c0, f32x4.mul(s1, w0));
      a1 = f32x4.add(a1, f32x4.mul(s0, w1));
      c1 = f32x4.add(c1, f32x4.mul(s1, w1));
      a2 = f32x4.add(a2, f32x4.mul(s0, w2));
      c2 = f32x4.add(c2, f32x4.mul(s1, w2));
      if (used > 3) {
        const w3 = v128.load(w, 48);
        a3 = f32x4.add(a3, f32x4.mul(s0, w3));
        c3 = f32x4.add(c3, f32x4.mul(s1, w3));
      }
      p0 += 4;
      p1 += 4;
      w += step;
    }
    x0 += G.kernelStep;
    x1 += G.kernelStep;
  }
  store4(y0, a0, a1, a2, a3, used);
  store4(y1, c0, c1, c2, c3, used);
}

function store4(y: usize, a0: v128, a1: v128, a2: v128, a3: v128, used: i32): void {
  v128.store(y, a0);
  if (used > 1) v128.store(y, a1, 16);
  if (used > 2) v128.store(y, a2, 32);
  if (used > 3) v128.store(y, a3, 48);
}

/** Two vectors of maps at four neighbouring columns. */
function forward2x4(x: usize, w: usize, b: usize, y: usize, used: i32): void {
  const step = G.mapBytes;
  const bytes = <usize>G.run << 2;
  let a0 = v128.load(b);
  let a1 = v128.load(b, 16);
  let c0 = a0;
  let c1 = a1;
  let d0 = a0;
  let d1 = a1;
  let e0 = a0;
  let e1 = a1;
  for (let i = G.kernelRows; i > 0; i--) {
    let p0 = x;
    let p1 = p0 + G.columnStep;
    let p2 = p1 + G.columnStep;
    let p3 = p2 + G.columnStep;
    const end = p0 + bytes;
    while (p0 != end) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      const s0 = v128.load32_splat(p0);
      const s1 = v128.load32_splat(p1);
      const s2 = v128.load32_splat(p2);
      const s3 = v128.load32_splat(p3);
      a0 = f32x4.add(a0, f32x4.mul(s0, w0));
      a1 = f32x4.add(a1, f32x4.mul(s0, w1));
      c0 = f32x4.add(c0, f32x4.mul(s1, w0));
      c1 = f32x4.add(c1, f32x4.mul(s1, w1));
      d0 = f32x4.add(d0, f32x4.mul(s2, w0));
      d1 = f32x4.add(d1, f32x4.mul(s2, w1));
      e0 = f32x4.add(e0, f32x4.mul(s3, w0));
      e1 = f32x4.add(e1, f32x4.mul(s3, w1));
      p0 += 4;
      p1 += 4;
      p2 += 4;
      p3 += 4;
      w += step;
    }
    x += G.kernelStep;
  }
  store2(y, a0, a1, used);
  store2(y + G.mapBytes, c0, c1, used);
  store2(y + 2 * G.mapBytes, d0, d1, used);
  store2(y + 3 * G.mapBytes, e0, e1, used);
}

function store2(y: usize, a0: v128, a1: v128, used: i32): void {
  v128.store(y, a0);
  if (used > 1) v128.store(y, a1, 16);
}

/** Six vectors of maps at one position: what a single image has in its last layers. */
function forward6x1(x: usize, w: usize, b: usize, y: usize, used: i32): void {
  const step = G.mapBytes;
  const bytes = <usize>G.run << 2;
  let a0 = v128.load(b);
  let a1 = v128.load(b, 16);
  let a2 = v128.load(b, 32);
  let a3 = v128.load(b, 48);
  let a4 = v128.load(b, 64);
  let a5 = v128.load(b, 80);
  for (let i = G.kernelRows; i > 0; i--) {
    let p = x;
    const end = p + bytes;
    while (p != end) {
      const s = v128.load32_splat(p);
      a0 = f32x4.add(a0, f32x4.mul(s, v128.load(w)));
      a1 = f32x4.add(a1, f32x4.mul(s, v128.load(w, 16)));
      a2 = f32x4.add(a2, f32x4.mul(s, v128.load(w, 32)));
      a3 = f32x4.add(a3, f32x4.mul(s, v128.load(w, 48)));
      a4 = f32x4.add(a4, f32x4.mul(s, v128.load(w, 64)));
      a5 = f32x4.add(a5, f32x4.mul(s, v128.load(w, 80)));
      p += 4;
      w += step;
    }
    x += G.kernelStep;
  }
  store4(y, a0, a1, a2, a3, used);
  if (used > 4) store2(y + 64, a4, a5, used - 4);
}

export function convolutionForward(g: usize, count: i32, x: usize, w: usize, b: usize, y: usize): void {
  G.useGeometry(g, count);
  if (G.scratch != 0 && isSparse(x)) {
    forwardSparse(x, w, b, y);
    return;
  }
  const rowBytes = <usize>G.columns * G.mapBytes;
  const imageBytes = <usize>G.rows * rowBytes;
  const size = G.columns == 1 ? 6 : 4;
  for (let image = 0; image < G.images; image++) {
    for (let v = ((G.vectors - 1) / size) * size; v >= 0; v -= size) {
      const offset = <usize>v << 4;
      const used = G.vectors - v;
      for (let r = 0; r < G.rows; r++) {
        const xr = x + <usize>r * G.rowStep;
        const yr = y + <usize>r * rowBytes + offset;
        if (G.columns == 1) forward6x1(xr, w + offset, b + offset, yr, used);
        else if (used <= 2 && G.columns >= 4) forwardRow2(xr, w + offset, b + offset, yr, used);
        else forwardRow4(xr, w + offset, b + offset, yr, used);
      }
    }
    x += G.inputBytes;
    y += imageBytes;
  }
}

/** One row of outputs, two columns at a time; an odd last column is done together with its neighbour again. */
function forwardRow4(x: usize, w: usize, b: usize, y: usize, used: i32): void {
  const last = G.columns - 2;
  for (let c = 0; c < G.columns; c += 2) {
    const at = <usize>min(c, last);
    const x0 = x + at * G.columnStep;
    const y0 = y + at * G.mapBytes;
    forward4x2(x0, x0 + G.columnStep, w, b, y0, y0 + G.mapBytes, used);
  }
}

function forwardRow2(x: usize, w: usize, b: usize, y: usize, used: i32): void {
  const last = G.columns - 4;
  for (let c = 0; c < G.columns; c += 4) {
    const at = <usize>min(c, last);
    forward2x4(x + at * G.columnStep, w, b, y + at * G.mapBytes, used);
  }
}

/** The same with the zeros of the input left out. */
function forwardSparse(x: usize, w: usize, b: usize, y: usize): void {
  const plane = G.scratch;
  const positions = G.rows * G.columns;
  for (let image = 0; image < G.images; image++) {
    listImage(x, plane + <usize>positions * PLACE);
    for (let left = G.vectors; left > 0; ) {
      const group = groupOf(left);
      left -= group;
      const offset = <usize>left << 4;
      forwardListed(w + offset, G.mapBytes, b + offset, plane, group, false);
      let from = plane;
      let to = y + offset;
      for (let n = positions; n > 0; n--) {
        for (let v: usize = 0; v < <usize>group << 4; v += 16) v128.store(to + v, v128.load(from + v));
        from += PLACE;
        to += G.mapBytes;
      }
    }
    x += G.inputBytes;
    y += <usize>positions * G.mapBytes;
  }
}
