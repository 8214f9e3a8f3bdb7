// Linear least squares by the normal equations and Cholesky's factors, in float64.
import { ShapeError } from '../errors.ts';

/** Rows added to the sums together: as many as let one pass over the matrix serve. */
const BLOCK = 8;

/** Collects rows of inputs and targets, then solves for the weights that map one to the other best. */
export class LeastSquares {
  private readonly inputs: number;
  private readonly targets: number;
  /** [input][input], lower half, and [input][target]. */
  private readonly gram: Float64Array;
  private readonly moment: Float64Array;
  private readonly rows: Float64Array;
  private used = 0;

  constructor(inputs: number, targets: number) {
    this.inputs = inputs;
    this.targets = targets;
    this.gram = new Float64Array(inputs * inputs);
    this.moment = new Float64Array(inputs * targets);
    this.rows = new Float64Array(BLOCK * inputs);
  }

  add(x: Float64Array, y: ArrayLike<number>): void {
    const { inputs, targets, moment } = this;
    this.rows.set(x.subarray(0, inputs), this.used * inputs);
    for (let a = 0; a < inputs; a++) {
      for (let m = 0; m < targets; m++) moment[a * targets + m] += x[a] * y[m];
    }
    if (++this.used === BLOCK) this.flush();
  }

  private flush(): void {
    const { inputs, gram, rows } = this;
    const [r1, r2, r3, r4] = [inputs, 2 * inputs, 3 * inputs, 4 * inputs];
    const [r5, r6, r7] = [5 * inputs, 6 * inputs, 7 * inputs];
    rows.fill(0, this.used * inputs);
    this.used = 0;
    for (let a = 0; a < inputs; a++) {
      const [x0, x1, x2, x3] = [rows[a], rows[r1 + a], rows[r2 + a], rows[r3 + a]];
      const [x4, x5, x6, x7] = [rows[r4 + a], rows[r5 + a], rows[r6 + a], rows[r7 + a]];
      const row = a * inputs;
      for (let b = 0; b <= a; b++) {
        gram[row + b] +=
          x0 * rows[b] +
          x1 * rows[r1 + b] +
          x2 * rows[r2 + b] +
          x3 * rows[r3 + b] +
          (x4 * rows[r4 + b] + x5 * rows[r5 + b] + x6 * rows[r6 + b] + x7 * rows[r7 + b]);
      }
    }
  }

  /**
   * Weights [input][target]. `ridge`, relative to the mean of the diagonal, keeps the system solvable where inputs
   * depend on each other. Throws ShapeError where they still do.
   */
  solve(ridge = 1e-8): Float64Array {
    this.flush();
    const { inputs, targets } = this;
    let trace = 0;
    for (let a = 0; a < inputs; a++) trace += this.gram[a * inputs + a];
    const factor = Float64Array.from(this.gram);
    for (let a = 0; a < inputs; a++) factor[a * inputs + a] += (ridge * trace) / inputs;
    factorize(factor, inputs);
    const weights = Float64Array.from(this.moment);
    substitute(factor, inputs, weights, targets);
    return weights;
  }
}

/** Cholesky: the lower half becomes L with L L^T = the matrix. */
function factorize(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (i !== j) a[i * n + j] = sum / a[j * n + j];
      else if (sum > 0) a[i * n + i] = Math.sqrt(sum);
      else throw new ShapeError(`least squares: input ${i} depends on the ones before it; leave it out.`);
    }
  }
}

/** Solves L L^T w = w in place, forward and back. */
function substitute(l: Float64Array, n: number, w: Float64Array, targets: number): void {
  for (let m = 0; m < targets; m++) {
    for (let i = 0; i < n; i++) {
      let sum = w[i * targets + m];
      for (let k = 0; k < i; k++) sum -= l[i * n + k] * w[k * targets + m];
      w[i * targets + m] = sum / l[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = w[i * targets + m];
      for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * w[k * targets + m];
      w[i * targets + m] = sum / l[i * n + i];
    }
  }
}
