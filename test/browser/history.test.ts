// What can be undone of a drawing: so many steps, and pictures only as far as there is room for them.
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { repository } from './bundle.ts';

interface Drawn {
  readonly picture?: { readonly width: number; readonly height: number };
  readonly strokes: readonly { readonly points: readonly number[]; readonly pen: number }[];
}

interface Histories {
  readonly digit: { readonly past: readonly Drawn[]; readonly now: Drawn };
}

type Change = (histories: Histories, change: { mode: 'digit'; to: Drawn | 'before' }) => Histories;

describe('the history of a drawing', () => {
  let change: Change;
  let begin: Histories;
  beforeAll(async () => {
    // Not imported as usual: the page is compiled with other types.
    const history = await import(join(repository, 'web/draw/history.ts'));
    change = history.changeDrawing;
    begin = history.startWith({ mode: 'digit', now: { strokes: [] } });
  });

  const drawAll = (drawings: readonly Drawn[]): Histories =>
    drawings.reduce((histories, to) => change(histories, { mode: 'digit', to }), begin);
  const dot = (n: number): Drawn => ({ strokes: [{ points: [n, n], pen: 18 }] });
  const picture = (side: number): Drawn => ({ picture: { width: side, height: side }, strokes: [] });

  it('goes back step by step, 200 steps', () => {
    const dots = Array.from({ length: 300 }, (_, n) => dot(n));
    let histories = drawAll(dots);
    for (let n = 298; n >= 99; n--) {
      histories = change(histories, { mode: 'digit', to: 'before' });
      expect(histories.digit.now).toBe(dots[n]);
    }
    expect(histories.digit.past).toEqual([]);
    expect(change(histories, { mode: 'digit', to: 'before' })).toBe(histories);
  });

  it('keeps pictures of 64 MiB in all, the latest ones, and what lies between them', () => {
    const large = Array.from({ length: 20 }, () => picture(1600));
    const { past } = drawAll(large.flatMap((own, n) => [own, dot(n)])).digit;
    const pictures = past.flatMap((drawing) => drawing.picture ?? []);
    const bytes = pictures.reduce((sum, { width, height }) => sum + 4 * width * height, 0);
    expect(bytes).toBeLessThanOrEqual(2 ** 26);
    expect(bytes + 4 * 1600 * 1600).toBeGreaterThan(2 ** 26);
    expect(past.at(-1)).toBe(large[19]);
    expect(past.filter((drawing) => !drawing.picture)).toEqual([13, 14, 15, 16, 17, 18].map(dot));
  });

  it('weighs a picture that is drawn on once', () => {
    const paper = picture(1600);
    const drawings = Array.from({ length: 150 }, (_, n) => ({ ...paper, strokes: dot(n).strokes }));
    expect(drawAll(drawings).digit.past).toHaveLength(150);
  });
});
