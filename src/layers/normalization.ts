// Batch normalisation (Ioffe and Szegedy 2015) over the images of one shard and all positions, with a trainable
// shift and no scale. It exists only while a network is trained: networks/normalization.ts inserts it and folds its
// running statistics into the weights before it, so that the finished network is the plain one.
import type { Kernels } from '../kernels/kernels.ts';
import type { Shape } from '../shape.ts';
import { type Layer, type LayerKind, type LayerPlan, nothing, type Slots } from './layer.ts';

export interface NormalizationDescription {
  readonly kind: 'normalization';
}

function planNormalization(_description: NormalizationDescription, input: Shape): LayerPlan {
  const shape = [input.maps];
  const size = input.maps * input.rows * input.columns;
  return {
    input,
    output: input,
    tensors: [
      { name: 'shift', shape, role: 'trainable', fanIn: 1, initial: 0 },
      { name: 'mean', shape, role: 'statistic', fanIn: 1, initial: 0 },
      { name: 'variance', shape, role: 'statistic', fanIn: 1, initial: 1 },
    ],
    parameters: input.maps,
    connections: size,
    multiplyAdds: size,
  };
}

function buildNormalization(
  _description: NormalizationDescription,
  plan: LayerPlan,
  slots: Slots,
  kernels: Kernels,
): Layer {
  const { maps } = plan.input;
  const positions = plan.input.rows * plan.input.columns;
  const routine = kernels.normalization(maps);
  const { x, y, dx, dy } = slots;
  const [shift] = slots.tensors;
  const mean = slots.scratch(maps);
  const variance = slots.scratch(maps);
  return {
    forward: (count) => routine.forward(count * positions, x, shift, y, mean, variance),
    backward(count, [dshift, batchMean, batchVariance]) {
      routine.backward(count * positions, x, dy!, mean, variance, dshift, dx!);
      // Weighted by the shard's images, as the gradients are, so that their sum over shards is a mean.
      for (let m = 0; m < maps; m++) {
        batchMean[m] = mean[m] * count;
        batchVariance[m] = variance[m] * count;
      }
    },
    curvature: nothing,
    refresh: nothing,
  };
}

export const normalization: LayerKind<NormalizationDescription> = {
  plan: planNormalization,
  build: buildNormalization,
};
