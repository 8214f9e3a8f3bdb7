// The weights of a network's first layer as pictures: kernels of C1, or what a full layer's units look for.
import type { NetworkPlan } from '../../src/index.ts';

export interface KernelPictures {
  /** The layer's name. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** [map][row][column] */
  readonly weights: Float32Array;
}

/** Units of a full layer may be a thousand. */
const MOST = 24;

/** Of the first input map; undefined where the first layer has no kernels. */
export function kernelPictures(plan: NetworkPlan, parameters: Float32Array): KernelPictures | undefined {
  const [{ definition, tensors }] = plan.layers;
  const [first] = tensors;
  if (first?.shape.length !== 4) return undefined;
  const { offset } = first;
  const [rows, columns, inputs, maps] = first.shape;
  const [size, shown] = [rows * columns, Math.min(MOST, maps)];
  const weights = Float32Array.from(
    { length: shown * size },
    (_, n) => parameters[offset + (n % size) * inputs * maps + Math.floor(n / size)],
  );
  return { name: definition.name, rows, columns, weights };
}
