// Convolution and 2x2 max pooling in one: the four positions of a block stay together and only the largest is stored,
// with its place in the block. The backward half is in pooled-convolution-backward.ts.
import { activeBytes, activeFrom, activeTo, findActiveCells } from './active-cells';
import { forward4x2 } from './convolution';
import * as G from './geometry';
import { isListed, listImage } from './listed-convolution';
import { forwardListed } from './listed-sums';
import { groupOf, PLACE } from './lists';

/** Two vectors of maps at the four positions of one block of a single input map. */
function forwardBlock(x: usize, w: usize, b: usize, y: usize, winners: usize, used: i32): void {
  const step = G.mapBytes;
  const below = x + G.rowStep;
  let a0 = v128.load(b);
  let a1 = v128.load(b, 16);
  let c0 = a0;
  let c1 = a1;
  let d0 = a0;
  let d1 = a1;
  let e0 = a0;
  let e1 = a1;
  let tap = G.taps;
  const end = tap + (<usize>(G.run * G.kernelRows) << 2);
  while (tap != end) {
    const at = <usize>load<u32>(tap);
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const s0 = v128.load32_splat(x + at);
    const s1 = v128.load32_splat(x + at, 4);
    const s2 = v128.load32_splat(below + at);
    const s3 = v128.load32_splat(below + at, 4);
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
  storeBest(a0, c0, d0, e0, y, winners);
  if (used > 1) storeBest(a1, c1, d1, e1, y + 16, winners + 16);
}

const TWO: usize = memory.data<i32>([2, 2, 2, 2]);

/** The largest of the block, the first one on ties: a c above, d e below. A true comparison is -1. */
function storeBest(a: v128, c: v128, d: v128, e: v128, y: usize, winners: usize): void {
  const above = f32x4.pmax(a, c);
  const below = f32x4.pmax(d, e);
  const isBelow = f32x4.gt(below, above);
  const winnerAbove = i32x4.neg(f32x4.gt(c, a));
  const winnerBelow = i32x4.sub(v128.load(TWO), f32x4.gt(e, d));
  v128.store(y, f32x4.pmax(above, below));
  v128.store(winners, v128.bitselect(winnerBelow, winnerAbove, isBelow));
}

/** Three or four vectors of maps: two tiles of the plain convolution. */
function forwardWideBlock(x: usize, w: usize, b: usize, y: usize, winners: usize, used: i32): void {
  const tile = G.scratch + activeBytes();
  forward4x2(x, x + G.columnStep, w, b, tile, tile + 64, used);
  x += G.rowStep;
  forward4x2(x, x + G.columnStep, w, b, tile + 128, tile + 192, used);
  storeBestOf(tile, tile + 64, tile + 128, tile + 192, y, winners, min(used, 4));
}

function storeBestOf(
  a: usize,
  c: usize,
  d: usize,
  e: usize,
  y: usize,
  winners: usize,
  used: i32,
): void {
  for (let v: usize = 0; v < <usize>used << 4; v += 16) {
    storeBest(v128.load(a + v), v128.load(c + v), v128.load(d + v), v128.load(e + v), y + v, winners + v);
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
  const isSparse = isListed();
  const plane = G.scratch + activeBytes();
  const lists = plane + <usize>(G.rows * G.columns) * PLACE;
  for (let image = 0; image < count; image++) {
    findActiveCells(x);
    if (isSparse) {
      listImage(x, lists);
      for (let left = G.vectors; left > 0; ) {
        const group = groupOf(left);
        left -= group;
        const offset = <usize>left << 4;
        forwardListed(w + offset, G.mapBytes, b + offset, plane, group, false);
        poolPlane(plane, y + offset, winners + offset, group);
      }
    } else {
      for (let v = (G.vectors - 1) & -4; v >= 0; v -= 4) {
        const offset = <usize>v << 4;
        forwardGroup(x, w + offset, b + offset, y + offset, winners + offset, G.vectors - v);
      }
    }
    x += G.inputBytes;
    y += imageBytes;
    winners += imageBytes;
  }
}

/** Up to four vectors of maps at every block of an image. */
function forwardGroup(
  x: usize,
  w: usize,
  b: usize,
  y: usize,
  winners: usize,
  used: i32,
): void {
  const pooledRows = G.rows >> 1;
  const pooledColumns = G.columns >> 1;
  for (let r = 0; r < pooledRows; r++) {
    let p = x + <usize>(2 * r) * G.rowStep;
    const from = activeFrom(r);
    const to = activeTo(r);
    for (let c = 0; c < pooledColumns; c++) {
      if (c < from || c >= to) blankBlock(b, y, winners, used);
      else if (used > 2 || G.columnStep != 4) forwardWideBlock(p, w, b, y, winners, used);
      else forwardBlock(p, w, b, y, winners, used);
      p += 2 * G.columnStep;
      y += G.mapBytes;
      winners += G.mapBytes;
    }
  }
}

function blankBlock(b: usize, y: usize, winners: usize, used: i32): void {
  for (let v: usize = 0; v < <usize>min(used, 4) << 4; v += 16) {
    v128.store(y + v, v128.load(b + v));
    v128.store(winners + v, i32x4.splat(0));
  }
}

/** The best of each block of a plane. */
function poolPlane(plane: usize, y: usize, winners: usize, used: i32): void {
  const below = <usize>G.columns * PLACE;
  for (let r = 0; r < G.rows >> 1; r++) {
    let p = plane;
    for (let c = 0; c < G.columns >> 1; c++) {
      storeBestOf(p, p + PLACE, p + below, p + below + PLACE, y, winners, used);
      p += 2 * PLACE;
      y += G.mapBytes;
      winners += G.mapBytes;
    }
    plane += 2 * below;
  }
}
