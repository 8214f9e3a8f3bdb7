// The arithmetic's contract. Two implementations keep it: plain/ (to be read; float32 and float64) and simd/
// (AssemblyScript; float32). test/kernels holds the two together.
//
// Layouts, the same in both:
//   maps       [image][row][column][map]
//   weights    [i][j][k][m]  kernel row i, kernel column j, input map k, output map m
//   transposed [m][i][j,k and padding]  the same weights, one kernel row after the other; how much padding is each
//              implementation's own affair
// Index letters: b image, m output map, k input map, r c row and column, i j inside the kernel.
// "d" before a name is a first derivative, "dd" a (diagonal) second one.
// += means that the routine adds to what is there, = that it overwrites. Nothing is allocated, nothing checked:
// shapes are checked once, when a network is built. (The plain pooled convolution makes room for itself.)
import type { Shape } from '../shape.ts';

export type Floats = Float32Array | Float64Array;

/** Reserves named views in one block of memory. Nothing grows, nothing is freed. */
export interface Arena {
  /** `length` zeros, with room behind them for the SIMD routines to read and scribble past the end. */
  floats(length: number): Floats;
  integers(length: number): Int32Array;
  /** Bytes reserved so far. */
  readonly used: number;
}

/** A "valid" convolution of stride 1: output rows = input.rows - kernel.rows + 1. */
export interface ConvolutionGeometry {
  readonly input: Shape;
  readonly kernel: { readonly rows: number; readonly columns: number };
  readonly output: Shape;
}

export interface Convolution {
  /** Length of the transposed weights. */
  readonly transposedLength: number;
  /** y = b + sum over i j k of x w. */
  forward(count: number, x: Floats, w: Floats, b: Floats, y: Floats): void;
  /** wt = w in transposed order. */
  transpose(w: Floats, wt: Floats): void;
  /** dw += sum of x dy, db += sum of dy. The sum over the curvature's squares too: x squared, ddy for dy. */
  backwardWeights(count: number, x: Floats, dy: Floats, dw: Floats, db: Floats): void;
  /** dx = sum of wt dy. */
  backwardInput(count: number, dy: Floats, wt: Floats, dx: Floats): void;
  /** The same for one image whose output is a single position, from the weights as they are: dx = sum of w dy. */
  backwardSingleInput(dy: Floats, w: Floats, dx: Floats): void;
}

/**
 * Convolution and 2x2 max pooling in one: the convolution's output is never stored, and backward visits only the
 * winners, a quarter of it. `geometry.output` is the shape BEFORE pooling; pooled rows = floor(output.rows / 2).
 */
export interface PooledConvolution {
  readonly transposedLength: number;
  /** y = max over 2x2 of the convolution; winners = 0..3 (row * 2 + column inside the block; first one wins ties). */
  forward(count: number, x: Floats, w: Floats, b: Floats, y: Floats, winners: Int32Array): void;
  transpose(w: Floats, wt: Floats): void;
  /** dw += , db += */
  backwardWeights(count: number, x: Floats, dy: Floats, winners: Int32Array, dw: Floats, db: Floats): void;
  /** dx = */
  backwardInput(count: number, dy: Floats, winners: Int32Array, wt: Floats, dx: Floats): void;
}

/**
 * A convolution in whole numbers, for networks that only answer. An image's values are rounded to 2047ths of the largest,
 * each output map's weights to its own unit, so that no sum passes 31 bits; products and sums are exact. Pooled, if it is,
 * as the one above. Input maps in fours.
 */
export interface IntegerConvolution {
  /** Length of the rounded weights. */
  readonly roundedLength: number;
  /** wr = w, rounded. */
  round(w: Floats, wr: Floats): void;
  /** y = b + sum over i j k of x wr; pooled, the largest of 2x2. */
  forward(count: number, x: Floats, wr: Floats, b: Floats, y: Floats): void;
}

/** Non-overlapping `size` x `size` blocks; rows and columns that fill no block are left out. */
export interface PoolingGeometry {
  readonly input: Shape;
  readonly size: number;
  readonly output: Shape;
}

export interface Pooling {
  /** y = max; winners = index inside the block, row * size + column, the first one on ties. */
  maxForward(count: number, x: Floats, y: Floats, winners: Int32Array): void;
  /** dx = */
  maxBackward(count: number, dy: Floats, winners: Int32Array, dx: Floats): void;
  /** y = sum of the block times `scale` (1: sum, 1 / size^2: average). */
  sumForward(count: number, x: Floats, scale: number, y: Floats): void;
  /** dx = dy times `scale`, spread over the block. */
  sumBackward(count: number, dy: Floats, scale: number, dx: Floats): void;
}

/** One value per map applied at every position: the trainable half of the paper's subsampling layers (II.B). */
export interface Affine {
  /** y = coefficient x + bias, map by map. `positions` = images x rows x columns. */
  forward(positions: number, x: Floats, coefficient: Floats, bias: Floats, y: Floats): void;
  /** dcoefficient += sum of x dy; dbias += sum of dy; dx = coefficient dy. */
  backward(
    positions: number,
    x: Floats,
    dy: Floats,
    coefficient: Floats,
    dcoefficient: Floats,
    dbias: Floats,
    dx: Floats,
  ): void;
}

/** Batch normalisation with a trainable shift and no scale (a scale is redundant before the next layer's weights). */
export interface Normalization {
  /**
   * mean, variance (biased) = of x over all positions, map by map; y = (x - mean) / sqrt(variance + 1e-5) + shift.
   */
  forward(positions: number, x: Floats, shift: Floats, y: Floats, mean: Floats, variance: Floats): void;
  /** dshift += sum of dy; dx = (dy - mean(dy) - z mean(dy z)) / sqrt(variance + 1e-5), z = (x - mean) / sqrt(variance + 1e-5). */
  backward(
    positions: number,
    x: Floats,
    dy: Floats,
    mean: Floats,
    variance: Floats,
    dshift: Floats,
    dx: Floats,
  ): void;
}

/** Euclidean radial basis functions, equation (7): y_m = sum over k of (x_k - code_mk)^2. codes: [m][k]. */
export interface Distances {
  forward(positions: number, x: Floats, codes: Floats, y: Floats): void;
  /** dx = sum over m of 2 (x_k - code_mk) dy_m. */
  backward(positions: number, x: Floats, codes: Floats, dy: Floats, dx: Floats): void;
  /** ddx = sum over m of 4 (x_k - code_mk)^2 ddy_m + 2 dy_m. */
  curvature(positions: number, x: Floats, codes: Floats, dy: Floats, ddy: Floats, ddx: Floats): void;
}

/** Squashing functions, in place; derivatives are taken from the output y = f(a). */
export interface Activation {
  forward(length: number, y: Floats): void;
  /** dy *= f'(a). */
  backward(length: number, y: Floats, dy: Floats): void;
  /** ddy *= f'(a)^2 (Gauss-Newton: equation 27). */
  curvature(length: number, y: Floats, ddy: Floats): void;
}

/** squash = 1.7159 tanh(2/3 a), the paper's; sigmoid = 1 / (1 + e^-a); relu = max(0, a). */
export type ActivationName = 'squash' | 'sigmoid' | 'relu';

/** Hyper-parameters of one AdamW step (Loshchilov and Hutter 2019); corrections = 1 - beta^t. */
export interface AdamStep {
  rate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  decay: number;
  correction1: number;
  correction2: number;
}

export interface Kernels {
  readonly arena: Arena;
  convolution(geometry: ConvolutionGeometry): Convolution;
  pooledConvolution(geometry: ConvolutionGeometry): PooledConvolution;
  integerConvolution(geometry: ConvolutionGeometry, isPooled: boolean): IntegerConvolution;
  pooling(geometry: PoolingGeometry): Pooling;
  affine(maps: number): Affine;
  normalization(maps: number): Normalization;
  distances(inputs: number, outputs: number): Distances;
  activation(name: ActivationName): Activation;

  /**
   * Cross-entropy of the softmax of sign * scores (sign -1 where outputs are penalties) against labels 0..classes-1.
   * dscores = gradient of the sum; returns the sum over `count` rows, not finite if a score is NaN. `rubbish`: the
   * score, sign included, of one more class, that of no class, which is never right; -Infinity, none, unless told.
   */
  crossEntropy(
    count: number,
    classes: number,
    sign: 1 | -1,
    scores: Floats,
    labels: Int32Array,
    dscores: Floats,
    rubbish?: number,
  ): number;

  /** x = 0. (In shared memory an engine's own fill goes value by value.) */
  clear(length: number, x: Floats): void;
  /** y = x^2, element by element. */
  square(length: number, x: Floats, y: Floats): void;
  /** y *= x. */
  multiply(length: number, x: Floats, y: Floats): void;
  /** total = scale * (part 0 + part 1 + ...), added in this order; part s starts at parts[s * stride]. */
  sum(length: number, parts: Floats, stride: number, count: number, scale: number, total: Floats): void;
  /** velocity = momentum velocity + dw + decay w;  w -= rate velocity. */
  momentum(
    length: number,
    w: Floats,
    dw: Floats,
    velocity: Floats,
    rate: number,
    momentum: number,
    decay: number,
  ): void;
  /** m = b1 m + (1-b1) dw; v = b2 v + (1-b2) dw^2; w -= rate (m/c1 / (sqrt(v/c2) + epsilon) + decay w). */
  adamW(length: number, w: Floats, dw: Floats, m: Floats, v: Floats, step: AdamStep): void;
  /** w -= rate rates dw, each value at its own of the rates;  dw = 0. */
  descend(length: number, w: Floats, dw: Floats, rates: Floats, rate: number): void;
  /** average += rate (w - average). */
  average(length: number, w: Floats, average: Floats, rate: number): void;
}
