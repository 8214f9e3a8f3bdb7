// A picture of writing made ready for both networks: ink, rules taken out, and of every line what it is cut into and the
// line itself.
import { type Affine, compose } from '../vision/affine.ts';
import { type Comb, divideEvenly } from '../vision/comb.ts';
import { combSearch } from '../vision/comb-search.ts';
import { cutOut } from '../vision/frame.ts';
import { findHandwriting, type Handwriting } from '../vision/handwriting.ts';
import { boundingBox, type Ink } from '../vision/ink.ts';
import { findPasted } from '../vision/pasted.ts';
import { type Picture, toGrey } from '../vision/picture.ts';
import { shrinkGrey } from '../vision/resample.ts';
import { smoothGrey } from '../vision/smooth.ts';
import { isStruckOut } from '../vision/strike.ts';
import { separateLines } from '../vision/text-lines.ts';
import { findTilt, makeLevel } from '../vision/tilt.ts';
import type { FieldReader } from './fields.ts';
import type { Lattice } from './graph.ts';
import { type Line, openLine } from './line.ts';
import { findPieces } from './pieces.ts';
import { findPlace } from './place.ts';
import { segment } from './segments.ts';

/** Rows, or columns where these are fewer, of a picture as it is looked at first, from afar. */
const FIRST = 115;

/** It is, if it is so many times as large. */
const LARGER = 1.1;

/** From nearer, and again, where its writing has fewer rows, in cells or not, or strokes finer than so many pixels, */
const LEAST_IN_CELLS = 22;
const LEAST_ROWS = 31;
const LEAST_PEN = 2;

/** until it has about so many; all of the picture, where nothing is found, from so many times as near. */
const ROWS = 60;
const PEN = 3.5;
const NEARER = 2.5;

/** A picture of twice as many rows, or more, is never looked at from nearer than at a whole fraction of its size: strokes need no more. */
const MOST_ROWS = 400;

/** Strokes wider than this share of the writing's height are blots, shadows, pictures of something else. */
const BROADEST = 0.3;

/** Of writing of fewer rows hardly anything is left when it is smoothed. */
const LEAST_SMOOTHED = 20;

/** More lines than this in a picture are print. */
const MOST_LINES = 12;

export interface PreparedLine extends Lattice {
  readonly line: Line | undefined;
  /** From its pixels to the picture's. */
  readonly origin: Affine;
  readonly isStruckOut: () => boolean;
  /** Of a field of one line: whether there seem to be several. */
  readonly isSeveral?: () => boolean;
  /** The same line in the ink of the picture when it is smoothed; undefined if it is not found there. */
  readonly smoothed?: () => PreparedLine | undefined;
}

/** A part of a picture: where its first pixel is, and how many of the picture's, each way, are one of its own; at least 1. */
interface Part {
  readonly left: number;
  readonly top: number;
  readonly step: number;
}

/**
 * The lines of a picture, from top to bottom: one, unless the field may have several. A comb whose lines are not seen fills
 * the box around it, or the picture. Throws ShapeError.
 */
export function preparePicture(picture: Picture, field: Expected): Prepared {
  const { width, height } = picture;
  const grey = { width, height, data: toGrey(picture) };
  const part = findPasted(grey);
  const found = part && prepareSheet(cutOut(grey, part), part, field);
  if (found && typeof found !== 'string') return found;
  return prepareSheet(grey, { left: 0, top: 0 }, field);
}

type Corner = Pick<Part, 'left' | 'top'>;
type Expected = Pick<FieldReader, 'cells' | 'hasLines'>;
type Prepared = PreparedLine[] | 'blank' | 'unreadable';

/** A sheet that begins here in the picture: the part of a large one in which there is writing, or all of it. */
function prepareSheet(grey: Ink, { left, top }: Corner, field: Expected): Prepared {
  const nearest = Math.max(1, Math.floor(Math.min(grey.height, grey.width) / MOST_ROWS));
  const place = field.cells ? undefined : findPlace(grey, nearest);
  if (place) {
    const { area, step } = place;
    const part = { left: left + area.left, top: top + area.top, step };
    const near = prepareArea(cutOut(grey, area), part, field);
    if (typeof near !== 'string') return near;
  }
  return approach(grey, { left, top, step: nearest }, field);
}

/**
 * A sheet from afar, and from nearer until its writing is large enough, but not from nearer than its own step. What
 * lines and pens look like, and how long all of it takes, is then the same however finely it was scanned.
 */
function approach(grey: Ink, sheet: Part, field: Expected): Prepared {
  const { step: nearest } = sheet;
  const side = Math.min(grey.width, grey.height);
  let step = side > LARGER * FIRST ? Math.max(nearest, side / FIRST) : nearest;
  for (;;) {
    const found = prepareArea(grey, { ...sheet, step }, field);
    const closer = step > nearest ? closerStep(found, step, field) : undefined;
    if (closer === undefined) return found;
    step = closer < LARGER * nearest ? nearest : closer;
  }
}

/** From where to look next; undefined where the writing is large enough. */
function closerStep(found: Prepared, step: number, { cells }: Expected): number | undefined {
  if (typeof found === 'string') return step / NEARER;
  const rows = Math.min(...found.map(({ segmentation }) => segmentation.height));
  const pen = Math.min(...found.map(({ segmentation }) => segmentation.pen));
  if (rows >= (cells ? LEAST_IN_CELLS : LEAST_ROWS) && pen >= LEAST_PEN) return undefined;
  return step * Math.min(rows / ROWS, pen / PEN);
}

/** The lines of a part of a picture, in grey, as of the whole. */
function prepareArea(grey: Ink, { left, top, step }: Part, field: Expected): Prepared {
  const shrunk = shrinkGrey(grey.data, grey.width, grey.height, step);
  const origin: Affine = [step, 0, left, 0, step, top];
  const lines = findLines(shrunk, origin, field);
  if (typeof lines === 'string' || field.cells) return lines;
  let others: Prepared | undefined;
  const smoothed = (n: number) => {
    others ??= findLines(smoothGrey(shrunk), origin, field);
    return typeof others !== 'string' && others.length === lines.length ? others[n] : undefined;
  };
  return lines.map((line, n) =>
    line.segmentation.height < LEAST_SMOOTHED ? line : { ...line, smoothed: () => smoothed(n) },
  );
}

/** Where printed lines say that it is turned, it is turned back. */
function findLines(grey: Ink, origin: Affine, field: Expected): Prepared {
  const findComb = field.cells ? combSearch(field.cells) : undefined;
  const found = findHandwriting(grey, findComb);
  const tilt = found === 'blank' ? 0 : findTilt(found.all);
  if (tilt === 0) return divideLines(found, origin, field);
  const level = makeLevel(grey, tilt);
  return divideLines(findHandwriting(level.grey, findComb), compose(origin, level.origin), field);
}

function divideLines(found: Handwriting | 'blank', origin: Affine, { cells, hasLines }: Expected): Prepared {
  if (found === 'blank') return found;
  const { all, ink, box, ...seen } = found;
  const filling = cells ? divideEvenly(box ?? { left: 0, width: ink.width }, cells) : undefined;
  const comb = seen.comb ?? filling;
  const separated = hasLines ? separateLines(ink) : [ink];
  const inks = separated.length > MOST_LINES ? [ink] : separated;
  const lines = inks.flatMap((own) => prepareLine(own, all, comb, origin) ?? []);
  if (lines.length === 0) return 'blank';
  const isBlot = ({ segmentation: { pen, height } }: PreparedLine) => pen > BROADEST * height;
  if (lines.some(isBlot)) return 'unreadable';
  return hasLines
    ? lines
    : lines.map((line) => ({ ...line, isSeveral: () => separateLines(ink).length > 1 }));
}

/** Undefined where there is nothing but specks; `all`: the ink with the picture's lines. */
function prepareLine(whole: Ink, all: Ink, comb: Comb | undefined, origin: Affine): PreparedLine | undefined {
  const box = boundingBox(whole);
  if (!box) return undefined;
  const { left, width } = box;
  const ink = cutOut(whole, { left, width, top: 0, height: whole.height });
  const own = comb && { ...comb, left: comb.left - left };
  const segmentation = segment(ink, own);
  if (segmentation.primitives.length === 0) return undefined;
  const line = openLine(withoutMargins(segmentation.ink), segmentation.pen);
  let struck: boolean | undefined;
  return {
    ...{ segmentation, pieces: findPieces(segmentation), comb: own, line },
    origin: compose(origin, [1, 0, left, 0, 1, 0]),
    isStruckOut: () => {
      struck ??= isStruckOut(all, whole, segmentation.pen);
      return struck;
    },
  };
}

/** Rows of paper that are left above and below the ink. */
const MARGIN = 4;

/** The rows with ink, and few more: how high a line is does not depend on the paper around it. */
function withoutMargins(ink: Ink): Ink {
  const { width, height, data } = ink;
  const box = boundingBox(ink) ?? { top: 0, height };
  const top = Math.max(0, box.top - MARGIN);
  const bottom = Math.min(height, box.top + box.height + MARGIN);
  return { width, height: bottom - top, data: data.subarray(top * width, bottom * width) };
}
