// Trains the network of pieces: LeNet-5's layers with outputs for rubbish, points, dashes and slashes beside the ten
// digits, on pieces cut out of strings that are made of MNIST's training digits. Writes models/reading.safetensors.

import {
  createCrew,
  findNetwork,
  hashWeights,
  loadMnist,
  recipeFor,
  saveModel,
  train,
} from '../../dist/node/index.js';
import { splitAtRandom } from '../../dist/src/data/split.js';
import { SYMBOLS } from '../../dist/src/reading/symbols.js';
import { HELD_OUT, makeLessons } from './lessons.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const strings = Number(option('strings', 20000));
const epochs = Number(option('epochs', 12));
const threads = Number(option('threads', 1));
const out = option('out', 'models/reading.safetensors');

const digits = await loadMnist('training');
const { training, validation } = splitAtRandom(digits.count, HELD_OUT, 1);
console.log('cutting pieces ...');
const lessons = makeLessons({ digits, indices: training, strings, seed: 1, keep: 0.3, whole: true });
const heldOut = makeLessons({ digits, indices: validation, strings: 1500, seed: 2, keep: 0.3 });
const counts = Array.from(
  { length: SYMBOLS },
  (_, symbol) => lessons.labels.filter((l) => l === symbol).length,
);
console.log(`${lessons.count} pieces of ${strings} strings; by symbol ${counts.join(' ')}`);

// Pieces are harder than digits: a few more maps than LeNet-5 has.
const modern = findNetwork('lenet5-modern');
const sizes = { C1: { maps: 12 }, C3: { maps: 32 }, OUT: { units: SYMBOLS } };
const layers = modern.layers.map((layer) => ({ ...layer, ...sizes[layer.name] }));
const definition = { ...modern, name: 'reading', layers };
const modernRecipe = recipeFor('lenet5-modern');
// The strings are distorted already.
const distortions = {
  ...{ rotation: 5, scale: 0.06, aspect: 0.06, shear: 0.08 },
  ...{ shift: 1, elastic: 0.4, thickness: 0.3 },
};
const recipe = { ...modernRecipe, epochs, seed: 1, distortions };
const options = { definition, recipe, training: lessons, evaluation: [heldOut], crew: createCrew(threads) };
for await (const report of train(options)) {
  if (report.type === 'epoch') {
    const error = (100 * (report.errors.pieces ?? Number.NaN)).toFixed(2);
    console.log(`epoch ${report.epoch}: loss ${report.loss.toFixed(4)}, ${error} % of held-out pieces wrong`);
  }
  if (report.type !== 'done') continue;
  const model = { definition, parameters: report.parameters, card: {} };
  const card = { recipe, data: `pieces of ${strings} made strings, MNIST training digits` };
  await saveModel(out, { ...model, card });
  console.log(`${out}: weights ${hashWeights(model)}`);
}
