// The texts that a field allows and either opinion proposes, with what both hold against them; and the readings that
// they amount to.
import { exp, log } from '../elementary.ts';
import type { Affine } from '../vision/affine.ts';
import type { FieldReader } from './fields.ts';
import { priceOf } from './grammar.ts';
import type { PieceGraph } from './graph.ts';
import { addPenalties } from './penalties.ts';
import type { SweptLine } from './swept-line.ts';
import { SYMBOL_TEXT } from './symbols.ts';

/** Texts that each opinion proposes. */
const PROPOSALS = 6;

/** How much the graph counts beside the sweep, and the most that either may hold against a text. */
const GRAPH_WEIGHT = 0.4;
const MOST_PENALTY = 30;

/** Texts that are behind the best one by so much are no alternatives. */
const NEGLIGIBLE = 7;

/** What both say. */
export interface Opinions {
  readonly graph: PieceGraph;
  /** Of the same line, in ink that was found in another way. */
  readonly others: readonly PieceGraph[];
  readonly sweep: SweptLine | undefined;
  /** From the line's pixels to the picture's. */
  readonly origin: Affine;
}

/** A text that the field allows, and what speaks against it: the sweep's doubt, and all together. */
export interface Candidate {
  readonly symbols: readonly number[];
  readonly text: string;
  readonly value: string;
  readonly sweep: number;
  readonly penalty: number;
}

/** A possible reading, and its share of the probability of all that were looked at, which is not calibrated. */
export interface ReadingAlternative {
  readonly text: string;
  readonly value: string;
  readonly confidence: number;
}

/** The texts that the opinions propose, least penalty first. In a comb the graph alone knows the cells. */
export function findCandidates({ graph, others, sweep }: Opinions, field: FieldReader): Candidate[] {
  const { grammar, cells } = field;
  const graphs = [graph, ...others];
  const proposals = [
    ...graphs.flatMap((own) => own.bestTexts(grammar, PROPOSALS)),
    ...(cells ? [] : (sweep?.bestTexts(grammar, PROPOSALS) ?? [])),
  ];
  const byText = new Map(proposals.map((symbols) => [symbols.map((s) => SYMBOL_TEXT[s]).join(''), symbols]));
  const swept = [...byText]
    .map(([text, symbols]) => {
      const against = Math.min(MOST_PENALTY, sweep?.penaltyOf(symbols) ?? 0);
      return { text, symbols, sweep: against, base: against + priceOf(grammar, symbols) };
    })
    .sort((a, b) => a.base - b.base);
  const candidates: Candidate[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const { base, ...own } of swept) {
    // The graph can only hold something against a text.
    if (base > least + NEGLIGIBLE) break;
    const against = penaltyOf(own.symbols, graphs);
    const penalty = base + (sweep ? GRAPH_WEIGHT : 1) * against;
    least = Math.min(least, penalty);
    candidates.push({ ...own, value: field.valueOf(own.text), penalty });
  }
  return candidates.sort((a, b) => a.penalty - b.penalty);
}

/** Minus the logarithm of the mean of what the graphs think likely: either ink may be the right one. */
function penaltyOf(symbols: readonly number[], graphs: readonly PieceGraph[]): number {
  const sum = graphs
    .map((graph) => Math.min(MOST_PENALTY, graph.penaltyOf(symbols)))
    .reduce(addPenalties, Number.POSITIVE_INFINITY);
  return sum + log(graphs.length);
}

/** Of each candidate the share of the probability of all, 0..1. */
export function sharesOf(candidates: readonly Candidate[]): number[] {
  const total = candidates.reduce((sum, { penalty }) => addPenalties(sum, penalty), Number.POSITIVE_INFINITY);
  return candidates.map(({ penalty }) => exp(total - penalty));
}

/** Readings by value, the likeliest first; texts with one value are one reading. */
export function gatherValues(candidates: readonly Candidate[]): ReadingAlternative[] {
  const shares = sharesOf(candidates);
  const found = new Map<string, ReadingAlternative>();
  for (const [n, { text, value }] of candidates.entries()) {
    const before = found.get(value);
    const confidence = Math.min(1, (before?.confidence ?? 0) + shares[n]);
    found.set(value, { text: before?.text ?? text, value, confidence });
  }
  return [...found.values()].sort((a, b) => b.confidence - a.confidence);
}
