// The fast twin of the arithmetic over pixels, with areas.ts and views.ts; it keeps the contract ../pixels.ts. Functions, so
// that a bundle has those that it uses.
import type { PixelKernels } from '../pixels.ts';
import { pixelBytes } from './pixel-module.ts';
import { type PixelMemory, PixelRoutines, SLACK } from './pixel-routines.ts';

const routines = /* @__PURE__ */ new PixelRoutines(pixelBytes);

export const smooth: PixelKernels['smooth'] = (values, width) => {
  const { memory, r, at } = routines.roomFor(values.byteLength, rowsToSmooth(4 * width));
  memory.put(at[0], values);
  r.smooth(at[0], width, values.length / width, at[1]);
  values.set(memory.floats(at[0], values.length));
};

export const largestAround: PixelKernels['largestAround'] = (values, width, height, radius, flip) => {
  const { memory, r, at } = routines.roomFor(values.length, withMargins(width, height, radius));
  memory.put(at[0], values);
  r.largestAround(at[0], width, height, radius, flip, at[1]);
  return memory.take(at[0], values.length);
};

export const windowSums: PixelKernels['windowSums'] = (values, width, height, radius) => {
  const { memory, r, at } = routines.roomFor(values.length, 4 * width, 4 * values.length);
  memory.put(at[0], values);
  r.windowSums(at[0], width, height, radius, at[1], at[2]);
  return new Uint32Array(memory.take(at[2], 4 * values.length).buffer);
};

export const smoothContrast: PixelKernels['smoothContrast'] = (levels, step, grey, width, height) => {
  const length = 4 * grey.length;
  const { memory, r, at } = routines.roomFor(
    levels.byteLength,
    grey.length,
    length,
    rowsToSmooth(4 * width),
    TABLES,
  );
  const [own, bytes, contrast, rows, tables] = at;
  memory.put(own, levels);
  memory.put(bytes, grey);
  r.contrast(own, step, bytes, width, height, rows, contrast);
  r.smooth(contrast, width, height, rows);
  r.histogram(contrast, grey.length, tables);
  return { contrast: memory.floats(contrast, grey.length).slice(), histogram: tableOf(memory, tables) };
};

export const histogram: PixelKernels['histogram'] = (values) => {
  const { memory, r, at } = routines.roomFor(values.byteLength, TABLES);
  memory.put(at[0], values);
  r.histogram(at[0], values.length, at[1]);
  return tableOf(memory, at[1]);
};

export const inkAbove: PixelKernels['inkAbove'] = (contrast, low, level) => {
  const { memory, r, at } = routines.roomFor(contrast.byteLength, contrast.length);
  memory.put(at[0], contrast);
  r.inkAbove(at[0], contrast.length, low, level, at[1]);
  return memory.take(at[1], contrast.length);
};

export const findRuns: PixelKernels['findRuns'] = (values, width, least) => {
  for (let most = values.length >> 5; ; ) {
    const { memory, r, at } = routines.roomFor(values.length, 12 * most);
    memory.put(at[0], values);
    const count = r.findRuns(at[0], width, values.length / width, least, at[1], most);
    if (count <= most) return new Int32Array(memory.take(at[1], 12 * count).buffer);
    most = count;
  }
};

export const countAlong: PixelKernels['countAlong'] = (values, width, drifts) => {
  const height = values.length / width;
  const { memory, r, at } = routines.roomFor(values.length, 4 * height, width, 4 * width * drifts.length);
  memory.put(at[0], values);
  for (const [n, own] of drifts.entries()) {
    memory.put(at[1], own);
    r.countAlong(at[0], width, height, at[1], at[2], at[3] + 4 * width * n);
  }
  const counts = new Int32Array(memory.take(at[3], 4 * width * drifts.length).buffer);
  return drifts.map((_, n) => counts.subarray(width * n, width * (n + 1)));
};

export const transpose: PixelKernels['transpose'] = (values, width, height) => {
  const { memory, r, at } = routines.roomFor(values.length, values.length);
  memory.put(at[0], values);
  memory.bytes.fill(0, at[1], at[1] + values.length);
  r.transpose(at[0], width, height, at[1]);
  return memory.take(at[1], values.length);
};

/** Four tables of 256 counts, the first of which becomes their sum. */
const TABLES = 4 * 1024;

const tableOf = (memory: PixelMemory, at: number): Uint32Array =>
  new Uint32Array(memory.take(at, 1024).buffer);

/** Bytes of four rows of so many, each with its slack. */
const rowsToSmooth = (bytes: number): number => 4 * (bytes + SLACK);

/** Bytes of a picture with `radius` bytes on either side of its rows, and behind the last one once more, or of its columns. */
const withMargins = (width: number, height: number, radius: number): number =>
  Math.max((width + 2 * radius) * height + radius, width * (height + 2 * radius));
