// Check digits, against the sums as they are usually written, and their search: the best reading that passes is found
// however many better ones do not.
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { type CheckName, composeCheck } from '../../src/reading/checks.ts';
import { type Arc, openGraph } from '../../src/reading/composition.ts';
import { bestPaths, totalPenalty } from '../../src/reading/paths.ts';
import { compileGrammar } from '../../src/reading/patterns.ts';
import { SYMBOLS } from '../../src/reading/symbols.ts';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** From the right, every second digit doubled, and of two figures the sum. */
function luhn(digits: readonly number[]): boolean {
  const doubled = [...digits]
    .reverse()
    .map((digit, i) => (i % 2 ? sum([...String(2 * digit)].map(Number)) : digit));
  return sum(doubled) % 10 === 0;
}

const SUMS: Readonly<Record<CheckName, (digits: readonly number[]) => boolean>> = {
  luhn,
  isbn10: (digits) => digits.length === 10 && sum(digits.map((digit, i) => (10 - i) * digit)) % 11 === 0,
  isbn13: (digits) =>
    digits.length === 13 && sum(digits.map((digit, i) => (i % 2 ? 3 : 1) * digit)) % 10 === 0,
  mod97: (digits) => BigInt(digits.join('')) % 97n === 1n,
};
const names = Object.keys(SUMS) as CheckName[];
const LENGTHS: Readonly<Record<CheckName, number>> = { luhn: 12, isbn10: 10, isbn13: 13, mod97: 22 };

/** A line of pieces; each is one of ten digits, at the given penalties. */
const lineOf = (penalties: readonly (readonly number[])[]): Arc[] =>
  penalties.map((own, n) => {
    const all = new Float64Array(SYMBOLS).fill(Number.POSITIVE_INFINITY);
    all.set(own);
    return { from: n, to: n + 1, penalties: all };
  });

const certain = (digit: number) =>
  Array.from({ length: 10 }, (_, d) => (d === digit ? 0 : Number.POSITIVE_INFINITY));
const drawDigits = (random: Random, length: number) => Array.from({ length }, () => random.integer(10));

describe.each(names)('%s', (name) => {
  const grammar = composeCheck(compileGrammar([{ text: '#+' }]), name);
  const passes = (digits: readonly number[]) =>
    bestPaths(openGraph(lineOf(digits.map(certain)), digits.length), grammar, 1).length === 1;

  it('accepts what the sum accepts, and nothing else', () => {
    const random = new Random(1);
    let accepted = 0;
    for (let n = 0; n < 300; n++) {
      const length = n % 3 ? LENGTHS[name] : 1 + random.integer(24);
      const digits = drawDigits(random, length);
      expect(passes(digits), digits.join('')).toBe(SUMS[name](digits));
      for (let last = 0; last < 100; last++) {
        const changed = [...digits.slice(0, -2), Math.floor(last / 10), last % 10];
        if (digits.length < 2 || !SUMS[name](changed)) continue;
        expect(passes(changed), changed.join('')).toBe(true);
        accepted++;
        break;
      }
    }
    expect(accepted).toBeGreaterThan(100);
  });

  it('finds the best numbers that pass, however many better ones do not', () => {
    const places = Array.from({ length: 10 }, (_, seed) => searchAll(new Random(seed)));
    // Not among the six best numbers that a filter would be left with.
    expect(Math.max(...places)).toBeGreaterThan(6);
  });

  /** Tries all numbers of a random line; gives the place of the best that passes among all of them. */
  function searchAll(random: Random): number {
    const length = name === 'isbn10' || name === 'isbn13' ? LENGTHS[name] : 4;
    // All digits but the last four are certain, so that every number can be tried here.
    const head = drawDigits(random, length - 4);
    const line = [
      ...head.map(certain),
      ...Array.from({ length: 4 }, () => Array.from({ length: 10 }, () => random.uniform(0, 6))),
    ];
    const all = Array.from({ length: 10_000 }, (_, n) => [
      ...head,
      ...[...String(n).padStart(4, '0')].map(Number),
    ])
      .map((digits) => ({ digits, penalty: sum(digits.map((digit, i) => line[i][digit])) }))
      .sort((a, b) => a.penalty - b.penalty);
    const right = all.filter(({ digits }) => SUMS[name](digits)).slice(0, 6);
    const found = bestPaths(openGraph(lineOf(line), length), grammar, 6);
    expect(found.map(({ text }) => text)).toEqual(right.map(({ digits }) => digits.join('')));
    for (const [n, { penalty }] of found.entries()) expect(penalty).toBeCloseTo(right[n].penalty, 10);
    const total = -Math.log(
      sum(all.filter(({ digits }) => SUMS[name](digits)).map(({ penalty }) => Math.exp(-penalty))),
    );
    expect(totalPenalty(openGraph(lineOf(line), length), grammar)).toBeCloseTo(total, 10);
    return all.indexOf(right[0]);
  }
});
