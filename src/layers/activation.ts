// Squashing functions, applied in place to the output of the layer before.
import type { ActivationName, Floats, Kernels } from '../kernels/kernels.ts';
import { type Layer, nothing } from './layer.ts';

/** `length`: values of one image; `y`, `dy`, `ddy`: of the layer that is squashed. */
export function buildActivation(
  name: ActivationName,
  length: number,
  slots: { y: Floats; dy?: Floats; ddy?: Floats },
  kernels: Kernels,
): Layer {
  const routine = kernels.activation(name);
  const { y, dy, ddy } = slots;
  return {
    forward: (count) => routine.forward(count * length, y),
    backward: (count) => routine.backward(count * length, y, dy!),
    curvature: (count) => routine.curvature(count * length, y, ddy!),
    refresh: nothing,
  };
}
