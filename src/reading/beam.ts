// The likeliest texts of a swept line under a grammar: all ways to write a text over the columns count together
// (equation 13), the texts that fall too far behind are given up on the way (prefix beam search).

import type { Grammar } from './grammar.ts';
import { addPenalties } from './paths.ts';
import type { Sight } from './sweep.ts';
import { RUBBISH, SYMBOL_TEXT, SYMBOLS } from './symbols.ts';

/** A text, the penalty of all ways to write it, and what the grammar asks for it. */
export interface SweptText {
  readonly text: string;
  readonly symbols: readonly number[];
  readonly penalty: number;
  readonly price: number;
}

/** Most texts that are followed, and how much worse than the best one they may be. */
const BEAM = 24;
const BEHIND = 16;

/** Symbols less likely than e to the minus this are not looked at. */
const FAINT = 9;

const NEVER = Number.POSITIVE_INFINITY;

/** A text so far, and the grammar's states that it leads to with their prices. */
interface Prefix {
  readonly before: Prefix | undefined;
  readonly symbol: number;
  readonly states: ReadonlyMap<number, number>;
  readonly price: number;
  readonly longer: Map<number, Prefix | undefined>;
  /** Penalties of all ways so far that end with a blank, and with the last symbol. */
  blank: number;
  last: number;
  nextBlank: number;
  nextLast: number;
  isNext: boolean;
}

function makePrefix(before: Prefix | undefined, symbol: number, states: Map<number, number>): Prefix {
  const price = [...states.values()].reduce((a, b) => Math.min(a, b), NEVER);
  return {
    ...{ before, symbol, states, price, longer: new Map(), isNext: false },
    ...{ blank: NEVER, last: NEVER, nextBlank: NEVER, nextLast: NEVER },
  };
}

/** The text with one more symbol; undefined where the grammar has none. */
function prolong(prefix: Prefix, symbol: number, grammar: Grammar): Prefix | undefined {
  if (prefix.longer.has(symbol)) return prefix.longer.get(symbol);
  const states = new Map<number, number>();
  for (const [state, price] of prefix.states) {
    for (const { to, penalty } of grammar.states[state][symbol]) {
      states.set(to, Math.min(states.get(to) ?? NEVER, price + penalty));
    }
  }
  const found = states.size > 0 ? makePrefix(prefix, symbol, states) : undefined;
  prefix.longer.set(symbol, found);
  return found;
}

/** At most `count` texts that the grammar allows, best first, by penalty and price together. */
export function bestTexts({ columns, logarithms }: Sight, grammar: Grammar, count: number): SweptText[] {
  const start = makePrefix(undefined, -1, new Map([[0, 0]]));
  start.blank = 0;
  let beam = [start];
  for (let t = 0; t < columns; t++) {
    beam = step(beam, logarithms.subarray(t * SYMBOLS, (t + 1) * SYMBOLS), grammar);
  }
  return beam
    .map((prefix) => finish(prefix, grammar))
    .filter(({ penalty, price }) => penalty + price < NEVER)
    .sort((a, b) => a.penalty + a.price - b.penalty - b.price)
    .slice(0, count);
}

/** One column further. */
function step(beam: readonly Prefix[], column: Float64Array, grammar: Grammar): Prefix[] {
  const next: Prefix[] = [];
  const add = (prefix: Prefix, blank: number, last: number) => {
    if (!prefix.isNext) {
      prefix.isNext = true;
      prefix.nextBlank = NEVER;
      prefix.nextLast = NEVER;
      next.push(prefix);
    }
    if (blank < NEVER) prefix.nextBlank = addPenalties(prefix.nextBlank, blank);
    if (last < NEVER) prefix.nextLast = addPenalties(prefix.nextLast, last);
  };
  for (const prefix of beam) {
    const both = addPenalties(prefix.blank, prefix.last);
    add(prefix, both - column[RUBBISH], NEVER);
    if (prefix.symbol >= 0) add(prefix, NEVER, prefix.last - column[prefix.symbol]);
    for (let symbol = 0; symbol < SYMBOLS; symbol++) {
      if (symbol === RUBBISH || column[symbol] < -FAINT) continue;
      const from = symbol === prefix.symbol ? prefix.blank : both;
      const longer = from < NEVER ? prolong(prefix, symbol, grammar) : undefined;
      if (longer) add(longer, NEVER, from - column[symbol]);
    }
  }
  return prune(next);
}

function prune(prefixes: Prefix[]): Prefix[] {
  let least = NEVER;
  for (const prefix of prefixes) {
    prefix.blank = prefix.nextBlank;
    prefix.last = prefix.nextLast;
    prefix.isNext = false;
    least = Math.min(least, rankOf(prefix));
  }
  const kept = prefixes.filter((prefix) => rankOf(prefix) <= least + BEHIND);
  return kept.sort((a, b) => rankOf(a) - rankOf(b)).slice(0, BEAM);
}

const rankOf = ({ blank, last, price }: Prefix): number => addPenalties(blank, last) + price;

function finish(prefix: Prefix, grammar: Grammar): SweptText {
  let price = NEVER;
  for (const [state, own] of prefix.states) if (grammar.isFinal[state]) price = Math.min(price, own);
  const symbols: number[] = [];
  for (let at: Prefix | undefined = prefix; at && at.symbol >= 0; at = at.before) symbols.push(at.symbol);
  symbols.reverse();
  const text = symbols.map((symbol) => SYMBOL_TEXT[symbol]).join('');
  return { text, symbols, penalty: addPenalties(prefix.blank, prefix.last), price };
}
