// Pixels as squares of ink, spread over the cells of a grid.
import { four, high } from './pixel-vectors';

/**
 * Adds each pixel of a part of a picture, without its last row and column, to the cells that it covers, by how much of
 * them it covers: first across, and then every such line down. A cell is 1 / `across` columns wide and 1 / `down` rows
 * high, and the first one begins at `left` and `top`. Pixels are bytes or doubles. At most `most` of them reach into a
 * cell. `firsts` has room for a whole number of every cell, `shares` for `most` doubles of it, `line` for doubles of a row
 * and `most` more, `sums` for a row of cells; all of them for one cell or four pixels more, as `cells` has.
 */
export function spread(
  values: usize,
  areDoubles: bool,
  width: i32,
  firstRow: i32,
  lastRow: i32,
  firstColumn: i32,
  lastColumn: i32,
  left: f64,
  top: f64,
  across: f64,
  down: f64,
  columns: i32,
  rows: i32,
  most: i32,
  firsts: usize,
  shares: usize,
  line: usize,
  sums: usize,
  cells: usize,
): void {
  const bytes = <usize>columns << 3;
  const count = lastColumn - firstColumn;
  memory.fill(cells, 0, bytes * rows);
  memory.fill(line, 0, <usize>(count + most) << 3);
  fillShares(firstColumn, lastColumn, left, across, columns, most, firsts, shares);
  for (let row = firstRow; row < lastRow; row++) {
    const at = <usize>(row * width + firstColumn);
    if (areDoubles) memory.copy(line, values + (at << 3), <usize>count << 3);
    else widen(values + at, count, line);
    sumLine(columns, most, firsts, shares, line, sums);
    const start = (<f64>row - top) * down;
    const end = min(<f64>rows, start + down);
    for (let cell = <i32>max(0, start); <f64>cell < end; cell++) {
      const share = f64x2.splat(overlap(start, end, cell));
      const own = cells + bytes * cell;
      // With an odd number of columns the next row's first cell gets nothing more.
      for (let at: usize = 0; at < bytes; at += 16) {
        v128.store(own + at, f64x2.add(v128.load(own + at), f64x2.mul(v128.load(sums + at), share)));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function overlap(start: f64, end: f64, cell: i32): f64 {
  return min(end, <f64>(cell + 1)) - max(start, <f64>cell);
}

/**
 * For each cell the place of its first pixel's double in a line, and of that and the next ones how much it covers: of the
 * cells of a pair in turns, so that they are summed up together.
 */
function fillShares(
  firstColumn: i32,
  lastColumn: i32,
  left: f64,
  across: f64,
  columns: i32,
  most: i32,
  firsts: usize,
  shares: usize,
): void {
  const pairs = <usize>((columns + 1) >> 1);
  memory.fill(firsts, 0, pairs << 3);
  memory.fill(shares, 0, (pairs * most) << 4);
  let known = 0;
  for (let column = firstColumn; column < lastColumn; column++) {
    const start = (<f64>column - left) * across;
    const end = start + across;
    for (let cell = <i32>start; <f64>cell < end && cell < columns; cell++) {
      const first = firsts + (<usize>cell << 2);
      for (; known <= cell; known++) store<i32>(firsts + (<usize>known << 2), (column - firstColumn) << 3);
      const n = (cell >> 1) * most + column - firstColumn - (load<i32>(first) >> 3);
      store<f64>(shares + (<usize>n << 4) + (<usize>(cell & 1) << 3), overlap(start, end, cell));
    }
  }
}

/** Bytes as doubles, and up to three that follow them, of which nothing is added. */
function widen(from: usize, count: i32, line: usize): void {
  for (let n = 0; n < count; n += 4) {
    const values = four(from + n);
    v128.store(line, f64x2.convert_low_i32x4_u(values));
    v128.store(line, f64x2.convert_low_i32x4_u(high(values)), 16);
    line += 32;
  }
}

/** For each cell the sum of what it covers of a line's pixels. */
function sumLine(columns: i32, most: i32, firsts: usize, shares: usize, line: usize, sums: usize): void {
  for (let column = 0; column < columns; column += 2) {
    const one = line + load<i32>(firsts);
    const other = line + load<i32>(firsts, 4);
    let sum = f64x2.splat(0);
    for (let at: usize = 0; at < <usize>most << 3; at += 8) {
      const pixels = v128.load64_lane(other + at, v128.load64_zero(one + at), 1);
      sum = f64x2.add(sum, f64x2.mul(pixels, v128.load(shares)));
      shares += 16;
    }
    v128.store(sums, sum);
    sums += 16;
    firsts += 8;
  }
}

/**
 * Cells of doubles, `box` x `box`, as bytes, the darkest 255; put where their centre of mass is as near as whole pixels
 * allow to the middle of an image of `side` x `side`. The cells are overwritten.
 */
export function centre(cells: usize, box: i32, side: i32, image: usize): void {
  let peak: f64 = 0;
  for (let n = 0; n < box * box; n++) peak = max(peak, load<f64>(cells + (<usize>n << 3)));
  let mass = 0;
  let massRow = 0;
  let massColumn = 0;
  for (let row = 0, n = 0; row < box; row++) {
    for (let column = 0; column < box; column++, n++) {
      const value = <i32>((255 * load<f64>(cells + (<usize>n << 3))) / peak + 0.5);
      store<u8>(cells + n, value);
      mass += value;
      massRow += value * row;
      massColumn += value * column;
    }
  }
  const top = shiftOf(massRow, mass, side);
  const left = shiftOf(massColumn, mass, side);
  const first = max(0, -left);
  const count = min(box, side - left) - first;
  memory.fill(image, 0, side * side);
  for (let row = max(0, -top); row < min(box, side - top); row++) {
    memory.copy(image + (row + top) * side + left + first, cells + row * box + first, count);
  }
}

/**
 * Where what weighs so much, at the pixels' middles, is moved to: rounded down to whole pixels from one behind the middle
 * on, this puts the centre in the pixel behind that, where NIST's makers put it.
 */
function shiftOf(moment: i32, mass: i32, side: i32): i32 {
  return <i32>floor(<f64>side / 2 + 0.5 - <f64>moment / <f64>mass);
}
