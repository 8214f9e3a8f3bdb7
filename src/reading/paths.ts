// Best paths through a recognition graph under a grammar: the composition of graphs and the Viterbi algorithm of
// section VI of the paper, equation (10), for the few best readings, and its forward algorithm, equations (13), (14).
import { exp, log } from '../elementary.ts';
import type { Grammar } from './grammar.ts';
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

interface Token {
  readonly penalty: number;
  readonly text: string;
  readonly arc: number;
  readonly symbol: number;
  readonly before: Token | undefined;
}

/** What is worse than the best so far, of a piece's symbols or of all ways to a node, by so much is not followed. */
const BEAM = 14;

/** The `count` readings of least penalty with different texts, best first; from node 0 to node `last`. */
export function bestPaths(arcs: readonly Arc[], last: number, grammar: Grammar, count: number): Path[] {
  const tokens = tableOf<Token[]>(last, grammar, () => []);
  tokens[0][0].push({ penalty: 0, text: '', arc: -1, symbol: -1, before: undefined });
  const least = (node: number, state: number) => tokens[node][state][0]?.penalty ?? Number.POSITIVE_INFINITY;
  eachComposed(arcs, last, grammar, least, (arc, index, state, symbol, to, penalty) => {
    const target = tokens[arc.to][to];
    const worst = target.length < count ? Number.POSITIVE_INFINITY : target[count - 1].penalty;
    for (const before of tokens[arc.from][state]) {
      if (before.penalty + penalty >= worst) break;
      const text = before.text + SYMBOL_TEXT[symbol];
      keepBest(target, { penalty: before.penalty + penalty, text, arc: index, symbol, before }, count);
    }
  });
  const finished: Token[] = [];
  for (const [state, isFinal] of grammar.isFinal.entries()) {
    if (isFinal) for (const token of tokens[last][state]) keepBest(finished, token, count);
  }
  return finished.map(retrace);
}

/** Penalty of all readings together: minus the logarithm of the sum of e to the minus penalty of each. */
export function totalPenalty(arcs: readonly Arc[], last: number, grammar: Grammar): number {
  const sums = tableOf(last, grammar, () => Number.POSITIVE_INFINITY);
  sums[0][0] = 0;
  const sumAt = (node: number, state: number) => sums[node][state];
  eachComposed(arcs, last, grammar, sumAt, (arc, _, state, __, to, penalty) => {
    sums[arc.to][to] = addPenalties(sums[arc.to][to], sums[arc.from][state] + penalty);
  });
  return grammar.isFinal.reduce(
    (sum, isFinal, state) => (isFinal ? addPenalties(sum, sums[last][state]) : sum),
    Number.POSITIVE_INFINITY,
  );
}

/** The paper's logadd of penalties. */
export function addPenalties(a: number, b: number): number {
  const [least, other] = a < b ? [a, b] : [b, a];
  return other - least <= 40 ? least - log(1 + exp(least - other)) : least;
}

function tableOf<T>(last: number, grammar: Grammar, make: () => T): T[][] {
  return Array.from({ length: last + 1 }, () => grammar.states.map(make));
}

type PenaltyAt = (node: number, state: number) => number;
type Visit = (arc: Arc, index: number, state: number, symbol: number, to: number, penalty: number) => void;

/** Arcs of the composed graph, in an order in which their start is finished; hopeless ones are left out. */
function eachComposed(
  arcs: readonly Arc[],
  last: number,
  grammar: Grammar,
  penaltyAt: PenaltyAt,
  visit: Visit,
): void {
  const leaving: number[][] = Array.from({ length: last + 1 }, () => []);
  for (const [index, { from }] of arcs.entries()) leaving[from].push(index);
  for (let node = 0; node < last; node++) {
    const states = statesWorthwhile(grammar.states.length, (state) => penaltyAt(node, state));
    for (const index of leaving[node]) {
      const arc = arcs[index];
      for (const symbol of symbolsWorthwhile(arc.penalties)) {
        const own = arc.penalties[symbol];
        for (const state of states) {
          for (const { to, penalty } of grammar.states[state][symbol]) {
            visit(arc, index, state, symbol, to, own + penalty);
          }
        }
      }
    }
  }
}

function statesWorthwhile(count: number, penaltyAt: (state: number) => number): number[] {
  let least = Number.POSITIVE_INFINITY;
  for (let state = 0; state < count; state++) least = Math.min(least, penaltyAt(state));
  const states: number[] = [];
  if (least === Number.POSITIVE_INFINITY) return states;
  for (let state = 0; state < count; state++) if (penaltyAt(state) <= least + BEAM) states.push(state);
  return states;
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

/** Puts a token into a list that is sorted, has no text twice and at most `count` tokens. */
function keepBest(tokens: Token[], token: Token, count: number): void {
  const same = tokens.findIndex(({ text }) => text === token.text);
  if (same >= 0) {
    if (tokens[same].penalty <= token.penalty) return;
    tokens.splice(same, 1);
  } else if (tokens.length === count) {
    if (tokens[count - 1].penalty <= token.penalty) return;
    tokens.pop();
  }
  let place = tokens.length;
  while (place > 0 && tokens[place - 1].penalty > token.penalty) place--;
  tokens.splice(place, 0, token);
}

function retrace(end: Token): Path {
  const steps: { arc: number; symbol: number }[] = [];
  for (let token = end; token.before; token = token.before)
    steps.push({ arc: token.arc, symbol: token.symbol });
  return { text: end.text, penalty: end.penalty, steps: steps.reverse() };
}

/** The symbols of a path that are written. */
export function writtenSymbols(path: Path): number[] {
  return path.steps.map(({ symbol }) => symbol).filter((symbol) => symbol !== RUBBISH);
}
