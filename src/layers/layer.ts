// What every kind of layer is: first a plan (shapes and tensors, checked once), then routines bound to memory.
// Nothing is checked and nothing allocated inside a pass.
import type { Floats, Kernels } from '../kernels/kernels.ts';
import type { Shape } from '../shape.ts';

/** trainable: by gradient; statistic: a running mean of what `backward` reports; fixed: never changed by training. */
export type Role = 'trainable' | 'statistic' | 'fixed';

export interface TensorPlan {
  readonly name: string;
  /** Dimensions in memory order; weights of a convolution are [i, j, k, m]. */
  readonly shape: readonly number[];
  readonly role: Role;
  /** Inputs of the unit(s) this tensor belongs to, one number or one for each output map. */
  readonly fanIn: number | readonly number[];
  /** Values before training, where not drawn by the definition's rule. */
  readonly initial?: number | readonly number[];
}

export interface LayerPlan {
  readonly input: Shape;
  readonly output: Shape;
  readonly tensors: readonly TensorPlan[];
  /** Trainable parameters: connected weights only. */
  readonly parameters: number;
  /** Connections of one image, counted as the paper does (a bias is one connection of every unit). */
  readonly connections: number;
  /** Multiply-adds of one image. */
  readonly multiplyAdds: number;
}

/** Where a layer reads and writes. Second derivatives exist only in networks built for curvature. */
export interface Slots {
  readonly capacity: number;
  readonly x: Floats;
  readonly y: Floats;
  /** Absent for the first layer: nobody needs the picture's gradient. */
  readonly dx?: Floats;
  readonly dy?: Floats;
  readonly ddx?: Floats;
  readonly ddy?: Floats;
  /** Convolutions may round their values and weights. */
  readonly isInteger?: boolean;
  /** The layer's tensors, in the order of its plan. */
  readonly tensors: readonly Floats[];
  /** Memory that holds values computed from the tensors by `refresh`, shared by every thread. */
  derived(length: number): Floats;
  /** Memory of this thread alone. */
  scratch(length: number): Floats;
  scratchIntegers(length: number): Int32Array;
}

export interface Layer {
  /** y from x, for `count` images. */
  forward(count: number): void;
  /** dx from dy; adds to `d`, the gradients of the layer's tensors, in the order of its plan. */
  backward(count: number, d: readonly Floats[]): void;
  /** ddx from ddy (Gauss-Newton, equation 27); adds to `dd`. To be called after `backward`. */
  curvature(count: number, dd: readonly Floats[]): void;
  /** Recomputes what is derived from the tensors; after every change of them, once for all threads. */
  refresh(): void;
}

/** One kind of layer. `D` is its plain description in a definition. */
export interface LayerKind<D> {
  /** Throws ShapeError where the description does not fit its input. `where` names the layer. */
  plan(description: D, input: Shape, where: string): LayerPlan;
  build(description: D, plan: LayerPlan, slots: Slots, kernels: Kernels): Layer;
}

export const nothing = (): void => {};
