// Pooling over blocks that do not overlap. `subsampling` is the paper's (section II.B, S2 and S4): the block is
// summed, multiplied by one trainable coefficient of the map, one trainable bias is added. Max and average pooling
// came later and have nothing to train.
import { ShapeError } from '../errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { formatShape, type Shape, sizeOf } from '../shape.ts';
import { type Layer, type LayerKind, type LayerPlan, nothing, type Slots, type TensorPlan } from './layer.ts';

export interface PoolingDescription {
  readonly kind: 'subsampling' | 'maxPooling' | 'averagePooling';
  /** Side of the square block. */
  readonly size: number;
}

function planPooling(description: PoolingDescription, input: Shape, where: string): LayerPlan {
  const { size, kind } = description;
  if (!Number.isInteger(size) || size < 1) {
    throw new ShapeError(`${where}: size must be a positive whole number; got ${size}.`);
  }
  const output = {
    maps: input.maps,
    rows: Math.floor(input.rows / size),
    columns: Math.floor(input.columns / size),
  };
  if (output.rows < 1 || output.columns < 1) {
    throw new ShapeError(
      `${where}: blocks of ${size}x${size} do not fit the input ${formatShape(input)}. Use smaller blocks or a larger input.`,
    );
  }
  const isTrainable = kind === 'subsampling';
  const area = size * size;
  const tensors: TensorPlan[] = isTrainable
    ? [
        { name: 'coefficients', shape: [input.maps], role: 'trainable', fanIn: area, initial: 1 / area },
        { name: 'biases', shape: [input.maps], role: 'trainable', fanIn: area, initial: 0 },
      ]
    : [];
  return {
    input,
    output,
    tensors,
    parameters: isTrainable ? 2 * input.maps : 0,
    connections: sizeOf(output) * (isTrainable ? area + 1 : area),
    multiplyAdds: isTrainable ? sizeOf(output) : 0,
  };
}

function buildPooling(
  description: PoolingDescription,
  plan: LayerPlan,
  slots: Slots,
  kernels: Kernels,
): Layer {
  if (description.kind === 'subsampling') return buildSubsampling(description, plan, slots, kernels);
  const { size } = description;
  const routine = kernels.pooling({ input: plan.input, size, output: plan.output });
  const { x, y, dx, dy, ddx, ddy } = slots;
  if (description.kind === 'averagePooling') {
    const share = 1 / (size * size);
    return {
      forward: (count) => routine.sumForward(count, x, share, y),
      backward: (count) => dx && routine.sumBackward(count, dy!, share, dx),
      curvature: (count) => ddx && routine.sumBackward(count, ddy!, share * share, ddx),
      refresh: nothing,
    };
  }
  const winners = slots.scratchIntegers(slots.capacity * sizeOf(plan.output));
  return {
    forward: (count) => routine.maxForward(count, x, y, winners),
    backward: (count) => dx && routine.maxBackward(count, dy!, winners, dx),
    curvature: (count) => ddx && routine.maxBackward(count, ddy!, winners, ddx),
    refresh: nothing,
  };
}

function buildSubsampling(
  description: PoolingDescription,
  plan: LayerPlan,
  slots: Slots,
  kernels: Kernels,
): Layer {
  const { size } = description;
  const routine = kernels.pooling({ input: plan.input, size, output: plan.output });
  const affine = kernels.affine(plan.output.maps);
  const { x, y, dx, dy, ddx, ddy } = slots;
  const [c, b] = slots.tensors;
  const length = sizeOf(plan.output);
  const positions = length / plan.output.maps;
  const sums = slots.scratch(slots.capacity * length);
  const dsums = dy ? slots.scratch(slots.capacity * length) : sums;
  const squares = ddy ? slots.scratch(slots.capacity * length) : sums;
  const cc = slots.scratch(plan.output.maps);
  return {
    forward(count) {
      routine.sumForward(count, x, 1, sums);
      affine.forward(count * positions, sums, c, b, y);
    },
    backward(count, [dc, db]) {
      affine.backward(count * positions, sums, dy!, c, dc, db, dsums);
      if (dx) routine.sumBackward(count, dsums, 1, dx);
    },
    curvature(count, [ddc, ddb]) {
      kernels.square(count * length, sums, squares);
      kernels.square(plan.output.maps, c, cc);
      affine.backward(count * positions, squares, ddy!, cc, ddc, ddb, dsums);
      if (ddx) routine.sumBackward(count, dsums, 1, ddx);
    },
    refresh: nothing,
  };
}

export const pooling: LayerKind<PoolingDescription> = { plan: planPooling, build: buildPooling };
