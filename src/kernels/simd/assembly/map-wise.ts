// Routines that treat every map alike: pooling, the trainable coefficient and bias of the subsampling layers,
// batch normalisation. Maps are in lanes; positions are written in ascending order, so that what the last vector
// of a position scribbles into the next one is overwritten.
import { storePartial } from './geometry';

// Pooling geometry in memory: input rows, input columns, maps, size, output rows, output columns.

export function sumForward(g: usize, count: i32, x: usize, scale: f32, y: usize): void {
  const inputRows = load<i32>(g);
  const inputColumns = load<i32>(g, 4);
  const maps = load<i32>(g, 8);
  const size = load<i32>(g, 12);
  const rows = load<i32>(g, 16);
  const columns = load<i32>(g, 20);
  const mapBytes = <usize>maps << 2;
  const rowBytes = <usize>inputColumns * mapBytes;
  const factor = f32x4.splat(scale);
  for (let image = 0; image < count; image++) {
    for (let r = 0; r < rows; r++) {
      let block = x + <usize>(r * size) * rowBytes;
      for (let c = 0; c < columns; c++) {
        for (let m: usize = 0; m < mapBytes; m += 16) {
          v128.store(y + m, f32x4.mul(factor, blockSum(block + m, size, mapBytes, rowBytes)));
        }
        block += <usize>size * mapBytes;
        y += mapBytes;
      }
    }
    x += <usize>inputRows * rowBytes;
  }
}

function blockSum(x: usize, size: i32, mapBytes: usize, rowBytes: usize): v128 {
  let sum = f32x4.splat(0);
  for (let i = 0; i < size; i++) {
    let p = x;
    for (let j = 0; j < size; j++) {
      sum = f32x4.add(sum, v128.load(p));
      p += mapBytes;
    }
    x += rowBytes;
  }
  return sum;
}

export function sumBackward(g: usize, count: i32, dy: usize, scale: f32, dx: usize): void {
  const inputRows = load<i32>(g);
  const inputColumns = load<i32>(g, 4);
  const mapBytes = <usize>load<i32>(g, 8) << 2;
  const size = load<i32>(g, 12);
  const rows = load<i32>(g, 16);
  const columns = load<i32>(g, 20);
  const factor = f32x4.splat(scale);
  const zero = f32x4.splat(0);
  for (let image = 0; image < count; image++) {
    for (let r = 0; r < inputRows; r++) {
      const pr = r / size;
      for (let c = 0; c < inputColumns; c++) {
        const pc = c / size;
        const inside = pr < rows && pc < columns;
        const from = dy + <usize>(pr * columns + pc) * mapBytes;
        for (let m: usize = 0; m < mapBytes; m += 16) {
          v128.store(dx + m, inside ? f32x4.mul(factor, v128.load(from + m)) : zero);
        }
        dx += mapBytes;
      }
    }
    dy += <usize>(rows * columns) * mapBytes;
  }
}

export function maxForward(g: usize, count: i32, x: usize, y: usize, winners: usize): void {
  const inputRows = load<i32>(g);
  const inputColumns = load<i32>(g, 4);
  const mapBytes = <usize>load<i32>(g, 8) << 2;
  const size = load<i32>(g, 12);
  const rows = load<i32>(g, 16);
  const columns = load<i32>(g, 20);
  const rowBytes = <usize>inputColumns * mapBytes;
  for (let image = 0; image < count; image++) {
    for (let r = 0; r < rows; r++) {
      let block = x + <usize>(r * size) * rowBytes;
      for (let c = 0; c < columns; c++) {
        for (let m: usize = 0; m < mapBytes; m += 16) {
          blockMax(block + m, size, mapBytes, rowBytes, y + m, winners + m);
        }
        block += <usize>size * mapBytes;
        y += mapBytes;
        winners += mapBytes;
      }
    }
    x += <usize>inputRows * rowBytes;
  }
}

function blockMax(x: usize, size: i32, mapBytes: usize, rowBytes: usize, y: usize, winners: usize): void {
  let best = v128.load(x);
  let winner = i32x4.splat(0);
  for (let i = 0; i < size; i++) {
    let p = x;
    for (let j = 0; j < size; j++) {
      const value = v128.load(p);
      const isGreater = f32x4.gt(value, best);
      best = v128.bitselect(value, best, isGreater);
      winner = v128.bitselect(i32x4.splat(i * size + j), winner, isGreater);
      p += mapBytes;
    }
    x += rowBytes;
  }
  v128.store(y, best);
  v128.store(winners, winner);
}

export function maxBackward(g: usize, count: i32, dy: usize, winners: usize, dx: usize): void {
  const inputRows = load<i32>(g);
  const inputColumns = load<i32>(g, 4);
  const maps = load<i32>(g, 8);
  const size = load<i32>(g, 12);
  const rows = load<i32>(g, 16);
  const columns = load<i32>(g, 20);
  const imageBytes = <usize>(inputRows * inputColumns * maps) << 2;
  memory.fill(dx, 0, <usize>count * imageBytes);
  for (let image = 0; image < count; image++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        for (let m = 0; m < maps; m++) {
          const winner = load<i32>(winners);
          const row = r * size + winner / size;
          const column = c * size + (winner % size);
          f32.store(dx + (<usize>((row * inputColumns + column) * maps + m) << 2), f32.load(dy));
          winners += 4;
          dy += 4;
        }
      }
    }
    dx += imageBytes;
  }
}

export function affineForward(maps: i32, positions: i32, x: usize, c: usize, b: usize, y: usize): void {
  const mapBytes = <usize>maps << 2;
  for (let n = positions; n > 0; n--) {
    for (let m: usize = 0; m < mapBytes; m += 16) {
      v128.store(y + m, f32x4.add(f32x4.mul(v128.load(c + m), v128.load(x + m)), v128.load(b + m)));
    }
    x += mapBytes;
    y += mapBytes;
  }
}

export function affineBackward(
  maps: i32,
  positions: i32,
  x: usize,
  dy: usize,
  c: usize,
  dc: usize,
  db: usize,
  dx: usize,
): void {
  const mapBytes = <usize>maps << 2;
  for (let m = 0; m < maps; m += 4) {
    const at = <usize>m << 2;
    const sum = add(v128.load(db + at), sumOver(dy + at, mapBytes, positions));
    const product = add(v128.load(dc + at), sumOfProducts(x + at, dy + at, mapBytes, positions));
    storePartial(db + at, sum, maps - m);
    storePartial(dc + at, product, maps - m);
  }
  for (let n = positions; n > 0; n--) {
    for (let m: usize = 0; m < mapBytes; m += 16) {
      v128.store(dx + m, f32x4.mul(v128.load(c + m), v128.load(dy + m)));
    }
    dy += mapBytes;
    dx += mapBytes;
  }
}

function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

/** Sum of one vector over positions, in four interleaved chains. */
function sumOver(x: usize, step: usize, positions: i32): v128 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let n = positions;
  for (; n >= 4; n -= 4) {
    a = add(a, v128.load(x));
    b = add(b, v128.load(x + step));
    c = add(c, v128.load(x + 2 * step));
    d = add(d, v128.load(x + 3 * step));
    x += 4 * step;
  }
  for (; n > 0; n--) {
    a = add(a, v128.load(x));
    x += step;
  }
  return add(add(a, b), add(c, d));
}

function sumOfProducts(x: usize, y: usize, step: usize, positions: i32): v128 {
  let a = f32x4.splat(0);
  let b = a;
  let n = positions;
  for (; n >= 2; n -= 2) {
    a = add(a, f32x4.mul(v128.load(x), v128.load(y)));
    b = add(b, f32x4.mul(v128.load(x + step), v128.load(y + step)));
    x += 2 * step;
    y += 2 * step;
  }
  if (n > 0) a = add(a, f32x4.mul(v128.load(x), v128.load(y)));
  return add(a, b);
}

/** Sum of (x - mean) y, or of its own square where y is x. */
function sumOfDeviations(x: usize, mean: v128, y: usize, step: usize, positions: i32): v128 {
  let a = f32x4.splat(0);
  let b = a;
  const isSquare = x == y;
  for (let n = positions; n > 0; n--) {
    const z = f32x4.sub(v128.load(x), mean);
    const product = f32x4.mul(z, isSquare ? z : v128.load(y));
    if (n & 1) a = add(a, product);
    else b = add(b, product);
    x += step;
    y += step;
  }
  return add(a, b);
}

const EPSILON: f32 = 1e-5;

export function normalizationForward(
  maps: i32,
  positions: i32,
  x: usize,
  shift: usize,
  y: usize,
  mean: usize,
  variance: usize,
): void {
  const mapBytes = <usize>maps << 2;
  const share = f32x4.splat(<f32>1 / <f32>positions);
  for (let m = ((maps - 1) >> 2) << 2; m >= 0; m -= 4) {
    const at = <usize>m << 2;
    const mu = f32x4.mul(share, sumOver(x + at, mapBytes, positions));
    const s2 = f32x4.mul(share, sumOfDeviations(x + at, mu, x + at, mapBytes, positions));
    storePartial(mean + at, mu, maps - m);
    storePartial(variance + at, s2, maps - m);
    const scale = f32x4.div(f32x4.splat(1), f32x4.sqrt(add(s2, f32x4.splat(EPSILON))));
    const beta = v128.load(shift + at);
    let from = x + at;
    let to = y + at;
    for (let n = positions; n > 0; n--) {
      v128.store(to, add(f32x4.mul(f32x4.sub(v128.load(from), mu), scale), beta));
      from += mapBytes;
      to += mapBytes;
    }
  }
}

export function normalizationBackward(
  maps: i32,
  positions: i32,
  x: usize,
  dy: usize,
  mean: usize,
  variance: usize,
  dshift: usize,
  dx: usize,
): void {
  const mapBytes = <usize>maps << 2;
  const share = f32x4.splat(<f32>1 / <f32>positions);
  for (let m = ((maps - 1) >> 2) << 2; m >= 0; m -= 4) {
    const at = <usize>m << 2;
    const mu = v128.load(mean + at);
    const total = add(v128.load(variance + at), f32x4.splat(EPSILON));
    const scale = f32x4.div(f32x4.splat(1), f32x4.sqrt(total));
    const sum = sumOver(dy + at, mapBytes, positions);
    const product = sumOfDeviations(x + at, mu, dy + at, mapBytes, positions);
    storePartial(dshift + at, add(v128.load(dshift + at), sum), maps - m);
    const meanOfGradient = f32x4.mul(sum, share);
    const slope = f32x4.div(f32x4.mul(product, share), total);
    let from = x + at;
    let gradient = dy + at;
    let to = dx + at;
    for (let n = positions; n > 0; n--) {
      const z = f32x4.mul(f32x4.sub(v128.load(from), mu), slope);
      v128.store(to, f32x4.mul(scale, f32x4.sub(f32x4.sub(v128.load(gradient), meanOfGradient), z)));
      from += mapBytes;
      gradient += mapBytes;
      to += mapBytes;
    }
  }
}
