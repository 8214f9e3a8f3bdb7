// The segmentation graph of the paper (sections V and X): nodes are the places between primitives, an arc is the piece
// made of the primitives between two nodes. Every piece becomes a 28 x 28 image for the network.
import type { Box } from '../vision/components.ts';
import type { Ink } from '../vision/ink.ts';
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
const WIDEST = 1.25;
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
  const drawn = primitives.map((primitive) => drawPrimitive(ink, primitive, rounds));
  const [columns, rows] = [ink.width + 2 * rounds, ink.height + 2 * rounds];
  const canvas = { width: columns, height: rows, data: new Uint8Array(columns * rows) };
  // Pieces that begin with the same primitive grow, one primitive after the other.
  let [first, end] = [0, 0];
  for (const [n, { from, to, box }] of pieces.entries()) {
    if (from !== first || to < end) {
      for (; end > first; end--) stamp(drawn[end - 1], canvas, false);
      [first, end] = [from, from];
    }
    for (; end < to; end++) stamp(drawn[end], canvas, true);
    const own = { ...box, width: box.width + 2 * rounds, height: box.height + 2 * rounds };
    images.set(normalizePiece(canvas, own, least), n * SIDE * SIDE);
  }
  return images;
}

/** A primitive's ink and where it is in an image that has so many more pixels on all sides than the line's. */
interface Drawn extends Ink {
  readonly left: number;
  readonly top: number;
}

/** A primitive with strokes wider by two pixels for every round. */
function drawPrimitive(ink: Ink, { box, runs }: Primitive, rounds: number): Drawn {
  const [width, height] = [box.width + 2 * rounds, box.height + 2 * rounds];
  let data: Uint8Array = new Uint8Array(width * height);
  for (let i = 0; i < runs.length; i += 3) {
    const line = runs[i] * ink.width;
    const shift = (runs[i] - box.top + rounds) * width - box.left + rounds - line;
    for (let at = line + runs[i + 1]; at < line + runs[i + 2]; at++) data[at + shift] = ink.data[at];
  }
  for (let round = 0; round < rounds; round++) data = widen(data, width);
  return { left: box.left, top: box.top, width, height, data };
}

/** Puts a primitive's ink on the canvas, where it is darker than what is there, or paper in its place. */
function stamp({ left, top, width, height, data }: Drawn, canvas: Ink, isInk: boolean): void {
  for (let row = 0, i = 0; row < height; row++) {
    const start = (top + row) * canvas.width + left;
    if (!isInk) {
      canvas.data.fill(0, start, start + width);
      continue;
    }
    const shift = start - i;
    for (const end = i + width; i < end; i++)
      if (data[i] > canvas.data[i + shift]) canvas.data[i + shift] = data[i];
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
