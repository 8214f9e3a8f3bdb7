// Networks that only answer, with their large convolutions in whole numbers.
import { describe, expect, it } from 'vitest';
import { Classifier } from '../../src/networks/classifier.ts';
import type { Definition } from '../../src/networks/definition.ts';
import { initialize } from '../../src/networks/initialize.ts';
import { Inspector } from '../../src/networks/inspect.ts';
import type { Model } from '../../src/networks/model.ts';
import { planNetwork } from '../../src/networks/plan.ts';
import { Random } from '../../src/random.ts';

const ROWS = 16;
const COLUMNS = 24;
const WIDE = { rows: ROWS, columns: COLUMNS + 12 };

const definition: Definition = {
  name: 'whole numbers',
  input: { maps: 1, rows: ROWS, columns: COLUMNS, background: 0, foreground: 1 },
  initial: { rule: 'squareRoot', gain: 1.7 },
  layers: [
    { name: 'C1', kind: 'convolution', maps: 8, kernel: 5 },
    { name: 'S2', kind: 'maxPooling', size: 2, activation: 'relu' },
    { name: 'C3', kind: 'convolution', maps: 30, kernel: 3 },
    { name: 'S4', kind: 'maxPooling', size: 2, activation: 'relu' },
    { name: 'C5', kind: 'convolution', maps: 44, kernel: 2, activation: 'relu' },
    { name: 'OUT', kind: 'full', units: 5 },
  ],
};

function makeModel(own = definition): Model {
  const plan = planNetwork(own);
  const parameters = new Float32Array(plan.length);
  initialize(plan, parameters, new Random(4), { rule: 'squareRoot', gain: 1.7 });
  return { definition: own, parameters, card: {} };
}

/** Of each picture half is paper, and no two are as dark. */
function pictures(count: number, columns: number): Uint8Array {
  const random = new Random(9);
  return Uint8Array.from({ length: count * ROWS * columns }, (_, n) => {
    const darkest = 60 + 40 * Math.floor(n / (ROWS * columns));
    return random.uniform() < 0.5 ? 0 : random.integer(darkest);
  });
}

const largestOf = (values: Float32Array) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);

describe('a classifier in whole numbers', () => {
  it('answers as one in floats does, but for some ten-thousandths, over its own field and a wider one', async () => {
    const fields = [undefined, WIDE];
    const exact = await Classifier.openAll(makeModel(), 3, fields);
    const whole = await Classifier.openAll(makeModel(), 3, fields, true);
    for (const [n, columns] of [COLUMNS, WIDE.columns].entries()) {
      const images = pictures(5, columns);
      const [expected, found] = [exact, whole].map((own) => own[n].outputs(images, 5, ROWS, columns));
      const off = found.map((value, i) => value - expected[i]);
      expect(largestOf(off)).toBeLessThan(5e-4 * largestOf(expected));
      expect(largestOf(off)).toBeGreaterThan(0);
    }
  });

  it('says of a picture among others what it says of it alone', async () => {
    const [classifier] = await Classifier.openAll(makeModel(), 3, [undefined], true);
    const images = pictures(5, COLUMNS);
    const together = classifier.outputs(images, 5, ROWS, COLUMNS);
    const size = ROWS * COLUMNS;
    const alone = Array.from({ length: 5 }, (_, n) =>
      classifier.outputs(images.subarray(n * size, (n + 1) * size), 1, ROWS, COLUMNS),
    );
    expect(alone.flatMap((outputs) => [...outputs])).toEqual([...together]);
  });

  it('knows a layer in whole numbers that only the wider of its fields has', async () => {
    const { layers } = definition;
    const full: Definition = {
      ...definition,
      // Over its own field a full layer, which stays in floats; over a wider one it slides.
      layers: [
        ...layers.slice(0, 2),
        { name: 'C3', kind: 'convolution', maps: 32, kernel: 3 },
        layers[3],
        { name: 'C5', kind: 'convolution', maps: 44, kernel: [2, 4], activation: 'relu' },
        layers[5],
      ],
    };
    const [, shared] = await Classifier.openAll(makeModel(full), 1, [undefined, WIDE], true);
    const [alone] = await Classifier.openAll(makeModel(full), 1, [WIDE], true);
    const image = pictures(1, WIDE.columns);
    const expected = alone.outputs(image, 1, ROWS, WIDE.columns);
    expect(largestOf(expected)).toBeGreaterThan(0);
    expect(shared.outputs(image, 1, ROWS, WIDE.columns)).toEqual(expected);
  });

  it('is looked into with the same bits', async () => {
    const [classifier] = await Classifier.openAll(makeModel(), 1, [undefined], true);
    const inspector = await Inspector.open(makeModel(), true);
    const image = pictures(1, COLUMNS);
    const { layers } = inspector.look(image, ROWS, COLUMNS);
    expect(layers[layers.length - 1].values).toEqual(classifier.outputs(image, 1, ROWS, COLUMNS));
    const exact = (await Inspector.open(makeModel())).look(image, ROWS, COLUMNS);
    expect(layers[2].values).not.toEqual(exact.layers[2].values);
  });
});
