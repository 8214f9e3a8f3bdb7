// A picture of writing made ready for both networks: ink, rules taken out, and of every line what it is cut into and the
// line itself.
import { type Comb, divideEvenly } from '../vision/comb.ts';
import { combSearch } from '../vision/comb-search.ts';
import type { Box } from '../vision/components.ts';
import { cutOut } from '../vision/frame.ts';
import { findHandwriting } from '../vision/handwriting.ts';
import { boundingBox, type Ink } from '../vision/ink.ts';
import { type Picture, toGrey } from '../vision/picture.ts';
import { shrinkGrey } from '../vision/resample.ts';
import { isStruckOut } from '../vision/strike.ts';
import { separateLines } from '../vision/text-lines.ts';
import type { FieldReader } from './fields.ts';
import type { Lattice } from './graph.ts';
import { type Line, openLine } from './line.ts';
import { findPieces } from './pieces.ts';
import { findPlace } from './place.ts';
import { segment } from './segments.ts';

/** Pictures with more rows than twice this are read at a whole fraction of their size: strokes need no more. */
const ROWS = 400;

/** Strokes wider than this share of the writing's height are blots, shadows, pictures of something else. */
const BROADEST = 0.3;

/** More lines than this in a picture are print. */
const MOST_LINES = 12;

export interface PreparedLine extends Lattice {
  readonly line: Line | undefined;
  readonly origin: Origin;
  readonly isStruckOut: boolean;
  /** Of a field of one line: whether there seem to be several. */
  readonly isSeveral?: () => boolean;
}

/** Where ink is in a picture: where its first pixel is, and how many of the picture's, each way, are one of its own. */
export interface Origin {
  readonly left: number;
  readonly top: number;
  readonly step: number;
}

/** A box of the ink in the picture's pixels. */
export const toPicture = (box: Box, { left, top, step }: Origin): Box => ({
  ...{ left: left + step * box.left, top: top + step * box.top },
  ...{ width: step * box.width, height: step * box.height },
});

/**
 * The lines of a picture, from top to bottom: one, unless the field may have several. A comb whose lines are not seen fills
 * the box around it, or the picture. Throws ShapeError.
 */
export function preparePicture(picture: Picture, field: Expected): PreparedLine[] | 'blank' | 'unreadable' {
  const { width, height } = picture;
  const grey = { width, height, data: toGrey(picture) };
  const step = Math.max(1, Math.floor(Math.min(height, width) / ROWS));
  const place = field.cells ? undefined : findPlace(grey, step);
  const near = place && prepareArea(cutOut(grey, place.area), { ...place.area, step: place.step }, field);
  if (near && typeof near !== 'string') return near;
  return prepareArea(grey, { left: 0, top: 0, step }, field);
}

type Expected = Pick<FieldReader, 'cells' | 'hasLines'>;

/** The lines of a part of a picture, in grey, as of the whole. */
function prepareArea(
  grey: Ink,
  { left, top, step }: Origin,
  { cells, hasLines }: Expected,
): PreparedLine[] | 'blank' | 'unreadable' {
  const shrunk = shrinkGrey(grey.data, grey.width, grey.height, step);
  const found = findHandwriting(shrunk, cells ? combSearch(cells) : undefined);
  if (found === 'blank') return found;
  const { all, ink, box, ...seen } = found;
  const filling = cells ? divideEvenly(box ?? { left: 0, width: ink.width }, cells) : undefined;
  const comb = seen.comb ?? filling;
  const separated = hasLines ? separateLines(ink) : [ink];
  const inks = separated.length > MOST_LINES ? [ink] : separated;
  const lines = inks.flatMap((own) => prepareLine(own, all, comb, { left, top, step }) ?? []);
  if (lines.length === 0) return 'blank';
  const isBlot = ({ segmentation: { pen, height } }: PreparedLine) => pen > BROADEST * height;
  if (lines.some(isBlot)) return 'unreadable';
  return hasLines
    ? lines
    : lines.map((line) => ({ ...line, isSeveral: () => separateLines(ink).length > 1 }));
}

/** Undefined where there is nothing but specks; `all`: the ink with the picture's lines. */
function prepareLine(
  whole: Ink,
  all: Ink,
  comb: Comb | undefined,
  { left: start, top, step }: Origin,
): PreparedLine | undefined {
  const box = boundingBox(whole);
  if (!box) return undefined;
  const { left, width } = box;
  const ink = cutOut(whole, { left, width, top: 0, height: whole.height });
  const own = comb && { ...comb, left: comb.left - left };
  const segmentation = segment(ink, own);
  if (segmentation.primitives.length === 0) return undefined;
  const line = openLine(withoutMargins(segmentation.ink), segmentation.pen);
  return {
    ...{ segmentation, pieces: findPieces(segmentation), comb: own, line },
    origin: { left: start + step * left, top, step },
    isStruckOut: isStruckOut(all, whole, segmentation.pen),
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
