// What feeds a unit: maps of the layer below (or of the input), and the window of each that it sees.
import type { NetworkPlan, ReceptiveField } from '../../src/index.ts';
import type { Say } from '../language.tsx';
import type { Unit } from './grid.ts';

/** A unit of a layer. */
export interface Choice extends Unit {
  readonly layer: number;
}

export interface Sources {
  /** Number of the layer below; -1 is the input. */
  readonly layer: number;
  readonly maps: readonly number[];
  /** How many maps there are. */
  readonly of: number;
  /** The same window of every map. */
  readonly window: ReceptiveField;
}

export function sourcesOf({ layers }: NetworkPlan, { layer, map, row, column }: Choice): Sources {
  const { description, plan, tensors } = layers[layer];
  const of = plan.input.maps;
  const all = [...new Array(of).keys()];
  const from = (
    maps: readonly number[],
    top: number,
    left: number,
    rows: number,
    columns: number,
  ): Sources => ({
    ...{ layer: layer - 1, maps, of },
    window: { top, left, rows, columns },
  });
  if (description.kind === 'convolution') {
    const [rows, columns] = tensors[0].shape;
    return from(description.table?.[map] ?? all, row, column, rows, columns);
  }
  if (description.kind === 'distances') return from(all, 0, 0, plan.input.rows, plan.input.columns);
  const size = 'size' in description ? description.size : 1;
  return from([map], row * size, column * size, size, size);
}

/** `S2 maps 0, 1, 2` */
export function nameSources({ layers }: NetworkPlan, { layer, maps, of }: Sources, say: Say): string {
  if (layer < 0) return say('the input');
  const { name } = layers[layer].definition;
  const { rows, columns } = layers[layer].plan.output;
  if (rows * columns === 1) return say('all {of} units of {name}', { of, name });
  if (maps.length === of) return say('all {of} maps of {name}', { of, name });
  const list = maps.join(', ');
  return maps.length === 1
    ? say('map {list} of {name}', { list, name })
    : say('maps {list} of {name}', { list, name });
}
