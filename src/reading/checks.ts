// Check digits as automata over digits, and their composition with a grammar: what is found then is the best reading
// that passes, not only a best reading that happens to. Marks between the digits do not count.
import { composeGrammar, type Grammar } from './grammar.ts';

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

export const checkNames = Object.keys(CHECKS) as readonly CheckName[];

/** The texts of a grammar whose digits pass a check. Throws UsageError where that takes too many states. */
export function composeCheck(grammar: Grammar, name: CheckName): Grammar {
  const { next, passes } = CHECKS[name];
  return composeGrammar(grammar, {
    ...{ name, passes },
    next: (state, symbol) => (symbol < 10 ? next(state, symbol) : state),
  });
}
