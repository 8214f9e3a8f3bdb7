// The paper's logadd (equation 13): two penalties are as good as one, -log(e^-a + e^-b). It is in the innermost loop of
// the beam search, so that its curve is kept in a table; every engine makes the same one.
import { exp, log } from '../elementary.ts';

/** Penalties that differ by more than FAR count as the smaller one. */
const FAR = 40;
const CELLS = 64;

/** log(1 + e^-x) at every x = i / CELLS, and its slope, for each cell. */
const CURVE = new Float64Array(FAR * CELLS + 2);
const SLOPE = new Float64Array(CURVE.length);
for (let i = 0; i < CURVE.length; i++) {
  const e = exp(-i / CELLS);
  CURVE[i] = log(1 + e);
  SLOPE[i] = -e / (1 + e) / CELLS;
}

/** The paper's logadd of penalties, within 1e-10. */
export function addPenalties(a: number, b: number): number {
  const least = a < b ? a : b;
  const cells = (a < b ? b - a : a - b) * CELLS;
  if (!(cells <= FAR * CELLS)) return least;
  // Hermite's cubic: value and slope are right at both ends of a cell.
  const i = cells | 0;
  const t = cells - i;
  const rise = CURVE[i + 1] - CURVE[i] - SLOPE[i];
  const bend = SLOPE[i + 1] - SLOPE[i] - 2 * rise;
  return least - (CURVE[i] + t * (SLOPE[i] + t * (rise - bend + t * bend)));
}
