// The running thing: layers bound to memory. Parameters and what is derived from them may be shared by many
// networks (one for each thread); activations and gradients of activations are a network's own.
import type { Floats, Kernels } from '../kernels/kernels.ts';
import { buildActivation } from '../layers/activation.ts';
import type { Layer, Slots } from '../layers/layer.ts';
import { buildPooledConvolution } from '../layers/pooled-convolution.ts';
import { type Shape, sizeOf } from '../shape.ts';
import type { LayerDefinition } from './definition.ts';
import { kindOf, type NetworkPlan, type PlannedLayer } from './plan.ts';

export interface NetworkOptions {
  /** Most images of one pass. */
  readonly capacity: number;
  /**
   * inference: forward only. training: backward too. curvature: second derivatives too. inspection: forward, with
   * every layer's maps kept. The first two run a convolution and the max pooling behind it as one.
   */
  readonly mode: 'inference' | 'training' | 'curvature' | 'inspection';
  /** Large convolutions in whole numbers, which takes less time; for inference. */
  readonly isInteger?: boolean;
  readonly parameters: Floats;
  /** Reserves memory for what `refresh` derives from the parameters of a layer, the first of which is at `place`. */
  readonly derived: (length: number, place: number) => Floats;
  /** One block of gradients for each shard, as long as the parameters. */
  readonly gradients?: readonly Floats[];
  /** As long as the parameters. */
  readonly curvatures?: Floats;
}

interface Buffers {
  y: Floats;
  dy?: Floats;
  ddy?: Floats;
}

interface Step {
  layer: Layer;
  /** Views of each shard's gradients for this layer's tensors. */
  gradients: Floats[][];
  curvatures: Floats[];
}

/** The maps of one layer after a pass, [image][row][column][map]. */
export interface Activations {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Floats;
}

export class Network {
  /** Pictures go here: [image][row][column], background..foreground. */
  readonly input: Floats;
  /** [image][position][class] */
  readonly output: Floats;
  /** The loss writes its gradient of the outputs here. */
  readonly outputGradient: Floats | undefined;
  readonly outputCurvature: Floats | undefined;
  readonly activations: readonly Activations[];
  readonly plan: NetworkPlan;
  private readonly steps: Step[] = [];

  constructor(plan: NetworkPlan, kernels: Kernels, options: NetworkOptions) {
    this.plan = plan;
    const { arena } = kernels;
    const reserve = (shape: Shape) => arena.floats(options.capacity * sizeOf(shape));
    let before: Buffers = { y: reserve(plan.input) };
    this.input = before.y;
    const activations: Activations[] = [];
    for (let l = 0; l < plan.layers.length; l++) {
      const isFused = fuses(plan.layers, l, options);
      const planned = plan.layers[l];
      const last = isFused ? plan.layers[l + 1] : planned;
      const after = reserveBuffers(last.plan.output, options, reserve);
      const slots = makeSlots(planned, before, after, kernels, options);
      const layer = isFused
        ? buildPooledConvolution(
            planned.description as Parameters<typeof buildPooledConvolution>[0],
            planned.plan,
            last.plan.output,
            slots,
            kernels,
          )
        : kindOf(planned.description).build(planned.description, planned.plan, slots, kernels);
      this.steps.push({ layer, ...gradientViews(planned, options) });
      this.addActivation(last.definition, after, last.plan.output, kernels);
      activations.push({ name: last.definition.name, shape: last.plan.output, values: after.y });
      before = after;
      if (isFused) l++;
    }
    this.output = before.y;
    this.outputGradient = before.dy;
    this.outputCurvature = before.ddy;
    this.activations = activations;
  }

  private addActivation(layer: LayerDefinition, buffers: Buffers, shape: Shape, kernels: Kernels): void {
    if (!layer.activation) return;
    const squash = buildActivation(layer.activation, sizeOf(shape), buffers, kernels);
    this.steps.push({ layer: squash, gradients: [], curvatures: [] });
  }

  /** To be called after every change of the parameters, by one of the networks that share them. */
  refresh(): void {
    for (const { layer } of this.steps) layer.refresh();
  }

  /** How many parts `refreshPart` has, for threads that share the work. */
  get parts(): number {
    return this.steps.length;
  }

  refreshPart(part: number): void {
    this.steps[part].layer.refresh();
  }

  /** Runs the first `count` images of `input`. */
  forward(count: number): void {
    for (let l = 0; l < this.steps.length; l++) this.steps[l].layer.forward(count);
  }

  /** From `outputGradient`; adds to the gradients of `shard`. */
  backward(count: number, shard = 0): void {
    for (let l = this.steps.length - 1; l >= 0; l--) {
      const { layer, gradients } = this.steps[l];
      layer.backward(count, gradients[shard]);
    }
  }

  /** From `outputCurvature`, after `backward`; adds to the curvatures (equations 23 to 27). */
  curvature(count: number): void {
    for (let l = this.steps.length - 1; l >= 0; l--) {
      const { layer, curvatures } = this.steps[l];
      layer.curvature(count, curvatures);
    }
  }
}

/** A convolution without squashing and 2x2 max pooling behind it run as one, unless every map is asked for. */
function fuses(layers: readonly PlannedLayer[], l: number, options: NetworkOptions): boolean {
  const next = layers[l + 1]?.description;
  const { description } = layers[l];
  if (options.mode === 'curvature' || options.mode === 'inspection') return false;
  if (description.kind !== 'convolution' || description.activation) return false;
  return next?.kind === 'maxPooling' && next.size === 2;
}

function reserveBuffers(shape: Shape, options: NetworkOptions, reserve: (shape: Shape) => Floats): Buffers {
  const { mode } = options;
  return {
    y: reserve(shape),
    dy: mode === 'training' || mode === 'curvature' ? reserve(shape) : undefined,
    ddy: mode === 'curvature' ? reserve(shape) : undefined,
  };
}

function makeSlots(
  planned: PlannedLayer,
  before: Buffers,
  after: Buffers,
  kernels: Kernels,
  options: NetworkOptions,
): Slots {
  const { arena } = kernels;
  return {
    capacity: options.capacity,
    x: before.y,
    y: after.y,
    dx: before.dy,
    dy: after.dy,
    ddx: before.ddy,
    ddy: after.ddy,
    isInteger: options.isInteger,
    tensors: planned.tensors.map((t) => options.parameters.subarray(t.offset, t.offset + t.length)),
    derived: (length) => options.derived(length, planned.tensors[0].offset),
    scratch: (length) => arena.floats(length),
    scratchIntegers: (length) => arena.integers(length),
  };
}

function gradientViews(planned: PlannedLayer, options: NetworkOptions) {
  const viewsOf = (block: Floats) =>
    planned.tensors.map((t) => block.subarray(t.offset, t.offset + t.length));
  return {
    gradients: (options.gradients ?? []).map(viewsOf),
    curvatures: options.curvatures ? viewsOf(options.curvatures) : [],
  };
}
