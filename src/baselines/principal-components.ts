// The directions in which pictures differ most: eigenvectors of the pixels' covariance, by iterating a subspace and
// turning it onto its axes (Rayleigh and Ritz, with Jacobi's rotations). Only +, -, *, / and square roots, so the same
// on every machine.
import type { Dataset } from '../data/dataset.ts';
import { UsageError } from '../errors.ts';
import { Random } from '../random.ts';

/** Further directions that are iterated along, so that the wanted ones settle sooner. */
const SPARE = 24;
const ITERATIONS = 40;
const SWEEPS = 12;

/** Covariance of the pixels (bytes / 255) over the first `count` pictures, [pixel][pixel]. */
export function covariance({ images, rows, columns }: Dataset, count: number): Float64Array {
  const size = rows * columns;
  const sums = new Float64Array(size);
  const products = new Float64Array(size * size);
  const inked = new Uint16Array(size);
  for (let n = 0; n < count; n++) {
    const picture = images.subarray(n * size, (n + 1) * size);
    let used = 0;
    for (let p = 0; p < size; p++) if (picture[p] > 0) inked[used++] = p;
    // Most pixels are paper; sums of whole numbers are exact.
    for (let a = 0; a < used; a++) {
      const ink = picture[inked[a]];
      sums[inked[a]] += ink;
      const row = inked[a] * size;
      for (let b = 0; b <= a; b++) products[row + inked[b]] += ink * picture[inked[b]];
    }
  }
  for (let p = 0; p < size; p++) {
    for (let q = 0; q <= p; q++) {
      const value = (products[p * size + q] - (sums[p] * sums[q]) / count) / (count * 255 * 255);
      products[p * size + q] = value;
      products[q * size + p] = value;
    }
  }
  return products;
}

/**
 * The `wanted` eigenvectors of a symmetric matrix [size][size] with the largest eigenvalues, largest first:
 * [vector][size], of length 1. Throws UsageError if there are not so many.
 */
export function principalComponents(matrix: Float64Array, size: number, wanted: number): Float64Array {
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > size) {
    throw new UsageError(`components: expected a whole number in 1..${size}, got ${wanted}.`);
  }
  const count = Math.min(size, wanted + SPARE);
  const random = new Random(1);
  let basis: Float64Array = Float64Array.from({ length: count * size }, () => random.uniform(-1, 1));
  orthonormalize(basis, count, size);
  for (let n = 0; n < ITERATIONS; n++) {
    basis = transform(matrix, basis, count, size);
    orthonormalize(basis, count, size);
  }
  const image = transform(matrix, basis, count, size);
  const inner = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) inner[a * count + b] = dot(basis, a * size, image, b * size, size);
  }
  const { values, vectors } = diagonalize(inner, count);
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a]);
  return turn(basis, vectors, order.slice(0, wanted), count, size);
}

function dot(x: Float64Array, i: number, y: Float64Array, j: number, length: number): number {
  let sum = 0;
  for (let n = 0; n < length; n++) sum += x[i + n] * y[j + n];
  return sum;
}

/** Every vector times the matrix. */
function transform(matrix: Float64Array, vectors: Float64Array, count: number, size: number): Float64Array {
  const result = new Float64Array(count * size);
  for (let p = 0; p < size; p++) {
    for (let v = 0; v < count; v++) result[v * size + p] = dot(matrix, p * size, vectors, v * size, size);
  }
  return result;
}

/** Gram and Schmidt, each vector twice against rounding; a vector that vanishes stays zero. */
function orthonormalize(vectors: Float64Array, count: number, size: number): void {
  for (let v = 0; v < count; v++) {
    const at = v * size;
    for (let turns = 0; turns < 2; turns++) {
      for (let u = 0; u < v; u++) {
        const part = dot(vectors, u * size, vectors, at, size);
        for (let p = 0; p < size; p++) vectors[at + p] -= part * vectors[u * size + p];
      }
    }
    const length = Math.sqrt(dot(vectors, at, vectors, at, size));
    for (let p = 0; p < size; p++) vectors[at + p] = length > 0 ? vectors[at + p] / length : 0;
  }
}

/** Jacobi: rotations until nothing is left beside the diagonal. vectors: [n][vector]. */
function diagonalize(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(matrix, vectors, n, p, q);
  }
  return { values: Float64Array.from({ length: n }, (_, i) => matrix[i * n + i]), vectors };
}

function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const off = a[p * n + q];
  if (off === 0) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const mix = (values: Float64Array, i: number, j: number) => {
    const [x, y] = [values[i], values[j]];
    values[i] = c * x - s * y;
    values[j] = s * x + c * y;
  };
  for (let k = 0; k < n; k++) mix(a, k * n + p, k * n + q);
  for (let k = 0; k < n; k++) mix(a, p * n + k, q * n + k);
  for (let k = 0; k < n; k++) mix(vectors, k * n + p, k * n + q);
}

/** The basis' combinations that `vectors` names, in `order`. */
function turn(
  basis: Float64Array,
  vectors: Float64Array,
  order: readonly number[],
  count: number,
  size: number,
): Float64Array {
  const result = new Float64Array(order.length * size);
  for (const [n, chosen] of order.entries()) {
    for (let v = 0; v < count; v++) {
      const weight = vectors[v * count + chosen];
      for (let p = 0; p < size; p++) result[n * size + p] += weight * basis[v * size + p];
    }
  }
  return result;
}
