// One character: answered, doubted or not there. The network compares with ten pictures, so that the right answer is
// known without training.
import { beforeAll, describe, expect, it } from 'vitest';
import { FormatError, ShapeError, UsageError } from '../../src/errors.ts';
import type { Definition } from '../../src/networks/definition.ts';
import { digitCodes } from '../../src/networks/digit-codes.ts';
import type { Model } from '../../src/networks/model.ts';
import { planNetwork } from '../../src/networks/plan.ts';
import { Recognizer } from '../../src/reading/recognizer.ts';
import { drawStrokes } from '../../src/vision/drawing.ts';
import { normalizePicture } from '../../src/vision/normalize.ts';
import type { Picture } from '../../src/vision/picture.ts';

/** The paper's picture of a digit, `pixel` pixels for each of its own, in grey levels `ink` and `paper`. */
function drawCode(digit: number, { pixel = 8, ink = 20, paper = 240, margin = 30 } = {}): Picture {
  const width = 7 * pixel + 2 * margin;
  const height = 12 * pixel + 2 * margin;
  const data = new Uint8Array(width * height).fill(paper);
  for (let r = 0; r < 12 * pixel; r++) {
    for (let c = 0; c < 7 * pixel; c++) {
      const isInk = digitCodes[digit][Math.floor(r / pixel) * 7 + Math.floor(c / pixel)] > 0;
      if (isInk) data[(margin + r) * width + margin + c] = ink;
    }
  }
  return { width, height, data };
}

function normalize(picture: Picture): Uint8Array {
  const normalized = normalizePicture(picture);
  if (normalized.status === 'blank') throw new Error('the drawing is blank');
  return normalized.image;
}

const definition: Definition = {
  name: 'templates',
  input: { maps: 1, rows: 28, columns: 28, background: 0, foreground: 1 },
  initial: { rule: 'uniform', limit: 0 },
  layers: [{ name: 'OUT', kind: 'full', units: 10 }],
};

/** Scores: `sharpness` times the cosine between picture and template, times the picture's length. */
function makeTemplates(sharpness: number): Model {
  const parameters = new Float32Array(planNetwork(definition).length);
  for (let m = 0; m < 10; m++) {
    const image = normalize(drawCode(m));
    const length = Math.sqrt(image.reduce((sum, v) => sum + (v / 255) ** 2, 0));
    for (let n = 0; n < image.length; n++) parameters[n * 10 + m] = (sharpness * image[n]) / 255 / length;
  }
  return { definition, parameters, card: {} };
}

/** A network that gives the same scores for every picture: those of `scores`, 0 for the other classes. */
function constantModel(units: number, scores: ReadonlyMap<number, number>): Model {
  const constant = { ...definition, name: 'constant', layers: [{ ...definition.layers[0], units }] };
  const plan = planNetwork(constant as Definition);
  const parameters = new Float32Array(plan.length);
  const biases = plan.tensors.find(({ fullName }) => fullName === 'OUT.biases')!;
  for (const [m, score] of scores) parameters[biases.offset + m] = score;
  return { definition: constant as Definition, parameters, card: {} };
}

describe('Recognizer', () => {
  let recognizer: Recognizer;
  beforeAll(async () => {
    recognizer = await Recognizer.open(makeTemplates(20));
  });

  it('reads each digit, in another size, colour and place than it knows it in', () => {
    for (let digit = 0; digit < 10; digit++) {
      for (const drawing of [{}, { pixel: 11, margin: 80 }, { ink: 230, paper: 15, pixel: 6 }]) {
        const {
          status,
          digit: answer,
          confidence,
          alternatives,
          reason,
        } = recognizer.recognize(drawCode(digit, drawing));
        expect([status, answer, reason]).toEqual(['accepted', digit, undefined]);
        expect(confidence).toBeGreaterThan(0.5);
        expect(alternatives.length).toBe(2);
        expect(alternatives[0]).toEqual({ digit, confidence });
        expect(alternatives[1].digit).not.toBe(digit);
        expect(alternatives[1].confidence).toBeLessThan(confidence);
      }
    }
  });

  it('finds nothing on blank paper, white, black or grey', () => {
    for (const level of [255, 0, 128]) {
      const picture = { width: 60, height: 50, data: new Uint8Array(3000).fill(level) };
      expect(recognizer.recognize(picture)).toEqual({
        status: 'rejected',
        digit: null,
        confidence: 0,
        alternatives: [],
        reason: 'blank',
      });
    }
  });

  it('rejects as uncertain below the confidence asked for, and still says what it thinks', async () => {
    const picture = drawCode(3);
    const unsure = await Recognizer.open(makeTemplates(1));
    const { confidence, alternatives } = unsure.recognize(picture);
    const [strict, lenient] = await Promise.all(
      [confidence + 1e-6, confidence].map((minConfidence) =>
        Recognizer.open(makeTemplates(1), { minConfidence }),
      ),
    );
    expect(strict.recognize(picture)).toEqual({
      ...{ status: 'rejected', digit: 3, confidence, alternatives, reason: 'uncertain' },
    });
    expect(lenient.recognize(picture)).toEqual({ status: 'accepted', digit: 3, confidence, alternatives });
  });

  it('is uncertain where all classes are alike: the first two of them', async () => {
    const ignorant = await Recognizer.open(makeTemplates(0));
    const { status, reason, confidence, alternatives } = ignorant.recognize(drawCode(7));
    expect([status, reason]).toEqual(['rejected', 'uncertain']);
    expect(alternatives.map(({ digit }) => digit)).toEqual([0, 1]);
    // A float32 tenth.
    expect(Math.abs(confidence - 0.1)).toBeLessThan(1e-8);
  });

  it('recognizeInk takes ink that is normalised already, and gives the same', () => {
    for (let digit = 0; digit < 10; digit++) {
      const picture = drawCode(digit);
      expect(recognizer.recognizeInk(normalize(picture), 28, 28)).toEqual(recognizer.recognize(picture));
    }
    // Smaller ink is centred in the field: 4 is 2 rows and columns of margin on each side.
    const whole = normalize(drawCode(4));
    const inner = Uint8Array.from(
      { length: 24 * 24 },
      (_, n) => whole[(Math.floor(n / 24) + 2) * 28 + (n % 24) + 2],
    );
    expect(recognizer.recognizeInk(inner, 24, 24)).toEqual(recognizer.recognizeInk(whole, 28, 28));
  });

  it('recognizeInk finds nothing in ink that is all alike, and refuses what does not fit', () => {
    for (const level of [0, 255, 9]) {
      for (const ink of [new Uint8Array(784).fill(level), Array<number>(784).fill(level)]) {
        expect(recognizer.recognizeInk(ink, 28, 28)).toEqual({
          ...{ status: 'rejected', digit: null, confidence: 0, alternatives: [], reason: 'blank' },
        });
      }
    }
    expect(
      recognizer.recognizeInk(
        Uint8Array.from({ length: 784 }, (_, n) => Number(n === 400)),
        28,
        28,
      ).digit,
    ).not.toBe(null);
    expect(() => recognizer.recognizeInk(new Uint8Array(64 * 64), 64, 64)).toThrow(ShapeError);
  });

  it('the answer does not depend on what was read before', () => {
    const first = recognizer.recognize(drawCode(5));
    recognizer.recognizeInk(new Uint8Array(26 * 26).fill(255), 26, 26);
    recognizer.recognize(drawCode(8));
    expect(recognizer.recognize(drawCode(5))).toEqual(first);
  });

  it('takes strokes of a pen: the same as their drawing', () => {
    const strokes = [[0, 0, 30, 0, 10, 60]];
    expect(recognizer.recognizeStrokes(strokes, { pen: 3 })).toEqual(
      recognizer.recognize(drawStrokes(strokes, { pen: 3 })),
    );
    expect(recognizer.recognizeStrokes([])).toMatchObject({ status: 'rejected', reason: 'blank' });
    expect(() => recognizer.recognizeStrokes([[1]])).toThrow(FormatError);
  });

  it('with outputs for rubbish says what is seen instead of a digit', async () => {
    const scores = (...pairs: [number, number][]) => constantModel(12, new Map(pairs));
    const answer = async (model: Model, minConfidence?: number) =>
      (await Recognizer.open(model, { minConfidence })).recognize(drawCode(1));
    const letter = await answer(scores([10, 9], [4, 5], [7, 4]));
    expect(letter).toMatchObject({ status: 'rejected', reason: 'not a digit', digit: 4 });
    expect(letter.alternatives.map(({ digit }) => digit)).toEqual([4, 7]);
    expect(await answer(scores([11, 9], [4, 5]))).toMatchObject({ reason: 'several characters', digit: 4 });
    expect(await answer(scores([10, 4.9], [4, 5], [3, 4.9]))).toMatchObject({
      reason: 'uncertain',
      digit: 4,
    });
    expect(await answer(scores([10, 1], [4, 9]))).toMatchObject({ status: 'accepted', digit: 4 });
    // However unsure an answer may be, it is a digit.
    expect(await answer(scores([10, 9], [11, 8], [4, 1]), 0)).toMatchObject({ status: 'accepted', digit: 4 });
  });

  it('refuses a network of other outputs', async () => {
    await expect(Recognizer.open(constantModel(14, new Map()))).rejects.toThrow(
      "recognizer: 'constant' has 14 outputs; expected 10 (the digits) or 12",
    );
  });

  it('refuses options that it does not know or that make no sense', async () => {
    const open = (options: unknown) =>
      Recognizer.open(makeTemplates(20), options as { minConfidence: number });
    await expect(open({ minconfidence: 0.9 })).rejects.toThrow(
      new UsageError("recognizer: options: expected the keys minConfidence, got 'minconfidence'."),
    );
    await expect(open({ minConfidence: 2 })).rejects.toThrow(
      new UsageError('recognizer: minConfidence: expected a number in 0..1, got 2.'),
    );
    await expect(open({ minConfidence: Number.NaN })).rejects.toThrow(UsageError);
    await expect(open(0.9)).rejects.toThrow('options: expected an object with minConfidence, got 0.9.');
  });

  it.each([
    ['a path', 'out/lenet5.safetensors', '"out/lenet5.safetensors"'],
    ['a promise', Promise.resolve(), 'Promise'],
    ['bytes', new Uint8Array(9), 'Uint8Array'],
    ['nothing', undefined, 'nothing'],
  ])('refuses %s in place of a model', async (_, model, got) => {
    await expect(Recognizer.open(model as unknown as Model)).rejects.toThrow(
      new UsageError(
        `model: expected what readModel, or loadModel of lenet5/node, gives (await it), got ${got}.`,
      ),
    );
  });

  it('refuses pictures and ink that do not fit', () => {
    expect(() => recognizer.recognize({ width: 10, height: 10, data: new Uint8Array(99) })).toThrow(
      ShapeError,
    );
    expect(() => recognizer.recognizeInk(new Uint8Array(32 * 32), 32, 32)).toThrow(
      "data: pictures of 32x32 do not fit the input 1@28x28 of 'templates'.",
    );
  });
});
