// How good a model is on a set: errors with their interval, confusion, the worst mistakes.
import type { Dataset } from '../data/dataset.ts';
import { ShapeError } from '../errors.ts';
import { Classifier, softmaxOf } from '../networks/classifier.ts';
import type { Model } from '../networks/model.ts';
import { bestClass } from './losses.ts';

export interface Mistake {
  readonly index: number;
  readonly label: number;
  readonly answer: number;
  /** Of the wrong answer, 0..1. */
  readonly confidence: number;
}

export interface Evaluation {
  readonly count: number;
  readonly errors: number;
  readonly errorRate: number;
  /** 95 % interval of the error rate (Wilson's score interval). */
  readonly interval: readonly [number, number];
  /** confusion[label][answer] */
  readonly confusion: readonly (readonly number[])[];
  /** All wrong answers, the most confident first. */
  readonly mistakes: readonly Mistake[];
}

/** Wilson's score interval for `errors` of `count` at 95 %. */
export function wilsonInterval(errors: number, count: number): [number, number] {
  const z = 1.959963984540054;
  const p = errors / count;
  const centre = p + (z * z) / (2 * count);
  const half = z * Math.sqrt((p * (1 - p)) / count + (z * z) / (4 * count * count));
  const scale = 1 + (z * z) / count;
  return [Math.max(0, (centre - half) / scale), Math.min(1, (centre + half) / scale)];
}

/** Tests a model. Throws ShapeError if pictures or labels do not fit it. */
export async function evaluate(model: Model, set: Dataset): Promise<Evaluation> {
  const classifier = await Classifier.open(model);
  const { classes, plan } = classifier;
  const wrong = set.labels.findIndex((label: number) => label >= classes);
  if (wrong >= 0) {
    throw new ShapeError(
      `data '${set.name}': label ${set.labels[wrong]} of picture ${wrong}; the network has ${classes} classes.`,
    );
  }
  const outputs = classifier.outputs(set.images, set.count, set.rows, set.columns);
  return evaluateOutputs(outputs, set.labels, classes, plan.outputs);
}

/** The same from outputs [picture][class], of one network or added up of several. */
export function evaluateOutputs(
  outputs: Float32Array,
  labels: Uint8Array,
  classes: number,
  kind: 'penalties' | 'scores',
): Evaluation {
  const count = labels.length;
  const probabilities = softmaxOf(Float32Array.from(outputs), classes, kind);
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const mistakes: Mistake[] = [];
  for (let n = 0; n < count; n++) {
    const answer = bestClass(outputs, n, classes, kind);
    const label = labels[n];
    confusion[label][answer]++;
    if (answer !== label) {
      mistakes.push({ index: n, label, answer, confidence: probabilities[n * classes + answer] });
    }
  }
  mistakes.sort((a, b) => b.confidence - a.confidence || a.index - b.index);
  const errors = mistakes.length;
  return {
    count,
    errors,
    errorRate: errors / count,
    interval: wilsonInterval(errors, count),
    confusion,
    mistakes,
  };
}
