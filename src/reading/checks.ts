// Check digits as automata over digits, and their composition with a grammar: what is found then is the best reading
// that passes, not only a best reading that happens to. Marks between the digits do not count.
import { UsageError } from '../errors.ts';
import { createGrammar, type Grammar, type Transition } from './grammar.ts';
import { SYMBOLS } from './symbols.ts';

/** `isbn10` without X as its last digit: only digits are read. */
export type CheckName = 'luhn' | 'isbn10' | 'isbn13' | 'mod97';

/** State 0 is the start. */
interface Check {
  /** The state after one more digit; -1 where there may be no more. */
  readonly next: (state: number, digit: number) => number;
  readonly passes: (state: number) => boolean;
}

const twice = (digit: number): number => (digit > 4 ? 2 * digit - 9 : 2 * digit);

const CHECKS: Readonly<Record<CheckName, Check>> = {
  // Luhn (1954): from the right every second digit counts double. Read from the left: 10 x the sum if the last digit
  // counts once + the sum if it counts double, both modulo 10.
  luhn: {
    next: (state, digit) =>
      10 * (((state % 10) + digit) % 10) + ((Math.floor(state / 10) + twice(digit)) % 10),
    passes: (state) => state < 10,
  },
  // Weights 10 to 1, modulo 11: the sum of the sums of all beginnings. 121 x digits + 11 x sum + sum of sums.
  isbn10: {
    next: (state, digit) => {
      const count = Math.floor(state / 121) + 1;
      const sum = ((Math.floor(state / 11) % 11) + digit) % 11;
      return count > 10 ? -1 : 121 * count + 11 * sum + (((state % 11) + sum) % 11);
    },
    passes: (state) => state >= 1210 && state % 11 === 0,
  },
  // Weights 1, 3, 1, ..., modulo 10, as in any EAN-13. 10 x digits + sum.
  isbn13: {
    next: (state, digit) => {
      const count = Math.floor(state / 10) + 1;
      return count > 13 ? -1 : 10 * count + (((state % 10) + (count % 2 === 0 ? 3 : 1) * digit) % 10);
    },
    passes: (state) => state === 130,
  },
  // ISO 7064 MOD 97-10: the number with its two check digits at the end leaves 1.
  mod97: { next: (state, digit) => (10 * state + digit) % 97, passes: (state) => state === 1 },
};

/** A field may need so many states with its check. */
const MOST_STATES = 200_000;

export const checkNames = Object.keys(CHECKS) as readonly CheckName[];

/**
 * The texts of a grammar whose digits pass a check: pairs of a state of each that can be reached. Throws UsageError
 * where these are too many.
 */
export function composeCheck({ next, prices, ends }: Grammar, name: CheckName): Grammar {
  const check = CHECKS[name];
  const pairs: { readonly state: number; readonly checked: number }[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (state: number, checked: number): number => {
    const key = `${state} ${checked}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (pairs.length === MOST_STATES)
      throw new UsageError(
        `field: too many ways to fit it and '${name}'; expected at most ${MOST_STATES} states.`,
      );
    numbers.set(key, pairs.length);
    return pairs.push({ state, checked }) - 1;
  };
  numberOf(0, 0);
  const transitions: Transition[][] = [];
  for (let n = 0; n < pairs.length; n++) {
    const { state, checked } = pairs[n];
    const leaving: Transition[] = [];
    for (let symbol = 0; symbol < SYMBOLS; symbol++) {
      const transition = state * SYMBOLS + symbol;
      const after = symbol < 10 ? check.next(checked, symbol) : checked;
      if (next[transition] < 0 || after < 0) continue;
      leaving.push({ symbol, to: numberOf(next[transition], after), penalty: prices[transition] });
    }
    transitions.push(leaving);
  }
  return createGrammar(
    transitions,
    pairs.map(({ state, checked }) => (check.passes(checked) ? ends[state] : Number.POSITIVE_INFINITY)),
  );
}
