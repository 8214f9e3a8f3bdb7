// What training makes small. Each loss writes its gradient into the network's outputs and returns the sum over the
// images; gradients are of the sum, the update divides by the batch.
import type { Floats, Kernels } from '../kernels/kernels.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { forwardLoss, isMisread, MOST_SYMBOLS } from './forward-loss.ts';
import type { Recipe } from './recipe.ts';

export type Loss = (
  count: number,
  outputs: Floats,
  labels: Int32Array,
  doutputs: Floats,
  kernels: Kernels,
) => number;

/** Equation (8): the penalty of the right class alone. */
function penalty(classes: number): Loss {
  return (count, outputs, labels, doutputs) => {
    doutputs.fill(0, 0, count * classes);
    let sum = 0;
    for (let n = 0; n < count; n++) {
      sum += outputs[n * classes + labels[n]];
      doutputs[n * classes + labels[n]] = 1;
    }
    return sum;
  };
}

/** Half the squared distance of the scores from +1 for the right class and -1 for every other. */
function meanSquare(classes: number): Loss {
  return (count, outputs, labels, doutputs) => {
    let sum = 0;
    for (let n = 0; n < count; n++) {
      for (let m = 0; m < classes; m++) {
        const error = outputs[n * classes + m] - (m === labels[n] ? 1 : -1);
        doutputs[n * classes + m] = error;
        sum += 0.5 * error * error;
      }
    }
    return sum;
  };
}

/** Cross-entropy of the softmax of the scores, or of the negative penalties: equation (9) without the rubbish class. */
function crossEntropy(classes: number, sign: 1 | -1): Loss {
  return (count, outputs, labels, doutputs, kernels) =>
    kernels.crossEntropy(count, classes, sign, outputs, labels, doutputs);
}

/** Equation (9): the penalty of the right class + log (e^-j + sum of e^-penalty). */
function map(classes: number, j: number): Loss {
  return (count, outputs, labels, doutputs, kernels) =>
    kernels.crossEntropy(count, classes, -1, outputs, labels, doutputs, -j);
}

export function makeLoss(
  { loss: name, rubbish, blank }: Pick<Recipe, 'loss' | 'rubbish' | 'blank'>,
  output: Shape,
  outputs: 'penalties' | 'scores',
): Loss {
  if (name === 'forward') return forwardLoss(output.columns, output.maps, blank!);
  const classes = sizeOf(output);
  if (name === 'penalty') return penalty(classes);
  if (name === 'map') return map(classes, rubbish!);
  if (name === 'meanSquare') return meanSquare(classes);
  return crossEntropy(classes, outputs === 'penalties' ? -1 : 1);
}

/** Labels of one image in a data set: its class, or its text. */
export const labelsOfImage = ({ loss }: Pick<Recipe, 'loss'>): number =>
  loss === 'forward' ? MOST_SYMBOLS : 1;

/** How many of the first `count` images are answered wrongly. */
export type Judge = (count: number, outputs: ArrayLike<number>, labels: ArrayLike<number>) => number;

export function makeJudge(
  { loss, blank }: Pick<Recipe, 'loss' | 'blank'>,
  output: Shape,
  outputs: 'penalties' | 'scores',
): Judge {
  const line = { columns: output.columns, classes: output.maps, blank: blank! };
  const classes = sizeOf(output);
  return (count, values, labels) => {
    let errors = 0;
    for (let n = 0; n < count; n++) {
      const isWrong =
        loss === 'forward'
          ? isMisread(values, n, line, labels, n * MOST_SYMBOLS)
          : bestClass(values, n, classes, outputs) !== labels[n];
      if (isWrong) errors++;
    }
    return errors;
  };
}

/**
 * Where second derivatives begin: writes what `Network.curvature` starts from, for either kind of outputs. Penalties:
 * that of the right class alone, whatever the loss, so that each unit before them begins with 2, the second derivative
 * of equation (7); the exact one of a discriminative loss vanishes with its mistakes and would let rates grow without
 * bound. Scores: 1, as half a squared error has it, which for cross-entropy, at most 1/4, is cautious.
 */
export function startCurvature(
  kind: 'penalties' | 'scores',
  classes: number,
  count: number,
  labels: Int32Array,
  doutputs: Floats,
  ddoutputs: Floats,
): void {
  doutputs.fill(0, 0, count * classes);
  ddoutputs.fill(kind === 'scores' ? 1 : 0, 0, count * classes);
  if (kind === 'penalties') for (let n = 0; n < count; n++) doutputs[n * classes + labels[n]] = 1;
}

/** The class that the outputs of image `n` speak for; the first one on ties, 0 if all are NaN. */
export function bestClass(
  outputs: ArrayLike<number>,
  n: number,
  classes: number,
  kind: 'penalties' | 'scores',
): number {
  const sign = kind === 'penalties' ? -1 : 1;
  let best = 0;
  for (let m = 1; m < classes; m++) {
    if (sign * outputs[n * classes + m] > sign * outputs[n * classes + best]) best = m;
  }
  return best;
}
