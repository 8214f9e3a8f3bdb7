// From the graph's own probability of a reading to how often such readings are right: a logistic curve through two
// features, fitted on made strings that no network was trained on (tools/reading) and kept in the model's card.
import { exp, log } from '../elementary.ts';
import type { Card } from '../networks/model.ts';

/** Probability of being right = 1 / (1 + exp(-(offset + slope * share + worst * digit))), of log odds. */
export interface Calibration {
  readonly offset: number;
  /** Weight of the reading's share of the probability of all readings. */
  readonly slope: number;
  /** Weight of the least sure digit. */
  readonly worst: number;
}

const UNCALIBRATED: Calibration = { offset: 0, slope: 1, worst: 0 };

/** Probabilities count as at most this far from 0 and 1. */
const MARGIN = 1e-5;

function logOdds(probability: number): number {
  const p = Math.max(MARGIN, Math.min(1 - MARGIN, probability));
  return log(p / (1 - p));
}

/** Log odds of a reading's share and of its least sure digit. */
export function featuresOf(
  share: number,
  digits: readonly { readonly confidence: number }[],
): [share: number, digit: number] {
  return [logOdds(share), logOdds(digits.reduce((least, { confidence }) => Math.min(least, confidence), 1))];
}

/** How likely a reading is to be right, 0..1. */
export function confidenceOf(
  { offset, slope, worst }: Calibration,
  share: number,
  digits: readonly { readonly confidence: number }[],
): number {
  const [ofShare, ofDigit] = featuresOf(share, digits);
  return 1 / (1 + exp(-(offset + slope * ofShare + worst * ofDigit)));
}

/** The calibration in a model's card, or none. */
export function calibrationOf(card: Card): Calibration {
  const found = card.calibration as Partial<Calibration> | null | undefined;
  const values = [found?.offset, found?.slope, found?.worst];
  return values.every((value) => Number.isFinite(value)) ? (found as Calibration) : UNCALIBRATED;
}
