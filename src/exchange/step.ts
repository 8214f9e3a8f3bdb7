// What all formats have in common: a network as a chain of steps, one operation each, with weights in the order that
// ONNX and PyTorch have. Exporters write steps, importers make them; lower.ts and assemble.ts are the way from and to
// a model.
import type { Shape } from '../shape.ts';

/** Row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface ConvolutionStep {
  readonly kind: 'convolution';
  readonly name: string;
  /** [map, input map, row, column] */
  readonly weights: Tensor;
  /** One for each map. */
  readonly biases: Float32Array;
}

export interface FullStep {
  readonly kind: 'full';
  readonly name: string;
  /** [unit, input], the inputs in the order [map][row][column]. */
  readonly weights: Tensor;
  readonly biases: Float32Array;
}

/** Each map times its factor, plus its shift. */
export interface ScaleStep {
  readonly kind: 'scale';
  readonly name: string;
  /** One for each map, or a single one for all. */
  readonly factors: readonly number[];
  /** As many. */
  readonly shifts: readonly number[];
}

/** Over blocks that do not overlap; what is left at the lower and right edge is dropped. */
export interface PoolingStep {
  readonly kind: 'maxPooling' | 'averagePooling';
  readonly name: string;
  readonly size: number;
}

export interface ActivationStep {
  readonly kind: 'activation';
  readonly name: string;
  /** squash: 1.7159 tanh(2/3 a) */
  readonly function: 'squash' | 'sigmoid' | 'relu' | 'tanh';
}

/** Squared distances to codes, one for each class: penalties. */
export interface DistancesStep {
  readonly kind: 'distances';
  readonly name: string;
  /** [class, map] */
  readonly codes: Tensor;
}

/** Zeros around every map. */
export interface PaddingStep {
  readonly kind: 'padding';
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
}

export type LinearStep = ConvolutionStep | FullStep;
export type Step = LinearStep | ScaleStep | PoolingStep | ActivationStep | DistancesStep | PaddingStep;

/** A network between formats. */
export interface Chain {
  readonly name: string;
  readonly input: Shape;
  readonly steps: readonly Step[];
}

/** What paper and full ink are on the way in, as a definition has it. */
export interface Levels {
  readonly background: number;
  readonly foreground: number;
}

/** The paper's squashing function, A tanh(S a). */
export const SQUASH = { amplitude: 1.7159, slope: 2 / 3 };

/** Maps, rows and columns after each step; full layers have one row and column. */
export function shapesAfter({ input, steps }: Chain): Shape[] {
  let shape = input;
  return steps.map((step) => {
    shape = shapeAfter(step, shape);
    return shape;
  });
}

function shapeAfter(step: Step, { maps, rows, columns }: Shape): Shape {
  switch (step.kind) {
    case 'convolution': {
      const [outputs, , height, width] = step.weights.shape;
      return { maps: outputs, rows: rows - height + 1, columns: columns - width + 1 };
    }
    case 'full':
      return { maps: step.weights.shape[0], rows: 1, columns: 1 };
    case 'distances':
      return { maps: step.codes.shape[0], rows, columns };
    case 'maxPooling':
    case 'averagePooling':
      return { maps, rows: Math.floor(rows / step.size), columns: Math.floor(columns / step.size) };
    case 'padding':
      return { maps, rows: rows + 2 * step.rows, columns: columns + 2 * step.columns };
    default:
      return { maps, rows, columns };
  }
}
