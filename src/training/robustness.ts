// How a model bears what may happen to a picture (section III.E).
import type { Dataset } from '../data/dataset.ts';
import { type Transformation, transformSet } from '../data/transform.ts';
import type { Model } from '../networks/model.ts';
import { evaluate } from './evaluate.ts';

/** Share of wrong answers on a set after a transformation, in a field as large as the network's. Throws ShapeError. */
export async function errorAfter(
  model: Model,
  set: Dataset,
  transformation: Transformation,
): Promise<number> {
  const { rows, columns } = model.definition.input;
  return (await evaluate(model, transformSet(set, rows, columns, transformation))).errorRate;
}
