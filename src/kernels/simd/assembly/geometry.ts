// A convolution's geometry as the routines need it: read from the nine whole numbers and the table of taps
// that the TypeScript side wrote once into memory (writeGeometry in ../kernels.ts), turned into byte strides.
//
// Where the kernel covers its whole input the output is a single position, and the images of a batch are treated
// as the columns of one wide image: the same routines then work as a matrix product.

export let inputBytes: usize = 0; // one input image
export let images: i32 = 0;
export let rows: i32 = 0; // output rows and columns
export let columns: i32 = 0;
export let rowStep: usize = 0; // input bytes from one output row to the next
export let columnStep: usize = 0; // input bytes from one output column to the next
export let kernelRows: i32 = 0;
export let run: i32 = 0; // taps of one kernel row times input maps: contiguous in the input and in the weights
export let kernelStep: usize = 0; // input bytes from one kernel row to the next
export let maps: i32 = 0; // output maps
export let mapBytes: usize = 0;
export let vectors: i32 = 0; // output maps in vectors of four, rounded up
export let taps: usize = 0; // table: input byte offset of every tap, in the order of the weights
export let isFull: bool = false; // the kernel covers its whole input
export let scratch: usize = 0; // for lists of values, of winners, and for the transposed weight gradient; 0: none

export function useGeometry(g: usize, count: i32): void {
  const inputRows = load<i32>(g);
  const inputColumns = load<i32>(g, 4);
  const inputMaps = load<i32>(g, 8);
  kernelRows = load<i32>(g, 12);
  const kernelColumns = load<i32>(g, 16);
  rows = load<i32>(g, 20);
  columns = load<i32>(g, 24);
  maps = load<i32>(g, 28);
  scratch = <usize>load<i32>(g, 32);
  taps = g + 36;
  images = count;
  inputBytes = <usize>(inputRows * inputColumns * inputMaps) << 2;
  mapBytes = <usize>maps << 2;
  vectors = (maps + 3) >> 2;
  run = kernelColumns * inputMaps;
  kernelStep = <usize>(inputColumns * inputMaps) << 2;
  rowStep = kernelStep;
  columnStep = <usize>inputMaps << 2;
  isFull = rows == 1 && columns == 1;
  if (isFull) {
    images = 1;
    columns = count;
    columnStep = inputBytes;
    run *= kernelRows;
    kernelRows = 1;
  }
}

/** Turns the columns of a single row of positions into rows of one. */
export function stackColumns(): void {
  rows = columns;
  columns = 1;
  rowStep = columnStep;
}

/** Ones in the lanes of the last vector of maps that hold maps, zeros in the rest. */
export function lastMask(): v128 {
  return mask(maps - ((vectors - 1) << 2));
}

/** Ones in the first `lanes` lanes. */
export function mask(lanes: i32): v128 {
  return i32x4.gt_s(i32x4.splat(lanes), i32x4(0, 1, 2, 3));
}

/** Adds `value` to memory; where `last`, only the lanes that hold maps. */
export function accumulate(at: usize, value: v128, last: bool, lanes: v128): void {
  v128.store(at, f32x4.add(v128.load(at), last ? v128.and(value, lanes) : value));
}

/** Stores the first `lanes` lanes and touches nothing behind them. */
export function storePartial(at: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(at, value);
    return;
  }
  f32.store(at, f32x4.extract_lane(value, 0));
  if (lanes > 1) f32.store(at, f32x4.extract_lane(value, 1), 4);
  if (lanes > 2) f32.store(at, f32x4.extract_lane(value, 2), 8);
}
