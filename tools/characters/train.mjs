// Trains the network that recognizes single characters, on MNIST's training digits and on what is made of them, with two
// outputs more than digits: for what is no digit and for several digits. First a teacher of lenet5-best's layers, then
// the network that is shipped: half the work, learning the teacher's doubts beside the labels. Writes
// models/characters.safetensors, and the teacher to out/, where one from before is taken. With --writers FILE whole
// writers are held out and reported on, to choose settings by; --teacher FILE takes that teacher.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createCrew,
  findNetwork,
  hashWeights,
  loadMnist,
  loadModel,
  readBytes,
  readWriters,
  recipeFor,
  saveModel,
  select,
  splitByWriter,
  train,
} from '../../dist/node/index.js';
import { CHARACTERS } from '../../dist/src/reading/characters.js';
import { distillation } from '../../dist/src/training/recipes.js';
import { makeLessons } from './lessons.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const epochs = Number(option('epochs', 18));
const seed = Number(option('seed', 1));
const threads = Number(option('threads', 2));
const out = option('out', 'models/characters.safetensors');
const writers = option('writers', '');
const teacherFile = option(
  'teacher',
  join('out', `characters-teacher${writers && '-of-writers'}.safetensors`),
);

/** Maps and units that the shipped network has otherwise than lenet5-best. */
const SIZES = { C1: { maps: 8 }, C5: { maps: 56 } };

const digits = await loadMnist('training');
const all = Uint32Array.from({ length: digits.count }, (_, i) => i);
const { training, validation } = writers
  ? splitByWriter(readWriters(new TextDecoder().decode(await readBytes(writers)), writers))
  : { training: all, validation: undefined };
console.log('making lessons ...');
const lessons = makeLessons({ digits, indices: training, seed: 1 });
const counts = Array.from({ length: CHARACTERS }, (_, c) => lessons.labels.filter((l) => l === c).length);
console.log(`${lessons.count} lessons; by class ${counts.join(' ')}`);
const evaluation = validation
  ? [
      { ...select(digits, validation), name: 'digits' },
      { ...makeLessons({ digits, indices: validation, seed: 2 }), name: 'lessons' },
    ]
  : [];

const base = findNetwork('lenet5-best');
const layersOf = (sizes) =>
  base.layers.map((layer) => ({
    ...layer,
    ...sizes[layer.name],
    ...(layer.name === 'OUT' && { units: CHARACTERS }),
  }));

/** Trains a network with these sizes, from `teacher` where there is one, and saves it as `file`. */
async function run(sizes, teacher, file) {
  const definition = { ...base, name: 'characters', layers: layersOf(sizes) };
  const recipe = { ...recipeFor('lenet5-best'), epochs, seed, ...(teacher && { distillation }) };
  const crew = createCrew(threads);
  const teachers = teacher ? [teacher] : [];
  for await (const report of train({ definition, recipe, training: lessons, evaluation, teachers, crew })) {
    if (report.type === 'epoch') printEpoch(report);
    if (report.type !== 'done') continue;
    const data = `${lessons.count} lessons made of MNIST's training digits and of strokes`;
    const card = { recipe, data, ...(teacher && { teacher: hashWeights(teacher) }) };
    const model = { definition, parameters: report.parameters, card };
    await saveModel(file, model);
    console.log(`${file}: weights ${hashWeights(model)}`);
    return model;
  }
}

function printEpoch({ epoch, loss, errors }) {
  const list = Object.entries(errors).map(([name, error]) => `, ${name} ${(100 * error).toFixed(2)} %`);
  console.log(`epoch ${epoch}: loss ${loss.toFixed(4)}${list.join('')}`);
}

mkdirSync('out', { recursive: true });
const teacher = existsSync(teacherFile)
  ? await loadModel(teacherFile)
  : await run({}, undefined, teacherFile);
await run(SIZES, teacher, out);
