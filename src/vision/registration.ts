// Where a form's print is on a scan: of all small rotations, scales and shifts the one whose squares agree best, by
// correlation on a coarse map; then an affine map to a fraction of a square, by least squares on finer ones (Lucas and
// Kanade 1981). What is written into the form is not compared, what else is on the scan counts little.
import * as views from '../kernels/simd/views.ts';
import type { Affine } from './affine.ts';
import { halveMap, type PageMap } from './page-map.ts';

/** Print, and where it is compared: weight 1, or 0. */
export interface Print extends PageMap {
  readonly weights: Float32Array;
}

export interface Registration {
  /** From the print's squares to the scan's; a corner of a square has whole coordinates. */
  readonly affine: Affine;
  /** Correlation of print and scan, -1..1. */
  readonly score: number;
}

/** What is tried: sines of angles, scales, and shifts as shares of the page. */
const ANGLES = Array.from({ length: 7 }, (_, n) => (n - 3) * 0.02);
const SCALES = Array.from({ length: 7 }, (_, n) => 1 + (n - 3) * 0.035);
const SHIFT = 0.12;

/** The coarse maps have at most so many squares a side; so many of the best on them are refined. */
const COARSE = 64;
const CANDIDATES = 4;

/** Where the correlation is less, the scan may be upside down. */
const SURE = 0.85;

/** Share of the print that must be on the scan; what is beside it is not compared. */
const VISIBLE = 0.7;

/** Rounds of refinement on each map, as long as the correlation grows by so much. */
const ROUNDS = 8;
const GAIN = 1e-4;

/** Of a map of more squares only the white ones of a chessboard are compared. */
const MANY = 8192;

/** Terms of the fit: six of the affine map, contrast and level. */
const TERMS = 8;

/** Finds the print on a scan, also on one that is upside down: the best there is, however bad. */
export function register(print: Print, scan: PageMap): Registration {
  const upright = registerUpright(print, scan);
  if (upright.score >= SURE) return upright;
  const turned = registerUpright(print, { ...scan, data: scan.data.slice().reverse() });
  if (turned.score <= upright.score) return upright;
  const [a, b, c, d, e, f] = turned.affine;
  return { ...turned, affine: [-a, -b, scan.columns - c, -d, -e, scan.rows - f] };
}

function registerUpright(print: Print, scan: PageMap): Registration {
  const levels = [{ print, scan }];
  while (Math.max(levels[0].print.columns, levels[0].print.rows) > COARSE) {
    levels.unshift({ print: halvePrint(levels[0].print), scan: halveMap(levels[0].scan) });
  }
  let found = searchAll(levels[0].print, levels[0].scan);
  for (const [n, level] of levels.entries()) {
    const doubled =
      n === 0 ? found : found.map(({ affine, score }) => ({ affine: doubleShift(affine), score }));
    found = doubled.map(({ affine }) => refine(level.print, level.scan, affine));
    found = found.sort((a, b) => b.score - a.score).slice(0, n === 0 ? 2 : 1);
  }
  return found[0];
}

const doubleShift = ([a, b, c, d, e, f]: Affine): Affine => [a, b, 2 * c, d, e, 2 * f];

function halvePrint(print: Print): Print {
  const weights = halveMap({ ...print, data: print.weights }).data;
  const weighted = halveMap({ ...print, data: print.data.map((value, i) => value * print.weights[i]) });
  return { ...weighted, data: weighted.data.map((v, i) => (weights[i] > 0 ? v / weights[i] : 0)), weights };
}

/** The best angles and scales, each with its best shift. */
function searchAll(print: Print, scan: PageMap): Registration[] {
  const { columns, rows } = print;
  const [across, down] = [Math.ceil(SHIFT * columns), Math.ceil(SHIFT * rows)];
  const sought = centred(print);
  const found: Registration[] = [];
  for (const sine of ANGLES) {
    for (const scale of SCALES) {
      const [c, s] = [scale * Math.sqrt(1 - sine * sine), scale * sine];
      // Middle upon middle.
      const x = scan.columns / 2 - (c * columns - s * rows) / 2;
      const y = scan.rows / 2 - (s * columns + c * rows) / 2;
      const seen = lookThrough(scan, [c, -s, x, s, c, y], columns, rows, across, down);
      const { du, dv, score } = bestShift(sought, print, seen, across, down);
      found.push({ affine: [c, -s, x + c * du - s * dv, s, c, y + s * du + c * dv], score });
    }
  }
  return found.sort((a, b) => b.score - a.score).slice(0, CANDIDATES);
}

/** Print less its mean, 0 where it is not compared. */
function centred({ data, weights }: Print): Float32Array {
  let [sum, count] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    sum += weights[i] * data[i];
    count += weights[i];
  }
  return data.map((value, i) => weights[i] * (value - sum / Math.max(1, count)));
}

/** A scan as it looks in the print's squares, with a margin of `across` x `down` squares around them. */
function lookThrough(
  scan: PageMap,
  [a, b, c, d, e, f]: Affine,
  columns: number,
  rows: number,
  across: number,
  down: number,
): Float32Array {
  const width = columns + 2 * across;
  const squares = width * (rows + 2 * down);
  const seen = new Float32Array(squares);
  for (let i = 0; i < squares; i++) {
    const u = (i % width) - across + 0.5;
    const v = Math.floor(i / width) - down + 0.5;
    seen[i] = valueAt(scan, a * u + b * v + c, d * u + e * v + f);
  }
  return seen;
}

/** The shift of greatest correlation with what is seen. */
function bestShift(
  sought: Float32Array,
  { columns }: Print,
  seen: Float32Array,
  across: number,
  down: number,
): { du: number; dv: number; score: number } {
  const width = columns + 2 * across;
  let energy = 0;
  for (const value of seen) energy += value * value;
  const shifts = 2 * across + 1;
  const sums = views.correlate(sought, columns, seen, width, shifts, 2 * down + 1);
  let best = 0;
  for (let i = 1; i < sums.length; i++) if (sums[i] > sums[best]) best = i;
  const score = energy > 0 ? sums[best] / Math.sqrt(energy) : 0;
  return { du: (best % shifts) - across, dv: Math.floor(best / shifts) - down, score };
}

/** The value of a map at a point, bilinear between the middles of squares; paper outside. */
function valueAt({ columns, rows, data }: PageMap, x: number, y: number): number {
  const left = Math.floor(x - 0.5);
  const top = Math.floor(y - 0.5);
  if (left < 0 || top < 0 || left >= columns - 1 || top >= rows - 1) return 0;
  const p = x - 0.5 - left;
  const q = y - 0.5 - top;
  const i = top * columns + left;
  const upper = data[i] + p * (data[i + 1] - data[i]);
  const lower = data[i + columns] + p * (data[i + columns + 1] - data[i + columns]);
  return upper + q * (lower - upper);
}

/** What the fit is made of at a point of the scan, for a place `p`, `q` from the middle of the print. */
function termsAt(scan: PageMap, x: number, y: number, p: number, q: number, terms: Float64Array): void {
  const sideways = valueAt(scan, x + 0.5, y) - valueAt(scan, x - 0.5, y);
  const downwards = valueAt(scan, x, y + 0.5) - valueAt(scan, x, y - 0.5);
  terms[0] = sideways * p;
  terms[1] = sideways * q;
  terms[2] = sideways;
  terms[3] = downwards * p;
  terms[4] = downwards * q;
  terms[5] = downwards;
  terms[6] = valueAt(scan, x, y);
  terms[7] = 1;
}

/** The affine map of greatest correlation near a given one. */
function refine(print: Print, scan: PageMap, start: Affine): Registration {
  let best: Registration = { affine: start, score: Number.NEGATIVE_INFINITY };
  let affine: Affine = start;
  for (let round = 0; round <= ROUNDS; round++) {
    const { score, next } = improve(print, scan, affine);
    if (score <= best.score + GAIN) break;
    best = { affine, score };
    affine = next;
  }
  return best;
}

/** Correlation under a map, and the map that the first derivatives of the scan say is better. */
function improve(print: Print, scan: PageMap, affine: Affine): { score: number; next: Affine } {
  const { columns, rows, data, weights } = print;
  const [a, b, c, d, e, f] = affine;
  // The lower half, row by row, and what is sought.
  const products = new Float64Array((TERMS * (TERMS + 1)) / 2);
  const sought = new Float64Array(TERMS);
  const terms = new Float64Array(TERMS);
  const [middle, centre, unit] = [columns / 2, rows / 2, Math.max(columns, rows) / 2];
  let [squares, total] = [0, 0];
  const every = data.length > MANY ? 2 : 1;
  for (let row = 0; row < rows; row++) {
    for (let column = row % every; column < columns; column += every) {
      const i = row * columns + column;
      const [weight, value] = [weights[i], data[i]];
      if (weight === 0) continue;
      const [u, v] = [column + 0.5, row + 0.5];
      const x = a * u + b * v + c;
      const y = d * u + e * v + f;
      total += weight;
      if (x < 1 || y < 1 || x > scan.columns - 1 || y > scan.rows - 1) continue;
      termsAt(scan, x, y, (u - middle) / unit, (v - centre) / unit, terms);
      for (let j = 0, place = 0; j < TERMS; j++) {
        const own = weight * terms[j];
        for (let k = 0; k <= j; k++, place++) products[place] += own * terms[k];
        sought[j] += own * value;
      }
      squares += weight * value * value;
    }
  }
  const system = systemOf(products, sought);
  if (system[7][7] < VISIBLE * total) return { score: 0, next: affine };
  const score = correlationOf(system, squares);
  const [a1, b1, c1, d1, e1, f1, gain] = solve(system);
  if (!(gain > 0)) return { score, next: affine };
  // The terms count from the middle of the page.
  const step = [a1 / unit, b1 / unit, c1, d1 / unit, e1 / unit, f1].map((term) => term / gain);
  const shift = (of: number) => step[of + 2] - step[of] * middle - step[of + 1] * centre;
  return {
    score,
    next: [a + step[0], b + step[1], c + shift(0), d + step[3], e + step[4], f + shift(3)],
  };
}

/** Rows of a symmetric system, and what is sought at the end of each. */
function systemOf(products: Float64Array, sought: Float64Array): Float64Array[] {
  const placeOf = (j: number, k: number) => (Math.max(j, k) * (Math.max(j, k) + 1)) / 2 + Math.min(j, k);
  return Array.from(sought, (last, j) =>
    Float64Array.from({ length: TERMS + 1 }, (_, k) => (k < TERMS ? products[placeOf(j, k)] : last)),
  );
}

/** Correlation of print and scan, of the sums that the system holds. */
function correlationOf(system: readonly Float64Array[], squares: number): number {
  const count = system[7][7];
  const [scan, print] = [system[7][6], system[7][TERMS]];
  const both = system[6][TERMS] - (scan * print) / count;
  const spread = (system[6][6] - (scan * scan) / count) * (squares - (print * print) / count);
  return spread > 0 ? both / Math.sqrt(spread) : 0;
}

/** Gauss elimination of a symmetric system; unknowns that are not determined become 0. */
function solve(system: readonly Float64Array[]): number[] {
  const pivots = system.map((row, j) => row[j]);
  for (let j = 0; j < TERMS; j++) {
    if (system[j][j] <= 1e-9 * pivots[j]) continue;
    for (let k = 0; k < TERMS; k++) {
      if (k === j) continue;
      const factor = system[k][j] / system[j][j];
      for (let m = j; m <= TERMS; m++) system[k][m] -= factor * system[j][m];
    }
  }
  return system.map((row, j) => (row[j] > 1e-9 * pivots[j] ? row[TERMS] / row[j] : 0));
}
