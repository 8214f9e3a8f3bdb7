// A convolution and the 2x2 max pooling behind it, run as one where nobody asks for the maps between them: the
// same values as the two layers, and backward visits only the positions that won. Not for curvature.
import type { Kernels } from '../kernels/kernels.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { type ConvolutionDescription, connectionMask, geometryOf } from './convolution.ts';
import { buildIntegerConvolution } from './integer-convolution.ts';
import { type Layer, type LayerPlan, nothing, type Slots } from './layer.ts';

/** `plan` is the convolution's; `slots.y` and `slots.dy` are the pooled maps'. */
export function buildPooledConvolution(
  description: ConvolutionDescription,
  plan: LayerPlan,
  pooled: Shape,
  slots: Slots,
  kernels: Kernels,
): Layer {
  const geometry = geometryOf(description, plan);
  const inIntegers = buildIntegerConvolution(geometry, true, slots, kernels);
  if (inIntegers) return inIntegers;
  const routine = kernels.pooledConvolution(geometry);
  const { x, y, dx, dy } = slots;
  const [w, b] = slots.tensors;
  const winners = slots.scratchIntegers(slots.capacity * sizeOf(pooled));
  const transposed = dx ? slots.derived(routine.transposedLength) : undefined;
  const ones = connectionMask(description, plan.tensors[0].shape);
  const mask = ones ? slots.scratch(ones.length) : undefined;
  if (mask && mask.length > 0) mask.set(ones!);
  return {
    forward: (count) => routine.forward(count, x, w, b, y, winners),
    refresh: transposed ? () => routine.transpose(w, transposed) : nothing,
    backward(count, [dw, db]) {
      routine.backwardWeights(count, x, dy!, winners, dw, db);
      if (mask) kernels.multiply(mask.length, mask, dw);
      if (dx) routine.backwardInput(count, dy!, winners, transposed!, dx);
    },
    curvature: nothing,
  };
}
