// From what speaks for a reading to how often such readings are right: a logistic curve, fitted on made strings that no
// network was trained on (tools/reading) and kept in the model's card.
import { exp, log } from '../elementary.ts';
import type { Card } from '../networks/model.ts';

/** What is known of a reading. */
export interface Evidence {
  /** Its share of the probability of all readings that were looked at, 0..1. */
  readonly share: number;
  /** Probability of its least sure digit, 0..1. */
  readonly digit: number;
  /** Penalty that the swept network gives it. */
  readonly sweep: number;
  /** Symbols that it consists of, at least 1. */
  readonly length: number;
}

/** Probability of being right = 1 / (1 + exp(-(sum of weights times features))); see featuresOf. */
export interface Calibration {
  readonly weights: readonly number[];
}

const UNCALIBRATED: Calibration = { weights: [0, 1, 0, 0, 0, 0] };

/** Probabilities count as at most this far from 0 and 1, penalties as at most this. */
const MARGIN = 1e-4;
const MOST_PENALTY = 10;

function logOdds(probability: number): number {
  const p = Math.max(MARGIN, Math.min(1 - MARGIN, probability));
  return log(p / (1 - p));
}

/**
 * 1, log odds of the share and of the least sure digit, the swept network's penalty, its doubt where the reading is short,
 * and how short it is: a scribble is sooner taken for a short number than for a long one. A field that allows little
 * gives the share to what it allows, whatever is in the picture: the penalty knows nothing of the field.
 */
export function featuresOf({ share, digit, sweep, length }: Evidence): number[] {
  const penalty = Math.max(0, Math.min(MOST_PENALTY, sweep));
  const doubt = log(0.01 + Math.max(0, sweep)) / length ** 2;
  return [1, logOdds(share), logOdds(digit), penalty, doubt, 1 / length];
}

/** How likely a reading is to be right, 0..1. */
export function confidenceOf({ weights }: Calibration, evidence: Evidence): number {
  const sum = featuresOf(evidence).reduce((total, feature, i) => total + weights[i] * feature, 0);
  return 1 / (1 + exp(-sum));
}

/** The calibration in a model's card, or none. */
export function calibrationOf(card: Card): Calibration {
  const found = card.calibration as Partial<Calibration> | null | undefined;
  const { weights } = found ?? {};
  const isWhole = Array.isArray(weights) && weights.length === UNCALIBRATED.weights.length;
  return isWhole && weights.every((weight) => Number.isFinite(weight)) ? { weights } : UNCALIBRATED;
}
