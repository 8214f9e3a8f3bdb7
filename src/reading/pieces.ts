// The segmentation graph of the paper (sections V and X): nodes are the places between primitives, an arc is the piece
// made of the primitives between two nodes. Every piece becomes a 28 x 28 image for the network.
import type { Box } from '../vision/components.ts';
import { normalizePiece } from '../vision/normalize.ts';
import type { Primitive, Segmentation } from './segments.ts';

/** An arc: primitives `from`..`to` - 1 as one character. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** In the pixels of the upright line. */
  readonly box: Box;
  /** Of how many connected pieces of ink it has all, and of how many only a part. */
  readonly whole: number;
  readonly partial: number;
}

/** Most primitives of a piece, its greatest width, and the widest gap inside; shares of the height of the line. */
const MOST = 6;
const WIDEST = 1.5;
const GAP = 0.35;

/** What is lower and narrower than this share of the height does not grow to the size of a digit. */
const LEAST_SIDE = 0.55;

/** Strokes thinner than this share of the height are widened to about it: a thin pen of MNIST. */
const PEN = 0.1;

/** Side of a normalised piece. */
export const SIDE = 28;

/** All arcs, ordered by their first and last node. */
export function findPieces({ primitives, height }: Segmentation): Piece[] {
  const sizes = new Map<number, number>();
  for (const { component } of primitives) sizes.set(component, (sizes.get(component) ?? 0) + 1);
  const pieces: Piece[] = [];
  for (let from = 0; from < primitives.length; from++) {
    const counts = new Map<number, number>();
    let box = primitives[from].box;
    for (let to = from + 1; to <= Math.min(primitives.length, from + MOST); to++) {
      const next = primitives[to - 1];
      if (next.box.left - (box.left + box.width) > GAP * height) break;
      box = around(box, next.box);
      if (to > from + 1 && box.width > WIDEST * height) break;
      counts.set(next.component, (counts.get(next.component) ?? 0) + 1);
      const whole = [...counts].filter(([component, count]) => sizes.get(component) === count).length;
      pieces.push({ from, to, box, whole, partial: counts.size - whole });
    }
  }
  return pieces;
}

function around(a: Box, b: Box): Box {
  const left = Math.min(a.left, b.left);
  const top = Math.min(a.top, b.top);
  const right = Math.max(a.left + a.width, b.left + b.width);
  const bottom = Math.max(a.top + a.height, b.top + b.height);
  return { left, top, width: right - left, height: bottom - top };
}

/** The pieces' images, 28 x 28 bytes each, 0 paper .. 255 ink. */
export function drawPieces(segmentation: Segmentation, pieces: readonly Piece[]): Uint8Array {
  const { ink, primitives, height, pen } = segmentation;
  const images = new Uint8Array(pieces.length * SIDE * SIDE);
  const rounds = Math.max(0, Math.round((PEN * height - pen) / 2));
  const least = Math.round(LEAST_SIDE * height);
  for (const [n, { from, to, box }] of pieces.entries()) {
    const width = box.width + 2 * rounds;
    let data: Uint8Array = new Uint8Array(width * (box.height + 2 * rounds));
    const corner = { left: box.left - rounds, top: box.top - rounds };
    for (let p = from; p < to; p++) copyRuns(ink, primitives[p].runs, data, width, corner);
    for (let round = 0; round < rounds; round++) data = widen(data, width);
    const own = { width, height: box.height + 2 * rounds, data };
    images.set(normalizePiece(own, least), n * SIDE * SIDE);
  }
  return images;
}

function copyRuns(
  ink: Segmentation['ink'],
  runs: Primitive['runs'],
  data: Uint8Array,
  width: number,
  corner: { readonly left: number; readonly top: number },
): void {
  for (let i = 0; i < runs.length; i += 3) {
    const line = runs[i] * ink.width;
    const shift = (runs[i] - corner.top) * width - corner.left - line;
    for (let at = line + runs[i + 1]; at < line + runs[i + 2]; at++) data[at + shift] = ink.data[at];
  }
}

/** Every pixel as dark as the darkest of its four neighbours: strokes grow by two pixels. The border must be paper. */
function widen(data: Uint8Array, width: number): Uint8Array {
  const result = data.slice();
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value === 0) continue;
    if (value > result[i - width]) result[i - width] = value;
    if (value > result[i - 1]) result[i - 1] = value;
    if (value > result[i + 1]) result[i + 1] = value;
    if (value > result[i + width]) result[i + width] = value;
  }
  return result;
}
