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
  /** [arc][symbol]: penalties, Infinity also of what is hopeless; and e to the minus of what they are more than the lowest. */
  readonly penalties: Float64Array;
  readonly weights: Float64Array;
  /** [arc]: the lowest of its penalties. */
  readonly lowest: Float64Array;
  /** [node]: numbers of the arcs that end there, in the order of the nodes where they start. */
  readonly entering: readonly (readonly number[])[];
}

/** What is worse than the best so far, of a piece's symbols or of all ways to a node, by so much is not followed. */
const BEAM = 14;

const NEVER = Number.POSITIVE_INFINITY;

export function openGraph(arcs: readonly Arc[], last: number): RecognitionGraph {
  const entering: number[][] = Array.from({ length: last + 1 }, () => []);
  for (const [index, { to }] of arcs.entries()) entering[to].push(index);
  for (const indices of entering) indices.sort((a, b) => arcs[a].from - arcs[b].from || a - b);
  const penalties = new Float64Array(arcs.length * SYMBOLS).fill(NEVER);
  const weights = new Float64Array(penalties.length);
  const lowest = new Float64Array(arcs.length);
  for (const [index, { penalties: own }] of arcs.entries()) {
    let least = NEVER;
    for (let symbol = 0; symbol < SYMBOLS; symbol++) least = Math.min(least, own[symbol]);
    lowest[index] = least;
    for (let symbol = 0, at = index * SYMBOLS; symbol < SYMBOLS; symbol++, at++) {
      if (own[symbol] === NEVER || own[symbol] > least + BEAM) continue;
      penalties[at] = own[symbol];
      weights[at] = exp(least - own[symbol]);
    }
  }
  return { arcs, last, penalties, weights, lowest, entering };
}

export class Composition {
  readonly graph: RecognitionGraph;
  readonly grammar: Grammar;
  /** What is known of node n lies at first[n] to first[n + 1] - 1: states, ascending, and the least penalty of a way there. */
  readonly first: Int32Array;
  readonly states: number[] = [0];
  readonly least: number[] = [0];
  /** [node]: the least penalty in any state. */
  readonly best: Float64Array;

  constructor(graph: RecognitionGraph, grammar: Grammar) {
    this.graph = graph;
    this.grammar = grammar;
    this.first = new Int32Array(graph.last + 2).fill(1, 1, 2);
    this.best = new Float64Array(graph.last + 1);
    const found = new Float64Array(grammar.ends.length).fill(NEVER);
    for (let node = 1; node <= graph.last; node++) this.keep(node, this.reach(node, found), found);
  }

  /**
   * The states of a node that are worth it, and some that are hopeless, by the Viterbi algorithm; `found`: their least
   * penalties. All of the last node's may end.
   */
  private reach(node: number, found: Float64Array): number[] {
    const { first, states, least, best, graph } = this;
    const { penalties, lowest } = graph;
    const { first: leaving, states: targets, symbols, prices } = this.grammar.leaving;
    const reached: number[] = [];
    const beam = node < graph.last ? BEAM : Number.MAX_VALUE;
    let limit = Number.MAX_VALUE;
    best[node] = NEVER;
    // Narrow pieces first: the best way is seldom through a wide one.
    for (let n = graph.entering[node].length - 1; n >= 0; n--) {
      const index = graph.entering[node][n];
      const { from } = graph.arcs[index];
      const own = index * SYMBOLS;
      for (let place = first[from]; place < first[from + 1]; place++) {
        const before = least[place];
        if (before + lowest[index] > limit) continue;
        const state = states[place];
        const end = leaving[state + 1];
        for (let t = leaving[state]; t < end; t++) {
          const penalty = before + (penalties[own + symbols[t]] + prices[t]);
          if (penalty > limit) continue;
          const to = targets[t];
          if (penalty >= found[to]) continue;
          if (found[to] === NEVER) reached.push(to);
          found[to] = penalty;
          if (penalty < best[node]) {
            best[node] = penalty;
            limit = penalty + beam;
          }
        }
      }
    }
    return reached;
  }

  /** Keeps what is not hopeless, and forgets what was found. */
  private keep(node: number, reached: readonly number[], found: Float64Array): void {
    const { first, states, least, best, graph } = this;
    const limit = node < graph.last ? best[node] + BEAM : NEVER;
    for (const state of Int32Array.from(reached).sort()) {
      if (found[state] <= limit) {
        states.push(state);
        least.push(found[state]);
      }
      found[state] = NEVER;
    }
    first[node + 1] = states.length;
  }

  /**
   * For each of the states of all nodes the sum over all ways there of e to the minus penalty (equation 13), in units of
   * the best at the node, so that none is too small or too large for a number.
   */
  sums(): Float64Array {
    const sums = new Float64Array(this.states.length);
    sums[0] = 1;
    const places = new Int32Array(this.grammar.ends.length).fill(-1);
    for (let node = 1; node <= this.graph.last; node++) this.sum(node, sums, places);
    return sums;
  }

  /** `places`: -1, of every state. */
  private sum(node: number, sums: Float64Array, places: Int32Array): void {
    const { first, states, graph, best } = this;
    const { first: leaving, states: targets, symbols, prices } = this.grammar.leaving;
    for (let place = first[node]; place < first[node + 1]; place++) places[states[place]] = place;
    // Most symbols have no price, and those that do the same.
    let [paid, share] = [0, 1];
    for (const index of graph.entering[node]) {
      const { from } = graph.arcs[index];
      const unit = exp(best[node] - best[from] - graph.lowest[index]);
      for (let place = first[from]; place < first[from + 1]; place++) {
        const before = unit * sums[place];
        const end = leaving[states[place] + 1];
        for (let t = leaving[states[place]]; t < end; t++) {
          const to = places[targets[t]];
          if (to < 0) continue;
          const weight = before * graph.weights[index * SYMBOLS + symbols[t]];
          if (prices[t] === 0) sums[to] += weight;
          else {
            if (prices[t] !== paid) [paid, share] = [prices[t], exp(-prices[t])];
            sums[to] += weight * share;
          }
        }
      }
    }
    for (let place = first[node]; place < first[node + 1]; place++) places[states[place]] = -1;
  }
}
