// The arithmetic over pixels, as a contract that is kept twice, to the same bits: plain/pixels.ts to be read,
// simd/pixels.ts to be fast. Pictures are row by row, bytes unless told, `width` x `height`; nothing is checked.

/** Of a file or a canvas. */
type Bytes = Uint8Array | Uint8ClampedArray;

/** Sides of an image of MNIST, and of the box in it that a digit fills, in pixels. */
export const SIDE = 28;
export const BOX = 20;

/** Rows and columns of a picture, without the last ones. */
export interface Part {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** A rectangle of a picture, in its pixels, and how many of the target's pixels one of its own becomes each way. */
export interface Stretch {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
}

/** x' = a x + b y + c, y' = d x + e y + f. */
export type AffineMap = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface PixelKernels {
  /** Binomial smoothing of 3 x 3, in place; borders go on. In doubles, rounded to floats across and then down. */
  smooth(values: Float32Array, width: number): void;
  /** The largest of the square windows of `radius` around each, where `flip` is 255 the smallest. */
  largestAround(values: Uint8Array, width: number, height: number, radius: number, flip: 0 | 255): Uint8Array;
  /** Sums over the square windows of `radius` around each, cut at the borders. */
  windowSums(values: Uint8Array, width: number, height: number, radius: number): Uint32Array;
  /**
   * How much darker than the level of its paper every pixel is, at least 0; a level is that of `step` x `step` pixels.
   * Smoothed; and how often each value of it occurs, rounded, 0..255.
   */
  smoothContrast(
    levels: Float32Array,
    step: number,
    grey: Bytes,
    width: number,
    height: number,
  ): { readonly contrast: Float32Array; readonly histogram: Uint32Array };
  /** How often each value of 0..255 occurs, rounded. */
  histogram(values: Float32Array): Uint32Array;
  /** Contrasts of more than `low` as bytes, of `level` and more as 255; the rest as 0. */
  inkAbove(contrast: Float32Array, low: number, level: number): Uint8Array;
  /** The means of every `step` x `step` pixels, more than 1; what is left at the right and the bottom is left out. */
  shrink(values: Uint8Array, width: number, height: number, step: number): Uint8Array;
  /**
   * Each pixel of a part of a picture over those of the target, `columns` x `rows`, that it covers: first across, by what it
   * covers of each, then every such line down. The part begins in the target's first column or behind it.
   */
  spread(
    values: Bytes | Float64Array,
    width: number,
    part: Part,
    to: Stretch,
    columns: number,
    rows: number,
  ): Float64Array;
  /**
   * The same over 20 x 20 pixels, as bytes, the darkest 255, in an image of 28 x 28 of MNIST: with its centre of mass as near
   * to the middle as whole pixels allow. All paper where there is no ink.
   */
  digit(values: Bytes | Float64Array, width: number, part: Part, to: Stretch): Uint8Array;
  /**
   * The sum of all pixels, and of the lengths of their gradients: by how much each differs from the one to its right and the
   * one below. Around the picture there is paper, which has gradients, too.
   */
  measureInk(values: Uint8Array, width: number): { readonly area: number; readonly outline: number };
  /** The runs of pixels of at least `least`, 1..255: row, first column, end of each, from the top, left to right. */
  findRuns(values: Uint8Array, width: number, least: number): Int32Array;
  /**
   * For each of several slopes, given by the columns that every row lies farther right, in how many rows there is
   * ink on the line through each column.
   */
  countAlong(values: Uint8Array, width: number, drifts: readonly Int32Array[]): Int32Array[];
  /**
   * `width` x `height` pixels of a picture of so many `columns`: the middle of (u, v) is seen at (a u + b v + c,
   * d u + e v + f), between pixels bilinearly, rounded; borders go on.
   */
  view(values: Bytes, columns: number, affine: AffineMap, width: number, height: number): Uint8Array;
  /**
   * Sums of products of a map of so many `columns` with each part of its size of a larger one, `width` columns wide: so many
   * shifts `across` and `down`, row by row.
   */
  correlate(
    sought: Float32Array,
    columns: number,
    seen: Float32Array,
    width: number,
    across: number,
    down: number,
  ): Float64Array;
  /**
   * What the cheapest path from the top row to each pixel costs, this pixel included: from the one above, or, for `sideways`
   * more, from the one left or right of that. In floats.
   */
  cheapestPaths(prices: Float32Array, width: number, sideways: number): Float32Array;
  /**
   * For each of several shears, given by the columns that every row is moved right, the sum of the squared heights of the
   * columns, of `columns`, with one unbroken stretch of ink; heights count ink. `runs`: row, first column and end of each,
   * from the top, left to right.
   */
  uprightStrokes(runs: Int32Array, columns: number, shears: readonly Int32Array[]): number[];
  /** Rows as columns. */
  transpose(values: Uint8Array, width: number, height: number): Uint8Array;
}
