// A recognition graph composed with a grammar (section VI of the paper): every node in every state of the grammar that
// it can be reached in, with the least penalty of a way there. What is hopelessly behind the best is left out.
import { exp } from '../elementary.ts';
import type { Grammar } from './grammar.ts';
import { SYMBOLS } from './symbols.ts';

/** Nodes are numbered so that arcs go to higher ones; node 0 is the start. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  /** Penalty of each symbol; a symbol that the piece cannot be has Infinity. */
  readonly penalties: ArrayLike<number>;
}

/** Arcs from node 0 to node `last`. */
export interface RecognitionGraph {
  readonly arcs: readonly Arc[];
  readonly last: number;
  /** [arc]: the symbols that it may be. */
  readonly symbols: readonly (readonly number[])[];
  /** [node]: numbers of the arcs that end there, in the order of the nodes where they start. */
  readonly entering: readonly (readonly number[])[];
}

/** What is worse than the best so far, of a piece's symbols or of all ways to a node, by so much is not followed. */
const BEAM = 14;

export function openGraph(arcs: readonly Arc[], last: number): RecognitionGraph {
  const entering: number[][] = Array.from({ length: last + 1 }, () => []);
  for (const [index, { to }] of arcs.entries()) entering[to].push(index);
  for (const indices of entering) indices.sort((a, b) => arcs[a].from - arcs[b].from || a - b);
  return { arcs, last, symbols: arcs.map(({ penalties }) => symbolsWorthwhile(penalties)), entering };
}

function symbolsWorthwhile(penalties: ArrayLike<number>): number[] {
  let least = Number.POSITIVE_INFINITY;
  for (let symbol = 0; symbol < penalties.length; symbol++) least = Math.min(least, penalties[symbol]);
  const symbols: number[] = [];
  for (let symbol = 0; symbol < penalties.length; symbol++) {
    if (penalties[symbol] < Number.POSITIVE_INFINITY && penalties[symbol] <= least + BEAM)
      symbols.push(symbol);
  }
  return symbols;
}

export class Composition {
  readonly graph: RecognitionGraph;
  readonly grammar: Grammar;
  /** What is known of node n lies at first[n] to end[n] - 1: states, and the least penalty of a way there. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  readonly states: number[] = [0];
  readonly least: number[] = [0];
  /** [node]: the least penalty in any state. */
  readonly best: Float64Array;
  /** [state]: where it is known of the node in work; -1 elsewhere. */
  private readonly places: Int32Array;

  constructor(graph: RecognitionGraph, grammar: Grammar) {
    this.graph = graph;
    this.grammar = grammar;
    this.first = new Int32Array(graph.last + 1);
    this.end = new Int32Array(graph.last + 1).fill(1, 0, 1);
    this.best = new Float64Array(graph.last + 1);
    this.places = new Int32Array(grammar.ends.length).fill(-1);
    for (let node = 1; node <= graph.last; node++) {
      this.first[node] = this.states.length;
      this.reach(node);
      this.keep(node);
    }
  }

  /** The least penalties of a node: the Viterbi algorithm. */
  private reach(node: number): void {
    const { first, end, states, least, places, graph } = this;
    const { next, prices } = this.grammar;
    for (const index of graph.entering[node]) {
      const { from, penalties } = graph.arcs[index];
      for (const symbol of graph.symbols[index]) {
        const own = penalties[symbol];
        for (let place = first[from]; place < end[from]; place++) {
          const transition = states[place] * SYMBOLS + symbol;
          const to = next[transition];
          if (to < 0) continue;
          const penalty = least[place] + (own + prices[transition]);
          if (places[to] < 0) {
            places[to] = states.push(to) - 1;
            least.push(penalty);
          } else if (penalty < least[places[to]]) least[places[to]] = penalty;
        }
      }
    }
  }

  /** Moves the states of the newest node that are worth it before the hopeless ones; all of the last node's may end. */
  private keep(node: number): void {
    const { first, states, least, places } = this;
    let best = Number.POSITIVE_INFINITY;
    for (let place = first[node]; place < least.length; place++) best = Math.min(best, least[place]);
    const limit = node < this.graph.last ? best + BEAM : Number.POSITIVE_INFINITY;
    let kept = first[node];
    for (let place = kept; place < least.length; place++) {
      places[states[place]] = -1;
      if (least[place] > limit) continue;
      states[kept] = states[place];
      least[kept++] = least[place];
    }
    this.end[node] = kept;
    this.best[node] = best;
  }

  /**
   * For each of the states of all nodes the sum over all ways there of e to the minus penalty (equation 13), in units of
   * the best at the node, so that none is too small or too large for a number.
   */
  sums(): Float64Array {
    const sums = new Float64Array(this.states.length);
    sums[0] = 1;
    for (let node = 1; node <= this.graph.last; node++) this.sum(node, sums);
    return sums;
  }

  private sum(node: number, sums: Float64Array): void {
    const { first, end, states, places, graph, best } = this;
    const { next, prices } = this.grammar;
    for (let place = first[node]; place < end[node]; place++) places[states[place]] = place;
    // Most states of an arc pay the same, one after the other.
    let [paid, unit, factor] = [Number.NaN, 0, 0];
    for (const index of graph.entering[node]) {
      const { from, penalties } = graph.arcs[index];
      const difference = best[node] - best[from];
      for (const symbol of graph.symbols[index]) {
        const own = penalties[symbol];
        for (let place = first[from]; place < end[from]; place++) {
          const transition = states[place] * SYMBOLS + symbol;
          const to = next[transition];
          if (to < 0 || places[to] < 0) continue;
          const penalty = own + prices[transition];
          if (penalty !== paid || difference !== unit) {
            [paid, unit] = [penalty, difference];
            factor = exp(difference - penalty);
          }
          sums[places[to]] += factor * sums[place];
        }
      }
    }
    for (let place = first[node]; place < end[node]; place++) places[states[place]] = -1;
  }
}
