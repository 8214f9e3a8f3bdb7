// Trains the network that is swept over a line: LeNet-5's layers with more maps, and outputs for the ten digits, points,
// dashes, slashes and for none of them, by the forward penalty, on lines of strings that are made of MNIST's training
// digits. Writes models/reading-line.safetensors, by several stages, each on new lines and from where the one before
// ended. A run that was stopped goes on where its last epoch ended. With --from FILE [--pictures N] [--epochs N]
// [--seed N] [--peak RATE] [--share S] [--distortions usual|strong] [--deeper yes] [--surrounded S] that network is
// trained on, in one stage.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
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
import { columnsFor, makeLines } from './lines.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const threads = Number(option('threads', 2));
const out = option('out', 'models/reading-line.safetensors');
const from = option('from');

/**
 * `share`: weights so far between where the stage began and where it ended are kept, which know of both; 1 unless told.
 * `starts`: between the mean of where so many stages began, or by these weights, and where this one ended. `distortions`: usual unless told.
 * `deeper`: with one layer more, see `deepen`. `surrounded`: share of the numbers with signs before or behind them; 0 unless told.
 */
const STAGES = [
  { pictures: 40000, epochs: 16, seed: 1, peak: 0.003 },
  { pictures: 16000, epochs: 3, seed: 11, peak: 0.0008 },
  { pictures: 40000, epochs: 4, seed: 21, peak: 0.0012 },
  { pictures: 48000, epochs: 10, seed: 31, peak: 0.0015, share: 0.5 },
  { pictures: 40000, epochs: 6, seed: 41, peak: 0.001 },
  { pictures: 40000, epochs: 10, seed: 51, peak: 0.002, share: 0.3 },
  { pictures: 24000, epochs: 4, seed: 62, peak: 0.001, share: 0.3, distortions: 'strong' },
  { pictures: 24000, epochs: 4, seed: 93, peak: 0.0006, distortions: 'strong', deeper: true },
  { pictures: 24000, epochs: 4, seed: 103, peak: 0.0006, share: 0.4, starts: 2, distortions: 'strong' },
  { pictures: 24000, epochs: 4, seed: 113, peak: 0.0008, share: 0.5, distortions: 'strong', surrounded: 0.5 },
  { pictures: 24000, epochs: 4, seed: 123, peak: 0.0006, share: 0.5, distortions: 'strong', surrounded: 0.5 },
  {
    ...{ pictures: 24000, epochs: 4, seed: 133, peak: 0.0005, share: 0.2, starts: [0.25, 0.25, 0.5] },
    ...{ distortions: 'strong', surrounded: 0.4 },
  },
];
const ONE_STAGE = {
  pictures: Number(option('pictures', 40000)),
  epochs: Number(option('epochs', 4)),
  seed: Number(option('seed', 1)),
  peak: Number(option('peak', 0.001)),
  share: Number(option('share', 1)),
  distortions: option('distortions', 'usual'),
  deeper: option('deeper') !== undefined,
  surrounded: Number(option('surrounded', 0)),
};

/** Its input has the columns of the field of one answer. */
const FIRST = {
  name: 'reading-line',
  input: { maps: 1, rows: LINE_ROWS, columns: 40, background: 0, foreground: 3.33 },
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
const DISTORTIONS = {
  usual: {
    ...{ rotation: 0, scale: 0.05, aspect: 0.08, shear: 0.15 },
    ...{ shift: 1.5, elastic: 0.7, thickness: 0.5 },
  },
  strong: {
    ...{ rotation: 0, scale: 0.1, aspect: 0.15, shear: 0.3 },
    ...{ shift: 1.5, elastic: 1.2, thickness: 0.8 },
  },
};
const recipeOf = ({ epochs, seed, peak, distortions = 'usual' }, isFirst) => ({
  ...recipeFor('lenet5-modern'),
  ...{ name: 'line', epochs, batch: 16, shard: 4, seed, loss: 'forward', blank: RUBBISH },
  distortions: DISTORTIONS[distortions],
  // A finished network has its normalisation in its weights.
  ...(isFirst ? {} : { normalization: false }),
  schedule: { peak, warmup: 0.1, shape: 'cosine' },
});

/** Outputs of a layer that is added, beside each other, that its maps see; so many times the columns of the line. */
const SEEN = 5;
const STEP = 4;

/**
 * The same network with another layer before the outputs, which passes on what it gets: its answers are the same. It
 * learns from there on, and sees the neighbours of a character.
 */
function deepen({ definition, parameters, card }) {
  const { layers, input } = definition;
  const { maps } = layers.at(-2);
  const added = { name: 'F7', kind: 'convolution', maps, kernel: [1, SEEN], activation: 'relu' };
  const at = parameters.length - (maps + 1) * SYMBOLS;
  const more = SEEN * maps * maps + maps;
  const deeper = new Float32Array(parameters.length + more);
  deeper.set(parameters.subarray(0, at));
  for (let m = 0; m < maps; m++) deeper[at + ((SEEN >> 1) * maps + m) * maps + m] = 1;
  deeper.set(parameters.subarray(at), at + more);
  return {
    definition: {
      ...definition,
      layers: layers.toSpliced(-1, 0, added),
      input: { ...input, columns: input.columns + (SEEN - 1) * STEP },
    },
    parameters: deeper,
    card,
  };
}

const digits = await loadMnist('training');
const { training, validation } = splitAtRandom(digits.count, HELD_OUT, 1);
const makeHeldOut = (field) =>
  makeLines({ digits, indices: validation, count: 1000, seed: 2, field, name: 'held out', threads });

/**
 * Trains from the last network of `begun`, where this stage and those before it began, if there is one; gives the network
 * and saves it as `file`.
 */
async function runStage(stage, begun, file) {
  const before = begun.at(-1);
  const narrow = before?.definition ?? FIRST;
  const field = narrow.input.columns;
  const definition = { ...narrow, input: { ...narrow.input, columns: columnsFor(field) } };
  const unfinished = `${file}.checkpoint`;
  const recipe = recipeOf(stage, !before);
  console.log(`writing ${stage.pictures} lines ...`);
  const lines = await makeLines({
    ...{ digits, indices: training, count: stage.pictures, seed: stage.seed, field, threads },
    surrounded: stage.surrounded,
  });
  const resume = existsSync(unfinished) ? readCheckpoint(readFileSync(unfinished), unfinished) : undefined;
  if (resume) console.log(`going on after epoch ${resume.epochs} of ${unfinished}`);
  const sets = { training: lines, evaluation: [await makeHeldOut(field)] };
  const crew = createCrew(threads);
  const begin = performance.now();
  let parameters;
  for await (const report of train({
    ...{ definition, recipe, ...sets, crew, resume, start: before?.parameters },
  })) {
    if (report.type === 'epoch') printEpoch(report, performance.now() - begin);
    if (report.type === 'checkpoint')
      await writeFileAtomically(unfinished, writeCheckpoint(report.checkpoint));
    if (report.type === 'done') parameters = report.parameters;
  }
  const { share = 1, starts = 1 } = stage;
  if (before) {
    const weights = Array.isArray(starts) ? starts : new Array(starts).fill(1 / starts);
    const base = meanOf(begun.slice(-weights.length), weights);
    parameters = parameters.map((end, n) => (1 - share) * base[n] + share * end);
  }
  const model = { definition: narrow, parameters, card: makeCard(stage, recipe, before) };
  await saveModel(file, model);
  rmSync(unfinished, { force: true });
  console.log(`${file}: weights ${hashWeights(model)}`);
  return model;
}

const meanOf = (models, weights) =>
  models[0].parameters.map((_, n) =>
    models.reduce((sum, { parameters }, k) => sum + weights[k] * parameters[n], 0),
  );

function printEpoch({ epoch, loss, errors }, milliseconds) {
  const minutes = (milliseconds / 60000).toFixed(1);
  const error = (100 * errors['held out']).toFixed(1);
  console.log(
    `epoch ${epoch}: loss ${loss.toFixed(3)}, ${error} % of held-out pictures wrong; ${minutes} min`,
  );
}

function makeCard({ pictures, share = 1, starts = 1 }, recipe, before) {
  const data = `${pictures} lines of made strings, MNIST training digits`;
  return { recipe, data, ...(before && { from: hashWeights(before), share, starts }) };
}

const startOf = ({ deeper }, model) => (deeper ? deepen(model) : model);

if (from) await runStage(ONE_STAGE, [startOf(ONE_STAGE, await loadModel(from))], out);
else {
  const fileOf = (n) => `${out}.stage-${n + 1}`;
  const begun = [];
  let model;
  for (const [n, stage] of STAGES.entries()) {
    begun.push(...(model ? [startOf(stage, model)] : []));
    model = existsSync(fileOf(n)) ? await loadModel(fileOf(n)) : await runStage(stage, begun, fileOf(n));
  }
  renameSync(fileOf(STAGES.length - 1), out);
  for (const n of STAGES.keys()) rmSync(fileOf(n), { force: true });
}
