// The fast twin of the arithmetic over pixels, which keeps the contract ../pixels.ts: what it is given is copied into a
// memory of its own, and what comes of it out of there. Its module is small enough to be compiled at once, where it is
// first needed. Functions, so that a bundle has those that it uses.
import type { AffineMap, PixelKernels } from '../pixels.ts';
import { sharesOf } from '../shares.ts';
import { decodeHex } from './compile.ts';
import { pixelBytes } from './pixel-module.ts';

type Routine = (...values: number[]) => void;

/** The first bytes belong to the module; so many behind every array are read and written with it. */
const FIRST = 1024;
const SLACK = 32;

const PAGE = 65536;

/** Bytes that are enough for most fields; and what one large picture needed beyond that is not kept for small ones. */
const LEAST = 2 ** 20;
const KEPT = 2 ** 24;

/** Of a large picture so many bytes are made smaller at a time. */
const BAND = 2 ** 20;

class PixelMemory {
  readonly routines: Record<string, Routine>;
  readonly bytes: Uint8Array<ArrayBuffer>;

  constructor(module: WebAssembly.Module, pages: number) {
    const memory = new WebAssembly.Memory({ initial: pages });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    this.routines = exports as Record<string, Routine>;
    this.bytes = new Uint8Array(memory.buffer);
  }

  put(at: number, { buffer, byteOffset, byteLength }: ArrayBufferView): void {
    this.bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
  }

  /** A copy of the bytes from there on. */
  take(at: number, length: number): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(at, at + length);
  }

  floats(at: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.bytes.buffer, at, length);
  }
}

let compiled: WebAssembly.Module | undefined;
let current: PixelMemory | undefined;

/** A memory with room for arrays of so many bytes, and where they begin. What was in it is lost. */
function roomFor(...lengths: number[]): { memory: PixelMemory; r: Record<string, Routine>; at: number[] } {
  let end = FIRST;
  const at = lengths.map((length) => {
    const start = end;
    end = Math.ceil((start + length + SLACK) / 16) * 16;
    return start;
  });
  const size = current?.bytes.length ?? 0;
  if (!current || size < end || (size > KEPT && end <= KEPT)) {
    compiled ??= new WebAssembly.Module(decodeHex(pixelBytes));
    // Another one, and not the same one grown: once a buffer was detached, engines check all arrays for it ever after.
    current = new PixelMemory(compiled, Math.ceil(Math.max(end, LEAST) / PAGE));
  }
  return { memory: current, r: current.routines, at };
}

export const smooth: PixelKernels['smooth'] = (values, width) => {
  const { memory, r, at } = roomFor(values.byteLength, rowsToSmooth(4 * width));
  memory.put(at[0], values);
  r.smooth(at[0], width, values.length / width, at[1]);
  values.set(memory.floats(at[0], values.length));
};

export const largestAround: PixelKernels['largestAround'] = (values, width, height, radius, flip) => {
  const { memory, r, at } = roomFor(values.length, withMargins(width, height, radius));
  memory.put(at[0], values);
  r.largestAround(at[0], width, height, radius, flip, at[1]);
  return memory.take(at[0], values.length);
};

export const windowSums: PixelKernels['windowSums'] = (values, width, height, radius) => {
  const { memory, r, at } = roomFor(values.length, 4 * width, 4 * values.length);
  memory.put(at[0], values);
  r.windowSums(at[0], width, height, radius, at[1], at[2]);
  return new Uint32Array(memory.take(at[2], 4 * values.length).buffer);
};

export const smoothContrast: PixelKernels['smoothContrast'] = (levels, step, grey, width, height) => {
  const length = 4 * grey.length;
  const { memory, r, at } = roomFor(levels.byteLength, grey.length, length, rowsToSmooth(4 * width), TABLES);
  const [own, bytes, contrast, rows, tables] = at;
  memory.put(own, levels);
  memory.put(bytes, grey);
  r.contrast(own, step, bytes, width, height, rows, contrast);
  r.smooth(contrast, width, height, rows);
  r.histogram(contrast, grey.length, tables);
  return { contrast: memory.floats(contrast, grey.length).slice(), histogram: tableOf(memory, tables) };
};

export const histogram: PixelKernels['histogram'] = (values) => {
  const { memory, r, at } = roomFor(values.byteLength, TABLES);
  memory.put(at[0], values);
  r.histogram(at[0], values.length, at[1]);
  return tableOf(memory, at[1]);
};

export const inkAbove: PixelKernels['inkAbove'] = (contrast, low, level) => {
  const { memory, r, at } = roomFor(contrast.byteLength, contrast.length);
  memory.put(at[0], contrast);
  r.inkAbove(at[0], contrast.length, low, level, at[1]);
  return memory.take(at[1], contrast.length);
};

export const shrink: PixelKernels['shrink'] = (values, width, height, step) => {
  const [columns, rows] = [Math.floor(width / step), Math.floor(height / step)];
  // Columns are made two at a time.
  const [across, down] = [sharesOf(columns + (columns % 2), step, width), sharesOf(rows, step, height)];
  const { most } = across;
  const band = Math.max(1, Math.min(rows, Math.floor(BAND / (step * width))));
  const { memory, r, at } = roomFor(
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

export const countAlong: PixelKernels['countAlong'] = (values, width, drifts) => {
  const height = values.length / width;
  const { memory, r, at } = roomFor(values.length, 4 * height, width, 4 * width * drifts.length);
  memory.put(at[0], values);
  for (const [n, own] of drifts.entries()) {
    memory.put(at[1], own);
    r.countAlong(at[0], width, height, at[1], at[2], at[3] + 4 * width * n);
  }
  const counts = new Int32Array(memory.take(at[3], 4 * width * drifts.length).buffer);
  return drifts.map((_, n) => counts.subarray(width * n, width * (n + 1)));
};

export const view: PixelKernels['view'] = (values, columns, affine, width, height) => {
  const rows = values.length / columns;
  const [first, end] = rowsSeen(affine, width, height, rows);
  const { memory, r, at } = roomFor((end - first + 1) * columns, width * height);
  memory.put(at[0], values.subarray(first * columns, end * columns));
  // Where row 0 would be.
  r.view(at[0] - first * columns, columns, rows, ...affine, width, height, at[1]);
  return memory.take(at[1], width * height);
};

export const correlate: PixelKernels['correlate'] = (sought, columns, seen, width, across, down) => {
  const length = 8 * across * down;
  const { memory, r, at } = roomFor(sought.byteLength, seen.byteLength, length);
  memory.put(at[0], sought);
  memory.put(at[1], seen);
  r.correlate(at[0], columns, sought.length / columns, at[1], width, across, down, at[2]);
  return new Float64Array(memory.take(at[2], length).buffer);
};

export const transpose: PixelKernels['transpose'] = (values, width, height) => {
  const { memory, r, at } = roomFor(values.length, values.length);
  memory.put(at[0], values);
  memory.bytes.fill(0, at[1], at[1] + values.length);
  r.transpose(at[0], width, height, at[1]);
  return memory.take(at[1], values.length);
};

/** The rows of a picture, without the last one, that are seen through a map; pixels are seen two at a time. */
function rowsSeen([, , , d, e, f]: AffineMap, width: number, height: number, rows: number): [number, number] {
  const [across, down] = [d * (width + 1), e * height];
  const least = f + Math.min(0, across) + Math.min(0, down);
  const most = f + Math.max(0, across) + Math.max(0, down);
  const first = Math.max(0, Math.min(rows - 1, Math.floor(least) - 1));
  return [first, Math.min(rows, Math.max(first + 2, Math.ceil(most) + 2))];
}

/** Four tables of 256 counts, the first of which becomes their sum. */
const TABLES = 4 * 1024;

const tableOf = (memory: PixelMemory, at: number): Uint32Array =>
  new Uint32Array(memory.take(at, 1024).buffer);

/** Bytes of four rows of so many, each with its slack. */
const rowsToSmooth = (bytes: number): number => 4 * (bytes + SLACK);

/** Bytes of a picture with `radius` bytes on either side of its rows, and behind the last one once more, or of its columns. */
const withMargins = (width: number, height: number, radius: number): number =>
  Math.max((width + 2 * radius) * height + radius, width * (height + 2 * radius));
