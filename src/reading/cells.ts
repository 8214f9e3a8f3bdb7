// A comb in the segmentation graph: every piece belongs to a cell, and a path writes at most one character, or exactly
// one, into each. The graph is unfolded: a node is a place between primitives and the first cell that is still free.
import { type Comb, cellAt } from '../vision/comb.ts';
import type { Arc } from './composition.ts';
import type { Piece } from './pieces.ts';
import type { Segmentation } from './segments.ts';
import { RUBBISH } from './symbols.ts';

/** A graph whose arcs are copies of other ones. */
export interface UnfoldedGraph {
  readonly arcs: readonly Arc[];
  readonly last: number;
  /** Of every arc the one that it is a copy of. */
  readonly originals: readonly number[];
}

/** The cell that most of a piece is in: the one of its middle. */
export function cellOf({ from, to }: Piece, { primitives, ink }: Segmentation, comb: Comb): number {
  let [area, columns, rows] = [0, 0, 0];
  for (const { runs } of primitives.slice(from, to)) {
    for (let i = 0; i < runs.length; i += 3) {
      const [row, length] = [runs[i], runs[i + 2] - runs[i + 1]];
      area += length;
      rows += length * row;
      columns += length * ((runs[i + 1] + runs[i + 2]) / 2 - ink.shifts[row]);
    }
  }
  return cellAt(comb, columns / area, rows / area);
}

/**
 * Unfolds a graph from node 0 to node `last`, whose arc n is in cell `cellsOf[n]` of `count`. The copies of an arc in
 * which it is written lead to other nodes than those in which it is rubbish. Nodes keep their order.
 */
export function unfoldCells(
  arcs: readonly Arc[],
  last: number,
  cellsOf: readonly number[],
  count: number,
  isOptional: boolean,
): UnfoldedGraph {
  const copies: Arc[] = [];
  const originals: number[] = [];
  // Where cells may be empty, all nodes of the last place are one: it does not matter how many are.
  const nodeAt = (place: number, free: number) =>
    place * (count + 1) + (place === last && isOptional ? count : free);
  const reached = new Set([nodeAt(0, 0)]);
  const add = (original: number, from: number, to: number, penalties: ArrayLike<number>) => {
    reached.add(to);
    copies.push({ from, to, penalties });
    originals.push(original);
  };
  const order = [...arcs.keys()].sort((a, b) => arcs[a].from - arcs[b].from);
  for (const n of order) {
    const { from, to, penalties } = arcs[n];
    const only = (isKept: (symbol: number) => boolean) =>
      Float64Array.from(penalties, (penalty, symbol) =>
        isKept(symbol) ? penalty : Number.POSITIVE_INFINITY,
      );
    const written = only((symbol) => symbol !== RUBBISH);
    const rubbish = only((symbol) => symbol === RUBBISH);
    for (let free = 0; free <= count; free++) {
      const node = nodeAt(from, free);
      if (!reached.has(node)) continue;
      add(n, node, nodeAt(to, free), rubbish);
      const cell = cellsOf[n];
      if (isOptional ? cell >= free : cell === free) add(n, node, nodeAt(to, cell + 1), written);
    }
  }
  return { arcs: copies, last: nodeAt(last, count), originals };
}
