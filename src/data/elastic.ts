// The displacements of an elastic distortion: a uniform cubic B-spline through random values on a coarse grid. Such a
// spline is white noise blurred by a bell of standard deviation SPACING / sqrt(3) = 4.04 pixels: a cheap equal of noise
// smoothed by a Gaussian of sigma 4 (Simard, Steinkraus and Platt 2003). Nothing is allocated for an image.
import type { Random } from '../random.ts';

/** Pixels from node to node. */
export const SPACING = 7;

/** One pixel, in units of the spacing. */
const STEP = 1 / SPACING;

/** BASIS[4 p + n]: weight of the n-th of the four nodes around a pixel, p pixels after the second. */
const BASIS = cubicBasis();

/** Displacement for one unit of the 16-bit random values, so that the root mean square over pixels is 1. */
const UNIT = 1 / (Math.sqrt((65536 ** 2 - 1) / 12) * meanSquare());

function cubicBasis(): Float64Array {
  const basis = new Float64Array(4 * SPACING);
  for (let p = 0; p < SPACING; p++) {
    const t = p / SPACING;
    basis[4 * p] = ((1 - t) * (1 - t) * (1 - t)) / 6;
    basis[4 * p + 1] = (3 * t * t * t - 6 * t * t + 4) / 6;
    basis[4 * p + 2] = (-3 * t * t * t + 3 * t * t + 3 * t + 1) / 6;
    basis[4 * p + 3] = (t * t * t) / 6;
  }
  return basis;
}

/** Variance that unit noise keeps along one axis, averaged over the pixels of a cell. */
function meanSquare(): number {
  return BASIS.reduce((sum, weight) => sum + weight * weight, 0) / SPACING;
}

/** Displacements x, y of every pixel of one picture; zero until drawn. */
export class ElasticField {
  /**
   * One row of pixels, cell by cell of SPACING columns: displacement at the cell's first pixel and its first, second
   * and third forward difference, 4 numbers for x and 4 for y. Three additions give the next pixel's.
   */
  cells = new Float64Array(0);
  /** No displacement is larger: a B-spline stays between its nodes' values. */
  reach = 0;
  private nodes = new Float64Array(0);
  private row = new Float64Array(0);

  /** Makes room for pictures of `rows` x `columns`. */
  lay(rows: number, columns: number): void {
    const across = Math.ceil(columns / SPACING);
    this.cells = new Float64Array(8 * across);
    this.row = new Float64Array(2 * (across + 3));
    this.nodes = new Float64Array((Math.ceil(rows / SPACING) + 3) * this.row.length);
  }

  /** Draws a field of `size` pixels, root mean square, on each axis. */
  draw(random: Random, size: number): void {
    const nodes = this.nodes;
    const unit = UNIT * size;
    for (let n = 0; n < nodes.length; n += 2) {
      const bits = random.bits();
      nodes[n] = ((bits & 0xffff) - 32767.5) * unit;
      nodes[n + 1] = ((bits >>> 16) - 32767.5) * unit;
    }
    this.reach = 32768 * unit;
  }

  /** Computes `cells` for row r. */
  blend(r: number): void {
    const { nodes, row, cells } = this;
    const length = row.length;
    const cell = Math.floor(r / SPACING);
    const phase = 4 * (r - cell * SPACING);
    const w0 = BASIS[phase];
    const w1 = BASIS[phase + 1];
    const w2 = BASIS[phase + 2];
    const w3 = BASIS[phase + 3];
    for (let j = 0, n = cell * length; j < length; j++, n++) {
      row[j] =
        w0 * nodes[n] + w1 * nodes[n + length] + w2 * nodes[n + 2 * length] + w3 * nodes[n + 3 * length];
    }
    for (let n = 0; n + 6 < length; n++) setDifferences(cells, row, n);
  }
}

/** The cubic between the second and third of four nodes, as forward differences for steps of one pixel. */
function setDifferences(cells: Float64Array, row: Float64Array, n: number): void {
  const a = row[n];
  const b = row[n + 2];
  const c = row[n + 4];
  const d = row[n + 6];
  // Derivatives at node b.
  const first = (c - a) * (0.5 * STEP);
  const second = (a - 2 * b + c) * (STEP * STEP);
  const third = (d - a + 3 * (b - c)) * (STEP * STEP * STEP);
  cells[4 * n] = (a + 4 * b + c) * (1 / 6);
  cells[4 * n + 1] = first + second * (1 / 2) + third * (1 / 6);
  cells[4 * n + 2] = second + third;
  cells[4 * n + 3] = third;
}
