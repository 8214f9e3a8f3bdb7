// Trains the network that is swept over a line: LeNet-5's layers with more maps, and outputs for the ten digits, points,
// dashes, slashes and for none of them, by the forward penalty, on lines of strings that are made of MNIST's training
// digits. Writes models/reading-line.safetensors. A run that was stopped goes on where its last epoch ended. With --from
// a network of lines is trained on, with a lower rate and lines of its own --seed; with --halfway the weights half-way
// between where it began and where it ended are kept, which know of both.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import {
  createCrew,
  hashWeights,
  loadMnist,
  loadModel,
  readCheckpoint,
  recipeFor,
  saveModel,
  train,
  writeCheckpoint,
  writeFileAtomically,
} from '../../dist/node/index.js';
import { splitAtRandom } from '../../dist/src/data/split.js';
import { LINE_ROWS } from '../../dist/src/reading/line.js';
import { RUBBISH, SYMBOLS } from '../../dist/src/reading/symbols.js';
import { HELD_OUT } from './lessons.mjs';
import { COLUMNS, makeLines } from './lines.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const pictures = Number(option('pictures', 40000));
const epochs = Number(option('epochs', 16));
const threads = Number(option('threads', 2));
const out = option('out', 'models/reading-line.safetensors');
const from = option('from');
const seed = Number(option('seed', 1));
const peak = Number(option('peak', from ? 0.0008 : 0.003));
const halfway = process.argv.includes('--halfway');
const unfinished = `${out}.checkpoint`;

/** Columns of the field of one answer: the width that the network has by itself. */
const FIELD = 40;

const definition = {
  name: 'reading-line',
  input: { maps: 1, rows: LINE_ROWS, columns: COLUMNS, background: 0, foreground: 3.33 },
  initial: { rule: 'squareRoot', gain: 1.73 },
  layers: [
    { name: 'C1', kind: 'convolution', maps: 24, kernel: 5 },
    { name: 'S2', kind: 'maxPooling', size: 2, activation: 'relu' },
    { name: 'C3', kind: 'convolution', maps: 88, kernel: 5 },
    { name: 'S4', kind: 'maxPooling', size: 2, activation: 'relu' },
    { name: 'C5', kind: 'convolution', maps: 224, kernel: 5, activation: 'relu' },
    { name: 'F6', kind: 'convolution', maps: 160, kernel: [1, 3], activation: 'relu' },
    { name: 'OUT', kind: 'convolution', maps: SYMBOLS, kernel: 1 },
  ],
};
// A line does not turn, and leaves its picture where it grows much; the strings are distorted already.
const distortions = {
  ...{ rotation: 0, scale: 0.05, aspect: 0.08, shear: 0.15 },
  ...{ shift: 1.5, elastic: 0.7, thickness: 0.5 },
};
const recipe = {
  ...recipeFor('lenet5-modern'),
  ...{ name: 'line', epochs, batch: 16, shard: 4, seed, loss: 'forward', blank: RUBBISH, distortions },
  // A finished network has its normalisation in its weights.
  ...(from && { normalization: false }),
  schedule: { peak, warmup: 0.1, shape: 'cosine' },
};

const digits = await loadMnist('training');
const { training, validation } = splitAtRandom(digits.count, HELD_OUT, 1);
console.log('writing strings ...');
const lines = await makeLines({ digits, indices: training, count: pictures, seed, threads });
const before = from && (await loadModel(from));
if (halfway && !before) throw new Error('--halfway: expected --from FILE beside it.');
const heldOut = {
  ...(await makeLines({ digits, indices: validation, count: 1000, seed: 2, threads })),
  name: 'held out',
};
const resume = existsSync(unfinished) ? readCheckpoint(readFileSync(unfinished), unfinished) : undefined;
if (resume) console.log(`going on after epoch ${resume.epochs} of ${unfinished}`);
const start = performance.now();
const crew = createCrew(threads);
for await (const report of train({
  definition,
  recipe,
  training: lines,
  evaluation: [heldOut],
  crew,
  resume,
  start: before?.parameters,
})) {
  if (report.type === 'epoch') {
    const minutes = ((performance.now() - start) / 60000).toFixed(1);
    const error = (100 * report.errors['held out']).toFixed(1);
    console.log(
      `epoch ${report.epoch}: loss ${report.loss.toFixed(3)}, ${error} % of held-out pictures wrong; ${minutes} min`,
    );
  }
  if (report.type === 'checkpoint') await writeFileAtomically(unfinished, writeCheckpoint(report.checkpoint));
  if (report.type !== 'done') continue;
  const narrow = { ...definition, input: { ...definition.input, columns: FIELD } };
  const data = `${pictures} lines of made strings, MNIST training digits`;
  const card = { recipe, data, ...(before && { from: hashWeights(before), halfway }) };
  const parameters = halfway
    ? report.parameters.map((end, n) => 0.5 * (end + before.parameters[n]))
    : report.parameters;
  const model = { definition: narrow, parameters, card };
  await saveModel(out, model);
  rmSync(unfinished, { force: true });
  console.log(`${out}: weights ${hashWeights(model)}`);
}
