// From the graph's own probability of a reading to how often such readings are right: a logistic curve through two
// features, fitted on made strings that no network was trained on (tools/reading) and kept in the model's card.
import { exp, log } from '../elementary.ts';
import type { Card } from '../networks/model.ts';
import type { Arc, Path } from './paths.ts';

/** Probability of being right = 1 / (1 + exp(-(offset + slope * logit + worst * penalty))). */
export interface Calibration {
  readonly offset: number;
  /** Weight of the log odds of the reading in the graph. */
  readonly slope: number;
  /** Weight of the largest penalty among the reading's pieces. */
  readonly worst: number;
}

const UNCALIBRATED: Calibration = { offset: 0, slope: 1, worst: 0 };

/** Probabilities count as at most this far from 0 and 1. */
const MARGIN = 1e-6;

/** The features of a reading. */
export function featuresOf(
  probability: number,
  arcs: readonly Arc[],
  path: Path,
): { logit: number; penalty: number } {
  const p = Math.max(MARGIN, Math.min(1 - MARGIN, probability));
  const penalty = path.steps.reduce(
    (most, { arc, symbol }) => Math.max(most, arcs[arc].penalties[symbol]),
    -12,
  );
  return { logit: log(p / (1 - p)), penalty };
}

export function confidenceOf(
  calibration: Calibration,
  probability: number,
  arcs: readonly Arc[],
  path: Path,
): number {
  const { logit, penalty } = featuresOf(probability, arcs, path);
  const { offset, slope, worst } = calibration;
  return 1 / (1 + exp(-(offset + slope * logit + worst * penalty)));
}

/** The calibration in a model's card, or none. */
export function calibrationOf(card: Card): Calibration {
  const found = card.calibration as Partial<Calibration> | undefined;
  const values = [found?.offset, found?.slope, found?.worst];
  return values.every((value) => Number.isFinite(value)) ? (found as Calibration) : UNCALIBRATED;
}
