import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { Heap } from '../../src/reading/heap.ts';

describe('Heap', () => {
  it('gives the least first, whatever the order they came in', () => {
    const random = new Random(1);
    const heap = new Heap<number>((value) => value);
    const kept: number[] = [];
    for (let n = 0; n < 2000; n++) {
      if (random.uniform() < 0.6) {
        const value = random.integer(500);
        heap.push(value);
        kept.push(value);
        kept.sort((a, b) => a - b);
      } else expect(heap.pop()).toBe(kept.shift());
    }
    while (kept.length > 0) expect(heap.pop()).toBe(kept.shift());
    expect(heap.pop()).toBeUndefined();
  });
});
