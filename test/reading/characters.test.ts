// The packaged network for single characters: digits are read, and what is none is rejected with its reason. The
// pictures are made here and by tools/characters/challenge.mjs, in other ways than those that it has learned from.
import { readFileSync } from 'node:fs';
import { loadMnist } from 'lenet5/node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { readModel } from '../../src/networks/model.ts';
import { Random } from '../../src/random.ts';
import { type Recognition, Recognizer } from '../../src/reading/recognizer.ts';
import type { Picture } from '../../src/vision/picture.ts';

const tool = (name: string) => import(new URL(`../../tools/characters/${name}`, import.meta.url).href);
const model = new URL('../../models/characters.safetensors', import.meta.url);

let recognizer: Recognizer;
let digits: Dataset;

beforeAll(async () => {
  recognizer = await Recognizer.open(readModel(readFileSync(model), 'characters'));
  digits = await loadMnist('test');
});

const accepted = (answers: readonly Recognition[]) => answers.filter(({ status }) => status === 'accepted');

/** A grey picture of `width` x `height`. */
function paint(width: number, height: number, level: (row: number, column: number) => number): Picture {
  const data = Uint8Array.from({ length: width * height }, (_, i) =>
    Math.max(0, Math.min(255, Math.round(level(Math.floor(i / width), i % width)))),
  );
  return { width, height, data };
}

/** Test digit `n`, dark on grey, `scale` times as large, with a margin of paper. */
function digitPicture(n: number, scale: number, margin: number): Picture {
  const side = Math.round(28 * scale) + 2 * margin;
  return paint(side, side, (row, column) => {
    const [r, c] = [Math.floor((row - margin) / scale), Math.floor((column - margin) / scale)];
    const isInside = r >= 0 && r < 28 && c >= 0 && c < 28;
    return 200 - (isInside ? 0.6 * digits.images[n * 784 + r * 28 + c] : 0);
  });
}

describe('the packaged network for characters', () => {
  it('reads digits of any size, and hardly ever rejects one', () => {
    for (const [scale, margin, count] of [
      [1, 0, 500],
      [2.5, 20, 300],
      [6, 3, 100],
    ]) {
      const answers = Array.from({ length: count }, (_, n) =>
        recognizer.recognize(digitPicture(n, scale, margin)),
      );
      const right = answers.filter(
        ({ status, digit }, n) => status === 'accepted' && digit === digits.labels[n],
      );
      expect(right.length).toBeGreaterThanOrEqual(0.98 * count);
    }
  });

  it('accepts at most 2 % of blank sheets, scribbles, letters and halves of digits', async () => {
    const { makeChallenge } = await tool('challenge.mjs');
    const { several, ...rubbish } = makeChallenge(digits, 50, 77) as Record<string, Picture[]>;
    const answers = Object.values(rubbish).flatMap((pictures) =>
      pictures.map((p) => recognizer.recognize(p)),
    );
    expect(answers).toHaveLength(200);
    expect(accepted(answers).length).toBeLessThanOrEqual(4);
    const seen = several.map((picture) => recognizer.recognize(picture));
    expect(accepted(seen).length).toBeLessThanOrEqual(1);
    const known = seen.filter(({ reason }) => reason === 'several characters');
    expect(known.length).toBeGreaterThanOrEqual(45);
  });

  it('never guesses at pictures that hold no character', () => {
    const random = new Random(3);
    const pictures: Record<string, Picture> = {
      'one pixel': paint(1, 1, () => 90),
      'one row': paint(40, 1, (_, column) => (column === 20 ? 0 : 255)),
      'all black': paint(50, 70, () => 0),
      'all white': paint(50, 70, () => 255),
      'half black': paint(60, 60, (_, column) => (column < 30 ? 0 : 255)),
      'half black, level': paint(60, 80, (row) => (row < 40 ? 0 : 255)),
      'corner to corner': paint(64, 64, (row, column) => (row < column ? 20 : 230)),
      noise: paint(64, 64, () => random.uniform(0, 255)),
      'salt and pepper': paint(64, 64, () => (random.uniform() < 0.5 ? 0 : 255)),
      chequered: paint(64, 64, (row, column) => (((row >> 3) + (column >> 3)) % 2 ? 30 : 220)),
      gradient: paint(120, 90, (row, column) => 40 + column + row),
      vignette: paint(100, 100, (row, column) => 250 - ((row - 50) ** 2 + (column - 50) ** 2) / 25),
      landscape: paint(120, 90, (row, column) => {
        const hill = 50 + 12 * ((column / 60 - 1) ** 2 * 2 - 1) + 6 * ((column % 23) / 23);
        return row < hill ? 220 - row : 70 + ((row * 7 + column * 13) % 40) + random.uniform(-15, 15);
      }),
      'a large sheet': paint(3000, 2000, () => 240 + random.uniform(-3, 3)),
    };
    for (const [name, picture] of Object.entries(pictures)) {
      expect(recognizer.recognize(picture).status, name).toBe('rejected');
    }
  });

  it('lessons are the same every time', async () => {
    const { makeLessons } = await tool('lessons.mjs');
    const indices = Uint32Array.from({ length: 40 }, (_, i) => i);
    const [a, b, c] = [5, 5, 6].map((seed) => makeLessons({ digits, indices, seed }) as Dataset);
    expect(a.images).toEqual(b.images);
    expect(a.labels).toEqual(b.labels);
    expect(a.images).not.toEqual(c.images);
    expect(new Set(a.labels).size).toBe(12);
  });
});
