// The digits of a reading: where each stands, and how likely it is there.
import { type Affine, boxAround, cornersOf } from '../vision/affine.ts';
import type { Box } from '../vision/components.ts';
import { type Candidate, sharesOf } from './candidates.ts';
import type { SeenSymbol } from './graph.ts';
import { RUBBISH } from './symbols.ts';

/** One digit of a reading. */
export interface ReadDigit {
  readonly digit: number;
  /** How likely this digit is here, 0..1. */
  readonly confidence: number;
  /** In the picture's pixels. */
  readonly box: Box;
}

/**
 * The digits of one of the candidates that were `seen`. Each is doubted as much as candidates are likely that have
 * another there; what doubt of the reading is `unexplained` by them, 0..1, is shared by how little the pieces look like
 * their digits.
 */
export function readDigits(
  own: Candidate,
  candidates: readonly Candidate[],
  seen: readonly SeenSymbol[],
  unexplained: number,
  origin: Affine,
): ReadDigit[] {
  const shares = sharesOfDigits(own, candidates);
  const doubts = seen.map(({ confidence }) => 1 - confidence);
  const total = doubts.reduce((a, b) => a + b, 0);
  return seen.map(({ symbol, box }, n) => {
    const part = total > 0 ? doubts[n] / total : 1 / doubts.length;
    const confidence = Math.max(0, shares[n] - unexplained * part);
    return { digit: symbol, confidence, box: boxAround(cornersOf(origin, box)) };
  });
}

/**
 * For each digit the share of the probability of all candidates that have it there, too: in texts of as many digits in
 * its place, in others in its place from the left or from the right, as far as they are alike from that end.
 */
function sharesOfDigits(own: Candidate, candidates: readonly Candidate[]): number[] {
  const digits = digitsIn(own);
  const shares = sharesOf(candidates);
  const sums = digits.map(() => 0);
  for (const [k, candidate] of candidates.entries()) {
    const others = digitsIn(candidate);
    const start = commonStart(digits, others);
    const end = digits.length - commonStart(digits.toReversed(), others.toReversed());
    for (const [n, digit] of digits.entries())
      if (others.length === digits.length ? others[n] === digit : n < start || n >= end) sums[n] += shares[k];
  }
  return sums.map((sum) => Math.min(1, sum));
}

const digitsIn = ({ symbols }: Candidate): number[] => symbols.filter((symbol) => symbol < RUBBISH);

/** How many of the first digits are the same. */
function commonStart(a: readonly number[], b: readonly number[]): number {
  const end = a.findIndex((digit, n) => digit !== b[n]);
  return end < 0 ? a.length : end;
}
