// How likely each digit of a reading is, from what else its line may say.
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/reading/candidates.ts';
import { readDigits } from '../../src/reading/read-digits.ts';
import { SYMBOL_TEXT } from '../../src/reading/symbols.ts';

const symbolsOf = (text: string): number[] => [...text].map((own) => SYMBOL_TEXT.indexOf(own));

/** As in "17: 0.9, 11: 0.1": texts with their shares of the probability. */
const candidatesOf = (shares: string): Candidate[] =>
  shares.split(', ').map((own) => {
    const [text, share] = own.split(': ');
    const value = text.replace(/\D/g, '');
    return { text, value, symbols: symbolsOf(text), sweep: 0, penalty: -Math.log(Number(share)) };
  });

const box = { left: 3, top: 2, width: 5, height: 7 };

/** Confidences of the first text's digits, whose pieces look like them with these probabilities; of the text its share unless told. */
function confidences(shares: string, pieces: readonly number[], confidence?: number): number[] {
  const candidates = candidatesOf(shares);
  const digits = candidates[0].symbols.filter((symbol) => symbol < 10);
  const seen = digits.map((symbol, n) => ({ symbol, confidence: pieces[n], box }));
  const [{ value }] = candidates;
  const share = candidates
    .filter((own) => own.value === value)
    .reduce((sum, { penalty }) => sum + Math.exp(-penalty), 0);
  const chosen = { candidate: candidates[0], seen, share, confidence: confidence ?? share };
  const found = readDigits(chosen, candidates, [1, 0, 0, 0, 1, 0]);
  expect(found.map(({ digit }) => digit)).toEqual(digits);
  expect(found.every((own) => own.box.left === 3 && own.box.height === 7)).toBe(true);
  return found.map(({ confidence }) => Number(confidence.toFixed(6)));
}

describe('readDigits', () => {
  it('doubts a digit in the place of which likely readings have another', () => {
    expect(confidences('2017: 0.7, 2077: 0.2, 3017: 0.1', [1, 1, 0.2, 1])).toEqual([0.9, 1, 0.8, 1]);
  });

  it('counts from both ends where a reading has more digits, or fewer', () => {
    expect(confidences('2017: 0.8, 217: 0.15, 20117: 0.05', [1, 1, 1, 1])).toEqual([1, 0.85, 1, 1]);
    expect(confidences('17: 0.5, 179: 0.5', [1, 1])).toEqual([1, 1]);
    expect(confidences('17: 0.5, 4: 0.5', [1, 1])).toEqual([0.5, 0.5]);
  });

  it('takes no account of marks', () => {
    expect(confidences('1.5: 0.6, 15: 0.3, 1.5-: 0.1', [1, 1])).toEqual([1, 1]);
  });

  it('gives the doubt that no other reading explains to the digits that their pieces look least like', () => {
    expect(confidences('71: 1', [0.9, 0.2], 0.73)).toEqual([0.97, 0.76]);
    expect(confidences('71: 1', [1, 1], 0.8)).toEqual([0.9, 0.9]);
    expect(confidences('7: 1', [1], 0.6)).toEqual([0.6]);
    expect(confidences('71: 0.8, 77: 0.2', [0.7, 0.7], 0.4)).toEqual([0.8, 0.6]);
    expect(confidences('7: 0.3, 1: 0.7', [0.1], 0)).toEqual([0]);
  });

  it('makes no digit less likely than all of them', () => {
    expect(confidences('71: 0.8, 77: 0.2', [1, 0.1], 0.95)).toEqual([1, 0.95]);
    expect(confidences('71: 0.6, 77: 0.2, 11: 0.2', [1, 1], 0.9)).toEqual([0.95, 0.95]);
  });
});
