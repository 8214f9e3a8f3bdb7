// A doubtful line is asked about again in the ink of the smoothed picture.
import { loadMnist } from 'lenet5/node';
import { describe, expect, it } from 'vitest';
import { indexDigits, writeString } from '../../src/data/strings.ts';
import { Random } from '../../src/random.ts';
import { findCandidates, type Opinions } from '../../src/reading/candidates.ts';
import { type Field, openField } from '../../src/reading/fields.ts';
import { preparePicture } from '../../src/reading/prepared-picture.ts';
import { toGrey } from '../../src/vision/picture.ts';
import { shrinkGrey } from '../../src/vision/resample.ts';
import { openPackagedReader } from './packaged-reader.ts';

async function written(seed: number) {
  const digits = await loadMnist('test');
  const index = indexDigits(digits, Array(digits.count).keys());
  return writeString(digits, index, new Random(17, seed));
}

type Graph = Opinions['graph'];

/** A graph that knows these texts, with their penalties, and no others. */
function graphOf(texts: Record<string, number>): Graph {
  const penalties = new Map(Object.entries(texts));
  return {
    bestTexts: () => [...penalties.keys()].map((text) => [...text].map(Number)),
    penaltyOf: (symbols: readonly number[]) => penalties.get(symbols.join('')) ?? Number.POSITIVE_INFINITY,
  } as unknown as Graph;
}

function penaltiesOf(graph: Graph, others: readonly Graph[]): Record<string, number> {
  const found = findCandidates(
    { graph, others, sweep: undefined, origin: [1, 0, 0, 0, 1, 0] },
    openField({ pattern: '##' }),
  );
  return Object.fromEntries(found.map(({ text, penalty }) => [text, penalty]));
}

describe('a second ink', () => {
  it('adds texts; what one of both cannot be is half as likely and no less', () => {
    const [alone, both] = [[], [graphOf({ 13: 0.2 })]].map((others) =>
      penaltiesOf(graphOf({ 12: 0.1 }), others),
    );
    expect(Object.keys(alone)).toEqual(['12']);
    expect(both[12] - alone[12]).toBeCloseTo(Math.LN2, 9);
    expect(both[13] - both[12]).toBeCloseTo(0.1, 9);
  });

  it('that says the same changes nothing', () => {
    const graph = graphOf({ 12: 0.1, 17: 2.5 });
    const [alone, both] = [[], [graph]].map((others) => penaltiesOf(graph, others));
    for (const text of [12, 17]) expect(both[text]).toBeCloseTo(alone[text], 9);
  });

  it('is found for a line when it is asked for, once, and not in a comb', async () => {
    const { picture } = await written(0);
    const linesOf = (field: Field) => {
      const found = preparePicture(picture, openField(field));
      return typeof found === 'string' ? expect.fail(found) : found;
    };
    const [line] = linesOf('digits');
    const other = line.smoothed?.();
    expect(other?.segmentation.ink.data).not.toEqual(line.segmentation.ink.data);
    const heights = [line, other!].map(({ segmentation }) => segmentation.height);
    expect(Math.max(...heights) / Math.min(...heights)).toBeLessThan(1.25);
    expect(line.smoothed?.()).toBe(other);
    expect(linesOf({ kind: 'digits', cells: 4 })[0].smoothed).toBeUndefined();
  });

  it('is not asked about small writing, of which smoothing leaves too little', async () => {
    const { picture } = await written(0);
    const small = shrinkGrey(toGrey(picture), picture.width, picture.height, 3);
    const found = preparePicture(small, openField('digits'));
    const [line] = typeof found === 'string' ? expect.fail(found) : found;
    expect(line.segmentation.height).toBeLessThan(20);
    expect(line.smoothed).toBeUndefined();
  });

  it('shows a digit that the ink of the picture as it is does not show', async () => {
    const reader = await openPackagedReader();
    const { picture, text } = await written(21);
    expect(reader.read(picture).text).toBe(text);
  });
});
