// Weights as signed bytes: each output map has a scale of its own, so that its largest weight is +-127. Biases and what is
// between the layers stay float32. A quarter of the size.
import type { Model } from '../networks/model.ts';
import { planNetwork } from '../networks/plan.ts';
import type { Tensor } from './step.ts';

export interface QuantizedTensor {
  readonly shape: readonly number[];
  /** -127..127; weight = value * scale of its map. */
  readonly values: Int8Array;
  /** One for each map, the first dimension. */
  readonly scales: Float32Array;
}

function scaleOf(weights: ArrayLike<number>, first: number, step: number, count: number): number {
  let largest = 0;
  for (let n = 0; n < count; n++) largest = Math.max(largest, Math.abs(weights[first + n * step]));
  return Math.fround(largest / 127) || 1;
}

/** Rounds halves away from zero; more than 127 only by the rounding of the scale itself. */
function quantizeValue(weight: number, scale: number): number {
  const size = Math.min(127, Math.floor(Math.abs(weight) / scale + 0.5));
  return weight < 0 ? -size : size;
}

/** `weights`: maps first. */
export function quantizeTensor({ shape, values }: Tensor): QuantizedTensor {
  const [maps] = shape;
  const each = values.length / maps;
  const scales = Float32Array.from({ length: maps }, (_, m) => scaleOf(values, m * each, 1, each));
  return {
    shape,
    values: Int8Array.from(values, (w, n) => quantizeValue(w, scales[Math.floor(n / each)])),
    scales,
  };
}

/** The model with its weights rounded as int8 would have them, still float32: what `int8` costs can be measured. */
export function quantizeModel(model: Model): Model {
  const parameters = model.parameters.slice();
  for (const { tensors } of planNetwork(model.definition).layers) {
    for (const { shape, offset, length, name } of tensors) {
      if (name !== 'weights') continue;
      const maps = shape[shape.length - 1];
      for (let m = 0; m < maps; m++) {
        const scale = scaleOf(parameters, offset + m, maps, length / maps);
        for (let n = offset + m; n < offset + length; n += maps)
          parameters[n] = quantizeValue(parameters[n], scale) * scale;
      }
    }
  }
  return { ...model, parameters, card: { ...model.card, quantized: 'int8' } };
}
