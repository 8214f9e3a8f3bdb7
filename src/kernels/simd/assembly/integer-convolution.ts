// A convolution in whole numbers of 16 bits for networks that only answer: a multiplication takes two input maps at once,
// and the next sum need not wait long for the one before. What a map has on paper is taken off it, and what that is in the
// sums is added to all of them; what is 0 then is left out. Whole numbers make that the same to the last bit.
import * as G from './geometry';
import { forwardListed } from './listed-sums';
import * as L from './lists';

/** An image's largest value becomes this. */
const LARGEST: f32 = 2047;

/** A map's largest weight, and the sum of all, become at most this: no sum of products passes 31 bits. */
const LARGEST_WEIGHT: f64 = 32767;
const LARGEST_WEIGHTS: f64 = 1040000;

let unit: f32 = 0; // of the image's values

/** The rounded weights begin with each map's unit. */
function unitsBytes(): usize {
  return (G.mapBytes + 31) & -16;
}

/** Then come, group by group of output maps, those of pairs of input maps, a place for each, a pair's two side by side. */
function groupBytes(): usize {
  return (<usize>(G.kernelRows * G.run) >> 1) * L.PLACE;
}

export function integerWeights(g: usize, w: usize, rounded: usize): void {
  G.useGeometry(g, 1);
  let pairs = rounded + unitsBytes();
  for (let left = G.vectors; left > 0; ) {
    const end = min(<usize>left << 4, G.mapBytes);
    left -= L.groupOf(left);
    const first = <usize>left << 4;
    for (let map = first; map < end; map += 4) {
      store<f32>(rounded + map, roundMap(w + map, pairs + map - first));
    }
    pairs += groupBytes();
  }
}

/** Rounds the weights of one map; its unit. */
function roundMap(w: usize, pairs: usize): f32 {
  const taps = <usize>(G.kernelRows * G.run);
  let largest: f64 = 0;
  let sum: f64 = 0;
  for (let t: usize = 0; t < taps; t++) {
    const size = <f64>abs(load<f32>(w + t * G.mapBytes));
    largest = max(largest, size);
    sum += size;
  }
  const scale = sum == 0 ? 1 : min(LARGEST_WEIGHT / largest, LARGEST_WEIGHTS / sum);
  for (let t: usize = 0; t < taps; t++) {
    const weight = nearest(<f64>load<f32>(w + t * G.mapBytes) * scale);
    store<i16>(pairs + (t >> 1) * L.PLACE + ((t & 1) << 1), <i16>(<i32>weight));
  }
  return <f32>(1 / scale);
}

function largestOf(x: usize): f32 {
  let found = f32x4.splat(0);
  for (const end = x + G.inputBytes; x != end; x += 16) found = f32x4.max(found, f32x4.abs(v128.load(x)));
  return max(
    max(f32x4.extract_lane(found, 0), f32x4.extract_lane(found, 1)),
    max(f32x4.extract_lane(found, 2), f32x4.extract_lane(found, 3)),
  );
}

function roundedOf(values: v128, scale: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(values, scale)));
}

/**
 * Of each input map what it has in the image's first place, rounded, if it has that in more places than 0, of every third
 * one; else 0.
 */
function findPaper(x: usize, scale: v128, paper: usize): void {
  const none = f32x4.splat(0);
  const end = x + G.inputBytes;
  for (let map: usize = 0; map < G.columnStep; map += 16) {
    const first = v128.load(x + map);
    let more = none;
    for (let at = x + map; at < end; at += 3 * G.columnStep) {
      const values = v128.load(at);
      more = i32x4.add(more, i32x4.sub(f32x4.eq(values, none), f32x4.eq(values, first)));
    }
    v128.store(paper + map, v128.and(roundedOf(first, scale), i32x4.gt_s(more, none)));
  }
}

/** What paper has in the sum of each output map of a group. Read in order, all its weights are in the cache then. */
function sumPaper(paper: usize, w: usize, sums: usize): void {
  memory.fill(sums, 0, L.PLACE);
  for (const end = w + groupBytes(); w != end; ) {
    for (let k = paper; k != paper + G.columnStep; k += 8) {
      const pair = i32x4.splat((load<i32>(k) & 0xffff) | (load<i32>(k, 4) << 16));
      for (let v: usize = 0; v < L.PLACE; v += 16) {
        v128.store(sums + v, i32x4.add(v128.load(sums + v), i32x4.dot_i16x8_s(pair, v128.load(w + v))));
      }
      w += L.PLACE;
    }
  }
}

/** Lists an image's pairs of values that are not both paper: (weights' offset from the row's, what both are more). */
function listImage(x: usize, scale: v128, paper: usize, place: usize): void {
  L.layOut(place);
  const step = <u32>L.PLACE;
  let entry = L.entries;
  let start = L.starts;
  for (let r = 0; r < L.inputRows; r++) {
    let offset: u32 = 0;
    for (let c = 0; c < L.inputColumns; c++) {
      store<u32>(start, <u32>entry);
      start += 4;
      const own = paper - x;
      for (const end = x + G.columnStep; x != end; x += 16) {
        const values = i32x4.sub(roundedOf(v128.load(x), scale), v128.load(own + x));
        const pairs = i16x8.narrow_i32x4_s(values, values);
        entry = addPair(entry, offset, i32x4.extract_lane(pairs, 0));
        entry = addPair(entry, offset + step, i32x4.extract_lane(pairs, 1));
        offset += 2 * step;
      }
    }
    store<u32>(start, <u32>entry);
    start += 4;
  }
}

function addPair(entry: usize, offset: u32, pair: i32): usize {
  store<u32>(entry, offset);
  store<i32>(entry, pair, 4);
  return entry + (<usize>(pair != 0) << 3);
}

/** The sums of a group in the units of its maps, and the biases; `size` 2: the largest of every four positions. */
function storeSums(plane: usize, units: usize, b: usize, y: usize, group: i32, size: i32): void {
  const below = <usize>G.columns * L.PLACE;
  const common = f32x4.splat(unit);
  for (let r = 0; r < G.rows / size; r++) {
    let place = plane;
    for (let c = 0; c < G.columns / size; c++) {
      for (let v: usize = 0; v < <usize>group << 4; v += 16) {
        const p = place + v;
        const sums = size == 1 ? v128.load(p) : largestSums(p, p + below);
        const scale = f32x4.mul(common, v128.load(units + v));
        v128.store(y + v, f32x4.add(v128.load(b + v), f32x4.mul(f32x4.convert_i32x4_s(sums), scale)));
      }
      place += <usize>size * L.PLACE;
      y += G.mapBytes;
    }
    plane += <usize>size * below;
  }
}

function largestSums(above: usize, below: usize): v128 {
  return i32x4.max_s(
    i32x4.max_s(v128.load(above), v128.load(above + L.PLACE)),
    i32x4.max_s(v128.load(below), v128.load(below + L.PLACE)),
  );
}

export function integerForward(
  g: usize,
  count: i32,
  x: usize,
  rounded: usize,
  b: usize,
  y: usize,
  size: i32,
): void {
  G.useGeometry(g, count);
  const paper = G.scratch;
  const first = paper + G.columnStep;
  const plane = first + L.PLACE;
  const imageBytes = <usize>((G.rows / size) * (G.columns / size)) * G.mapBytes;
  for (let image = 0; image < count; image++) {
    const largest = largestOf(x);
    const scale = f32x4.splat(largest > 0 ? LARGEST / largest : 0);
    unit = largest / LARGEST;
    findPaper(x, scale, paper);
    listImage(x, scale, paper, plane + <usize>(G.rows * G.columns) * L.PLACE);
    let w = rounded + unitsBytes();
    for (let left = G.vectors; left > 0; w += groupBytes()) {
      const group = L.groupOf(left);
      left -= group;
      const offset = <usize>left << 4;
      sumPaper(paper, w, first);
      forwardListed(w, L.PLACE, first, plane, group, true);
      storeSums(plane, rounded + offset, b + offset, y + offset, group, size);
    }
    x += G.inputBytes;
    y += imageBytes;
  }
}
