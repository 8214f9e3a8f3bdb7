// Fits the confidence of readings on made strings of digits that no reading network was trained on, and writes it into
// the card of the network of lines.
import { loadMnist, loadModel, Reader, saveModel } from '../../dist/node/index.js';
import { splitAtRandom } from '../../dist/src/data/split.js';
import { indexDigits, writeString } from '../../dist/src/data/strings.js';
import { drawSurrounded, drawText } from '../../dist/src/data/texts.js';
import { exp } from '../../dist/src/elementary.js';
import { Random } from '../../dist/src/random.js';
import { featuresOf } from '../../dist/src/reading/calibration.js';
import { HELD_OUT } from './lessons.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const piecesFile = option('pieces', 'models/reading.safetensors');
const lineFile = option('line', 'models/reading-line.safetensors');
const count = Number(option('strings', 24000));

/** Share of the numbers with signs before or behind them. */
const SURROUNDED = 0.25;

/** Keeps weights that hardly anything speaks for near 0. */
const RIDGE = 0.1;

/** Reads made strings: for each the features of its reading, and whether it is right. */
async function readStrings(reader) {
  const digits = await loadMnist('training');
  const { validation } = splitAtRandom(digits.count, HELD_OUT, 1);
  const index = indexDigits(digits, validation);
  const samples = [];
  for (let n = 0; n < count; n++) {
    const random = new Random(3, n);
    const draw = random.uniform() < SURROUNDED ? drawSurrounded : drawText;
    const { picture, text } = writeString(digits, index, random, draw(random));
    const { value, evidence } = reader.read(picture);
    if (evidence)
      samples.push({ features: featuresOf(evidence), isRight: value === text.replace(/\D/g, '') });
  }
  return samples;
}

/** Logistic regression, a hundred small steps of Newton's method. */
function regress(samples) {
  let weights = samples[0].features.map(() => 0);
  for (let step = 0; step < 100; step++) weights = newtonStep(samples, weights);
  return weights;
}

function newtonStep(samples, weights) {
  const gradient = weights.map((weight) => -RIDGE * weight);
  const curvature = weights.map((_, i) => weights.map((__, j) => (i === j ? RIDGE : 0)));
  for (const { features, isRight } of samples) {
    const p = 1 / (1 + exp(-features.reduce((sum, x, i) => sum + x * weights[i], 0)));
    for (let i = 0; i < weights.length; i++) {
      gradient[i] += features[i] * ((isRight ? 1 : 0) - p);
      for (let j = 0; j < weights.length; j++) curvature[i][j] += features[i] * features[j] * p * (1 - p);
    }
  }
  const step = solve(curvature, gradient);
  return weights.map((weight, i) => weight + 0.5 * step[i]);
}

/** Gauss elimination, positive definite. */
function solve(matrix, values) {
  const rows = matrix.map((row, i) => [...row, values[i]]);
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < rows.length; k++) {
      if (k === i) continue;
      const factor = rows[k][i] / rows[i][i];
      for (let j = i; j <= rows.length; j++) rows[k][j] -= factor * rows[i][j];
    }
  }
  return rows.map((row, i) => row[rows.length] / row[i]);
}

const pieces = await loadModel(piecesFile);
const { card, ...network } = await loadModel(lineFile);
// How sure readings were decides where a second ink is asked: what an earlier fit said has no say in this one.
const { calibration: _, ...told } = card;
const line = { ...network, card: told };
const samples = await readStrings(await Reader.open(pieces, line));
const weights = regress(samples);
const right = samples.filter(({ isRight }) => isRight).length;
console.log(`${((100 * right) / count).toFixed(1)} % of ${count} held-out made strings read right`);
console.log(`weights of the confidence: ${weights.map((weight) => weight.toFixed(3)).join(' ')}`);
await saveModel(lineFile, { ...line, card: { ...told, calibration: { weights } } });
