// What may stand in a field, as a finite automaton over symbols: the grammar transducer of the paper (sections VI and
// X). Made of patterns (patterns.ts), of lists of values, and of checks composed with these (checks.ts). All of them
// are deterministic: a text has one way through, so that sums over texts count each once.
import { UsageError } from '../errors.ts';
import { RUBBISH, SYMBOLS } from './symbols.ts';

/** One symbol takes the automaton to another state, at a price of at least 0. */
export interface Transition {
  readonly symbol: number;
  readonly to: number;
  readonly penalty: number;
}

/** State 0 is the start. */
export interface Grammar {
  /** [state][symbol]: the state that the symbol leads to, or -1; and its price. */
  readonly next: Int32Array;
  readonly prices: Float64Array;
  /** The same transitions, by the state that they lead from, and by the one that they lead to. */
  readonly leaving: Transitions;
  readonly arriving: Transitions;
  /** [state]: price of ending there; Infinity where a text may not end. */
  readonly ends: readonly number[];
}

/** Those of state s are numbers first[s] to first[s + 1] - 1; `states`: at the other end, in ascending order where they lead from. */
export interface Transitions {
  readonly first: Int32Array;
  readonly states: Int32Array;
  readonly symbols: Uint8Array;
  readonly prices: Float64Array;
}

/** Price of leaving out a piece as rubbish: its own network score counts as well. */
export const RUBBISH_PENALTY = 3;

/** A grammar of the transitions of every state, at most one for each symbol. */
export function createGrammar(
  transitions: readonly (readonly Transition[])[],
  ends: readonly number[],
): Grammar {
  const next = new Int32Array(ends.length * SYMBOLS).fill(-1);
  const prices = new Float64Array(next.length);
  const leaving = roomFor(
    ends.length,
    transitions.reduce((count, own) => count + own.length, 0),
  );
  let place = 0;
  for (const [state, own] of transitions.entries()) {
    for (const { symbol, to, penalty } of own) {
      next[state * SYMBOLS + symbol] = to;
      prices[state * SYMBOLS + symbol] = penalty;
      leaving.states[place] = to;
      leaving.symbols[place] = symbol;
      leaving.prices[place++] = penalty;
    }
    leaving.first[state + 1] = place;
  }
  return { next, prices, leaving, arriving: turned(leaving), ends };
}

function roomFor(states: number, count: number): Transitions {
  return {
    first: new Int32Array(states + 1),
    states: new Int32Array(count),
    symbols: new Uint8Array(count),
    prices: new Float64Array(count),
  };
}

/** Transitions by their other end. */
function turned({ first, states, symbols, prices }: Transitions): Transitions {
  const result = roomFor(first.length - 1, states.length);
  for (let t = 0; t < states.length; t++) result.first[states[t] + 1]++;
  for (let state = 1; state < first.length; state++) result.first[state] += result.first[state - 1];
  const places = result.first.slice();
  for (let from = 0; from < first.length - 1; from++) {
    for (let t = first[from]; t < first[from + 1]; t++) {
      const place = places[states[t]]++;
      result.states[place] = from;
      result.symbols[place] = symbols[t];
      result.prices[place] = prices[t];
    }
  }
  return result;
}

/** Every text, at no price but that of rubbish. */
export const openGrammar: Grammar = createGrammar(
  [
    Array.from({ length: SYMBOLS }, (_, symbol) => ({
      symbol,
      to: 0,
      penalty: symbol === RUBBISH ? RUBBISH_PENALTY : 0,
    })),
  ],
  [0],
);

/** What a text without rubbish costs; Infinity where it is not allowed. */
export function priceOf({ next, prices, ends }: Grammar, symbols: readonly number[]): number {
  let state = 0;
  let price = 0;
  for (const symbol of symbols) {
    const transition = state * SYMBOLS + symbol;
    state = next[transition];
    if (state < 0) return Number.POSITIVE_INFINITY;
    price += prices[transition];
  }
  return price + ends[state];
}

/** The grammar that allows these symbols alone, and rubbish between them. */
export function grammarOf(symbols: readonly number[]): Grammar {
  return trieOf([symbols]);
}

/** The grammar that allows these texts alone, each its symbols, and rubbish between them. Beginnings are shared. */
export function trieOf(texts: readonly (readonly number[])[]): Grammar {
  const states: Transition[][] = [];
  const ends: number[] = [];
  const addState = () => {
    const to = states.length;
    states.push([{ symbol: RUBBISH, to, penalty: RUBBISH_PENALTY }]);
    ends.push(Number.POSITIVE_INFINITY);
    return to;
  };
  addState();
  for (const symbols of texts) {
    let state = 0;
    for (const symbol of symbols) {
      const known = states[state].find((transition) => transition.symbol === symbol);
      const to: number = known?.to ?? addState();
      if (!known) states[state].push({ symbol, to, penalty: 0 });
      state = to;
    }
    ends[state] = 0;
  }
  return createGrammar(states, ends);
}

/** A field may need so many states with what goes along with it. */
const MOST_PAIRS = 200_000;

/** An automaton that goes along with a grammar. State 0 is the start. */
export interface Companion {
  readonly name: string;
  /** The state after one more symbol, rubbish among them; -1 where it may not follow. */
  readonly next: (state: number, symbol: number) => number;
  /** What the symbol costs more, at least 0; nothing unless told. */
  readonly price?: (state: number, symbol: number) => number;
  /** Whether a text may end there; everywhere unless told. */
  readonly passes?: (state: number) => boolean;
}

/** The texts that both allow. Throws UsageError where that takes too many pairs of a state of each. */
export function composeGrammar(
  { next, prices, ends }: Grammar,
  { name, next: follow, price = () => 0, passes = () => true }: Companion,
): Grammar {
  const pairs: { readonly state: number; readonly beside: number }[] = [{ state: 0, beside: 0 }];
  const numbers = new Map([['0 0', 0]]);
  const numberOf = (state: number, beside: number): number => {
    const key = `${state} ${beside}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (pairs.length === MOST_PAIRS)
      throw new UsageError(
        `field: too many ways to fit it and '${name}'; expected at most ${MOST_PAIRS} states.`,
      );
    numbers.set(key, pairs.length);
    return pairs.push({ state, beside }) - 1;
  };
  const transitions: Transition[][] = [];
  for (let n = 0; n < pairs.length; n++) {
    const { state, beside } = pairs[n];
    const leaving: Transition[] = [];
    for (let symbol = 0; symbol < SYMBOLS; symbol++) {
      const transition = state * SYMBOLS + symbol;
      const after = follow(beside, symbol);
      if (next[transition] < 0 || after < 0) continue;
      const penalty = prices[transition] + price(beside, symbol);
      leaving.push({ symbol, to: numberOf(next[transition], after), penalty });
    }
    transitions.push(leaving);
  }
  return createGrammar(
    transitions,
    pairs.map(({ state, beside }) => (passes(beside) ? ends[state] : Number.POSITIVE_INFINITY)),
  );
}
