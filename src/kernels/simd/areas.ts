// The fast twin of pixels as squares of ink, for the contract ../pixels.ts; in a module of its own, as all of them together
// would be too large to be compiled at once.
import { BOX, type Part, type PixelKernels, SIDE, type Stretch } from '../pixels.ts';
import { areaBytes } from './area-module.ts';
import { PixelRoutines, SLACK } from './pixel-routines.ts';

const routines = /* @__PURE__ */ new PixelRoutines(areaBytes);

export const spread: PixelKernels['spread'] = (values, width, part, to, columns, rows) => {
  const { memory, cells } = spreadOver(values, width, part, to, columns, rows);
  return new Float64Array(memory.take(cells, 8 * columns * rows).buffer);
};

export const digit: PixelKernels['digit'] = (values, width, part, to) => {
  const { memory, r, cells, behind } = spreadOver(values, width, part, to, BOX, BOX, SIDE * SIDE);
  r.centre(cells, BOX, SIDE, behind);
  return memory.take(behind, SIDE * SIDE);
};

/** Where the cells are that pixels are spread over, and room for so many bytes behind them. */
function spreadOver(
  values: Parameters<PixelKernels['spread']>[0],
  width: number,
  part: Part,
  { left, top, across, down }: Stretch,
  columns: number,
  rows: number,
  more = 0,
) {
  const { firstRow, firstColumn } = part;
  const lastRow = Math.max(firstRow, part.lastRow);
  const lastColumn = Math.max(firstColumn, part.lastColumn);
  const own = values.subarray(firstRow * width, lastRow * width);
  const size = values.BYTES_PER_ELEMENT;
  const most = Math.floor(1 / across) + 2;
  const { memory, r, at } = routines.roomFor(
    ...[own.byteLength, 4 * columns, 8 * most * (columns + 1), 8 * (lastColumn - firstColumn + most)],
    ...[8 * columns, 8 * columns * rows, more],
  );
  const [first, firsts, shares, line, sums, cells, behind] = at;
  memory.put(first, own);
  r.spread(
    // Where row 0 would be.
    ...[first - firstRow * width * size, Number(size > 1), width, firstRow, lastRow, firstColumn, lastColumn],
    ...[left, top, across, down, columns, rows, most, firsts, shares, line, sums, cells],
  );
  return { memory, r, cells, behind };
}

export const measureInk: PixelKernels['measureInk'] = (values, width) => {
  const { memory, r, at } = routines.roomFor(values.length, 2 * (width + SLACK), 16);
  memory.put(at[0], values);
  r.measureInk(at[0], width, values.length / width, at[1], at[2]);
  const [area, outline] = new Float64Array(memory.bytes.buffer, at[2], 2);
  return { area, outline };
};
