// A smooth surface over a picture, a + bx + cy + dxx + exy + fyy, fitted by least squares: the light on the
// paper of one character. Columns and rows count -1..1 across the picture.

/** The six coefficients of 1, x, y, xx, xy, yy. */
export type Surface = readonly number[];

/** How many pixels a fit looks at, about; more do not change it. */
const SAMPLES = 4096;

const TERMS = 6;
const TRIANGLE = (TERMS * (TERMS + 1)) / 2;

export function flatSurface(level: number): Surface {
  return [level, 0, 0, 0, 0, 0];
}

/** The surface's value in the middle of the pixel. */
export function surfaceAt(s: Surface, row: number, column: number, width: number, height: number): number {
  const x = (2 * column + 1) / width - 1;
  const y = (2 * row + 1) / height - 1;
  return s[0] + s[1] * x + s[3] * x * x + (s[2] + s[4] * x + s[5] * y) * y;
}

/** Greatest less least value at a 9 x 9 grid over the picture. */
export function surfaceRange(s: Surface): number {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < 81; i++) {
    const value = surfaceAt(s, Math.floor(i / 9), i % 9, 9, 9);
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return greatest - least;
}

/** Every so many rows and columns one is looked at. */
export function sampleStep(width: number, height: number): number {
  return Math.max(1, Math.ceil(Math.sqrt((width * height) / SAMPLES)));
}

/** The pixels of a grey picture that are looked at: every so many rows and columns one. */
export interface Sample {
  readonly values: Uint8Array;
  /** Where its columns and rows are, -1..1. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export function takeSample(data: Uint8Array, width: number, height: number, step: number): Sample {
  const [x, y] = [width, height].map((side) => placesOf(side, step));
  if (step === 1) return { values: data, x, y };
  const values = new Uint8Array(x.length * y.length);
  for (let row = step >> 1, i = 0; row < height; row += step)
    for (let column = step >> 1; column < width; column += step) values[i++] = data[row * width + column];
  return { values, x, y };
}

function placesOf(side: number, step: number): Float64Array {
  const first = step >> 1;
  const places = new Float64Array(Math.ceil((side - first) / step));
  for (let n = 0; n < places.length; n++) places[n] = (2 * (first + n * step) + 1) / side - 1;
  return places;
}

/** What each pixel is above the surface, rounded, -255..255. */
export function residualsOf({ values, x, y }: Sample, s: Surface): Int16Array {
  const residuals = new Int16Array(values.length);
  // surfaceAt, its sums in the same order, so that the bits are the same.
  const level = x.map((own) => s[0] + s[1] * own + s[3] * own * own);
  const slope = x.map((own) => s[2] + s[4] * own);
  for (let row = 0, i = 0; row < y.length; row++) {
    const own = y[row];
    const bend = s[5] * own;
    for (let column = 0; column < x.length; column++, i++) {
      const value = Math.round(values[i] - (level[column] + (slope[column] + bend) * own));
      residuals[i] = Math.max(-255, Math.min(255, value));
    }
  }
  return residuals;
}

/**
 * The surface nearest to the pixels whose residual is `least`..`most`; their mean where they do not determine
 * it, undefined where there are none.
 */
export function fitSurface(
  sample: Sample,
  residuals: Int16Array,
  least: number,
  most: number,
): Surface | undefined {
  const system = normalEquations(sample, residuals, least, most);
  if (system[0][0] === 0) return undefined;
  return solve(system, TERMS) ?? solve(system, 1);
}

/** For each of 1, x, y, xx, xy, yy the sums of its products with all six, and with the pixel. */
function normalEquations(
  { values, x: columns, y: rows }: Sample,
  residuals: Int16Array,
  least: number,
  most: number,
): number[][] {
  // The lower triangle of the matrix, then the right side; written out, since a loop over terms takes four times as long.
  const sums = new Float64Array(TRIANGLE + TERMS);
  for (let row = 0, i = 0; row < rows.length; row++) {
    const y = rows[row];
    const yy = y * y;
    for (let column = 0; column < columns.length; column++, i++) {
      if (residuals[i] < least || residuals[i] > most) continue;
      const x = columns[column];
      const xx = x * x;
      const xy = x * y;
      const value = values[i];
      sums[0]++;
      sums[1] += x;
      sums[2] += xx;
      sums[3] += y;
      sums[4] += xy;
      sums[5] += yy;
      sums[6] += xx;
      sums[7] += xx * x;
      sums[8] += xx * y;
      sums[9] += xx * xx;
      sums[10] += xy;
      sums[11] += xy * x;
      sums[12] += xy * y;
      sums[13] += xy * xx;
      sums[14] += xy * xy;
      sums[15] += yy;
      sums[16] += yy * x;
      sums[17] += yy * y;
      sums[18] += yy * xx;
      sums[19] += yy * xy;
      sums[20] += yy * yy;
      sums[21] += value;
      sums[22] += x * value;
      sums[23] += y * value;
      sums[24] += xx * value;
      sums[25] += xy * value;
      sums[26] += yy * value;
    }
  }
  const at = (i: number, j: number) => sums[(i * (i + 1)) / 2 + j];
  return Array.from({ length: TERMS }, (_, i) => [
    ...Array.from({ length: TERMS }, (_, j) => (j <= i ? at(i, j) : at(j, i))),
    sums[TRIANGLE + i],
  ]);
}

/** Gauss elimination on the first `terms` unknowns; undefined if they are not determined. */
function solve(system: readonly (readonly number[])[], terms: number): Surface | undefined {
  const rows = system.slice(0, terms).map((row) => [...row.slice(0, terms), row[TERMS]]);
  const count = system[0][0];
  for (let i = 0; i < terms; i++) {
    // The matrix is positive definite: no need to swap rows; a small pivot means too few or aligned pixels.
    if (rows[i][i] < count * 1e-4) return undefined;
    for (let k = 0; k < terms; k++) {
      if (k === i) continue;
      const factor = rows[k][i] / rows[i][i];
      for (let j = i; j <= terms; j++) rows[k][j] -= factor * rows[i][j];
    }
  }
  const surface = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < terms; i++) surface[i] = rows[i][terms] / rows[i][i];
  return surface;
}
