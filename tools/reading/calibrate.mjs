// Fits the confidence of readings on made strings of digits that the reading network was not trained on.
import { indexDigits, writeString } from '../../dist/src/data/strings.js';
import { Random } from '../../dist/src/random.js';
import { featuresOf } from '../../dist/src/reading/calibration.js';
import { Reader } from '../../dist/src/reading/reader.js';

/** Reads `count` made strings: for each the features of its reading and whether it is right. */
async function readStrings({ model, digits, indices, count, seed }) {
  const reader = await Reader.open(model);
  const index = indexDigits(digits, indices);
  const samples = [];
  for (let n = 0; n < count; n++) {
    const { picture, text } = writeString(digits, index, new Random(seed, n));
    const reading = reader.read(picture);
    if (reading.alternatives.length === 0) continue;
    const isRight = reading.value === text.replace(/\D/g, '');
    samples.push({
      features: [1, ...featuresOf(reading.alternatives[0].confidence, reading.digits)],
      isRight,
    });
  }
  return samples;
}

/** The calibration by logistic regression, a hundred small steps of Newton's method, and the share of right readings. */
export async function calibrate(options) {
  const samples = await readStrings(options);
  let weights = [0, 1, 0];
  for (let step = 0; step < 100; step++) weights = newtonStep(samples, weights);
  const [offset, slope, worst] = weights;
  const right = samples.filter(({ isRight }) => isRight).length;
  return { calibration: { offset, slope, worst }, right: right / options.count };
}

function newtonStep(samples, weights) {
  const gradient = [0, 0, 0];
  const curvature = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 1e-3 : 0)));
  for (const { features, isRight } of samples) {
    const p = 1 / (1 + Math.exp(-features.reduce((sum, x, i) => sum + x * weights[i], 0)));
    for (let i = 0; i < 3; i++) {
      gradient[i] += features[i] * ((isRight ? 1 : 0) - p);
      for (let j = 0; j < 3; j++) curvature[i][j] += features[i] * features[j] * p * (1 - p);
    }
  }
  const step = solve(curvature, gradient);
  return weights.map((weight, i) => weight + 0.5 * step[i]);
}

/** Gauss elimination, 3 x 3, positive definite. */
function solve(matrix, values) {
  const rows = matrix.map((row, i) => [...row, values[i]]);
  for (let i = 0; i < 3; i++) {
    for (let k = 0; k < 3; k++) {
      if (k === i) continue;
      const factor = rows[k][i] / rows[i][i];
      for (let j = i; j < 4; j++) rows[k][j] -= factor * rows[i][j];
    }
  }
  return rows.map((row, i) => row[3] / row[i]);
}
