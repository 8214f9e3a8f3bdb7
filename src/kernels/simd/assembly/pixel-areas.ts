// Pixels as squares of ink, spread over the cells of a grid.

/**
 * Adds each pixel of a part of a picture, without its last row and column, to the cells that it covers, by how much of
 * them it covers: first across, and then every such line down. A cell is 1 / `across` columns wide and 1 / `down` rows
 * high, and the first one begins at `left` and `top`. Pixels are bytes or doubles; `line` has room for a row of cells,
 * and for two more, as `cells` has.
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
  line: usize,
  cells: usize,
): void {
  const bytes = <usize>columns << 3;
  memory.fill(cells, 0, bytes * rows);
  for (let row = firstRow; row < lastRow; row++) {
    memory.fill(line, 0, bytes + 16);
    for (let column = firstColumn; column < lastColumn; column++) {
      const at = <usize>(row * width + column);
      const value = areDoubles ? load<f64>(values + (at << 3)) : <f64>load<u8>(values + at);
      if (value == 0) continue;
      const start = (<f64>column - left) * across;
      const end = start + across;
      for (let cell = <i32>start; <f64>cell < end && cell < columns; cell++) {
        const place = line + (<usize>cell << 3);
        store<f64>(place, load<f64>(place) + value * overlap(start, end, cell));
      }
    }
    const start = (<f64>row - top) * down;
    const end = min(<f64>rows, start + down);
    for (let cell = <i32>max(0, start); <f64>cell < end; cell++) {
      const share = f64x2.splat(overlap(start, end, cell));
      const sums = cells + bytes * cell;
      // With an odd number of columns the next row's first cell gets nothing more.
      for (let at: usize = 0; at < bytes; at += 16) {
        const sum = f64x2.add(v128.load(sums + at), f64x2.mul(v128.load(line + at), share));
        v128.store(sums + at, sum);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function overlap(start: f64, end: f64, cell: i32): f64 {
  return min(end, <f64>(cell + 1)) - max(start, <f64>cell);
}
