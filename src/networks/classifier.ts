// A model ready to answer: pictures of ink in, one probability for each class out. One thread; many pictures in
// passes of `capacity`, or one at a time.
import { exp } from '../elementary.ts';
import type { Floats, Kernels } from '../kernels/kernels.ts';
import { compileKernels } from '../kernels/simd/compile.ts';
import { createMeasuringKernels, instantiateKernels } from '../kernels/simd/kernels.ts';
import { createMemory } from '../kernels/simd/memory.ts';
import { sizeOf } from '../shape.ts';
import { checkModel, type Model } from './model.ts';
import { Network, type NetworkOptions } from './network.ts';
import { Painter } from './painter.ts';
import { type NetworkPlan, planNetwork } from './plan.ts';

/**
 * A network for each plan, of the same parameters, and of what is derived from them; `owners` are those of which one layer
 * or more derives what none before does: over another field a layer may need it, or not.
 */
function buildNetworks(
  kernels: Kernels,
  plans: readonly NetworkPlan[],
  options: Pick<NetworkOptions, 'capacity' | 'isInteger'>,
): { networks: Network[]; owners: Set<Network>; parameters: Floats } {
  const parameters = kernels.arena.floats(plans[0].length);
  const shared = new Map<number, Floats>();
  const owners = new Set<Network>();
  const networks = plans.map((plan) => {
    const before = shared.size;
    const derived = (length: number, place: number) => {
      const found = shared.get(place) ?? kernels.arena.floats(length);
      shared.set(place, found);
      return found;
    };
    const network = new Network(plan, kernels, { ...options, mode: 'inference', parameters, derived });
    if (shared.size > before) owners.add(network);
    return network;
  });
  return { networks, owners, parameters };
}

/** Rows and columns of a larger field, over which a network slides (section VII). */
interface LargerField {
  readonly rows: number;
  readonly columns: number;
}

export class Classifier {
  readonly plan: NetworkPlan;
  /** Number of classes; of a larger field, of the values for all its positions. */
  readonly classes: number;
  private readonly network: Network;
  private readonly capacity: number;
  private painter: Painter;
  private painted: number;

  private constructor(plan: NetworkPlan, network: Network, capacity: number) {
    this.plan = plan;
    this.network = network;
    this.capacity = capacity;
    this.classes = sizeOf(plan.output);
    this.painter = new Painter(plan.definition, plan.input.rows, plan.input.columns, plan.input);
    this.painted = -1;
  }

  /**
   * Compiles what is needed and copies the model's weights. `capacity`: most pictures of one pass. Throws UsageError where
   * `model` is none.
   */
  static async open(model: Model, capacity = 64, field?: LargerField): Promise<Classifier> {
    return (await Classifier.openAll(model, capacity, [field]))[0];
  }

  /**
   * The same for several fields; there is one copy of the weights. `isInteger`: large convolutions in whole numbers, in
   * less time; the outputs differ by some ten-thousandths.
   */
  static async openAll(
    model: Model,
    capacity: number,
    fields: readonly (LargerField | undefined)[],
    isInteger = false,
  ): Promise<Classifier[]> {
    const { definition } = checkModel(model);
    const plans = fields.map((field) => planNetwork(definition, field));
    const measuring = createMeasuringKernels();
    const options = { capacity, isInteger };
    buildNetworks(measuring, plans, options);
    const memory = createMemory(measuring.arena.used, false);
    const kernels = instantiateKernels(await compileKernels(false), memory);
    const { networks, owners, parameters } = buildNetworks(kernels, plans, options);
    parameters.set(model.parameters);
    for (const network of owners) network.refresh();
    return networks.map((network) => new Classifier(network.plan, network, capacity));
  }

  /**
   * The network's outputs for `count` pictures of ink, `rows` x `columns` bytes each: [count][classes], scores or
   * penalties as `plan.outputs` says. Throws ShapeError if the pictures do not fit the network.
   */
  outputs(images: ArrayLike<number>, count: number, rows: number, columns: number): Float32Array {
    this.preparePainter(rows, columns);
    const { network, capacity, classes } = this;
    const result = new Float32Array(count * classes);
    const size = sizeOf(this.plan.input);
    for (let first = 0; first < count; first += capacity) {
      const n = Math.min(capacity, count - first);
      for (let b = 0; b < n; b++) {
        this.painter.paint(images, (first + b) * rows * columns, network.input, b * size);
      }
      network.forward(n);
      result.set(network.output.subarray(0, n * classes), first * classes);
    }
    return result;
  }

  /** One probability for each class and picture: the softmax of the scores or of the negative penalties. */
  probabilities(images: ArrayLike<number>, count: number, rows: number, columns: number): Float32Array {
    return this.toProbabilities(this.outputs(images, count, rows, columns));
  }

  /** Turns what `outputs` gave into probabilities, in place. */
  toProbabilities(outputs: Float32Array): Float32Array {
    return softmaxOf(outputs, this.classes, this.plan.outputs);
  }

  private preparePainter(rows: number, columns: number): void {
    if (this.painted === rows * 65536 + columns) return;
    this.painter = new Painter(this.plan.definition, rows, columns, this.plan.input);
    this.painter.clear(this.network.input);
    this.painted = rows * 65536 + columns;
  }
}

/** Turns scores or penalties, [picture][class], into probabilities, in place. */
export function softmaxOf(
  outputs: Float32Array,
  classes: number,
  kind: 'penalties' | 'scores',
): Float32Array {
  const sign = kind === 'penalties' ? -1 : 1;
  for (let first = 0; first < outputs.length; first += classes) softmax(outputs, first, classes, sign);
  return outputs;
}

function softmax(values: Float32Array, first: number, classes: number, sign: number): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (let m = first; m < first + classes; m++) largest = Math.max(largest, sign * values[m]);
  let sum = 0;
  for (let m = first; m < first + classes; m++) {
    values[m] = exp(sign * values[m] - largest);
    sum += values[m];
  }
  for (let m = first; m < first + classes; m++) values[m] /= sum;
}
