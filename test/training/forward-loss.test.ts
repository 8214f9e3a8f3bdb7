import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import {
  columnsOfText,
  forwardLoss,
  isMisread,
  MOST_SYMBOLS,
  NO_SYMBOL,
} from '../../src/training/forward-loss.ts';

const COLUMNS = 5;
const CLASSES = 4;
const BLANK = 2;
const line = { columns: COLUMNS, classes: CLASSES, blank: BLANK };

const labelsOf = (texts: number[][]): Int32Array =>
  Int32Array.from(texts.flatMap((text) => [...text, ...Array(MOST_SYMBOLS - text.length).fill(NO_SYMBOL)]));

const scoresOf = (count: number, seed: number): Float64Array => {
  const random = new Random(seed);
  return Float64Array.from({ length: count * COLUMNS * CLASSES }, () => random.uniform(-2, 2));
};

/** Every column its symbol: what is written when repeated ones are one and blanks nothing. */
function collapse(symbols: number[]): number[] {
  return symbols.filter((symbol, t) => symbol !== BLANK && symbol !== symbols[t - 1]);
}

/** Probability of a text as the sum over all of the classes^columns ways to fill the columns. */
function probabilityOf(scores: Float64Array, text: number[]): number {
  let sum = 0;
  for (let way = 0; way < CLASSES ** COLUMNS; way++) {
    const symbols = Array.from({ length: COLUMNS }, (_, t) => Math.floor(way / CLASSES ** t) % CLASSES);
    if (collapse(symbols).join() !== text.join()) continue;
    sum += symbols.reduce((product, symbol, t) => {
      const column = scores.subarray(t * CLASSES, (t + 1) * CLASSES);
      return (product * Math.exp(column[symbol])) / column.reduce((total, s) => total + Math.exp(s), 0);
    }, 1);
  }
  return sum;
}

const TEXTS = [[], [0], [1, 0], [1, 1], [0, 1, 3], [3, 3, 0], [0, 1, 0, 1], [1, 3, 0, 1, 3]];

describe('forwardLoss', () => {
  it.each(TEXTS.map((text) => ({ text })))(
    'is minus the logarithm of the sum over all ways to write $text',
    ({ text }) => {
      const scores = scoresOf(1, 7);
      const loss = forwardLoss(COLUMNS, CLASSES, BLANK);
      const found = loss(1, scores, labelsOf([text]), new Float64Array(scores.length));
      expect(found).toBeCloseTo(-Math.log(probabilityOf(scores, text)), 10);
    },
  );

  it('has the gradient of the sum over images, by differences', () => {
    const scores = scoresOf(TEXTS.length, 3);
    const labels = labelsOf(TEXTS);
    const loss = forwardLoss(COLUMNS, CLASSES, BLANK);
    const gradient = new Float64Array(scores.length);
    loss(TEXTS.length, scores, labels, gradient);
    const scratch = new Float64Array(scores.length);
    for (let i = 0; i < scores.length; i++) {
      const at = (step: number) => {
        const moved = Float64Array.from(scores);
        moved[i] += step;
        return loss(TEXTS.length, moved, labels, scratch);
      };
      expect(gradient[i]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 7);
    }
  });

  it('stays finite where a text is next to impossible', () => {
    const scores = Float64Array.from({ length: COLUMNS * CLASSES }, (_, i) =>
      i % CLASSES === BLANK ? 600 : 0,
    );
    const gradient = new Float64Array(scores.length);
    const loss = forwardLoss(COLUMNS, CLASSES, BLANK)(1, scores, labelsOf([[0, 1, 3]]), gradient);
    expect(loss).toBeGreaterThan(100);
    expect(Number.isFinite(loss)).toBe(true);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  it('is infinite where the text needs more columns than there are', () => {
    expect(columnsOfText([1, 1, 1, 1])).toBe(7);
    const scores = scoresOf(1, 1);
    const loss = forwardLoss(COLUMNS, CLASSES, BLANK)(1, scores, labelsOf([[1, 1, 1, 1]]), scores.slice());
    expect(Number.isFinite(loss)).toBe(false);
  });
});

describe('isMisread', () => {
  it('reads the best symbol of each column', () => {
    const outputs = [0, BLANK, 1, 1, 3].flatMap((best) =>
      Array.from({ length: CLASSES }, (_, m) => (m === best ? 1 : 0)),
    );
    const misread = (text: number[]) => isMisread(outputs, 0, line, labelsOf([text]), 0);
    expect(misread([0, 1, 3])).toBe(false);
    for (const text of [[], [0, 1], [0, 1, 3, 3], [0, 1, 1, 3], [1, 0, 3]]) expect(misread(text)).toBe(true);
  });
});
