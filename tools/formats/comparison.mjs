// What all formats are measured by: outputs for MNIST's 10,000 test digits beside this library's own.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { quantizeModel } from '../../dist/src/exchange.js';
import { Classifier, readModel } from '../../dist/src/index.js';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A packaged model with its outputs for the set. */
export async function loadSubject(name, set) {
  const path = join(root, 'models', `${name}.safetensors`);
  const model = readModel(readFileSync(path), path);
  const classifier = await Classifier.open(model);
  const outputs = classifier.outputs(set.images, set.count, set.rows, set.columns);
  return { name, path, model, outputs, classes: classifier.classes, kind: classifier.plan.outputs };
}

/** The place of the smallest or largest of `classes` values. */
function answerOf(values, first, { classes, kind }) {
  const sign = kind === 'penalties' ? -1 : 1;
  let best = 0;
  for (let m = 1; m < classes; m++) if (sign * values[first + m] > sign * values[first + best]) best = m;
  return best;
}

/** `theirs`: outputs in the subject's order. The difference is relative to the picture's largest output. */
export function compare(subject, theirs, labels) {
  const { outputs, classes } = subject;
  const result = { count: labels.length, differ: 0, largest: 0, errors: 0, ownErrors: 0 };
  for (let p = 0; p < labels.length; p++) {
    const first = p * classes;
    let size = 0;
    let difference = 0;
    for (let n = first; n < first + classes; n++) {
      size = Math.max(size, Math.abs(outputs[n]));
      difference = Math.max(difference, Math.abs(outputs[n] - theirs[n]));
      if (!Number.isFinite(theirs[n])) throw new Error(`picture ${p}: ${theirs[n]}`);
    }
    result.largest = Math.max(result.largest, difference / size);
    const [own, other] = [outputs, theirs].map((values) => answerOf(values, first, subject));
    if (own !== other) result.differ++;
    if (own !== labels[p]) result.ownErrors++;
    if (other !== labels[p]) result.errors++;
  }
  return result;
}

/** Throws where int8 weights cost more than their rounding: against the model with rounded weights nothing may differ. */
export async function checkRounding(subject, theirs, set) {
  const classifier = await Classifier.open(quantizeModel(subject.model));
  const outputs = classifier.outputs(set.images, set.count, set.rows, set.columns);
  const { differ, largest } = compare({ ...subject, outputs }, theirs, set.labels);
  if (differ > 0 || largest > 1e-4)
    throw new Error(`int8: ${differ} other answers, largest difference ${largest}`);
}

/** The set as the network's input, [picture][row][column]. */
export function paintSet({ input }, set, first = 0, count = set.count) {
  const { rows, columns, background, foreground } = input;
  const top = (rows - set.rows) >> 1;
  const left = (columns - set.columns) >> 1;
  const values = new Float32Array(count * rows * columns).fill(background);
  for (let p = 0; p < count; p++) {
    for (let r = 0; r < set.rows; r++) {
      for (let c = 0; c < set.columns; c++) {
        const ink = set.images[((first + p) * set.rows + r) * set.columns + c];
        values[(p * rows + r + top) * columns + c + left] =
          background + ((foreground - background) * ink) / 255;
      }
    }
  }
  return values;
}

/** A package that is no dependency of this one: from here, or from the folder that was named. */
export async function findOracle(name, folder) {
  for (const from of [folder && join(folder, 'package.json'), join(root, 'package.json')].filter(Boolean)) {
    try {
      const module = await import(pathToFileURL(createRequire(from).resolve(name)).href);
      return module.default ?? module;
    } catch {
      // Not there.
    }
  }
  return undefined;
}
