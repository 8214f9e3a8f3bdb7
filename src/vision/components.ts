// Connected pieces of ink: pixels above 0 that touch, at an edge or a corner. Worked out from runs (stretches
// of ink in one row) joined by union-find, so that memory grows with the ink and not with the picture.
import * as pixels from '../kernels/simd/pixels.ts';

/** Where something lies in a picture, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One connected piece: its box, its pixels, and its runs as row, first column, end. */
export interface Component {
  readonly box: Box;
  readonly area: number;
  readonly runs: readonly number[];
}

/** The connected pieces of `ink` (row by row), in the order of their first pixel. */
export function findComponents(ink: Uint8Array, width: number): Component[] {
  const runs = pixels.findRuns(ink, width, 1);
  const count = runs.length / 3;
  const parents = new Int32Array(count);
  // The runs of the row above, from the first one that may touch this one or those to its right on.
  let [above, first] = [0, 0];
  for (let run = 0; run < count; run++) {
    const [row, start, end] = [runs[3 * run], runs[3 * run + 1], runs[3 * run + 2]];
    parents[run] = run;
    if (run > 0 && runs[3 * run - 3] < row) first = run;
    while (above < first && (runs[3 * above] < row - 1 || runs[3 * above + 2] < start)) above++;
    for (let n = above; n < first && runs[3 * n + 1] <= end; n++) join(parents, n, run);
  }
  return gather(runs, parents);
}

function rootOf(parents: Int32Array, run: number): number {
  let root = run;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]];
    root = parents[root];
  }
  return root;
}

function join(parents: Int32Array, a: number, b: number): void {
  const rootA = rootOf(parents, a);
  const rootB = rootOf(parents, b);
  if (rootA < rootB) parents[rootB] = rootA;
  else parents[rootA] = rootB;
}

function gather(runs: Int32Array, parents: Int32Array): Component[] {
  const pieces: number[][] = [];
  // A root is the first of its piece's runs.
  const numbers = new Int32Array(parents.length);
  for (let run = 0; run < parents.length; run++) {
    const root = rootOf(parents, run);
    if (root === run) numbers[run] = pieces.push([]) - 1;
    pieces[numbers[root]].push(runs[3 * run], runs[3 * run + 1], runs[3 * run + 2]);
  }
  return pieces.map((own) => ({ box: boxOf(own)!, area: areaOf(own), runs: own }));
}

/** The smallest box around runs: row, first column, end, from the top; undefined where there are none. */
export function boxOf(runs: ArrayLike<number>): Box | undefined {
  if (runs.length === 0) return undefined;
  let [left, right] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < runs.length; i += 3) {
    left = Math.min(left, runs[i + 1]);
    right = Math.max(right, runs[i + 2]);
  }
  const top = runs[0];
  return { left, top, width: right - left, height: runs[runs.length - 3] - top + 1 };
}

function areaOf(runs: readonly number[]): number {
  let area = 0;
  for (let i = 0; i < runs.length; i += 3) area += runs[i + 2] - runs[i + 1];
  return area;
}

/** Whether a piece of the ink has a pixel of at least `peak`. */
export function reaches(ink: Uint8Array, width: number, { runs }: Component, peak: number): boolean {
  for (let i = 0; i < runs.length; i += 3) {
    const line = runs[i] * width;
    for (let at = line + runs[i + 1]; at < line + runs[i + 2]; at++) if (ink[at] >= peak) return true;
  }
  return false;
}

/** Wipes pieces from the ink. */
export function erase(data: Uint8Array, width: number, pieces: readonly Component[]): void {
  for (const { runs } of pieces) {
    for (let i = 0; i < runs.length; i += 3) {
      data.fill(0, runs[i] * width + runs[i + 1], runs[i] * width + runs[i + 2]);
    }
  }
}
