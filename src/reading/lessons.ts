// Labelled pieces for the reading network: made strings go through the same cleaning, cutting and normalisation as real
// pictures, and every piece is labelled by whose ink it has. A whole character alone is that character; halves, pairs
// and fragments are rubbish; what is in between is left out.
import type { WrittenString } from '../data/strings.ts';
import { findHandwriting } from '../vision/handwriting.ts';
import { measureSlant, removeSlant } from '../vision/slant.ts';
import { type Line, openLine } from './line.ts';
import { drawPieces, findPieces, type Piece } from './pieces.ts';
import { type Segmentation, segment } from './segments.ts';
import { DASH, RUBBISH, SLASH, symbolOf } from './symbols.ts';

/** Images of pieces, 28 x 28 bytes each, and their symbols. */
export interface Lesson {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** A piece is a character if so much of its ink is the character's, and so much of the character's ink is in it. */
const PURE = 0.92;
const WHOLE = 0.85;

/** Below either of these it is certainly none. */
const MIXED = 0.82;
const PART = 0.72;

/** The labelled pieces of a written string. */
export function lessonOf(written: WrittenString): Lesson {
  const found = findHandwriting(written.picture);
  if (found === 'blank') return { images: new Uint8Array(0), labels: new Uint8Array(0) };
  const segmentation = segment(found.ink);
  const symbols = [...written.text].map(symbolOf);
  const shares = segmentation.primitives.map(({ runs }) =>
    countInk(segmentation, runs, written, symbols.length),
  );
  const totals = sumOf(shares, symbols.length + 1);
  const labelled = findPieces(segmentation)
    .map((piece) => ({ piece, label: labelOf(piece, shares, totals, symbols) }))
    .filter(({ label }) => label >= 0);
  const images = drawPieces(
    segmentation,
    labelled.map(({ piece }) => piece),
  );
  return { images, labels: Uint8Array.from(labelled, ({ label }) => label) };
}

/** Pixels of each owner (0: of nobody) in the runs. */
function countInk(
  { ink }: Segmentation,
  runs: readonly number[],
  written: WrittenString,
  owners: number,
): Float64Array {
  const counts = new Float64Array(owners + 1);
  const { width } = written.picture;
  for (let i = 0; i < runs.length; i += 3) {
    const shift = Math.round(ink.shifts[runs[i]]);
    for (let column = runs[i + 1]; column < runs[i + 2]; column++) {
      const source = Math.max(0, Math.min(width - 1, column - shift));
      counts[written.owners[runs[i] * width + source]]++;
    }
  }
  return counts;
}

function sumOf(counts: readonly Float64Array[], length: number): Float64Array {
  const sum = new Float64Array(length);
  for (const own of counts) for (let i = 0; i < length; i++) sum[i] += own[i];
  return sum;
}

/** The symbol that a piece is, or -1 where that is a matter of opinion. */
function labelOf(
  { from, to }: Piece,
  shares: readonly Float64Array[],
  totals: Float64Array,
  symbols: number[],
): number {
  const ink = sumOf(shares.slice(from, to), totals.length);
  let owner = 1;
  let all = 0;
  for (let n = 1; n < ink.length; n++) {
    if (ink[n] > ink[owner]) owner = n;
    all += ink[n];
  }
  // Soft edges have no owner; only what is mostly that is a speck or a line.
  if (ink[0] > all) return RUBBISH;
  const purity = ink[owner] / (all + 0.3 * ink[0]);
  const share = ink[owner] / totals[owner];
  const symbol = symbols[owner - 1];
  if (symbol === RUBBISH) return RUBBISH;
  // A part of a straight stroke is a straight stroke.
  const isStraight = symbol === DASH || symbol === SLASH || symbol === 1;
  if (purity >= PURE && share >= WHOLE) return symbol;
  if (purity >= PURE && isStraight) return symbol === DASH && share > 0.4 ? symbol : -1;
  return purity < MIXED || share < PART ? RUBBISH : -1;
}

/** A written string as the swept network sees it, and its symbols. */
export function lineOf(written: WrittenString): (Line & { readonly symbols: readonly number[] }) | undefined {
  const found = findHandwriting(written.picture);
  if (found === 'blank') return undefined;
  const line = openLine(removeSlant(found.ink, measureSlant(found.ink)));
  const symbols = [...written.text].map(symbolOf).filter((symbol) => symbol !== RUBBISH);
  return line && { ...line, symbols };
}
