// What may stand in a field, as a finite automaton over symbols: the grammar transducer of the paper (sections VI and
// X). Made of short patterns; several are alternatives.
import { UsageError } from '../errors.ts';
import { DASH, POINT, RUBBISH, SLASH, SYMBOLS } from './symbols.ts';

/** One symbol takes the automaton to another state, at a price. */
export interface Transition {
  readonly symbol: number;
  readonly to: number;
  readonly penalty: number;
}

/** State 0 is the start. */
export interface Grammar {
  /** [state][symbol]: where the symbol leads. */
  readonly states: readonly (readonly (readonly Transition[])[])[];
  readonly isFinal: readonly boolean[];
}

/** A grammar of the transitions of every state. */
export function createGrammar(
  transitions: readonly (readonly Transition[])[],
  isFinal: readonly boolean[],
): Grammar {
  const states = transitions.map((leaving) => {
    const bySymbol: Transition[][] = Array.from({ length: SYMBOLS }, () => []);
    for (const transition of leaving) bySymbol[transition.symbol].push(transition);
    return bySymbol;
  });
  return { states, isFinal };
}

/**
 * `text`: `#` is any digit, a digit, `.`, `-`, `/` themselves (a comma is a point), `~` any mark, `@` any digit or
 * mark, `[012]` one of several; each may be followed by `?` (or nothing), `*` (any number) or `+` (at least one). `penalty` is the price of
 * this alternative.
 */
export interface Pattern {
  readonly text: string;
  readonly penalty?: number;
}

/** Price of leaving out a piece as rubbish: its own network score counts as well. */
export const RUBBISH_PENALTY = 3;

/** Price of a mark where any mark may stand: a slash is seldom, and easily a one. */
const LOOSE_PENALTY: Readonly<Record<number, number>> = { [POINT]: 1, [DASH]: 1, [SLASH]: 4 };

const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const MARKS = [POINT, DASH, SLASH];
const ELEMENTS: Readonly<Record<string, readonly number[]>> = {
  '#': DIGITS,
  '~': MARKS,
  '@': [...DIGITS, ...MARKS],
  '.': [POINT],
  ',': [POINT],
  '-': [DASH],
  '/': [SLASH],
  ...Object.fromEntries(DIGITS.map((digit) => [String(digit), [digit]])),
};

interface Item {
  readonly symbols: readonly number[];
  readonly isOptional: boolean;
  readonly isRepeated: boolean;
}

function parse(text: string): Item[] {
  const items: Item[] = [];
  for (const [, element, suffix] of text.matchAll(/(\[[^\]]+\]|.)([?*+]?)/gs)) {
    const symbols = symbolsOf(element, text);
    const item = { symbols, isOptional: suffix === '?' || suffix === '*', isRepeated: suffix === '*' };
    items.push(item);
    if (suffix === '+') items.push({ symbols, isOptional: true, isRepeated: true });
  }
  if (items.length === 0) throw new UsageError('pattern: empty; expected at least one element such as #.');
  return items;
}

function symbolsOf(element: string, text: string): readonly number[] {
  if (Object.hasOwn(ELEMENTS, element)) return ELEMENTS[element];
  if (element.length > 1) return [...element.slice(1, -1)].flatMap((one) => symbolsOf(one, text));
  throw new UsageError(
    `pattern: '${text}'; expected # ~ @ . , - / digits or [digits], each with ? * or + after it or not, got '${element}'.`,
  );
}

/** The automaton of the alternatives; every state may leave out rubbish. Throws UsageError for a wrong pattern. */
export function compileGrammar(patterns: readonly Pattern[]): Grammar {
  const states: Transition[][] = [[]];
  const isFinal = [false];
  for (const { text, penalty = 0 } of patterns) {
    const items = parse(text);
    const first = states.length;
    for (let s = 0; s <= items.length; s++) {
      states.push(transitionsFrom(items, s, first));
      isFinal.push(items.slice(s).every((item) => item.isOptional));
    }
    for (const transition of states[first])
      states[0].push({ ...transition, penalty: transition.penalty + penalty });
    isFinal[0] ||= isFinal[first];
  }
  for (const [state, transitions] of states.entries()) {
    transitions.push({ symbol: RUBBISH, to: state, penalty: RUBBISH_PENALTY });
  }
  return createGrammar(states, isFinal);
}

/** Where state `s`, the place before item `s`, leads; states of this pattern are numbered from `first`. */
function transitionsFrom(items: readonly Item[], s: number, first: number): Transition[] {
  const transitions: Transition[] = [];
  for (let i = s; i < items.length; i++) {
    const to = first + (items[i].isRepeated ? i : i + 1);
    const isLoose = items[i].symbols.length > DIGITS.length || items[i].symbols === MARKS;
    for (const symbol of items[i].symbols) {
      transitions.push({ symbol, to, penalty: isLoose ? (LOOSE_PENALTY[symbol] ?? 0) : 0 });
    }
    if (!items[i].isOptional) break;
  }
  return transitions;
}

/** The grammar that allows these symbols alone, with the same price for rubbish. */
export function grammarOf(symbols: readonly number[]): Grammar {
  const states = [...symbols, -1].map((symbol, state) => {
    const stay = { symbol: RUBBISH, to: state, penalty: RUBBISH_PENALTY };
    return symbol < 0 ? [stay] : [{ symbol, to: state + 1, penalty: 0 }, stay];
  });
  return createGrammar(
    states,
    states.map((_, state) => state === symbols.length),
  );
}
