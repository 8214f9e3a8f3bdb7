// Convolutional layers (section II.A): C1, C3, C5, and full layers, which are convolutions whose kernel covers
// the whole field they were defined for. On a wider image both slide (section VII).
//
// A connection table (table I) says which input maps an output map sees. Weights of absent connections are kept
// as zeros and their gradients masked: the paper's C3 has 60 of 96 kernels.
import { ShapeError } from '../errors.ts';
import type { ConvolutionGeometry, Floats, Kernels } from '../kernels/kernels.ts';
import { formatShape, type Shape, sizeOf } from '../shape.ts';
import { buildIntegerConvolution } from './integer-convolution.ts';
import { type Layer, type LayerKind, type LayerPlan, nothing, type Slots, type TensorPlan } from './layer.ts';

export interface ConvolutionDescription {
  readonly kind: 'convolution';
  /** Output maps. */
  readonly maps: number;
  /** Kernel side, or [rows, columns]. */
  readonly kernel: number | readonly [number, number];
  /** For each output map the input maps it sees; all of them unless told. */
  readonly table?: readonly (readonly number[])[];
  /** false: no bias (batch normalisation follows and has its own shift). */
  readonly bias?: boolean;
}

export interface FullDescription {
  readonly kind: 'full';
  readonly units: number;
  readonly bias?: boolean;
}

const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);

/** Inputs of each output map. */
function connectedMaps(description: ConvolutionDescription, input: Shape, where: string): number[] {
  const { table, maps } = description;
  if (!table) return new Array(maps).fill(input.maps);
  if (!Array.isArray(table) || !table.every(Array.isArray) || table.length !== maps) {
    throw new ShapeError(
      `${where}: a connection table with ${table.length} rows; expected ${maps} lists, one for each output map.`,
    );
  }
  for (const [m, inputs] of table.entries()) {
    const wrong = inputs.find((k) => !Number.isInteger(k) || k < 0 || k >= input.maps);
    if (wrong !== undefined || inputs.length === 0 || new Set(inputs).size !== inputs.length) {
      throw new ShapeError(
        `${where}: row ${m} of the connection table is [${inputs}]; expected different input maps in 0..${input.maps - 1}.`,
      );
    }
  }
  return table.map((inputs) => inputs.length);
}

function kernelOf(description: ConvolutionDescription): { rows: number; columns: number } {
  const { kernel } = description;
  return Array.isArray(kernel)
    ? { rows: kernel[0], columns: kernel[1] }
    : { rows: kernel as number, columns: kernel as number };
}

function planConvolution(description: ConvolutionDescription, input: Shape, where: string): LayerPlan {
  const kernel = kernelOf(description);
  const { maps } = description;
  for (const n of [maps, kernel.rows, kernel.columns]) {
    if (!Number.isInteger(n) || n < 1 || n > 65536) {
      throw new ShapeError(
        `${where}: maps and kernel, at most 65536, must be positive whole numbers; got ${n}.`,
      );
    }
  }
  const output = {
    maps,
    rows: input.rows - kernel.rows + 1,
    columns: input.columns - kernel.columns + 1,
  };
  if (output.rows < 1 || output.columns < 1) {
    throw new ShapeError(
      `${where}: a ${kernel.rows}x${kernel.columns} kernel does not fit its input ${formatShape(input)}. Use a smaller kernel, less pooling before it or a larger input.`,
    );
  }
  const taps = kernel.rows * kernel.columns;
  const fanIn = connectedMaps(description, input, where).map((inputs) => inputs * taps);
  const weights = fanIn.reduce((a, b) => a + b, 0);
  const positions = output.rows * output.columns;
  const hasBias = description.bias !== false;
  const tensors: TensorPlan[] = [
    { name: 'weights', shape: [kernel.rows, kernel.columns, input.maps, maps], role: 'trainable', fanIn },
    { name: 'biases', shape: [maps], role: hasBias ? 'trainable' : 'fixed', fanIn, initial: 0 },
  ];
  return {
    input,
    output,
    tensors,
    parameters: weights + (hasBias ? maps : 0),
    connections: (weights + maps) * positions,
    multiplyAdds: weights * positions,
  };
}

/** Ones where a weight [i, j, k, m] is connected, zeros elsewhere; `undefined` without a table. */
export function connectionMask(
  description: ConvolutionDescription,
  shape: readonly number[],
): Float32Array | undefined {
  const { table } = description;
  if (!table) return undefined;
  const [rows, columns, inputs, maps] = shape;
  const mask = new Float32Array(product(shape));
  for (let tap = 0; tap < rows * columns; tap++) {
    for (let m = 0; m < maps; m++) {
      for (const k of table[m]) mask[(tap * inputs + k) * maps + m] = 1;
    }
  }
  return mask;
}

export function geometryOf(description: ConvolutionDescription, plan: LayerPlan): ConvolutionGeometry {
  return { input: plan.input, kernel: kernelOf(description), output: plan.output };
}

function buildConvolution(
  description: ConvolutionDescription,
  plan: LayerPlan,
  slots: Slots,
  kernels: Kernels,
): Layer {
  const geometry = geometryOf(description, plan);
  const inIntegers = buildIntegerConvolution(geometry, false, slots, kernels);
  if (inIntegers) return inIntegers;
  const routine = kernels.convolution(geometry);
  const { x, y, dx, dy, ddx, ddy } = slots;
  const [w, b] = slots.tensors;
  // Images that come one at a time change the weights as often as they read them: no transposing where it can be spared.
  const isSingle = slots.capacity === 1 && plan.output.rows * plan.output.columns === 1;
  const transposed = dx && !isSingle ? slots.derived(routine.transposedLength) : undefined;
  const applyMask = buildMask(description, plan, slots, kernels);
  const curvature = ddy && dy ? buildCurvature(plan, slots, routine.transposedLength) : undefined;
  return {
    forward: (count) => routine.forward(count, x, w, b, y),
    refresh: transposed ? () => routine.transpose(w, transposed) : nothing,
    backward(count, [dw, db]) {
      routine.backwardWeights(count, x, dy!, dw, db);
      applyMask(dw);
      if (transposed) routine.backwardInput(count, dy!, transposed, dx!);
      else if (dx) routine.backwardSingleInput(dy!, w, dx);
    },
    curvature(count, [ddw, ddb]) {
      const { xx, ww, wwt } = curvature!;
      kernels.square(count * sizeOf(plan.input), x, xx);
      routine.backwardWeights(count, xx, ddy!, ddw, ddb);
      applyMask(ddw);
      if (!ddx) return;
      kernels.square(w.length, w, ww);
      routine.transpose(ww, wwt);
      routine.backwardInput(count, ddy!, wwt, ddx);
    },
  };
}

function buildMask(
  description: ConvolutionDescription,
  plan: LayerPlan,
  slots: Slots,
  kernels: Kernels,
): (dw: Floats) => void {
  const ones = connectionMask(description, plan.tensors[0].shape);
  if (!ones || !slots.dy) return nothing;
  const mask = slots.scratch(ones.length);
  if (mask.length > 0) mask.set(ones);
  return (dw) => kernels.multiply(ones.length, mask, dw);
}

/** Equations (25) and (27): the curvature flows back through squares of inputs and weights. */
function buildCurvature(plan: LayerPlan, slots: Slots, transposedLength: number) {
  const length = product(plan.tensors[0].shape);
  return {
    xx: slots.scratch(slots.capacity * sizeOf(plan.input)),
    ww: slots.scratch(length),
    wwt: slots.scratch(transposedLength),
  };
}

export const convolution: LayerKind<ConvolutionDescription> = {
  plan: planConvolution,
  build: buildConvolution,
};

/** The convolution that a full layer is on the field it was defined for. */
export function fullAsConvolution(description: FullDescription, field: Shape): ConvolutionDescription {
  return {
    kind: 'convolution',
    maps: description.units,
    kernel: [field.rows, field.columns],
    bias: description.bias,
  };
}
