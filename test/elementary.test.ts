import { describe, expect, it } from 'vitest';
import { cos, exp, power, tanh } from '../src/elementary.ts';

describe('elementary functions', () => {
  it('exp agrees with the engine within rounding', () => {
    for (let x = -700; x <= 700; x += 0.37) {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(4e-15);
    }
    expect(exp(0)).toBe(1);
    expect(exp(-1000)).toBe(0);
    expect(exp(1000)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(Number.NaN)).toBeNaN();
  });

  it('tanh agrees with the engine within rounding', () => {
    for (let x = -25; x <= 25; x += 0.0137) expect(Math.abs(tanh(x) - Math.tanh(x))).toBeLessThan(2e-15);
    expect(tanh(1e-9)).toBe(1e-9);
  });

  it('cos and power agree with the engine within rounding', () => {
    for (let x = -4; x <= 4; x += 0.0137) expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(1e-13);
    for (const n of [0, 1, 2, 7, 1000])
      expect(Math.abs(power(0.999, n) / 0.999 ** n - 1)).toBeLessThan(1e-13);
  });
});
