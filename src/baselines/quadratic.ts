// Principal components and a polynomial classifier (section III.C): a picture's 40 components, the 820 products of
// two of them and a constant are 821 inputs of a linear classifier, fitted by least squares to +1 and -1.
import type { Dataset } from '../data/dataset.ts';
import { LeastSquares } from './least-squares.ts';
import { covariance, principalComponents } from './principal-components.ts';

export class QuadraticClassifier {
  readonly components: number;
  readonly inputs: number;
  readonly classes: number;
  private readonly directions: Float64Array;
  private readonly weights: Float64Array;

  private constructor(components: number, classes: number, directions: Float64Array, weights: Float64Array) {
    this.components = components;
    this.inputs = countInputs(components);
    this.classes = classes;
    this.directions = directions;
    this.weights = weights;
  }

  /** Fits to a whole set; the same set gives the same classifier. */
  static fit(training: Dataset, components = 40): QuadraticClassifier {
    const { rows, columns, count, labels, classes } = training;
    const directions = principalComponents(covariance(training, count), rows * columns, components);
    const fit = new LeastSquares(countInputs(components), classes);
    const x = new Float64Array(countInputs(components));
    const targets = new Float64Array(classes);
    for (let n = 0; n < count; n++) {
      expand(training, n, directions, components, x);
      fit.add(x, targets.fill(-1).fill(1, labels[n], labels[n] + 1));
    }
    return new QuadraticClassifier(components, classes, directions, fit.solve());
  }

  /** Scores of every picture, [picture][class]; the largest wins. */
  scores(set: Dataset): Float32Array {
    const { components, inputs, classes, directions, weights } = this;
    const x = new Float64Array(inputs);
    const result = new Float32Array(set.count * classes);
    for (let n = 0; n < set.count; n++) {
      expand(set, n, directions, components, x);
      for (let m = 0; m < classes; m++) {
        let sum = 0;
        for (let a = 0; a < inputs; a++) sum += x[a] * weights[a * classes + m];
        result[n * classes + m] = sum;
      }
    }
    return result;
  }
}

const countInputs = (components: number): number => 1 + (components * (components + 1)) / 2;

/** x = 1 and all products of two components of picture n. */
function expand(
  { images, rows, columns }: Dataset,
  n: number,
  directions: Float64Array,
  components: number,
  x: Float64Array,
): void {
  const size = rows * columns;
  const projected = new Float64Array(components);
  for (let p = 0; p < size; p++) {
    const ink = images[n * size + p] / 255;
    if (ink === 0) continue;
    for (let c = 0; c < components; c++) projected[c] += ink * directions[c * size + p];
  }
  x[0] = 1;
  let at = 1;
  for (let a = 0; a < components; a++) {
    for (let b = 0; b <= a; b++) x[at++] = projected[a] * projected[b];
  }
}
