// Short patterns of what may stand in a field -> grammar. Several are alternatives; the automaton of all is made
// deterministic, by subsets of their states with what each costs more than the cheapest.
import { UsageError } from '../errors.ts';
import {
  type Companion,
  composeGrammar,
  createGrammar,
  type Grammar,
  RUBBISH_PENALTY,
  type Transition,
} from './grammar.ts';
import { DASH, POINT, RUBBISH, SLASH } from './symbols.ts';

/**
 * `text`: `#` is any digit, a digit, `.`, `-`, `/` themselves (a comma is a point), `~` any mark, `@` any digit or
 * mark, `[012]` one of several; each may be followed by `?` (or nothing), `*` (any number) or `+` (at least one).
 * `penalty` is the price of this alternative.
 */
export interface Pattern {
  readonly text: string;
  readonly penalty?: number;
}

/** Price of a mark where any mark may stand: a slash is seldom, and easily a one. */
const LOOSE_PENALTY: Readonly<Record<number, number>> = { [POINT]: 1, [DASH]: 1, [SLASH]: 2 };

/** A pattern may need so many states; a stranger's could need more than there is memory. */
const MOST_STATES = 20_000;

/** Between digits two marks side by side are seldom: one of them is rather a one, as in 901-4678. */
const SIDE_BY_SIDE = 4;
const marksApart: Companion = {
  name: 'marks apart',
  next: (marks, symbol) => (symbol === RUBBISH ? marks : symbol < RUBBISH ? 0 : Math.min(2, marks + 1)),
  price: (marks, symbol) => (marks === 2 && symbol < RUBBISH ? SIDE_BY_SIDE : 0),
};

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

/**
 * The automaton of the alternatives; every state may leave out rubbish. Throws UsageError for a wrong pattern, or one
 * that needs too many states.
 */
export function compileGrammar(patterns: readonly Pattern[]): Grammar {
  const states: Transition[][] = [[]];
  const isFinal = [false];
  let isFree = false;
  for (const { text, penalty = 0 } of patterns) {
    const items = parse(text);
    isFree ||= items.some((item) => item.isRepeated && isLoose(item));
    const first = states.length;
    for (let s = 0; s <= items.length; s++) {
      states.push(transitionsFrom(items, s, first));
      isFinal.push(items.slice(s).every((item) => item.isOptional));
    }
    for (const transition of states[first])
      states[0].push({ ...transition, penalty: transition.penalty + penalty });
    isFinal[0] ||= isFinal[first];
  }
  const grammar = determinize(states, isFinal);
  return isFree ? composeGrammar(grammar, marksApart) : grammar;
}

/** Whether any mark may stand there. */
const isLoose = ({ symbols }: Item): boolean => symbols.length > DIGITS.length || symbols === MARKS;

/** Where state `s`, the place before item `s`, leads; states of this pattern are numbered from `first`. */
function transitionsFrom(items: readonly Item[], s: number, first: number): Transition[] {
  const transitions: Transition[] = [];
  for (let i = s; i < items.length; i++) {
    const to = first + (items[i].isRepeated ? i : i + 1);
    for (const symbol of items[i].symbols) {
      transitions.push({ symbol, to, penalty: isLoose(items[i]) ? (LOOSE_PENALTY[symbol] ?? 0) : 0 });
    }
    if (!items[i].isOptional) break;
  }
  return transitions;
}

/** States with what each costs more than the cheapest of them. */
type Subset = ReadonlyMap<number, number>;

function determinize(states: readonly (readonly Transition[])[], isFinal: readonly boolean[]): Grammar {
  const subsets: Subset[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (subset: Subset): number => {
    const key = [...subset].map(([state, excess]) => `${state}:${excess}`).join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (subsets.length === MOST_STATES)
      throw new UsageError(`pattern: too many ways to fit it; expected at most ${MOST_STATES} states.`);
    numbers.set(key, subsets.length);
    return subsets.push(subset) - 1;
  };
  numberOf(new Map([[0, 0]]));
  const transitions: Transition[][] = [];
  for (let n = 0; n < subsets.length; n++) {
    const leaving: Transition[] = [{ symbol: RUBBISH, to: n, penalty: RUBBISH_PENALTY }];
    for (const [symbol, targets] of reachedFrom(subsets[n], states)) {
      const penalty = Math.min(...targets.values());
      const sorted = [...targets].sort(([a], [b]) => a - b);
      const subset = new Map(sorted.map(([state, price]) => [state, price - penalty]));
      leaving.push({ symbol, to: numberOf(subset), penalty });
    }
    transitions.push(leaving);
  }
  const ends = subsets.map((subset) =>
    [...subset].reduce(
      (least, [state, excess]) => (isFinal[state] ? Math.min(least, excess) : least),
      Number.POSITIVE_INFINITY,
    ),
  );
  return createGrammar(transitions, ends);
}

/** By symbol: the states that it leads to, each with its least price. */
function reachedFrom(
  subset: Subset,
  states: readonly (readonly Transition[])[],
): Map<number, Map<number, number>> {
  const reached = new Map<number, Map<number, number>>();
  for (const [state, excess] of subset) {
    for (const { symbol, to, penalty } of states[state]) {
      const targets = reached.get(symbol) ?? new Map<number, number>();
      reached.set(
        symbol,
        targets.set(to, Math.min(targets.get(to) ?? Number.POSITIVE_INFINITY, excess + penalty)),
      );
    }
  }
  return reached;
}
