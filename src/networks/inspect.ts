// What every layer makes of one picture.

import type { Kernels } from '../kernels/kernels.ts';
import { compileKernels } from '../kernels/simd/compile.ts';
import { createMeasuringKernels, instantiateKernels } from '../kernels/simd/kernels.ts';
import { createMemory } from '../kernels/simd/memory.ts';
import type { Shape } from '../shape.ts';
import type { Model } from './model.ts';
import { Network } from './network.ts';
import { Painter } from './painter.ts';
import { planNetwork } from './plan.ts';

export interface LayerMaps {
  readonly name: string;
  readonly shape: Shape;
  /** [row][column][map], after the squashing function. */
  readonly values: Float32Array;
}

/** The maps of every layer for a picture of ink, bytes of `rows` x `columns`. Throws ShapeError if it does not fit. */
export async function inspect(
  model: Model,
  image: ArrayLike<number>,
  rows: number,
  columns: number,
): Promise<LayerMaps[]> {
  const plan = planNetwork(model.definition);
  const painter = new Painter(model.definition, rows, columns);
  const build = (kernels: Kernels) => {
    const parameters = kernels.arena.floats(plan.length);
    const derived = (length: number) => kernels.arena.floats(length);
    const network = new Network(plan, kernels, { capacity: 1, mode: 'inspection', parameters, derived });
    return { network, parameters };
  };
  const measuring = createMeasuringKernels();
  build(measuring);
  const memory = createMemory(measuring.arena.used, false);
  const { network, parameters } = build(instantiateKernels(await compileKernels(false), memory));
  parameters.set(model.parameters);
  network.refresh();
  painter.clear(network.input);
  painter.paint(image, 0, network.input, 0);
  network.forward(1);
  return network.activations.map(({ name, shape, values }) => ({
    name,
    shape,
    values: Float32Array.from(values.subarray(0, shape.maps * shape.rows * shape.columns)),
  }));
}
