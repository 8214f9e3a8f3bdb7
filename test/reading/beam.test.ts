import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { placesOf } from '../../src/reading/alignment.ts';
import { bestTexts } from '../../src/reading/beam.ts';
import { grammarOf } from '../../src/reading/grammar.ts';
import { compileGrammar } from '../../src/reading/patterns.ts';
import type { Sight } from '../../src/reading/sweep.ts';
import { RUBBISH, SYMBOL_TEXT, SYMBOLS } from '../../src/reading/symbols.ts';

const anything = compileGrammar([{ text: '@*' }]);
/** Of the grammar above, symbols without a price. */
const digitsOnly = compileGrammar([{ text: '#*' }]);

/** Columns of probabilities; what is not told is shared by nobody. */
function sightOf(columns: Readonly<Record<number, number>>[]): Sight {
  const logarithms = new Float64Array(columns.length * SYMBOLS).fill(Number.NEGATIVE_INFINITY);
  for (const [t, column] of columns.entries()) {
    for (const [symbol, p] of Object.entries(column)) logarithms[t * SYMBOLS + Number(symbol)] = Math.log(p);
  }
  return { columns: columns.length, probabilities: logarithms.map(Math.exp), logarithms, middle: 0 };
}

/** Every text that can be written over the columns, and the probability of all ways to write it. */
function textsOf({ columns, logarithms }: Sight): Map<string, number> {
  let ways = [{ text: '', last: RUBBISH, p: 1 }];
  for (let t = 0; t < columns; t++) {
    ways = ways.flatMap(({ text, last, p }) =>
      Array.from({ length: SYMBOLS }, (_, symbol) => ({
        text: symbol === last ? text : text + SYMBOL_TEXT[symbol],
        last: symbol,
        p: p * Math.exp(logarithms[t * SYMBOLS + symbol]),
      })).filter((way) => way.p > 0),
    );
  }
  const sums = new Map<string, number>();
  for (const { text, p } of ways) sums.set(text, (sums.get(text) ?? 0) + p);
  return sums;
}

function randomSight(seed: number, columns: number): Sight {
  const random = new Random(seed);
  return sightOf(
    Array.from({ length: columns }, () => {
      const weights = [1, 7, RUBBISH].map((symbol) => [symbol, random.uniform(0.1, 1)] as const);
      const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
      return Object.fromEntries(weights.map(([symbol, weight]) => [symbol, weight / total]));
    }),
  );
}

describe('bestTexts', () => {
  it.each([1, 2, 3, 4])('counts all ways to write a text together (columns of seed %i)', (seed) => {
    const sight = randomSight(seed, 5);
    const expected = [...textsOf(sight)].sort((a, b) => b[1] - a[1]).slice(0, 4);
    const found = bestTexts(sight, digitsOnly, 4);
    expect(found.map(({ text }) => text)).toEqual(expected.map(([text]) => text));
    for (const [n, { penalty }] of found.entries()) expect(penalty).toBeCloseTo(-Math.log(expected[n][1]), 9);
  });

  it('allows what the grammar allows, and adds its price', () => {
    const sight = sightOf([{ 1: 0.6, 7: 0.4 }, { [RUBBISH]: 1 }, { 1: 0.9, 7: 0.1 }]);
    const grammar = compileGrammar([
      { text: '77', penalty: 2 },
      { text: '71', penalty: 5 },
    ]);
    const found = bestTexts(sight, grammar, 3);
    expect(found.map(({ text, price }) => [text, price])).toEqual([
      ['77', 2],
      ['71', 5],
    ]);
    expect(found[0].penalty).toBeCloseTo(-Math.log(0.04), 9);
  });

  it('finds nothing where nothing is allowed', () => {
    expect(bestTexts(sightOf([{ 1: 1 }]), grammarOf([2, 3]), 3)).toEqual([]);
  });

  it('needs paper between two of the same, as the network writes it', () => {
    expect(bestTexts(sightOf([{ 1: 1 }, { 1: 1 }]), anything, 1)[0].text).toBe('1');
    expect(bestTexts(sightOf([{ 1: 1 }, { [RUBBISH]: 1 }, { 1: 1 }]), anything, 1)[0].text).toBe('11');
  });
});

describe('placesOf', () => {
  it('finds the columns of every symbol', () => {
    const paper = { [RUBBISH]: 1 };
    const sight = sightOf([
      paper,
      { 1: 0.7, 2: 0.3 },
      { 1: 0.9, [RUBBISH]: 0.1 },
      paper,
      { 1: 1 },
      { 7: 0.8, [RUBBISH]: 0.2 },
    ]);
    const places = placesOf(sight, [1, 1, 7]);
    expect(places.map(({ first, last }) => [first, last])).toEqual([
      [1, 2],
      [4, 4],
      [5, 5],
    ]);
    expect(places.map(({ confidence }) => Number(confidence.toFixed(6)))).toEqual([0.9, 1, 0.8]);
  });

  it('has nothing to place in an empty text', () => {
    expect(placesOf(sightOf([{ [RUBBISH]: 1 }]), [])).toEqual([]);
  });
});
