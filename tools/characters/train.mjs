// Trains the network that recognizes single characters: lenet5-best's layers with two outputs more, for what is no
// digit and for several digits, on MNIST's training digits and what is made of them. Writes
// models/characters.safetensors. With --writers FILE whole writers are held out and reported on, to choose settings by.
import {
  createCrew,
  findNetwork,
  hashWeights,
  loadMnist,
  readBytes,
  readWriters,
  recipeFor,
  saveModel,
  select,
  splitByWriter,
  train,
} from '../../dist/node/index.js';
import { CHARACTERS } from '../../dist/src/reading/characters.js';
import { makeLessons } from './lessons.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const network = option('network', 'lenet5-best');
const epochs = Number(option('epochs', 18));
const seed = Number(option('seed', 1));
const out = option('out', 'models/characters.safetensors');
const writers = option('writers', '');

const digits = await loadMnist('training');
const all = Uint32Array.from({ length: digits.count }, (_, i) => i);
const { training, validation } = writers
  ? splitByWriter(readWriters(new TextDecoder().decode(await readBytes(writers)), writers))
  : { training: all, validation: undefined };
console.log('making lessons ...');
const lessons = makeLessons({ digits, indices: training, seed: 1 });
const counts = Array.from({ length: CHARACTERS }, (_, c) => lessons.labels.filter((l) => l === c).length);
console.log(`${lessons.count} lessons; by class ${counts.join(' ')}`);

const base = findNetwork(network);
const layers = base.layers.map((layer) => (layer.name === 'OUT' ? { ...layer, units: CHARACTERS } : layer));
const definition = { ...base, name: 'characters', layers };
const recipe = { ...recipeFor(network), epochs, seed };
const evaluation = validation
  ? [
      { ...select(digits, validation), name: 'digits' },
      { ...makeLessons({ digits, indices: validation, seed: 2 }), name: 'lessons' },
    ]
  : [];
const crew = createCrew(Number(option('threads', 1)));
for await (const report of train({ definition, recipe, training: lessons, evaluation, crew })) {
  if (report.type === 'epoch') {
    const errors = Object.entries(report.errors).map(([name, e]) => `, ${name} ${(100 * e).toFixed(2)} %`);
    console.log(`epoch ${report.epoch}: loss ${report.loss.toFixed(4)}${errors.join('')}`);
  }
  if (report.type !== 'done') continue;
  const card = { recipe, data: `${lessons.count} lessons made of MNIST's training digits and of strokes` };
  const model = { definition, parameters: report.parameters, card };
  await saveModel(out, model);
  console.log(`${out}: weights ${hashWeights(model)}`);
}
