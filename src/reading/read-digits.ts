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

/** One of the candidates as it was read. */
interface Chosen {
  readonly candidate: Candidate;
  /** Its digits where they were seen. */
  readonly seen: readonly SeenSymbol[];
  /** The share of the probability of all candidates that those of its value have; and how likely its value is, 0..1. */
  readonly share: number;
  readonly confidence: number;
}

/**
 * Its digits, none of them less likely than all together. Each is doubted as much as candidates are likely that have
 * another there: where the value is likelier than its share, by so much less; where it is not, the doubt that they do
 * not explain goes to the digits that their pieces look least like.
 */
export function readDigits(chosen: Chosen, candidates: readonly Candidate[], origin: Affine): ReadDigit[] {
  const { candidate, seen, share, confidence } = chosen;
  const shares = sharesOfDigits(candidate, candidates);
  const scale = confidence > share ? (1 - confidence) / (1 - share) : 1;
  const unexplained = Math.max(0, share - confidence);
  const unlike = seen.map((own) => 1 - own.confidence);
  const total = unlike.reduce((a, b) => a + b, 0);
  return seen.map(({ symbol, box }, n) => {
    const part = total > 0 ? unlike[n] / total : 1 / unlike.length;
    const doubt = scale * (1 - shares[n]) + unexplained * part;
    return {
      digit: symbol,
      confidence: Math.max(0, 1 - doubt),
      box: boxAround(cornersOf(origin, box)),
    };
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
