// The maps of every layer: shapes of section II.B, and a last layer that is what the classifier answers.

import { fileURLToPath } from 'node:url';
import { Classifier, describe as describeNetwork, findNetwork, inspect } from 'lenet5';
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
