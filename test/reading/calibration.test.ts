import { describe, expect, it } from 'vitest';
import { calibrationOf, confidenceOf, type Evidence, featuresOf } from '../../src/reading/calibration.ts';

const evidence: Evidence = { share: 0.9, digit: 0.8, sweep: 0.1, length: 4 };

describe('confidence', () => {
  it('is the share where there is no calibration', () => {
    expect(confidenceOf(calibrationOf({}), evidence)).toBeCloseTo(0.9, 12);
  });

  it('has a weight for every feature, and is left alone by weights of another number', () => {
    const weights = featuresOf(evidence).map((_, n) => n / 10);
    expect(calibrationOf({ calibration: { weights } })).toEqual({ weights });
    expect(calibrationOf({ calibration: { weights: weights.slice(1) } })).toEqual(calibrationOf({}));
    expect(calibrationOf({ calibration: { weights: [...weights.slice(1), Number.NaN] } })).toEqual(
      calibrationOf({}),
    );
  });

  it('of a short reading can be less than that of a long one', () => {
    const shortWeighs = calibrationOf({ calibration: { weights: [0, 1, 0, 0, 0, -3] } });
    expect(confidenceOf(shortWeighs, { ...evidence, length: 1 })).toBeLessThan(
      confidenceOf(shortWeighs, { ...evidence, length: 8 }),
    );
  });

  it('heeds the doubt of the sweep in short readings most', () => {
    const doubtWeighs = calibrationOf({ calibration: { weights: [0, 1, 0, 0, -1, 0] } });
    const loss = (length: number) =>
      confidenceOf(doubtWeighs, { ...evidence, sweep: 0, length }) -
      confidenceOf(doubtWeighs, { ...evidence, sweep: 5, length });
    expect(loss(8)).toBeGreaterThan(0);
    expect(loss(2)).toBeGreaterThan(loss(8));
  });

  it('heeds what the sweep holds against a reading of any length', () => {
    const penaltyWeighs = calibrationOf({ calibration: { weights: [0, 1, 0, -0.4, 0, 0] } });
    const sure = { share: 0.99, digit: 0.9, length: 8 };
    expect(confidenceOf(penaltyWeighs, { ...sure, sweep: 0 })).toBeGreaterThan(0.98);
    expect(confidenceOf(penaltyWeighs, { ...sure, sweep: 25 })).toBeLessThan(0.7);
  });

  it('stays a number for penalties of 0 and probabilities of 0 and 1', () => {
    const weights = [1, 1, 1, 1, 1, 1];
    const extreme = { share: 1, digit: 0, sweep: 0, length: 1 };
    const confidence = confidenceOf({ weights }, extreme);
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThan(1);
  });
});
