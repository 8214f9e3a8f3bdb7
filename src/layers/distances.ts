// The output layer of 1998: Euclidean radial basis functions, equation (7). Each class has a fixed code; the output
// is the squared distance to it, a penalty: the smallest wins.
import { ShapeError } from '../errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { formatShape, type Shape } from '../shape.ts';
import { type Layer, type LayerKind, type LayerPlan, nothing, type Slots } from './layer.ts';

export interface DistancesDescription {
  readonly kind: 'distances';
  /** One code for each class, as many values as the input has maps. */
  readonly codes: readonly (readonly number[])[];
}

function planDistances(description: DistancesDescription, input: Shape, where: string): LayerPlan {
  const { codes } = description;
  if (!Array.isArray(codes) || !codes.every((code) => Array.isArray(code) && code.every(Number.isFinite))) {
    throw new ShapeError(`${where}: codes must be lists of finite numbers, one list for each class.`);
  }
  const wrong = codes.findIndex((code) => code.length !== input.maps);
  if (codes.length === 0 || wrong >= 0) {
    throw new ShapeError(
      `${where}: ${codes.length === 0 ? 'no codes' : `code ${wrong} has ${codes[wrong].length} values`}; expected ${input.maps} values for each class, as the input is ${formatShape(input)}.`,
    );
  }
  const positions = input.rows * input.columns;
  const weights = codes.length * input.maps;
  return {
    input,
    output: { ...input, maps: codes.length },
    tensors: [
      {
        name: 'codes',
        shape: [codes.length, input.maps],
        role: 'fixed',
        fanIn: input.maps,
        initial: codes.flat(),
      },
    ],
    parameters: 0,
    connections: weights * positions,
    multiplyAdds: weights * positions,
  };
}

function buildDistances(
  description: DistancesDescription,
  plan: LayerPlan,
  slots: Slots,
  kernels: Kernels,
): Layer {
  const routine = kernels.distances(plan.input.maps, description.codes.length);
  const positions = plan.input.rows * plan.input.columns;
  const { x, y, dx, dy, ddx, ddy } = slots;
  const [codes] = slots.tensors;
  return {
    forward: (count) => routine.forward(count * positions, x, codes, y),
    backward: (count) => dx && routine.backward(count * positions, x, codes, dy!, dx),
    curvature: (count) => ddx && routine.curvature(count * positions, x, codes, dy!, ddy!, ddx),
    refresh: nothing,
  };
}

export const distances: LayerKind<DistancesDescription> = { plan: planDistances, build: buildDistances };
