// The likeliest texts of a swept line under a grammar: all ways to write a text over the columns count together
// (equation 13), the texts that fall too far behind are given up on the way (prefix beam search).

import { log } from '../elementary.ts';
import type { Grammar } from './grammar.ts';
import { addPenalties } from './penalties.ts';
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
const BEAM = 12;
const BEHIND = 8;

/** Symbols less likely than e to the minus this are not looked at. */
const FAINT = 6;

const NEVER = Number.POSITIVE_INFINITY;

/** A text so far, the state of the grammar that it leads to, and what it has paid there. */
class Prefix {
  readonly before: Prefix | undefined;
  readonly symbol: number;
  readonly state: number;
  readonly price: number;
  /** The texts with one more symbol that were made. */
  longer: Prefix[] | undefined;
  /** Penalties of all ways so far that end with a blank, and with the last symbol. */
  blank = NEVER;
  last = NEVER;
  nextBlank = NEVER;
  nextLast = NEVER;
  isNext = false;
  /** Penalty of all ways so far, and the price. */
  rank: number;

  constructor(before: Prefix | undefined, symbol: number, state: number, price: number) {
    this.before = before;
    this.symbol = symbol;
    this.state = state;
    this.price = price;
    this.rank = price;
  }
}

/** The text with one more symbol; undefined where the grammar, which is deterministic, has none. */
function prolong(prefix: Prefix, symbol: number, grammar: Grammar): Prefix | undefined {
  const known = prefix.longer?.find((longer) => longer.symbol === symbol);
  if (known) return known;
  const transition = prefix.state * SYMBOLS + symbol;
  const state = grammar.next[transition];
  if (state < 0) return undefined;
  const longer = new Prefix(prefix, symbol, state, prefix.price + grammar.prices[transition]);
  prefix.longer ??= [];
  prefix.longer.push(longer);
  return longer;
}

/** At most `count` texts that the grammar allows, best first, by penalty and price together. */
export function bestTexts({ columns, logarithms }: Sight, grammar: Grammar, count: number): SweptText[] {
  const start = new Prefix(undefined, -1, 0, 0);
  start.blank = 0;
  let beam = [start];
  for (let t = 0; t < columns; t++) {
    beam = step(beam, logarithms, t * SYMBOLS, grammar);
  }
  return beam
    .map((prefix) => finish(prefix, grammar))
    .filter(({ penalty, price }) => penalty + price < NEVER)
    .sort((a, b) => a.penalty + a.price - b.penalty - b.price)
    .slice(0, count);
}

/** One column further, whose logarithms begin at place `column`. */
function step(beam: readonly Prefix[], logarithms: Float64Array, column: number, grammar: Grammar): Prefix[] {
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
    const both = prefix.rank - prefix.price;
    add(prefix, both - logarithms[column + RUBBISH], NEVER);
    if (prefix.symbol >= 0) add(prefix, NEVER, prefix.last - logarithms[column + prefix.symbol]);
    for (let symbol = 0; symbol < SYMBOLS; symbol++) {
      if (symbol === RUBBISH || logarithms[column + symbol] < -FAINT) continue;
      const from = symbol === prefix.symbol ? prefix.blank : both;
      const longer = from < NEVER ? prolong(prefix, symbol, grammar) : undefined;
      if (longer) add(longer, NEVER, from - logarithms[column + symbol]);
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
    prefix.rank = Math.min(prefix.blank, prefix.last) + prefix.price;
    least = Math.min(least, prefix.rank);
  }
  // Both ways together are less than one better than the better one.
  const near = prefixes.filter(({ rank }) => rank <= least + BEHIND + 1);
  for (const prefix of near) {
    prefix.rank = addPenalties(prefix.blank, prefix.last) + prefix.price;
    least = Math.min(least, prefix.rank);
  }
  const kept = near.filter(({ rank }) => rank <= least + BEHIND);
  return kept.sort((a, b) => a.rank - b.rank).slice(0, BEAM);
}

function finish(prefix: Prefix, grammar: Grammar): SweptText {
  const symbols: number[] = [];
  for (let at: Prefix | undefined = prefix; at && at.symbol >= 0; at = at.before) symbols.push(at.symbol);
  symbols.reverse();
  const text = symbols.map((symbol) => SYMBOL_TEXT[symbol]).join('');
  const price = prefix.price + grammar.ends[prefix.state];
  return { text, symbols, penalty: addPenalties(prefix.blank, prefix.last), price };
}

/** Minus the logarithm of the probability of all ways to write a text; Infinity where the line is too short for it. */
export function penaltyOfText({ columns, probabilities }: Sight, symbols: readonly number[]): number {
  const states = 2 * symbols.length + 1;
  let now = new Float64Array(states);
  let before = new Float64Array(states);
  before[0] = 1;
  let penalty = 0;
  for (let t = 0; t < columns; t++) {
    const column = t * SYMBOLS;
    const blank = probabilities[column + RUBBISH];
    let sum = 0;
    for (let s = 0; s < states; s++) {
      const symbol = symbols[s >> 1];
      let value = before[s] + (s > 0 ? before[s - 1] : 0);
      if (s % 2 === 1 && s > 1 && symbol !== symbols[(s >> 1) - 1]) value += before[s - 2];
      value *= s % 2 === 1 ? probabilities[column + symbol] : blank;
      // What cannot be finished in the columns that are left must not outweigh what can.
      now[s] = states - 1 - s <= 2 * (columns - 1 - t) + 1 ? value : 0;
      sum += now[s];
    }
    if (sum === 0) return NEVER;
    for (let s = 0; s < states; s++) now[s] /= sum;
    penalty -= log(sum);
    [before, now] = [now, before];
  }
  return penalty - log(before[states - 1] + (states > 1 ? before[states - 2] : 0));
}
