// What the segmentation graph says about a line: every piece scored by the network, pieces of a comb in their cells.
import type { Comb } from '../vision/comb.ts';
import type { Box } from '../vision/components.ts';
import { cellOf, unfoldCells } from './cells.ts';
import { type Arc, openGraph, type RecognitionGraph } from './composition.ts';
import { type Grammar, grammarOf, openGrammar } from './grammar.ts';
import { Opinion } from './opinion.ts';
import { bestPaths, totalPenalty, writtenSymbols } from './paths.ts';
import type { Piece } from './pieces.ts';
import { penaltiesOf } from './scores.ts';
import type { Segmentation } from './segments.ts';
import { RUBBISH, SYMBOLS } from './symbols.ts';

/** A line cut into pieces, and the comb that they stand in. */
export interface Lattice {
  readonly segmentation: Segmentation;
  readonly pieces: readonly Piece[];
  readonly comb: Comb | undefined;
}

/** A written symbol, where it stands in the picture, and the probability that this piece is it, 0..1. */
export interface SeenSymbol {
  readonly symbol: number;
  readonly confidence: number;
  readonly box: Box;
}

/** A piece as a symbol: an arc of a path. */
export interface PathStep {
  /** Number of the piece. */
  readonly piece: number;
  readonly symbol: number;
}

export class PieceGraph extends Opinion {
  readonly lattice: Lattice;
  /** Of all pieces, [piece][symbol]. */
  readonly probabilities: Float32Array;
  private readonly graph: RecognitionGraph;
  /** Of every arc its piece. */
  private readonly originals: readonly number[];
  private readonly total: number;

  /** `probabilities`: the network's of all pieces, [piece][symbol]. `isOptional`: cells of the comb may be empty. */
  constructor(lattice: Lattice, probabilities: Float32Array, isOptional: boolean) {
    super();
    const { segmentation, pieces, comb } = lattice;
    const arcs = pieces.map((piece, n): Arc => {
      const penalties = penaltiesOf(probabilities, n * SYMBOLS, piece, segmentation);
      return { from: piece.from, to: piece.to, penalties };
    });
    const last = segmentation.primitives.length;
    const cellsOf = comb ? pieces.map((piece) => cellOf(piece, segmentation, comb)) : [];
    const graph = comb
      ? unfoldCells(arcs, last, cellsOf, comb.cells, isOptional)
      : { arcs, last, originals: [...arcs.keys()] };
    this.lattice = lattice;
    this.probabilities = probabilities;
    this.graph = openGraph(graph.arcs, graph.last);
    this.originals = graph.originals;
    this.total = totalPenalty(this.graph, openGrammar);
  }

  protected propose(grammar: Grammar, count: number): number[][] {
    return bestPaths(this.graph, grammar, count).map(writtenSymbols);
  }

  protected weigh(symbols: readonly number[]): number {
    const own = totalPenalty(this.graph, grammarOf(symbols));
    return own < Number.POSITIVE_INFINITY ? own - this.total : own;
  }

  /** The likeliest way to write a text, rubbish included; undefined where it cannot be written. */
  pathOf(symbols: readonly number[]): PathStep[] | undefined {
    const [path] = bestPaths(this.graph, grammarOf(symbols), 1);
    return path?.steps.map(({ arc, symbol }) => ({ piece: this.originals[arc], symbol }));
  }

  /** Where the symbols of a text stand; undefined where it cannot be written. */
  placesOf(symbols: readonly number[]): SeenSymbol[] | undefined {
    const { segmentation, pieces } = this.lattice;
    return this.pathOf(symbols)
      ?.filter(({ symbol }) => symbol !== RUBBISH)
      .map(({ piece, symbol }) => {
        const confidence = this.probabilities[piece * SYMBOLS + symbol];
        return { symbol, confidence, box: boxInPicture(pieces[piece], segmentation) };
      });
  }
}

/** A piece's box before the slant was taken out. */
function boxInPicture({ from, to, box }: Piece, { primitives, ink }: Segmentation): Box {
  let left = Number.POSITIVE_INFINITY;
  let right = 0;
  for (const { runs } of primitives.slice(from, to)) {
    for (let i = 0; i < runs.length; i += 3) {
      const shift = ink.shifts[runs[i]];
      left = Math.min(left, runs[i + 1] - shift);
      right = Math.max(right, runs[i + 2] - shift);
    }
  }
  left = Math.max(0, Math.floor(left));
  return { left, top: box.top, width: Math.ceil(right) - left, height: box.height };
}
