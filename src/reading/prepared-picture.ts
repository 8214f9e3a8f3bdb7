// A picture of a line of writing made ready for both networks: ink, rules taken out, cut into pieces, and the line itself.
import { divideEvenly } from '../vision/comb.ts';
import { combSearch } from '../vision/comb-search.ts';
import { findHandwriting } from '../vision/handwriting.ts';
import { boundingBox, type Ink } from '../vision/ink.ts';
import { type Picture, toGrey } from '../vision/picture.ts';
import { shrinkGrey } from '../vision/resample.ts';
import type { Lattice } from './graph.ts';
import { type Line, openLine } from './line.ts';
import { findPieces } from './pieces.ts';
import { segment } from './segments.ts';

/** Pictures with more rows than twice this are read at a whole fraction of their size: strokes need no more. */
const ROWS = 400;

/** Strokes wider than this share of the writing's height are blots, shadows, pictures of something else. */
const BROADEST = 0.3;

export interface PreparedPicture extends Lattice {
  readonly line: Line | undefined;
  /** Pixels of the picture, each way, that are one of the ink's. */
  readonly step: number;
}

/** A comb of so many cells whose lines are not seen fills the box around it, or the picture. Throws ShapeError. */
export function preparePicture(picture: Picture, cells?: number): PreparedPicture | 'blank' | 'unreadable' {
  const grey = toGrey(picture);
  const step = Math.max(1, Math.floor(Math.min(picture.height, picture.width) / ROWS));
  const shrunk = shrinkGrey(grey, picture.width, picture.height, step);
  const found = findHandwriting(shrunk, cells ? combSearch(cells) : undefined);
  if (found === 'blank') return found;
  const { ink, box, ...seen } = found;
  const filling = cells ? divideEvenly(box ?? { left: 0, width: ink.width }, cells) : undefined;
  const comb = seen.comb ?? filling;
  const segmentation = segment(ink, comb);
  if (segmentation.primitives.length === 0) return 'blank';
  if (segmentation.pen > BROADEST * segmentation.height) return 'unreadable';
  const line = openLine(withoutMargins(segmentation.ink), segmentation.pen);
  return { segmentation, pieces: findPieces(segmentation), comb, line, step };
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
