// The maps of every layer: shapes of section II.B, and a last layer that is what the classifier answers.

import { fileURLToPath } from 'node:url';
import { Classifier, describe as describeNetwork, findNetwork, Inspector, inspect } from 'lenet5';
import { loadModel } from 'lenet5/node';
import { expect, it } from 'vitest';
import { makeDigits } from '../training/digits.ts';

const model = await loadModel(fileURLToPath(new URL('../../models/lenet5.safetensors', import.meta.url)));

it('inspect gives the maps of every layer', async () => {
  const digit = makeDigits(10).images.subarray(3 * 784, 4 * 784);
  const layers = await inspect(model, digit, 28, 28);
  const { layers: rows } = describeNetwork(findNetwork('lenet5'));
  expect(layers.map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
  expect(layers[0].values).toHaveLength(6 * 28 * 28);
  expect(layers[5].values.every((value) => Math.abs(value) <= 1.7159)).toBe(true);
  const classifier = await Classifier.open(model);
  expect(layers[6].values).toEqual(classifier.outputs(digit, 1, 28, 28));
});

it('an inspector looks at one picture after another, with the field and probabilities', async () => {
  const { images } = makeDigits(10);
  const [three, four] = [3, 4].map((n) => images.subarray(n * 784, (n + 1) * 784));
  const inspector = await Inspector.open(model);
  inspector.look(four, 28, 28);
  const { input, layers, probabilities } = inspector.look(three, 28, 28);
  expect(layers).toEqual(await inspect(model, three, 28, 28));
  const classifier = await Classifier.open(model);
  expect(probabilities).toEqual(classifier.probabilities(three, 1, 28, 28));
  const { background, foreground } = model.definition.input;
  const field = Float32Array.from({ length: 32 * 32 }, (_, n) => {
    const [row, column] = [Math.floor(n / 32) - 2, (n % 32) - 2];
    const isInside = row >= 0 && row < 28 && column >= 0 && column < 28;
    return background + ((foreground - background) * (isInside ? three[28 * row + column] : 0)) / 255;
  });
  expect(input.values).toEqual(field);
});
