// Discriminative forward training of a segmentation graph (sections VI and VII of the paper): the penalty of all paths
// that write the right text, against that of all paths. A network that is trained so learns which pieces are characters
// from what the whole line says, and which of its mistakes matter.
import { exp, log } from '../elementary.ts';

/** A graph of pieces: arcs between nodes 0..last, ordered by their first node; each may be any class, or be left out. */
export interface PieceLattice {
  /** Of each arc the nodes where it begins and ends. */
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  readonly last: number;
  readonly classes: number;
  /** The class of what is left out; its score is minus the price of leaving an arc out. */
  readonly rubbish: number;
  readonly price: number;
}

/** Logarithms of sums for every node and every number of classes of the text that are written so far. */
interface Sums {
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly total: number;
}

/** log(e^a + e^b). */
function logAdd(a: number, b: number): number {
  const [most, least] = a > b ? [a, b] : [b, a];
  return least === Number.NEGATIVE_INFINITY ? most : most + log(1 + exp(least - most));
}

const emptySums = (length: number): Float64Array => new Float64Array(length).fill(Number.NEGATIVE_INFINITY);

/**
 * Minus the logarithm of the share of the paths that write `text` among all paths; `scores` [arc][class] are minus the
 * penalties, those of the rubbish are not looked at. Writes its gradient by the scores, 0 for the rubbish. Infinity,
 * and no gradient, where no path writes the text.
 */
export function graphLoss(
  lattice: PieceLattice,
  scores: Float64Array,
  text: ArrayLike<number>,
  dscores: Float64Array,
): number {
  const { from, to, classes, rubbish } = lattice;
  dscores.fill(0, 0, from.length * classes);
  const right = sumText(lattice, scores, text);
  if (right.total === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
  const all = sumAll(lattice, scores);
  const states = text.length + 1;
  for (let arc = 0; arc < from.length; arc++) {
    const at = arc * classes;
    const around = all.before[from[arc]] + all.after[to[arc]] - all.total;
    for (let m = 0; m < classes; m++) if (m !== rubbish) dscores[at + m] = exp(around + scores[at + m]);
    for (let k = 0; k < text.length; k++) {
      const own = right.before[from[arc] * states + k] + right.after[to[arc] * states + k + 1];
      if (own > Number.NEGATIVE_INFINITY)
        dscores[at + text[k]] -= exp(own + scores[at + text[k]] - right.total);
    }
  }
  return all.total - right.total;
}

/** Of all paths. */
function sumAll({ from, to, last, classes, rubbish, price }: PieceLattice, scores: Float64Array): Sums {
  const arcs = new Float64Array(from.length);
  for (let arc = 0; arc < from.length; arc++) {
    let sum = -price;
    for (let m = 0; m < classes; m++) if (m !== rubbish) sum = logAdd(sum, scores[arc * classes + m]);
    arcs[arc] = sum;
  }
  const [before, after] = [emptySums(last + 1), emptySums(last + 1)];
  before[0] = 0;
  after[last] = 0;
  for (let arc = 0; arc < arcs.length; arc++)
    before[to[arc]] = logAdd(before[to[arc]], before[from[arc]] + arcs[arc]);
  for (let arc = arcs.length - 1; arc >= 0; arc--)
    after[from[arc]] = logAdd(after[from[arc]], after[to[arc]] + arcs[arc]);
  return { before, after, total: before[last] };
}

/** Of the paths that write the text: [node][classes written so far]. */
function sumText(lattice: PieceLattice, scores: Float64Array, text: ArrayLike<number>): Sums {
  const { from, to, last, classes, price } = lattice;
  const states = text.length + 1;
  const [before, after] = [emptySums((last + 1) * states), emptySums((last + 1) * states)];
  before[0] = 0;
  after[after.length - 1] = 0;
  for (let arc = 0; arc < from.length; arc++) {
    const [start, end] = [from[arc] * states, to[arc] * states];
    for (let k = 0; k < states; k++) {
      const sum = before[start + k];
      if (sum === Number.NEGATIVE_INFINITY) continue;
      before[end + k] = logAdd(before[end + k], sum - price);
      if (k < text.length)
        before[end + k + 1] = logAdd(before[end + k + 1], sum + scores[arc * classes + text[k]]);
    }
  }
  for (let arc = from.length - 1; arc >= 0; arc--) {
    const [start, end] = [from[arc] * states, to[arc] * states];
    for (let k = 0; k < states; k++) {
      let sum = after[end + k] - price;
      if (k < text.length) sum = logAdd(sum, after[end + k + 1] + scores[arc * classes + text[k]]);
      after[start + k] = logAdd(after[start + k], sum);
    }
  }
  return { before, after, total: before[last * states + text.length] };
}
