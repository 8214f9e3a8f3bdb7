// The fast twin of pictures seen otherwise, for the contract ../pixels.ts: smaller, through maps, sheared, as paths across
// them. In a module of its own, as what recognises single digits does without.
import type { AffineMap, PixelKernels } from '../pixels.ts';
import { sharesOf } from '../shares.ts';
import { PixelRoutines } from './pixel-routines.ts';
import { viewBytes } from './view-module.ts';

/** Of a large picture so many bytes are made smaller at a time. */
const BAND = 2 ** 20;

const routines = /* @__PURE__ */ new PixelRoutines(viewBytes);

export const shrink: PixelKernels['shrink'] = (values, width, height, step) => {
  const [columns, rows] = [Math.floor(width / step), Math.floor(height / step)];
  // Columns are made two at a time.
  const [across, down] = [sharesOf(columns + (columns % 2), step, width), sharesOf(rows, step, height)];
  const { most } = across;
  const band = Math.max(1, Math.min(rows, Math.floor(BAND / (step * width))));
  const { memory, r, at } = routines.roomFor(
    ...[Math.ceil(band * step + most) * width, down.firsts.byteLength, down.shares.byteLength],
    ...[across.firsts.byteLength, across.shares.byteLength, 8 * (width + most), band * columns],
  );
  const [lines, firstRows, rowShares, firstColumns, columnShares, sums, target] = at;
  memory.put(firstRows, down.firsts);
  memory.put(rowShares, down.shares);
  memory.put(firstColumns, across.firsts);
  memory.put(columnShares, across.shares);
  memory.bytes.fill(0, sums, target);
  const result = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row += band) {
    const count = Math.min(band, rows - row);
    const first = down.firsts[row];
    const end = Math.min(height, down.firsts[row + count - 1] + most);
    memory.put(lines, values.subarray(first * width, end * width));
    r.shrink(
      // Where row 0 would be.
      ...[lines - first * width, width, end, count, firstRows + 4 * row, rowShares + 8 * most * row],
      ...[columns, firstColumns, columnShares, most, step * step, sums, target],
    );
    result.set(memory.bytes.subarray(target, target + count * columns), row * columns);
  }
  return result;
};

export const view: PixelKernels['view'] = (values, columns, affine, width, height) => {
  const rows = values.length / columns;
  const [first, end] = rowsSeen(affine, width, height, rows);
  const { memory, r, at } = routines.roomFor((end - first + 1) * columns, width * height);
  memory.put(at[0], values.subarray(first * columns, end * columns));
  // Where row 0 would be.
  r.view(at[0] - first * columns, columns, rows, ...affine, width, height, at[1]);
  return memory.take(at[1], width * height);
};

export const correlate: PixelKernels['correlate'] = (sought, columns, seen, width, across, down) => {
  const length = 8 * across * down;
  const { memory, r, at } = routines.roomFor(sought.byteLength, seen.byteLength, length);
  memory.put(at[0], sought);
  memory.put(at[1], seen);
  r.correlate(at[0], columns, sought.length / columns, at[1], width, across, down, at[2]);
  return new Float64Array(memory.take(at[2], length).buffer);
};

export const cheapestPaths: PixelKernels['cheapestPaths'] = (prices, width, sideways) => {
  const { byteLength } = prices;
  const { memory, r, at } = routines.roomFor(byteLength, 4 * (width + 2), byteLength);
  memory.put(at[0], prices);
  r.cheapestPaths(at[0], width, prices.length / width, sideways, at[1], at[2]);
  return memory.floats(at[2], prices.length).slice();
};

export const uprightStrokes: PixelKernels['uprightStrokes'] = (runs, columns, shears) => {
  const [{ byteLength }] = shears;
  const { memory, r, at } = routines.roomFor(runs.byteLength, byteLength, 4 * columns + 4, 4 * columns + 4);
  memory.put(at[0], runs);
  return shears.map((shifts) => {
    memory.put(at[1], shifts);
    return r.uprightStrokes(at[0], at[0] + runs.byteLength, at[1], columns, at[2], at[3]);
  });
};

/** The rows of a picture, without the last one, that are seen through a map; pixels are seen two at a time. */
function rowsSeen([, , , d, e, f]: AffineMap, width: number, height: number, rows: number): [number, number] {
  const [across, down] = [d * (width + 1), e * height];
  const least = f + Math.min(0, across) + Math.min(0, down);
  const most = f + Math.max(0, across) + Math.max(0, down);
  const first = Math.max(0, Math.min(rows - 1, Math.floor(least) - 1));
  return [first, Math.min(rows, Math.max(first + 2, Math.ceil(most) + 2))];
}
