// What every layer makes of one picture.

import type { Kernels } from '../kernels/kernels.ts';
import { compileKernels } from '../kernels/simd/compile.ts';
import { createMeasuringKernels, instantiateKernels } from '../kernels/simd/kernels.ts';
import { createMemory } from '../kernels/simd/memory.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { softmaxOf } from './classifier.ts';
import { checkModel, type Model } from './model.ts';
import { Network } from './network.ts';
import { Painter } from './painter.ts';
import { type NetworkPlan, planNetwork } from './plan.ts';

export interface LayerMaps {
  readonly name: string;
  readonly shape: Shape;
  /** [row][column][map], after the squashing function. */
  readonly values: Float32Array;
}

/** A picture and what became of it. */
export interface Inspection {
  /** The network's field with the picture in its middle, background..foreground. */
  readonly input: LayerMaps;
  readonly layers: readonly LayerMaps[];
  /** One for each class: the softmax of the scores or of the negative penalties. */
  readonly probabilities: Float32Array;
}

function buildNetwork(kernels: Kernels, plan: NetworkPlan, isInteger: boolean) {
  const parameters = kernels.arena.floats(plan.length);
  const derived = (length: number) => kernels.arena.floats(length);
  return {
    network: new Network(plan, kernels, { capacity: 1, mode: 'inspection', isInteger, parameters, derived }),
    parameters,
  };
}

const copyMaps = (name: string, shape: Shape, values: ArrayLike<number>): LayerMaps => ({
  ...{ name, shape },
  values: Float32Array.from({ length: sizeOf(shape) }, (_, n) => values[n]),
});

/** A model whose layers are looked at, picture after picture. */
export class Inspector {
  readonly plan: NetworkPlan;
  private readonly network: Network;

  private constructor(plan: NetworkPlan, network: Network) {
    this.plan = plan;
    this.network = network;
  }

  /**
   * Compiles what is needed and copies the model's weights. `isInteger`: with large convolutions in whole numbers, as a
   * `Reader` has them. Throws ShapeError if the definition makes no sense.
   */
  static async open(model: Model, isInteger = false): Promise<Inspector> {
    const plan = planNetwork(checkModel(model).definition);
    const measuring = createMeasuringKernels();
    buildNetwork(measuring, plan, isInteger);
    const memory = createMemory(measuring.arena.used, false);
    const { network, parameters } = buildNetwork(
      instantiateKernels(await compileKernels(false), memory),
      plan,
      isInteger,
    );
    parameters.set(model.parameters);
    network.refresh();
    return new Inspector(plan, network);
  }

  /** Everything about a picture of ink, bytes of `rows` x `columns`. Throws ShapeError if it does not fit. */
  look(image: ArrayLike<number>, rows: number, columns: number): Inspection {
    const { plan, network } = this;
    const painter = new Painter(plan.definition, rows, columns);
    painter.clear(network.input);
    painter.paint(image, 0, network.input, 0);
    network.forward(1);
    const layers = network.activations.map(({ name, shape, values }) => copyMaps(name, shape, values));
    const outputs = layers[layers.length - 1].values.slice();
    return {
      input: copyMaps('input', plan.input, network.input),
      layers,
      probabilities: softmaxOf(outputs, outputs.length, plan.outputs),
    };
  }
}

/** The maps of every layer for a picture of ink, bytes of `rows` x `columns`. Throws ShapeError if it does not fit. */
export async function inspect(
  model: Model,
  image: ArrayLike<number>,
  rows: number,
  columns: number,
): Promise<LayerMaps[]> {
  return [...(await Inspector.open(model)).look(image, rows, columns).layers];
}
