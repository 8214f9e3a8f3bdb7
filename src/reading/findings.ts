// What both opinions amount to: a reading with a confidence, accepted or rejected; and the readings of several lines of
// one picture as one.
import { type Calibration, confidenceOf, type Evidence } from './calibration.ts';
import {
  type Candidate,
  findCandidates,
  gatherValues,
  type Opinions,
  type ReadingAlternative,
} from './candidates.ts';
import type { FieldReader } from './fields.ts';
import type { SeenSymbol } from './graph.ts';
import { type ReadDigit, readDigits } from './read-digits.ts';
import { RUBBISH } from './symbols.ts';

export interface Reading {
  /** Digits and marks as they stand there, lines with a space between them; empty if nothing was found. */
  readonly text: string;
  /** The canonical value: of most fields the digits alone. */
  readonly value: string;
  /** Probability that `value` is right, 0..1. */
  readonly confidence: number;
  readonly status: 'accepted' | 'rejected';
  /**
   * Why it was rejected: no ink, nothing that fits the field, a stroke through all of it, or less sure than asked for;
   * either of these where several lines are in a field of one.
   */
  readonly reason?: 'blank' | 'unreadable' | 'struck out' | 'several lines' | 'uncertain';
  readonly alternatives: readonly ReadingAlternative[];
  readonly digits: readonly ReadDigit[];
  /** What the confidence was made of, where there is a reading of one line. */
  readonly evidence?: Evidence;
}

/** Most readings of several lines. */
const MOST_ALTERNATIVES = 6;

/** A line as it was read, and what it was made of. */
export interface Finding {
  readonly reading: Reading;
  readonly opinions: Opinions;
  /** Of the reading's text. */
  readonly symbols?: readonly number[];
}

/** On what terms a reading is accepted. */
interface Terms {
  readonly maxError: number;
  readonly isStruckOut: () => boolean;
  readonly isSeveral?: () => boolean;
}

/** The reading of a picture in which there is nothing to read. */
export function emptyReading(reason: 'blank' | 'unreadable' | 'several lines'): Reading {
  const nothing = { text: '', value: '', confidence: 0, alternatives: [], digits: [] };
  return { ...nothing, status: 'rejected', reason };
}

/** The likeliest of the readings of a line that the field allows. */
export function findReading(
  opinions: Opinions,
  field: FieldReader,
  calibration: Calibration,
  terms: Terms,
): Finding {
  const candidates = findCandidates(opinions, field);
  if (candidates.length === 0)
    return { reading: emptyReading(terms.isSeveral?.() ? 'several lines' : 'unreadable'), opinions };
  const alternatives = gatherValues(candidates);
  const [{ text, value, confidence: share }] = alternatives;
  const best = candidates.find((candidate) => candidate.value === value)!;
  const seen = digitsSeen(best, opinions);
  const evidence = evidenceOf(best, share, seen);
  const confidence = confidenceOf(calibration, evidence);
  const digits = readDigits({ candidate: best, seen, share, confidence }, candidates, opinions.origin);
  const reading: Reading = {
    ...{ text, value, confidence, ...judge(confidence, terms) },
    ...{ alternatives, digits, evidence },
  };
  return { reading, opinions, symbols: best.symbols };
}

function judge(confidence: number, { maxError, ...found }: Terms): Pick<Reading, 'status' | 'reason'> {
  if (found.isStruckOut()) return { status: 'rejected', reason: 'struck out' };
  if (1 - confidence <= maxError) return { status: 'accepted' };
  return { status: 'rejected', reason: found.isSeveral?.() ? 'several lines' : 'uncertain' };
}

/** The readings of all lines, from top to bottom, as one, which is right where all are; unreadable where one of them is. */
export function joinLines(lines: readonly Reading[], maxError: number): Reading {
  if (lines.length === 1) return lines[0];
  if (lines.some(({ alternatives }) => alternatives.length === 0)) return emptyReading('unreadable');
  const confidence = lines.reduce((product, line) => product * line.confidence, 1);
  const best = lines.map(({ alternatives }) => alternatives[0]);
  // The best of all, and those in which one line is read differently.
  const others = lines.flatMap(({ alternatives }, n) =>
    alternatives.slice(1).map((other) => joinTexts(best.with(n, other))),
  );
  const alternatives = [joinTexts(best), ...others.sort((a, b) => b.confidence - a.confidence)];
  const [{ text, value }] = alternatives;
  const isStruckOut = () => lines.some(({ reason }) => reason === 'struck out');
  return {
    ...{ text, value, confidence, ...judge(confidence, { maxError, isStruckOut }) },
    alternatives: alternatives.slice(0, MOST_ALTERNATIVES),
    digits: lines.flatMap(({ digits }) => digits),
  };
}

function joinTexts(lines: readonly ReadingAlternative[]): ReadingAlternative {
  return {
    text: lines.map(({ text }) => text).join(' '),
    value: lines.map(({ value }) => value).join(''),
    confidence: lines.reduce((product, line) => product * line.confidence, 1),
  };
}

/** The digits of a text, where the graph sees them, or else the sweep. */
function digitsSeen({ symbols }: Candidate, { graph, sweep }: Opinions): SeenSymbol[] {
  const seen = graph.placesOf(symbols) ?? sweep?.placesOf(symbols) ?? [];
  return seen.filter(({ symbol }) => symbol < RUBBISH);
}

function evidenceOf({ sweep, symbols }: Candidate, share: number, seen: readonly SeenSymbol[]): Evidence {
  const digit = seen.reduce((least, { confidence }) => Math.min(least, confidence), 1);
  return { share, digit, sweep, length: Math.max(1, symbols.length) };
}
