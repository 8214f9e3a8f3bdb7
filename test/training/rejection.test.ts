// Rejection by the difference of the two best outputs, on five answers that can be counted by hand.
import { marginsOf, rejectionCurve, rejectionFor, UsageError } from 'lenet5';
import { describe, expect, it } from 'vitest';

const labels = Uint8Array.from([0, 0, 0, 0, 0]);
// Margins 1, 2, 3, 4, 4; the first and the third are wrong.
const scores = [0, 1, 2, 0, 0, 3, 4, 0, 9, 5];

describe('rejection', () => {
  it('margins of scores and of penalties', () => {
    const found = marginsOf(scores, labels, 2, 'scores');
    expect([...found.margins]).toEqual([1, 2, 3, 4, 4]);
    expect([...found.wrong]).toEqual([1, 0, 1, 0, 0]);
    const penalties = marginsOf([1, 4, 9, 3, 7, 8], Uint8Array.from([0, 2]), 3, 'penalties');
    expect([...penalties.margins]).toEqual([3, 4]);
    expect([...penalties.wrong]).toEqual([0, 1]);
  });

  it('curve: the least sure answers go first, equally sure ones together', () => {
    expect(rejectionCurve(marginsOf(scores, labels, 2, 'scores'))).toEqual([
      { rejected: 0, error: 2 / 5 },
      { rejected: 1 / 5, error: 1 / 4 },
      { rejected: 2 / 5, error: 1 / 3 },
      { rejected: 3 / 5, error: 0 },
      { rejected: 1, error: 0 },
    ]);
  });

  it('the least share for an error', () => {
    const curve = rejectionCurve(marginsOf(scores, labels, 2, 'scores'));
    expect(rejectionFor(curve, 0.4)).toBe(0);
    expect(rejectionFor(curve, 0.3)).toBe(1 / 5);
    expect(rejectionFor(curve, 0.2)).toBe(3 / 5);
    expect(() => rejectionFor(curve, -1)).toThrow(UsageError);
  });
});
