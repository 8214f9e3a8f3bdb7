// Numbers in pictures. Two opinions: the segmentation graph, every piece of which a network scores, and the same kind of
// network swept over the whole line; all pieces and lines of all pictures in one batch each. What both make of the
// texts that the field allows is added up: best readings, with a confidence, or "rejected".

import { ShapeError, UsageError } from '../errors.ts';
import { Classifier } from '../networks/classifier.ts';
import type { Model } from '../networks/model.ts';
import { checkKeys, checkShare } from '../options.ts';
import type { Box } from '../vision/components.ts';
import type { Picture } from '../vision/picture.ts';
import { type Calibration, calibrationOf, confidenceOf, type Evidence } from './calibration.ts';
import {
  type Candidate,
  findCandidates,
  gatherValues,
  type Opinions,
  type ReadingAlternative,
} from './candidates.ts';
import { type Field, type FieldReader, openField } from './fields.ts';
import { PieceGraph, type SeenSymbol } from './graph.ts';
import { type Reshaping, reshapeLine } from './line.ts';
import { drawPieces, SIDE } from './pieces.ts';
import { type PreparedPicture, preparePicture } from './prepared-picture.ts';
import { Sweep } from './sweep.ts';
import { SweptLine } from './swept-line.ts';
import { RUBBISH, SYMBOLS } from './symbols.ts';
import { type ReadingParts, viewOf } from './view.ts';

/** One digit of a reading. */
export interface ReadDigit {
  readonly digit: number;
  /** The network's probability that this piece is this digit, 0..1. */
  readonly confidence: number;
  /** In the picture's pixels. */
  readonly box: Box;
}

export interface Reading {
  /** Digits and marks as they stand there; empty if nothing was found. */
  readonly text: string;
  /** The canonical value: of most fields the digits alone. */
  readonly value: string;
  /** Probability that `value` is right, 0..1. */
  readonly confidence: number;
  readonly status: 'accepted' | 'rejected';
  /** Why it was rejected: no ink, nothing that fits the field, or less sure than asked for. */
  readonly reason?: 'blank' | 'unreadable' | 'uncertain';
  readonly alternatives: readonly ReadingAlternative[];
  readonly digits: readonly ReadDigit[];
  /** What the confidence was made of, where there is a reading. */
  readonly evidence?: Evidence;
}

export interface ReadOptions {
  /** What is written in the picture; any digits unless told. */
  readonly field?: Field;
  /** Accept only readings that are wrong with at most this probability, 0..1; 0.5 unless told. */
  readonly maxError?: number;
}

/** Readings with less confidence are made again, with more looks at the line. */
const SURE = 0.8;
const LOOKS: readonly Reshaping[] = [
  { lean: -0.15, breadth: 1 },
  { lean: 0.15, breadth: 1 },
  { lean: -0.07, breadth: 0.85 },
  { lean: 0.07, breadth: 1.15 },
];

const EMPTY = {
  text: '',
  value: '',
  confidence: 0,
  status: 'rejected',
  alternatives: [],
  digits: [],
} as const;

/** A reading, and what it was made of. */
interface Finding {
  readonly reading: Reading;
  readonly opinions?: Opinions;
  /** Of the reading's text. */
  readonly symbols?: readonly number[];
}

/** A reading and how it came about; the parts are missing where nothing was found to read. */
export interface ReadingView extends Partial<ReadingParts> {
  readonly reading: Reading;
}

export class Reader {
  private readonly classifier: Classifier;
  private readonly sweep: Sweep | undefined;
  private readonly calibration: Calibration;

  private constructor(classifier: Classifier, sweep: Sweep | undefined, calibration: Calibration) {
    this.classifier = classifier;
    this.sweep = sweep;
    this.calibration = calibration;
  }

  /**
   * With the network of the pieces, and with that of the line, if there is one. Throws ShapeError for a network of
   * something else: one that does not know rubbish takes every blot for a digit, and is sure of it.
   */
  static async open(pieces: Model, line?: Model): Promise<Reader> {
    const classifier = await Classifier.open(pieces);
    checkPieces(classifier);
    const sweep = line && (await Sweep.open(line));
    return new Reader(classifier, sweep, calibrationOf((line ?? pieces).card));
  }

  /** The number in a picture: any size, grey or colour, dark on light or light on dark. Throws ShapeError, UsageError. */
  read(picture: Picture, options: ReadOptions = {}): Reading {
    return this.readAll([picture], options)[0];
  }

  /**
   * The same for many pictures, each with options of its own where a list of them is given; the networks see the pieces
   * and the lines of all in one batch. Throws as `read`.
   */
  readAll(pictures: readonly Picture[], options: ReadOptions | readonly ReadOptions[] = {}): Reading[] {
    return this.findAll(pictures, options).map(({ reading }) => reading);
  }

  /** Reads a picture, and tells how: what it was cut into, and what both networks said. Throws as `read`. */
  look(picture: Picture, options: ReadOptions = {}): ReadingView {
    const [{ reading, opinions, symbols }] = this.findAll([picture], options);
    return { reading, ...(opinions && viewOf(opinions.graph, opinions.sweep, symbols)) };
  }

  private findAll(pictures: readonly Picture[], options: ReadOptions | readonly ReadOptions[]): Finding[] {
    if (isList(options) && options.length !== pictures.length) {
      throw new UsageError(`read: expected options for ${pictures.length} pictures, got ${options.length}.`);
    }
    const each = pictures.map((_, n) => (isList(options) ? options[n] : options));
    each.forEach(checkReadOptions);
    const fields = each.map((own) => openField(own.field ?? 'digits'));
    const prepared = pictures.map((picture, n) => preparePicture(picture, fields[n].cells));
    const found = prepared.map((own) => (typeof own === 'string' ? undefined : own));
    const graphs = this.scorePieces(found, fields);
    const first = this.sweepLines(found);
    const findings = prepared.map((own, n): Finding => {
      const graph = graphs[n];
      if (typeof own === 'string' || !graph) {
        return { reading: { ...EMPTY, reason: own as 'blank' | 'unreadable' } };
      }
      return this.findReading({ graph, sweep: first[n], step: own.step }, fields[n], each[n].maxError ?? 0.5);
    });
    // Who is not sure looks again.
    const doubtful = first.map((line, n) => (findings[n].reading.confidence < SURE ? line : undefined));
    const second = this.sweepAgain(doubtful);
    return findings.map((finding, n) => {
      const [own, graph, sweep] = [found[n], graphs[n], second[n]];
      if (!own || !graph || !sweep) return finding;
      return this.findReading({ graph, sweep, step: own.step }, fields[n], each[n].maxError ?? 0.5);
    });
  }

  private scorePieces(
    opened: readonly (PreparedPicture | undefined)[],
    fields: readonly FieldReader[],
  ): (PieceGraph | undefined)[] {
    const count = opened.reduce((sum, own) => sum + (own?.pieces.length ?? 0), 0);
    const batch = new Uint8Array(count * SIDE * SIDE);
    let at = 0;
    for (const own of opened) {
      if (!own) continue;
      batch.set(drawPieces(own.segmentation, own.pieces), at);
      at += own.pieces.length * SIDE * SIDE;
    }
    const probabilities = this.classifier.probabilities(batch, count, SIDE, SIDE);
    let first = 0;
    return opened.map((own, n) => {
      if (!own) return undefined;
      const part = probabilities.subarray(first, first + own.pieces.length * SYMBOLS);
      first += part.length;
      return new PieceGraph(own, part, fields[n].isOptional);
    });
  }

  private sweepLines(prepared: readonly (PreparedPicture | undefined)[]): (SweptLine | undefined)[] {
    const sights = this.sweep?.look(prepared.flatMap((own) => own?.line ?? [])) ?? [];
    let next = 0;
    return prepared.map((own) => {
      const sight = own?.line && sights[next++];
      return sight && SweptLine.of(own.segmentation.ink, own.line, sight);
    });
  }

  private sweepAgain(lines: readonly (SweptLine | undefined)[]): (SweptLine | undefined)[] {
    const reshaped = lines.flatMap((own) => (own ? LOOKS.map((look) => reshapeLine(own.line, look)) : []));
    const sights = this.sweep?.look(reshaped) ?? [];
    let next = 0;
    return lines.map((own) => own?.with(LOOKS.map(() => sights[next++])));
  }

  private findReading(opinions: Opinions, field: FieldReader, maxError: number): Finding {
    const candidates = findCandidates(opinions, field);
    if (candidates.length === 0) return { reading: { ...EMPTY, reason: 'unreadable' }, opinions };
    const alternatives = gatherValues(candidates);
    const [{ text, value, confidence: share }] = alternatives;
    const best = candidates.find((candidate) => candidate.value === value)!;
    const digits = digitsOf(best, opinions);
    const evidence = evidenceOf(best, share, digits);
    const confidence = confidenceOf(this.calibration, evidence);
    const isAccepted = 1 - confidence <= maxError;
    const reading: Reading = {
      ...{ text, value, confidence },
      status: isAccepted ? 'accepted' : 'rejected',
      ...(isAccepted ? {} : { reason: 'uncertain' }),
      ...{ alternatives, digits, evidence },
    };
    return { reading, opinions, symbols: best.symbols };
  }
}

/** A network of pieces sees one character, and answers with one of the symbols. */
function checkPieces({ plan, classes }: Classifier): void {
  const { name, input } = plan.definition;
  if (classes === SYMBOLS && input.rows === input.columns) return;
  throw new ShapeError(
    `reader: '${name}' has ${classes} outputs for ${input.rows}x${input.columns} pixels; expected ${SYMBOLS} (digits, ` +
      'none of these, point, dash, slash) for a square, as models/reading.safetensors has. Give another model.',
  );
}

function checkReadOptions(options: ReadOptions): void {
  checkKeys('read: options', options, ['field', 'maxError']);
  checkShare('read: maxError', options.maxError);
}

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);

/** The digits of a text, where the graph sees them, or else the sweep. */
function digitsOf({ symbols }: Candidate, { graph, sweep, step }: Opinions): ReadDigit[] {
  const seen: readonly SeenSymbol[] = graph.placesOf(symbols) ?? sweep?.placesOf(symbols) ?? [];
  return seen
    .filter(({ symbol }) => symbol < RUBBISH)
    .map(({ symbol, confidence, box }) => ({ digit: symbol, confidence, box: enlarge(box, step) }));
}

const enlarge = ({ left, top, width, height }: Box, step: number): Box => ({
  ...{ left: step * left, top: step * top, width: step * width, height: step * height },
});

function evidenceOf({ sweep, symbols }: Candidate, share: number, digits: readonly ReadDigit[]): Evidence {
  const digit = digits.reduce((least, { confidence }) => Math.min(least, confidence), 1);
  return { share, digit, sweep, length: Math.max(1, symbols.length) };
}
