// The fast twin: each routine of the contract calls the compiled AssemblyScript with the addresses of its arrays.
// All arrays must lie in the arena's memory. Geometry is written into memory once, when a routine is made.

import { sizeOf } from '../../shape.ts';
import type {
  Activation,
  ActivationName,
  Affine,
  Convolution,
  ConvolutionGeometry,
  Distances,
  Floats,
  IntegerConvolution,
  Kernels,
  Normalization,
  PooledConvolution,
  Pooling,
  PoolingGeometry,
} from '../kernels.ts';
import { compileKernels } from './compile.ts';
import { createMemory, MemoryArena } from './memory.ts';

type Routine = (...values: number[]) => number;

/** Everything the compiled module exports. */
export type Routines = Record<string, Routine>;

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** What a network of this size needs, without reserving it: the factories run, but their views are empty. */
export function createMeasuringKernels(): Kernels {
  return bindKernels({}, new MemoryArena());
}

/** The SIMD kernels over a memory, from `offset` reserved bytes on. */
export function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  offset = 0,
): Kernels {
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return bindKernels(instance.exports as Routines, new MemoryArena(memory, offset));
}

/** Compiles the kernels and gives them a memory of `bytes`. */
export async function createSimdKernels(options: { bytes: number; shared?: boolean }): Promise<Kernels> {
  const shared = options.shared ?? false;
  return instantiateKernels(await compileKernels(shared), createMemory(options.bytes, shared));
}

function bindKernels(r: Routines, arena: MemoryArena): Kernels {
  const step = arena.floats(8);
  return {
    arena,
    convolution: (geometry) => bindConvolution(r, arena, geometry),
    pooledConvolution: (geometry) => bindPooledConvolution(r, arena, geometry),
    integerConvolution: (geometry, isPooled) => bindIntegerConvolution(r, arena, geometry, isPooled),
    pooling: (geometry) => bindPooling(r, arena, geometry),
    affine: (maps) => bindAffine(r, maps),
    normalization: (maps) => bindNormalization(r, maps),
    distances: (inputs, outputs) => bindDistances(r, arena, inputs, outputs),
    activation: (name) => bindActivation(r, name),
    crossEntropy: (count, classes, sign, scores, labels, dscores, rubbish = Number.NEGATIVE_INFINITY) =>
      r.crossEntropy(count, classes, sign, scores.byteOffset, labels.byteOffset, dscores.byteOffset, rubbish),
    clear: (length, x) => void r.clear(length, x.byteOffset),
    square: (length, x, y) => void r.square(length, x.byteOffset, y.byteOffset),
    multiply: (length, x, y) => void r.multiply(length, x.byteOffset, y.byteOffset),
    sum: (length, parts, stride, count, scale, total) =>
      void r.sum(length, parts.byteOffset, stride * 4, count, scale, total.byteOffset),
    descend: (length, w, dw, rates, rate) =>
      void r.descend(length, w.byteOffset, dw.byteOffset, rates.byteOffset, rate),
    momentum: (length, w, dw, velocity, rate, momentum, decay) =>
      void r.momentum(length, w.byteOffset, dw.byteOffset, velocity.byteOffset, rate, momentum, decay),
    adamW: (length, w, dw, m, v, s) => {
      step[0] = s.rate;
      step[1] = s.beta1;
      step[2] = s.beta2;
      step[3] = s.epsilon;
      step[4] = s.decay;
      step[5] = 1 / s.correction1;
      step[6] = 1 / s.correction2;
      r.adamW(length, w.byteOffset, dw.byteOffset, m.byteOffset, v.byteOffset, step.byteOffset);
    },
    average: (length, w, average, rate) => void r.average(length, w.byteOffset, average.byteOffset, rate),
  };
}

/** In the order that assembly/geometry.ts reads, the table of taps last. */
function writeGeometry(arena: MemoryArena, g: ConvolutionGeometry, scratch?: Floats): number {
  const { input, kernel, output } = g;
  const run = kernel.columns * input.maps;
  const values = [input.rows, input.columns, input.maps, kernel.rows, kernel.columns];
  values.push(output.rows, output.columns, output.maps, scratch?.byteOffset ?? 0);
  for (let i = 0; i < kernel.rows; i++) {
    for (let q = 0; q < run; q++) values.push(4 * (i * input.columns * input.maps + q));
  }
  const view = arena.integers(values.length);
  if (view.length > 0) view.set(values);
  return view.byteOffset;
}

const isFull = (g: ConvolutionGeometry): boolean => g.output.rows === 1 && g.output.columns === 1;

/** Kernel rows are padded to eight vectors; a full layer's kernel is a single row. */
function transposedLength(g: ConvolutionGeometry): number {
  const run = g.kernel.columns * g.input.maps;
  const rowLength = roundUp(isFull(g) ? run * g.kernel.rows : run, 32);
  return g.output.maps * rowLength * (isFull(g) ? 1 : g.kernel.rows);
}

/** Floats of scratch memory in which an image's values other than 0 are listed, and its sums are gathered. */
function listLength({ input, output }: ConvolutionGeometry): number {
  return 24 * output.rows * output.columns + 2 * sizeOf(input) + input.rows * (input.columns + 1) + 8;
}

/** Kernels of many weights that slide leave out the zeros of their input. */
const isListed = (g: ConvolutionGeometry): boolean => g.output.maps > 16 && g.input.maps > 1 && !isFull(g);

function bindConvolution(r: Routines, arena: MemoryArena, geometry: ConvolutionGeometry): Convolution {
  const scratch = isListed(geometry) ? arena.floats(listLength(geometry)) : undefined;
  const g = writeGeometry(arena, geometry, scratch);
  const { input, output } = geometry;
  const taps = input.rows * input.columns * input.maps;
  return {
    transposedLength: transposedLength(geometry),
    forward: (count, x, w, b, y) =>
      void r.convolutionForward(g, count, x.byteOffset, w.byteOffset, b.byteOffset, y.byteOffset),
    transpose: (w, wt) => void r.convolutionTranspose(g, w.byteOffset, wt.byteOffset),
    backwardWeights: (count, x, dy, dw, db) =>
      void r.convolutionBackwardWeights(g, count, x.byteOffset, dy.byteOffset, dw.byteOffset, db.byteOffset),
    backwardInput: (count, dy, wt, dx) =>
      void r.convolutionBackwardInput(g, count, dy.byteOffset, wt.byteOffset, dx.byteOffset),
    backwardSingleInput: (dy, w, dx) =>
      void r.singleBackwardInput(taps, output.maps, dy.byteOffset, w.byteOffset, dx.byteOffset),
  };
}

/** Behind each map's unit, for every group of four vectors or six two weights of 16 bits in a float's place, room for six. */
function bindIntegerConvolution(
  r: Routines,
  arena: MemoryArena,
  geometry: ConvolutionGeometry,
  isPooled: boolean,
): IntegerConvolution {
  const { input, kernel, output } = geometry;
  const g = writeGeometry(arena, geometry, arena.floats(listLength(geometry) + input.maps + 24));
  const pairs = (kernel.rows * kernel.columns * input.maps) / 2;
  const mostGroups = Math.ceil(output.maps / 16);
  const size = isPooled ? 2 : 1;
  return {
    roundedLength: output.maps + 8 + 24 * pairs * mostGroups,
    round: (w, wr) => void r.integerWeights(g, w.byteOffset, wr.byteOffset),
    forward: (count, x, wr, b, y) =>
      void r.integerForward(g, count, x.byteOffset, wr.byteOffset, b.byteOffset, y.byteOffset, size),
  };
}

function bindPooledConvolution(
  r: Routines,
  arena: MemoryArena,
  geometry: ConvolutionGeometry,
): PooledConvolution {
  const { input, kernel, output } = geometry;
  const cells = Math.floor(output.rows / 2) * Math.floor(output.columns / 2);
  const rowLength = roundUp(kernel.columns * input.maps, 32);
  const active = 2 * (Math.floor(output.rows / 2) + input.rows + 3);
  const forward = 64 + listLength(geometry);
  const backward = 2 * cells + 16 + output.maps * (kernel.rows + 2) * rowLength;
  const scratch = arena.floats(active + Math.max(forward, backward));
  const g = writeGeometry(arena, geometry, scratch);
  return {
    transposedLength: transposedLength(geometry),
    forward: (count, x, w, b, y, winners) =>
      void r.pooledForward(
        g,
        count,
        x.byteOffset,
        w.byteOffset,
        b.byteOffset,
        y.byteOffset,
        winners.byteOffset,
      ),
    transpose: (w, wt) => void r.convolutionTranspose(g, w.byteOffset, wt.byteOffset),
    backwardWeights: (count, x, dy, winners, dw, db) =>
      void r.pooledBackwardWeights(
        g,
        count,
        x.byteOffset,
        dy.byteOffset,
        winners.byteOffset,
        dw.byteOffset,
        db.byteOffset,
      ),
    backwardInput: (count, dy, winners, wt, dx) =>
      void r.pooledBackwardInput(g, count, dy.byteOffset, winners.byteOffset, wt.byteOffset, dx.byteOffset),
  };
}

function bindPooling(r: Routines, arena: MemoryArena, { input, size, output }: PoolingGeometry): Pooling {
  const view = arena.integers(6);
  if (view.length > 0) view.set([input.rows, input.columns, input.maps, size, output.rows, output.columns]);
  const g = view.byteOffset;
  return {
    maxForward: (count, x, y, winners) =>
      void r.maxForward(g, count, x.byteOffset, y.byteOffset, winners.byteOffset),
    maxBackward: (count, dy, winners, dx) =>
      void r.maxBackward(g, count, dy.byteOffset, winners.byteOffset, dx.byteOffset),
    sumForward: (count, x, scale, y) => void r.sumForward(g, count, x.byteOffset, scale, y.byteOffset),
    sumBackward: (count, dy, scale, dx) => void r.sumBackward(g, count, dy.byteOffset, scale, dx.byteOffset),
  };
}

function bindAffine(r: Routines, maps: number): Affine {
  return {
    forward: (positions, x, c, b, y) =>
      void r.affineForward(maps, positions, x.byteOffset, c.byteOffset, b.byteOffset, y.byteOffset),
    backward: (positions, x, dy, c, dc, db, dx) =>
      void r.affineBackward(
        maps,
        positions,
        x.byteOffset,
        dy.byteOffset,
        c.byteOffset,
        dc.byteOffset,
        db.byteOffset,
        dx.byteOffset,
      ),
  };
}

function bindNormalization(r: Routines, maps: number): Normalization {
  return {
    forward: (positions, x, shift, y, mean, variance) =>
      void r.normalizationForward(
        maps,
        positions,
        x.byteOffset,
        shift.byteOffset,
        y.byteOffset,
        mean.byteOffset,
        variance.byteOffset,
      ),
    backward: (positions, x, dy, mean, variance, dshift, dx) =>
      void r.normalizationBackward(
        maps,
        positions,
        x.byteOffset,
        dy.byteOffset,
        mean.byteOffset,
        variance.byteOffset,
        dshift.byteOffset,
        dx.byteOffset,
      ),
  };
}

function bindDistances(r: Routines, arena: MemoryArena, inputs: number, outputs: number): Distances {
  const shape = arena.integers(2);
  if (shape.length > 0) shape.set([inputs, outputs]);
  return {
    forward: (positions, x, codes, y) =>
      void r.distancesForward(inputs, outputs, positions, x.byteOffset, codes.byteOffset, y.byteOffset),
    backward: (positions, x, codes, dy, dx) =>
      void r.distancesBackward(
        inputs,
        outputs,
        positions,
        x.byteOffset,
        codes.byteOffset,
        dy.byteOffset,
        dx.byteOffset,
      ),
    curvature: (positions, x, codes, dy, ddy, ddx) =>
      void r.distancesCurvature(
        shape.byteOffset,
        positions,
        x.byteOffset,
        codes.byteOffset,
        dy.byteOffset,
        ddy.byteOffset,
        ddx.byteOffset,
      ),
  };
}

function bindActivation(r: Routines, name: ActivationName): Activation {
  const forward = r[`${name}Forward`];
  const backward = r[`${name}Backward`];
  return {
    forward: (length, y) => void forward(length, y.byteOffset),
    backward: (length, y, dy) => void backward(length, y.byteOffset, dy.byteOffset, 0),
    curvature: (length, y, ddy) => void backward(length, y.byteOffset, ddy.byteOffset, 1),
  };
}
