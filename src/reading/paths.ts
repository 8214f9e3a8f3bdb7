// Best paths through a recognition graph under a grammar: the composition of graphs and the Viterbi algorithm of
// section VI of the paper, equation (10), for the few best readings, and its forward algorithm, equations (13), (14).
import { exp, log } from '../elementary.ts';
import { Composition, type RecognitionGraph } from './composition.ts';
import type { Grammar } from './grammar.ts';
import { Heap } from './heap.ts';
import { RUBBISH, SYMBOL_TEXT, SYMBOLS } from './symbols.ts';

/** A reading: the symbols that it takes from arcs (by their index), rubbish included. */
export interface Path {
  readonly text: string;
  readonly penalty: number;
  readonly steps: readonly { readonly arc: number; readonly symbol: number }[];
}

/** The end of a reading: from a node and a state of the grammar on. */
interface Ending {
  readonly node: number;
  readonly state: number;
  /** Number of its text. */
  readonly text: number;
  readonly penalty: number;
  /** Of the best reading with this end. */
  readonly whole: number;
  readonly arc: number;
  readonly symbol: number;
  readonly after: Ending | undefined;
}

/** Numbers of texts: each is a symbol before another text; 0 is the empty one. */
class Texts {
  private readonly numbers = new Map<number, number>();

  before(symbol: number, text: number): number {
    if (symbol === RUBBISH) return text;
    const key = text * SYMBOLS + symbol;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.numbers.size + 1);
    return this.numbers.size;
  }
}

/**
 * The `count` readings of least penalty with different texts, best first. Forward the least penalty to every state at
 * every node; then backward the endings, those of the best readings first (A*).
 */
export function bestPaths(graph: RecognitionGraph, grammar: Grammar, count: number): Path[] {
  const composition = new Composition(graph, grammar);
  const { first, states, least } = composition;
  const { last } = graph;
  const open = new Heap<Ending>(({ whole }) => whole);
  for (let place = first[last]; place < first[last + 1]; place++) {
    const state = states[place];
    const penalty = grammar.ends[state];
    if (penalty === Number.POSITIVE_INFINITY) continue;
    const whole = least[place] + penalty;
    open.push({ node: last, state, text: 0, penalty, whole, arc: -1, symbol: -1, after: undefined });
  }
  const texts = new Texts();
  const done = new Set<number>();
  const paths: Path[] = [];
  for (let ending = open.pop(); ending && paths.length < count; ending = open.pop()) {
    const key = (ending.text * (last + 1) + ending.node) * grammar.ends.length + ending.state;
    if (done.has(key)) continue;
    done.add(key);
    if (ending.node === 0) paths.push(pathOf(ending));
    else for (const arc of graph.entering[ending.node]) prolong(ending, arc, composition, texts, open);
  }
  return paths;
}

/** All endings that are longer by one arc. */
function prolong(
  after: Ending,
  arc: number,
  { graph, grammar, first, states, least }: Composition,
  texts: Texts,
  open: Heap<Ending>,
): void {
  const { from } = graph.arcs[arc];
  const { first: arriving, states: sources, symbols, prices } = grammar.arriving;
  // Both the states of the node and those that lead to the ending's are in ascending order.
  let place = first[from];
  for (let t = arriving[after.state]; t < arriving[after.state + 1]; t++) {
    while (place < first[from + 1] && states[place] < sources[t]) place++;
    if (place === first[from + 1]) break;
    const [state, symbol] = [sources[t], symbols[t]];
    const own = graph.penalties[arc * SYMBOLS + symbol];
    if (states[place] !== state || own === Number.POSITIVE_INFINITY) continue;
    const penalty = after.penalty + own + prices[t];
    const text = texts.before(symbol, after.text);
    open.push({ node: from, state, text, penalty, whole: least[place] + penalty, arc, symbol, after });
  }
}

/** Penalty of all readings together: minus the logarithm of the sum of e to the minus penalty of each. */
export function totalPenalty(graph: RecognitionGraph, grammar: Grammar): number {
  const composition = new Composition(graph, grammar);
  const sums = composition.sums();
  let total = 0;
  for (let place = composition.first[graph.last]; place < composition.first[graph.last + 1]; place++) {
    const price = grammar.ends[composition.states[place]];
    if (price < Number.POSITIVE_INFINITY) total += sums[place] * exp(-price);
  }
  return total > 0 ? composition.best[graph.last] - log(total) : Number.POSITIVE_INFINITY;
}

function pathOf(start: Ending): Path {
  const steps: { arc: number; symbol: number }[] = [];
  for (let at = start; at.after; at = at.after) steps.push({ arc: at.arc, symbol: at.symbol });
  const text = steps.map(({ symbol }) => SYMBOL_TEXT[symbol]).join('');
  return { text, penalty: start.penalty, steps };
}

/** The symbols of a path that are written. */
export function writtenSymbols(path: Path): number[] {
  return path.steps.map(({ symbol }) => symbol).filter((symbol) => symbol !== RUBBISH);
}
