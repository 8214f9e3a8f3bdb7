// Resampling by area: every pixel is a square of ink that is spread over the pixels it covers. Exact for
// grey, up and down, at any ratio.

/** A grey image of numbers, `size` x `size`, row by row. */
export interface Square {
  readonly size: number;
  readonly data: Float64Array;
}

/** A square of a picture, in its pixels; it may reach over the edges, where there is paper. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** The part of `image` under `crop`, averaged down or spread out to `size` x `size`; in the image's units. */
export function resample(image: GreyImage, crop: Crop, size: number): Square {
  const scale = size / crop.side;
  const data = new Float64Array(size * size);
  const line = new Float64Array(size);
  const firstRow = Math.max(0, crop.top);
  const lastRow = Math.min(image.height, crop.top + crop.side);
  const firstColumn = Math.max(0, crop.left);
  const lastColumn = Math.min(image.width, crop.left + crop.side);
  for (let row = firstRow; row < lastRow; row++) {
    line.fill(0);
    for (let column = firstColumn; column < lastColumn; column++) {
      const value = image.data[row * image.width + column];
      if (value > 0) spread(line, 0, 1, (column - crop.left) * scale, scale, value);
    }
    for (let c = 0; c < size; c++) {
      if (line[c] > 0) spread(data, c, size, (row - crop.top) * scale, scale, line[c]);
    }
  }
  return { size, data };
}

/** Adds `value` x overlap for the stretch start..start + length over the cells of one line of `target`. */
function spread(
  target: Float64Array,
  origin: number,
  stride: number,
  start: number,
  length: number,
  value: number,
): void {
  const end = start + length;
  for (let cell = Math.floor(start); cell < end && origin + cell * stride < target.length; cell++) {
    const overlap = Math.min(end, cell + 1) - Math.max(start, cell);
    target[origin + cell * stride] += value * overlap;
  }
}

/** A rectangle of a picture, in its pixels, and how many of the target's pixels one of its own becomes each way. */
export interface Stretch {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
}

/** The same for a rectangle whose sides are stretched differently: `columns` x `rows` values. */
export function stretch(
  image: GreyImage,
  { left, top, across, down }: Stretch,
  columns: number,
  rows: number,
): Float64Array {
  const data = new Float64Array(columns * rows);
  const line = new Float64Array(columns);
  const firstRow = Math.max(0, Math.floor(top));
  const lastRow = Math.min(image.height, Math.ceil(top + rows / down));
  const firstColumn = Math.max(0, Math.ceil(left));
  const lastColumn = Math.min(image.width, Math.ceil(left + columns / across));
  for (let row = firstRow; row < lastRow; row++) {
    line.fill(0);
    for (let column = firstColumn; column < lastColumn; column++) {
      const value = image.data[row * image.width + column];
      if (value > 0) spread(line, 0, 1, (column - left) * across, across, value);
    }
    const start = (row - top) * down;
    const end = Math.min(rows, start + down);
    for (let cell = Math.max(0, Math.floor(start)); cell < end; cell++) {
      const overlap = Math.min(end, cell + 1) - Math.max(start, cell);
      for (let c = 0; c < columns; c++) data[cell * columns + c] += line[c] * overlap;
    }
  }
  return data;
}
