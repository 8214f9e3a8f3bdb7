// Asking a network why: a square patch of paper, or of ink, is put over every place of its input in turn, and what it
// says then is kept. Generators: whoever runs them decides how long, and when to stop.
import type { Classifier } from '../../src/index.ts';
import type { Ink } from '../distort/distortion.ts';

export interface Patch {
  /** Rows and columns. */
  readonly side: number;
  readonly fill: 'paper' | 'ink';
}

/** What a network says, class by class: its outputs turned so that the largest wins, and the probabilities. */
export interface Verdict {
  readonly evidence: Float32Array;
  readonly probabilities: Float32Array;
}

export interface Occlusion {
  readonly rows: number;
  readonly columns: number;
  readonly plain: Verdict;
  /** With the patch's middle at each place, [row][column]; where the patch changes nothing, `plain` itself. */
  readonly verdicts: readonly Verdict[];
}

/** A patch that changes the answer. */
export interface Flip extends Patch {
  readonly row: number;
  readonly column: number;
  /** The answer then, and its probability. */
  readonly winner: number;
  readonly share: number;
}

const LEVELS = { paper: 0, ink: 255 } as const;

export function winnerOf({ evidence }: Verdict): number {
  return evidence.indexOf(Math.max(...evidence));
}

/** The classes, the likeliest first. */
export const rankOf = ({ evidence }: Verdict): number[] =>
  [...evidence.keys()].sort((a, b) => evidence[b] - evidence[a]);

/** The ink in the middle of the network's whole field. */
function toField({ data, rows, columns }: Ink, field: { rows: number; columns: number }): Ink {
  const whole = new Uint8Array(field.rows * field.columns);
  const [top, left] = [(field.rows - rows) >> 1, (field.columns - columns) >> 1];
  for (let row = 0; row < rows; row++) {
    whole.set(data.subarray(row * columns, (row + 1) * columns), (top + row) * field.columns + left);
  }
  return { data: whole, rows: field.rows, columns: field.columns };
}

function judge(classifier: Classifier, images: Uint8Array, { rows, columns }: Omit<Ink, 'data'>): Verdict[] {
  const count = images.length / (rows * columns);
  const { classes, plan } = classifier;
  const outputs = classifier.outputs(images, count, rows, columns);
  const probabilities = classifier.toProbabilities(outputs.slice());
  const evidence = plan.outputs === 'penalties' ? outputs.map((penalty) => -penalty) : outputs;
  return Array.from({ length: count }, (_, n) => ({
    evidence: evidence.subarray(n * classes, (n + 1) * classes),
    probabilities: probabilities.subarray(n * classes, (n + 1) * classes),
  }));
}

/** The ink with the patch over it, or nothing where that is the same. */
function cover(
  { data, rows, columns }: Ink,
  patch: Patch,
  row: number,
  column: number,
): Uint8Array | undefined {
  const { top, left } = cornerOf(patch, row, column);
  const level = LEVELS[patch.fill];
  let covered: Uint8Array | undefined;
  for (let r = Math.max(0, top); r < Math.min(rows, top + patch.side); r++) {
    for (let c = Math.max(0, left); c < Math.min(columns, left + patch.side); c++) {
      if (data[r * columns + c] === level) continue;
      covered ??= data.slice();
      covered[r * columns + c] = level;
    }
  }
  return covered;
}

/** The upper left corner of the patch with its middle at a place. */
export const cornerOf = ({ side }: Patch, row: number, column: number) => ({
  top: row - (side >> 1),
  left: column - (side >> 1),
});

/** What the network says with the patch at every place; stops for breath after each row. */
export function* occlude(classifier: Classifier, given: Ink, patch: Patch): Generator<void, Occlusion> {
  const ink = toField(given, classifier.plan.input);
  const { rows, columns } = ink;
  const [plain] = judge(classifier, ink.data, ink);
  const verdicts: Verdict[] = [];
  for (let row = 0; row < rows; row++) {
    const covered = Array.from({ length: columns }, (_, column) => cover(ink, patch, row, column));
    const changed = covered.filter((image) => image !== undefined);
    const images = new Uint8Array(changed.length * rows * columns);
    for (const [n, image] of changed.entries()) images.set(image, n * rows * columns);
    const found = changed.length > 0 ? judge(classifier, images, ink) : [];
    verdicts.push(...covered.map((image) => (image ? found.shift()! : plain)));
    yield;
  }
  return { rows, columns, plain, verdicts };
}

/** The smallest patch, up to `most`, that changes the answer; of several as small, that with the surest other answer. */
export function* findFlip(
  classifier: Classifier,
  given: Ink,
  fill: Patch['fill'],
  most: number,
): Generator<void, Flip | undefined> {
  for (let side = 1; side <= most; side++) {
    const { columns, plain, verdicts } = yield* occlude(classifier, given, { side, fill });
    const before = winnerOf(plain);
    let best: Flip | undefined;
    for (const [place, verdict] of verdicts.entries()) {
      const winner = winnerOf(verdict);
      const share = verdict.probabilities[winner];
      if (winner === before || (best && best.share >= share)) continue;
      best = { side, fill, row: Math.floor(place / columns), column: place % columns, winner, share };
    }
    if (best) return best;
  }
  return undefined;
}
