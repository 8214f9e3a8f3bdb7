import { describe, expect, it } from 'vitest';
import { WriteGate } from '../../node/bulk/write-gate.ts';

describe('WriteGate', () => {
  it('is not closed while something is written, and lets nothing pass when it is', async () => {
    const gate = new WriteGate();
    const ofThread = new WriteGate(gate.state);
    let finish = (_: string) => {};
    const written = ofThread.pass(
      () =>
        new Promise<string>((resolve) => {
          finish = resolve;
        }),
    );
    expect(gate.close()).toBe(false);
    finish('whole');
    expect(await written).toBe('whole');
    expect(gate.close()).toBe(true);
    expect(gate.close()).toBe(true);
    let begun = false;
    void ofThread.pass(async () => {
      begun = true;
    });
    await new Promise((resolve) => setTimeout(resolve));
    expect(begun).toBe(false);
  });

  it('can be passed again, and closed, after what failed', async () => {
    const gate = new WriteGate();
    await expect(gate.pass(() => Promise.reject(new Error('full')))).rejects.toThrow('full');
    expect(await gate.pass(async () => 1)).toBe(1);
    expect(gate.close()).toBe(true);
  });
});
