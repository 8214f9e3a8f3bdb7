// Best paths through a recognition graph under a grammar: the composition of graphs and the Viterbi algorithm of
// section VI of the paper, equation (10), for the few best readings, and its forward algorithm, equations (13), (14).
import { exp, log } from '../elementary.ts';
import type { Grammar } from './grammar.ts';
import { Heap } from './heap.ts';
import { RUBBISH, SYMBOL_TEXT } from './symbols.ts';

/** Nodes are numbered so that arcs go to higher ones; node 0 is the start. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  /** Penalty of each symbol; a symbol that the piece cannot be has Infinity. */
  readonly penalties: ArrayLike<number>;
}

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
  readonly text: string;
  readonly penalty: number;
  /** Of the best reading with this end. */
  readonly whole: number;
  readonly arc: number;
  readonly symbol: number;
  readonly after: Ending | undefined;
}

/** What is worse than the best so far, of a piece's symbols or of all ways to a node, by so much is not followed. */
const BEAM = 14;

/** A recognition graph and a grammar, composed (section VI): arcs by their nodes, and what is worth following. */
interface Composition {
  readonly arcs: readonly Arc[];
  readonly last: number;
  readonly grammar: Grammar;
  /** [arc]: symbols that it may be. */
  readonly symbols: readonly (readonly number[])[];
}

const compose = (arcs: readonly Arc[], last: number, grammar: Grammar): Composition => ({
  ...{ arcs, last, grammar },
  symbols: arcs.map(({ penalties }) => symbolsWorthwhile(penalties)),
});

/**
 * The `count` readings of least penalty with different texts, best first; from node 0 to node `last`. Forward the least
 * penalty to every state at every node; then backward the endings, those of the best readings first (A*).
 */
export function bestPaths(arcs: readonly Arc[], last: number, grammar: Grammar, count: number): Path[] {
  const composition = compose(arcs, last, grammar);
  const least = leastPenalties(composition);
  const known = least.map(statesWorthwhile);
  const open = new Heap<Ending>(({ whole }) => whole);
  for (const [state, before] of least[last]) {
    const penalty = grammar.ends[state];
    if (penalty === Number.POSITIVE_INFINITY) continue;
    const whole = before + penalty;
    open.push({ node: last, state, text: '', penalty, whole, arc: -1, symbol: -1, after: undefined });
  }
  const entering = arcsBy(arcs, last, ({ to }) => to);
  const done = new Set<string>();
  const paths: Path[] = [];
  for (let ending = open.pop(); ending && paths.length < count; ending = open.pop()) {
    const key = `${ending.node} ${ending.state} ${ending.text}`;
    if (done.has(key)) continue;
    done.add(key);
    if (ending.node === 0) paths.push(pathOf(ending));
    else for (const arc of entering[ending.node]) prolong(ending, arc, composition, known, open);
  }
  return paths;
}

/** All endings that are longer by one arc. */
function prolong(
  after: Ending,
  index: number,
  { arcs, grammar, symbols }: Composition,
  known: readonly (readonly (readonly [state: number, least: number])[])[],
  open: Heap<Ending>,
): void {
  const { from, penalties } = arcs[index];
  for (const symbol of symbols[index]) {
    for (const [state, before] of known[from]) {
      for (const { to, penalty: price } of grammar.states[state][symbol]) {
        if (to !== after.state) continue;
        const penalty = after.penalty + penalties[symbol] + price;
        const text = SYMBOL_TEXT[symbol] + after.text;
        open.push({ node: from, state, text, penalty, whole: before + penalty, arc: index, symbol, after });
      }
    }
  }
}

/** Penalty of all readings together: minus the logarithm of the sum of e to the minus penalty of each. */
export function totalPenalty(arcs: readonly Arc[], last: number, grammar: Grammar): number {
  const composition = compose(arcs, last, grammar);
  const least = leastPenalties(composition);
  // Probabilities in units of the best at their node, so that none is too small or too large for a number.
  const units = least.map(leastOf);
  const sums = tableOf(last);
  sums[0].set(0, 1);
  // Most states of an arc pay the same, one after the other.
  let [paid, unit, factor] = [Number.NaN, 0, 0];
  eachComposed(composition, least, (arc, state, to, penalty) => {
    const difference = units[arc.to] - units[arc.from];
    if (penalty !== paid || difference !== unit) {
      [paid, unit] = [penalty, difference];
      factor = exp(difference - penalty);
    }
    const before = sums[arc.from].get(state) ?? 0;
    sums[arc.to].set(to, (sums[arc.to].get(to) ?? 0) + factor * before);
  });
  let total = 0;
  for (const [state, sum] of sums[last]) {
    const end = grammar.ends[state];
    if (end < Number.POSITIVE_INFINITY) total += sum * exp(-end);
  }
  return total > 0 ? units[last] - log(total) : Number.POSITIVE_INFINITY;
}

/** The paper's logadd of penalties. */
export function addPenalties(a: number, b: number): number {
  const [least, other] = a < b ? [a, b] : [b, a];
  return other - least <= 40 ? least - log(1 + exp(least - other)) : least;
}

/** For every node a number for each of the grammar's states that it is reached in. */
type Table = readonly Map<number, number>[];

const tableOf = (last: number): Table => Array.from({ length: last + 1 }, () => new Map<number, number>());

/** Penalty of the best way to every state at every node: the Viterbi algorithm. */
function leastPenalties(composition: Composition): Table {
  const least = tableOf(composition.last);
  least[0].set(0, 0);
  eachComposed(composition, least, (arc, state, to, penalty) => {
    const whole = (least[arc.from].get(state) ?? 0) + penalty;
    if (whole < (least[arc.to].get(to) ?? Number.POSITIVE_INFINITY)) least[arc.to].set(to, whole);
  });
  return least;
}

/** Arcs of the composed graph, in an order in which their start is finished; hopeless ones are left out. */
function eachComposed(
  { arcs, last, grammar, symbols }: Composition,
  least: Table,
  visit: (arc: Arc, state: number, to: number, penalty: number) => void,
): void {
  const leaving = arcsBy(arcs, last, ({ from }) => from);
  for (const [node, known] of least.entries()) {
    const worthwhile = leaving[node].length > 0 ? statesWorthwhile(known) : [];
    for (const index of leaving[node]) {
      const arc = arcs[index];
      for (const symbol of symbols[index]) {
        const own = arc.penalties[symbol];
        for (const [state] of worthwhile) {
          for (const { to, penalty } of grammar.states[state][symbol]) visit(arc, state, to, own + penalty);
        }
      }
    }
  }
}

/** Numbers of the arcs at every node. */
function arcsBy(arcs: readonly Arc[], last: number, nodeOf: (arc: Arc) => number): number[][] {
  const found: number[][] = Array.from({ length: last + 1 }, () => []);
  for (const [index, arc] of arcs.entries()) found[nodeOf(arc)].push(index);
  return found;
}

function leastOf(known: ReadonlyMap<number, number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (const penalty of known.values()) least = Math.min(least, penalty);
  return least;
}

function statesWorthwhile(known: ReadonlyMap<number, number>): [state: number, least: number][] {
  const limit = leastOf(known) + BEAM;
  return [...known].filter(([, penalty]) => penalty <= limit);
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

function pathOf(start: Ending): Path {
  const steps: { arc: number; symbol: number }[] = [];
  for (let at = start; at.after; at = at.after) steps.push({ arc: at.arc, symbol: at.symbol });
  return { text: start.text, penalty: start.penalty, steps };
}

/** The symbols of a path that are written. */
export function writtenSymbols(path: Path): number[] {
  return path.steps.map(({ symbol }) => symbol).filter((symbol) => symbol !== RUBBISH);
}
