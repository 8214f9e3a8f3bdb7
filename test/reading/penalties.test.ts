import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { addPenalties } from '../../src/reading/penalties.ts';

describe('the sum of two penalties', () => {
  it('is the penalty of either, at any distance', () => {
    const random = new Random(1);
    for (let n = 0; n < 5000; n++) {
      const a = random.uniform(-50, 50);
      const b = a + random.uniform(0, n % 2 === 0 ? 45 : 2);
      const sum = a - Math.log1p(Math.exp(a - b));
      expect(Math.abs(addPenalties(a, b) - sum)).toBeLessThan(1e-10);
      expect(addPenalties(b, a)).toBe(addPenalties(a, b));
    }
  });

  it('does not lose the small one, and takes what is impossible', () => {
    const never = Number.POSITIVE_INFINITY;
    expect(addPenalties(3, 3)).toBeCloseTo(3 - Math.log(2), 12);
    expect(addPenalties(1000, never)).toBe(1000);
    expect(addPenalties(-500, 500)).toBe(-500);
    expect(addPenalties(never, never)).toBe(never);
  });
});
