// Numbers in pictures: ink -> primitives -> graph of pieces -> the network scores every piece, all pieces of all
// pictures in one batch -> grammar of the field -> best readings, with a confidence, or "rejected".
import { exp } from '../elementary.ts';
import { UsageError } from '../errors.ts';
import { Classifier } from '../networks/classifier.ts';
import type { Model } from '../networks/model.ts';
import { type Comb, divideEvenly } from '../vision/comb.ts';
import type { Box } from '../vision/components.ts';
import { type Picture, toGrey } from '../vision/picture.ts';
import { removeRules } from '../vision/rules.ts';
import { findTextInk } from '../vision/text-ink.ts';
import { type Calibration, calibrationOf, confidenceOf } from './calibration.ts';
import { cellOf, type UnfoldedGraph, unfoldCells } from './cells.ts';
import { type Field, type FieldReader, openField } from './fields.ts';
import { grammarOf, RUBBISH_PENALTY } from './grammar.ts';
import { type Arc, bestPaths, type Path, totalPenalty, writtenSymbols } from './paths.ts';
import { drawPieces, findPieces, type Piece, SIDE } from './pieces.ts';
import { penaltiesOf } from './scores.ts';
import { type Segmentation, segment } from './segments.ts';
import { RUBBISH } from './symbols.ts';

/** One digit of a reading. */
export interface ReadDigit {
  readonly digit: number;
  /** The network's probability that this piece is this digit, 0..1. */
  readonly confidence: number;
  /** In the picture's pixels. */
  readonly box: Box;
}

/** A possible reading, and its share of the probability of all that the field allows, which is not calibrated. */
export interface ReadingAlternative {
  readonly text: string;
  readonly value: string;
  readonly confidence: number;
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
}

export interface ReadOptions {
  /** What is written in the picture; any digits unless told. */
  readonly field?: Field;
  /** Accept only readings that are wrong with at most this probability, 0..1; 0.5 unless told. */
  readonly maxError?: number;
}

/** Readings with other texts that are followed. */
const ALTERNATIVES = 6;

const EMPTY = {
  text: '',
  value: '',
  confidence: 0,
  status: 'rejected',
  alternatives: [],
  digits: [],
} as const;

/** A picture cut into pieces, and the comb that they stand in. */
interface Lattice {
  readonly segmentation: Segmentation;
  readonly pieces: readonly Piece[];
  readonly comb: Comb | undefined;
}

export class Reader {
  private readonly classifier: Classifier;
  private readonly calibration: Calibration;

  private constructor(classifier: Classifier, calibration: Calibration) {
    this.classifier = classifier;
    this.calibration = calibration;
  }

  /** With a reading network, or with any network of digits (which knows neither rubbish nor marks). */
  static async open(model: Model): Promise<Reader> {
    return new Reader(await Classifier.open(model), calibrationOf(model.card));
  }

  /** The number in a picture: any size, grey or colour, dark on light or light on dark. Throws ShapeError, UsageError. */
  read(picture: Picture, options: ReadOptions = {}): Reading {
    return this.readAll([picture], options)[0];
  }

  /**
   * The same for many pictures, each with options of its own where a list of them is given; the network sees the pieces
   * of all in one batch. Throws as `read`.
   */
  readAll(pictures: readonly Picture[], options: ReadOptions | readonly ReadOptions[] = {}): Reading[] {
    if (isList(options) && options.length !== pictures.length) {
      throw new UsageError(`read: expected options for ${pictures.length} pictures, got ${options.length}.`);
    }
    const each = pictures.map((_, n) => (isList(options) ? options[n] : options));
    const fields = each.map((own) => openField(own.field ?? 'digits'));
    const lattices = pictures.map((picture, n) => openLattice(picture, fields[n].cells));
    const images = lattices.map((lattice) =>
      lattice ? drawPieces(lattice.segmentation, lattice.pieces) : [],
    );
    const count = lattices.reduce((sum, lattice) => sum + (lattice?.pieces.length ?? 0), 0);
    const batch = new Uint8Array(count * SIDE * SIDE);
    let at = 0;
    for (const part of images) {
      batch.set(part, at);
      at += part.length;
    }
    const probabilities = this.classifier.probabilities(batch, count, SIDE, SIDE);
    const classes = count > 0 ? probabilities.length / count : 0;
    let first = 0;
    return lattices.map((lattice, n) => {
      if (!lattice) return { ...EMPTY, reason: 'blank' };
      const own = probabilities.subarray(first, first + lattice.pieces.length * classes);
      first += own.length;
      return this.findReading(lattice, own, classes, fields[n], each[n].maxError ?? 0.5);
    });
  }

  private findReading(
    { segmentation, pieces, comb }: Lattice,
    probabilities: Float32Array,
    classes: number,
    field: FieldReader,
    maxError: number,
  ): Reading {
    const whole = pieces.map((piece, n): Arc => {
      const penalties = penaltiesOf(probabilities, n * classes, classes, piece, segmentation);
      return { from: piece.from, to: piece.to, penalties };
    });
    const { arcs, last, originals } = graphOf(whole, segmentation, pieces, comb, field.isOptional);
    const paths = bestPaths(arcs, last, field.grammar, ALTERNATIVES);
    if (paths.length === 0) return { ...EMPTY, reason: 'unreadable' };
    const total = totalPenalty(arcs, last, field.grammar);
    const shareOf = (path: Path) => exp(total - penaltyOfText(arcs, last, path));
    const alternatives = gatherValues(paths, field, shareOf);
    const [{ text, value, confidence: share }] = alternatives;
    const steps = paths[0].steps.map(({ arc, symbol }) => ({ arc: originals[arc], symbol }));
    const digits = digitsOf(steps, pieces, segmentation, (n, digit) => probabilities[n * classes + digit]);
    const confidence = confidenceOf(this.calibration, share, digits);
    const isAccepted = 1 - confidence <= maxError;
    return {
      ...{ text, value, confidence },
      status: isAccepted ? 'accepted' : 'rejected',
      ...(isAccepted ? {} : { reason: 'uncertain' }),
      alternatives,
      digits,
    };
  }
}

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);

/** Penalty of all ways to read a path's text together, equation (13); the field's own prices as on the path. */
function penaltyOfText(arcs: readonly Arc[], last: number, path: Path): number {
  const prices = path.steps.reduce((sum, { arc, symbol }) => {
    return sum - arcs[arc].penalties[symbol] - (symbol === RUBBISH ? RUBBISH_PENALTY : 0);
  }, path.penalty);
  return prices + totalPenalty(arcs, last, grammarOf(writtenSymbols(path)));
}

/** Cuts a picture; undefined where there is no ink. Cells whose lines are not seen fill the box, or the picture. */
function openLattice(picture: Picture, cells?: number): Lattice | undefined {
  const found = findTextInk({ width: picture.width, height: picture.height, data: toGrey(picture) });
  if (found === 'blank') return undefined;
  const {
    ink,
    box,
    comb = cells ? divideEvenly(box ?? { left: 0, width: ink.width }, cells) : undefined,
  } = removeRules(found, cells);
  const segmentation = segment(ink, comb);
  if (segmentation.primitives.length === 0) return undefined;
  return { segmentation, pieces: findPieces(segmentation), comb };
}

/** The graph of the pieces: unfolded where they stand in a comb. */
function graphOf(
  arcs: readonly Arc[],
  segmentation: Segmentation,
  pieces: readonly Piece[],
  comb: Comb | undefined,
  isOptional: boolean,
): UnfoldedGraph {
  const last = segmentation.primitives.length;
  if (!comb) return { arcs, last, originals: [...arcs.keys()] };
  const cellsOf = pieces.map((piece) => cellOf(piece, segmentation, comb));
  return unfoldCells(arcs, last, cellsOf, comb.cells, isOptional);
}

/** Readings by value, in the order of the paths; texts with one value are one reading. */
function gatherValues(
  paths: readonly Path[],
  field: FieldReader,
  probabilityOf: (path: Path) => number,
): ReadingAlternative[] {
  const found = new Map<string, ReadingAlternative>();
  for (const path of paths) {
    const value = field.valueOf(path.text);
    const before = found.get(value);
    const confidence = Math.min(1, (before?.confidence ?? 0) + probabilityOf(path));
    found.set(value, { text: before?.text ?? path.text, value, confidence });
  }
  return [...found.values()];
}

function digitsOf(
  steps: Path['steps'],
  pieces: readonly Piece[],
  segmentation: Segmentation,
  probabilityOf: (arc: number, digit: number) => number,
): ReadDigit[] {
  return steps
    .filter(({ symbol }) => symbol < RUBBISH)
    .map(({ arc, symbol }) => {
      const box = boxInPicture(pieces[arc], segmentation);
      return { digit: symbol, confidence: probabilityOf(arc, symbol), box };
    });
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
