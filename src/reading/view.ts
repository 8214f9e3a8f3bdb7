// How a number was read, as plain data to be shown: the segmentation graph with its best path, and the swept line.
import type { Box } from '../vision/components.ts';
import type { Ink } from '../vision/ink.ts';
import { placesOf } from './alignment.ts';
import type { PathStep, PieceGraph } from './graph.ts';
import { LINE_ROWS } from './line.ts';
import { drawPieces, SIDE } from './pieces.ts';
import type { Primitive } from './segments.ts';
import { STEP } from './sweep.ts';
import type { SweptLine } from './swept-line.ts';

/** Neighbouring segments taken for one character: an arc of the graph. */
export interface PieceView {
  /** Segments `from`..`to` - 1. */
  readonly from: number;
  readonly to: number;
  /** In the pixels of the upright ink. */
  readonly box: Box;
  /** 28 x 28 as the network got it, 0 paper .. 255 ink. */
  readonly image: Uint8Array;
  /** For each class of the network, 0..1. */
  readonly probabilities: Float32Array;
}

export interface LineView {
  /** [row][column], 0 paper .. 255 ink: what the network slides over. */
  readonly rows: number;
  readonly columns: number;
  readonly data: Uint8Array;
  /** Output t has its middle at column `middle` + `step` t of the line. */
  readonly outputs: number;
  readonly step: number;
  readonly middle: number;
  /** [output][symbol], 0..1. */
  readonly probabilities: Float32Array;
  /** For each symbol of the reading's text the first and the last output that shows it. */
  readonly places: readonly { readonly first: number; readonly last: number }[];
}

export interface ReadingParts {
  /** The writing without its slant, 0 paper .. 255 ink. */
  readonly upright: Ink;
  /** The smallest parts that a character may be made of, from left to right; runs are row, first column, end. */
  readonly segments: readonly Primitive[];
  readonly pieces: readonly PieceView[];
  /** The pieces of the reading's text, those that are no characters among them; empty where the graph has no such way. */
  readonly path: readonly PathStep[];
  /** Undefined where no network of lines was given. */
  readonly line: LineView | undefined;
}

/** `symbols` of the text that was read; none where none was. */
export function viewOf(
  graph: PieceGraph,
  sweep: SweptLine | undefined,
  symbols: readonly number[] = [],
): ReadingParts {
  const { segmentation, pieces } = graph.lattice;
  const images = drawPieces(segmentation, pieces);
  const classes = graph.probabilities.length / pieces.length;
  const { width, height, data } = segmentation.ink;
  return {
    upright: { width, height, data },
    segments: segmentation.primitives,
    pieces: pieces.map(({ from, to, box }, n) => ({
      ...{ from, to, box },
      image: images.slice(n * SIDE * SIDE, (n + 1) * SIDE * SIDE),
      probabilities: graph.probabilities.slice(n * classes, (n + 1) * classes),
    })),
    path: (symbols.length > 0 && graph.pathOf(symbols)) || [],
    line: sweep && viewOfLine(sweep, symbols),
  };
}

function viewOfLine({ line, sight }: SweptLine, symbols: readonly number[]): LineView {
  return {
    ...{ rows: LINE_ROWS, columns: line.columns, data: line.data },
    ...{ outputs: sight.columns, step: STEP, middle: sight.middle },
    probabilities: Float32Array.from(sight.probabilities),
    places: placesOf(sight, symbols).map(({ first, last }) => ({ first, last })),
  };
}
