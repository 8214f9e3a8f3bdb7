import { describe, expect, it } from 'vitest';
import { type Arc, openGraph } from '../../src/reading/composition.ts';
import { createGrammar, grammarOf } from '../../src/reading/grammar.ts';
import { bestPaths, totalPenalty } from '../../src/reading/paths.ts';
import { compileGrammar } from '../../src/reading/patterns.ts';
import { POINT, RUBBISH, SYMBOLS } from '../../src/reading/symbols.ts';

/** An arc whose symbols have these penalties. */
function arc(from: number, to: number, penalties: Readonly<Record<number, number>>): Arc {
  const all = new Float64Array(SYMBOLS).fill(Number.POSITIVE_INFINITY);
  for (const [symbol, penalty] of Object.entries(penalties)) all[Number(symbol)] = penalty;
  return { from, to, penalties: all };
}

/** Figure 28 with digits for its letters: c o d x a u p t are 0 to 7. */
const [c, o, d, x, a, u, p, t] = [0, 1, 2, 3, 4, 5, 6, 7];
const figure28 = [
  arc(0, 1, { [c]: 0.4, [o]: 1.0, [d]: 1.8 }),
  arc(1, 2, { [x]: 0.1, [a]: 0.2, [u]: 0.8 }),
  arc(2, 3, { [p]: 0.2, [t]: 0.8 }),
];

const never = Number.POSITIVE_INFINITY;
const go = (symbol: number, to: number) => ({ symbol, to, penalty: 0 });
/** A trie of cap, cat, cut and dog's neighbours that the picture cannot be. */
const words = createGrammar(
  [[go(c, 1), go(9, 1)], [go(a, 2), go(u, 3)], [go(p, 4), go(t, 4), go(8, 4)], [go(t, 4)], []],
  [never, never, never, never, 0],
);

describe('bestPaths', () => {
  it('gives the three words of figure 28 with the penalties of the paper', () => {
    const found = bestPaths(openGraph(figure28, 3), words, 5).map(({ text, penalty }) => [
      text,
      Number(penalty.toFixed(6)),
    ]);
    expect(found).toEqual([
      [`${c}${a}${p}`, 0.8],
      [`${c}${a}${t}`, 1.4],
      [`${c}${u}${t}`, 2.0],
    ]);
  });

  it('chooses between one wide piece and two narrow ones', () => {
    const wide = [arc(0, 1, { 1: -2 }), arc(1, 2, { 1: -2 }), arc(0, 2, { 4: -3 })];
    expect(
      bestPaths(openGraph(wide, 2), compileGrammar([{ text: '#+' }]), 3).map(({ text }) => text),
    ).toEqual(['11', '4']);
  });

  it('leaves out rubbish at a price', () => {
    const line = [arc(0, 1, { [RUBBISH]: 0, 7: 9 }), arc(1, 2, { 5: -4 })];
    const [best, second] = bestPaths(openGraph(line, 2), compileGrammar([{ text: '#+' }]), 2);
    expect(best.text).toBe('5');
    expect(best.penalty).toBeCloseTo(-1);
    expect(best.steps).toEqual([
      { arc: 0, symbol: RUBBISH },
      { arc: 1, symbol: 5 },
    ]);
    expect(second.text).toBe('75');
  });

  it('finds nothing where the grammar forbids everything', () => {
    expect(bestPaths(openGraph(figure28, 3), compileGrammar([{ text: '99' }]), 3)).toEqual([]);
  });

  it('agrees with trying every path; a point anywhere costs 1', () => {
    const arcs = [arc(0, 1, { 1: 1, 2: 2 }), arc(1, 2, { 1: 0.5, [POINT]: 0.1 }), arc(0, 2, { 3: 1.2 })];
    const all = bestPaths(openGraph(arcs, 2), compileGrammar([{ text: '@+' }]), 99);
    expect(all.map(({ text, penalty }) => `${text} ${penalty.toFixed(1)}`)).toEqual([
      '3 1.2',
      '11 1.5',
      '1. 2.1',
      '21 2.5',
      '2. 3.1',
    ]);
  });
});

describe('totalPenalty', () => {
  it('is the logarithm of the sum over all readings, equation (13)', () => {
    const all = bestPaths(openGraph(figure28, 3), words, 9);
    const sum = all.reduce((s, { penalty }) => s + Math.exp(-penalty), 0);
    expect(totalPenalty(openGraph(figure28, 3), words)).toBeCloseTo(-Math.log(sum), 10);
  });

  it('of one reading alone is its penalty', () => {
    expect(totalPenalty(openGraph(figure28, 3), grammarOf([c, u, t]))).toBeCloseTo(2.0, 10);
  });
});
