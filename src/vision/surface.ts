// A smooth surface over a picture, a + bx + cy + dxx + exy + fyy, fitted by least squares: the light on the
// paper of one character. Columns and rows count -1..1 across the picture.

/** The six coefficients of 1, x, y, xx, xy, yy. */
export type Surface = readonly number[];

/** How many pixels a fit looks at, about; more do not change it. */
const SAMPLES = 4096;

const TERMS = 6;

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

interface Grey {
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

/**
 * The surface nearest to the pixels that `counts` names, of every `step`th row and column; their mean where
 * they do not determine it, undefined where there are none.
 */
export function fitSurface(
  { data, width, height }: Grey,
  step: number,
  counts: (row: number, column: number) => boolean,
): Surface | undefined {
  const sums = new Float64Array(TERMS * (TERMS + 1));
  const basis = new Float64Array(TERMS);
  basis[0] = 1;
  for (let row = step >> 1; row < height; row += step) {
    const y = (2 * row + 1) / height - 1;
    for (let column = step >> 1; column < width; column += step) {
      if (!counts(row, column)) continue;
      const x = (2 * column + 1) / width - 1;
      basis[1] = x;
      basis[2] = y;
      basis[3] = x * x;
      basis[4] = x * y;
      basis[5] = y * y;
      const value = data[row * width + column];
      for (let i = 0, at = 0; i < TERMS; i++, at = i * (TERMS + 1)) {
        const term = basis[i];
        for (let j = 0; j <= i; j++) sums[at + j] += term * basis[j];
        sums[at + TERMS] += term * value;
      }
    }
  }
  const system = Array.from({ length: TERMS }, (_, i) => sums.slice(i * (TERMS + 1), (i + 1) * (TERMS + 1)));
  if (system[0][0] === 0) return undefined;
  for (let i = 0; i < TERMS; i++) for (let j = 0; j < i; j++) system[j][i] = system[i][j];
  return solve(system, TERMS) ?? solve(system, 1);
}

/** Gauss elimination on the first `terms` unknowns; undefined if they are not determined. */
function solve(system: readonly Float64Array[], terms: number): Surface | undefined {
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
