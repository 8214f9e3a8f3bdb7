// Numbers in pictures. Two opinions: the segmentation graph, every piece of which a network scores, and the same kind of
// network swept over the whole line; all pieces and lines of all pictures in one batch each. What both make of the
// texts that the field allows is added up: best readings, with a confidence, or "rejected".

import { ShapeError, UsageError } from '../errors.ts';
import { Classifier } from '../networks/classifier.ts';
import type { Model } from '../networks/model.ts';
import { checkKeys, checkShare } from '../options.ts';
import type { Picture } from '../vision/picture.ts';
import { type Calibration, calibrationOf } from './calibration.ts';
import type { Opinions } from './candidates.ts';
import { type Field, type FieldReader, openField } from './fields.ts';
import { emptyReading, type Finding, findReading, joinLines, type Reading } from './findings.ts';
import { PieceGraph } from './graph.ts';
import { type Reshaping, reshapeLine } from './line.ts';
import { drawPieces, SIDE } from './pieces.ts';
import { type PreparedLine, preparePicture } from './prepared-picture.ts';
import { Sweep } from './sweep.ts';
import { SweptLine } from './swept-line.ts';
import { SYMBOLS } from './symbols.ts';
import { type ReadingParts, viewOf } from './view.ts';

export interface ReadOptions {
  /** What is written in the picture; any digits unless told. */
  readonly field?: Field;
  /** Accept only readings that are wrong with at most this probability, 0..1; 0.5 unless told. */
  readonly maxError?: number;
}

/** Pieces of one pass. */
const CAPACITY = 64;

/** Readings with less confidence are made again, with the ink of the smoothed picture, too; */
const SURE_OF_INK = 0.9;

/** and those that have less then, with more looks at the line. */
const SURE = 0.7;
const LOOKS: readonly Reshaping[] = [
  { lean: -0.07, breadth: 0.85 },
  { lean: 0.07, breadth: 1.15 },
];

/** A line, what is expected in it, and the most error. */
interface FieldLine extends PreparedLine {
  readonly field: FieldReader;
  readonly maxError: number;
}

/** The reading of a picture, and what that of its first line was made of, where there is one. */
type FirstFinding = Pick<Finding, 'reading'> & Partial<Finding>;

/** A reading and how its first line came about; the parts are missing where nothing was found to read. */
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
    const [classifier] = await Classifier.openAll(pieces, CAPACITY, [undefined], true);
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

  private findAll(
    pictures: readonly Picture[],
    options: ReadOptions | readonly ReadOptions[],
  ): FirstFinding[] {
    if (isList(options) && options.length !== pictures.length) {
      throw new UsageError(`read: expected options for ${pictures.length} pictures, got ${options.length}.`);
    }
    const each = pictures.map((_, n) => (isList(options) ? options[n] : options));
    each.forEach(checkReadOptions);
    const fields = each.map((own) => openField(own.field ?? 'digits'));
    const prepared = pictures.map((picture, n) => preparePicture(picture, fields[n]));
    const lines = prepared.map((own, n): FieldLine[] => {
      if (typeof own === 'string') return [];
      return own.map((line) => ({ ...line, field: fields[n], maxError: each[n].maxError ?? 0.5 }));
    });
    const found = this.readLines(lines.flat());
    let next = 0;
    return prepared.map((own, n) => {
      if (typeof own === 'string') return { reading: emptyReading(own) };
      const findings = lines[n].map(() => found[next++]);
      const readings = findings.map(({ reading }) => reading);
      return { ...findings[0], reading: joinLines(readings, lines[n][0].maxError) };
    });
  }

  private readLines(lines: readonly FieldLine[]): Finding[] {
    const graphs = this.scorePieces(lines);
    const sweeps = this.sweepLines(lines);
    const found = lines.map((own, n) =>
      this.findReading(own, { graph: graphs[n], others: [], sweep: sweeps[n], origin: own.origin }),
    );
    this.seeSmoothed(lines, found);
    this.sweepAgain(lines, found);
    return found;
  }

  private findReading({ field, ...terms }: FieldLine, opinions: Opinions): Finding {
    return findReading(opinions, field, this.calibration, terms);
  }

  private scorePieces(lines: readonly FieldLine[]): PieceGraph[] {
    const count = lines.reduce((sum, { pieces }) => sum + pieces.length, 0);
    const batch = new Uint8Array(count * SIDE * SIDE);
    let at = 0;
    for (const { segmentation, pieces } of lines) {
      batch.set(drawPieces(segmentation, pieces), at);
      at += pieces.length * SIDE * SIDE;
    }
    const probabilities = this.classifier.probabilities(batch, count, SIDE, SIDE);
    let first = 0;
    return lines.map((own) => {
      const part = probabilities.subarray(first, first + own.pieces.length * SYMBOLS);
      first += part.length;
      return new PieceGraph(own, part, own.field.isOptional);
    });
  }

  private sweepLines(lines: readonly FieldLine[]): (SweptLine | undefined)[] {
    const sights = this.sweep?.look(lines.flatMap(({ line }) => line ?? [])) ?? [];
    let next = 0;
    return lines.map(({ line, segmentation }) => {
      const sight = line && sights[next++];
      return sight && SweptLine.of(segmentation.ink, line, sight);
    });
  }

  /** Who is not sure asks what the ink of the smoothed picture says. */
  private seeSmoothed(lines: readonly FieldLine[], found: Finding[]): void {
    const doubtful = doubtfulOf(found, SURE_OF_INK).flatMap((own) => {
      const smoothed = lines[own.n].smoothed?.();
      return smoothed ? { ...own, other: { ...lines[own.n], ...smoothed } } : [];
    });
    const others = doubtful.map(({ other }) => other);
    const graphs = this.scorePieces(others);
    const sweeps = this.sweepLines(others);
    for (const [k, { n, opinions, sweep }] of doubtful.entries()) {
      const seen = { others: [graphs[k]], sweep: sweep.with(sweeps[k] ? [sweeps[k].sight] : []) };
      found[n] = this.findReading(lines[n], { ...opinions, ...seen });
    }
  }

  /** Who is not sure looks again. */
  private sweepAgain(lines: readonly FieldLine[], found: Finding[]): void {
    const doubtful = doubtfulOf(found, SURE);
    const reshaped = doubtful.flatMap(({ sweep }) => LOOKS.map((look) => reshapeLine(sweep.line, look)));
    const sights = this.sweep?.look(reshaped) ?? [];
    for (const [k, { n, opinions, sweep }] of doubtful.entries()) {
      const seen = sights.slice(k * LOOKS.length, (k + 1) * LOOKS.length);
      found[n] = this.findReading(lines[n], { ...opinions, sweep: sweep.with(seen) });
    }
  }
}

interface Doubt {
  /** Number of the line. */
  readonly n: number;
  readonly opinions: Opinions;
  readonly sweep: SweptLine;
}

/** Lines that were swept and are read with less confidence. */
function doubtfulOf(found: readonly Finding[], sure: number): Doubt[] {
  return found.flatMap(({ reading, opinions }, n) =>
    opinions.sweep && reading.confidence < sure ? { n, opinions, sweep: opinions.sweep } : [],
  );
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
