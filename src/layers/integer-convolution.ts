// A convolution, or one and the max pooling behind it, in whole numbers: for networks that only answer.
import type { ConvolutionGeometry, Kernels } from '../kernels/kernels.ts';
import { type Layer, nothing, type Slots } from './layer.ts';

/** Kernels of many weights that slide over maps in fours: of others there is nothing to gain. */
const isWorthIt = ({ input, output }: ConvolutionGeometry): boolean =>
  output.maps > 16 && input.maps % 4 === 0 && (output.rows > 1 || output.columns > 1);

/** Undefined where whole numbers are not asked for, or bring nothing. */
export function buildIntegerConvolution(
  geometry: ConvolutionGeometry,
  isPooled: boolean,
  slots: Slots,
  kernels: Kernels,
): Layer | undefined {
  if (!slots.isInteger || !isWorthIt(geometry)) return undefined;
  const routine = kernels.integerConvolution(geometry, isPooled);
  const { x, y } = slots;
  const [w, b] = slots.tensors;
  const rounded = slots.derived(routine.roundedLength);
  return {
    forward: (count) => routine.forward(count, x, rounded, b, y),
    refresh: () => routine.round(w, rounded),
    backward: nothing,
    curvature: nothing,
  };
}
