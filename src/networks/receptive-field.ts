// What a unit sees of the picture (section II.A): its own window, traced back through the layers below it.
import type { NetworkPlan, PlannedLayer } from './plan.ts';

/** A part of the input, in its pixels. */
export interface ReceptiveField {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** Side of a layer's window on the layer below, and how far windows lie apart; along one axis. */
function windowOf({ description, tensors }: PlannedLayer, axis: 0 | 1): { size: number; step: number } {
  if (description.kind === 'convolution') return { size: tensors[0].shape[axis], step: 1 };
  return 'size' in description ? { size: description.size, step: description.size } : { size: 1, step: 1 };
}

/** First pixel and count of pixels along one axis. */
function traceBack(layers: readonly PlannedLayer[], axis: 0 | 1, place: number): [number, number] {
  let first = place;
  let count = 1;
  for (const layer of [...layers].reverse()) {
    const { size, step } = windowOf(layer, axis);
    first *= step;
    count = (count - 1) * step + size;
  }
  return [first, count];
}

/** The pixels that reach the unit at `row`, `column` of the maps of layer `index` (0: the first one). */
export function receptiveField(
  plan: NetworkPlan,
  index: number,
  row: number,
  column: number,
): ReceptiveField {
  const below = plan.layers.slice(0, index + 1);
  const [top, rows] = traceBack(below, 0, row);
  const [left, columns] = traceBack(below, 1, column);
  return { top, left, rows, columns };
}
