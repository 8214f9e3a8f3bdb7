// Grey picture of a field -> the ink of what is written in it: text ink without printed lines. Print is often much darker
// than the pen, and what counts as ink is decided by the darkest; where the writing is faint beside the lines it is
// decided again without them.
import * as pixels from '../kernels/simd/pixels.ts';
import { addFaint } from './faint.ts';
import { findInside } from './frame.ts';
import { boundingBox, type Ink } from './ink.ts';
import { lightestAround } from './morphology.ts';
import type { Picture } from './picture.ts';
import { type CombSearch, keepInside, NARROW, removeRules, type Unruled } from './rules.ts';
import { contrastOf, inkIn, isWriting, type TextContrast } from './text-ink.ts';

/** So many pixels around print are neither print nor paper. */
const BLUR = 3;

/** Writing is faint beside print if this share of its ink is below this level; 255 is as dark as most. */
const FAINT_SHARE = 0.6;
const FAINT = 150;

/** A band has ink in this share of the rows, and reaches into them by at most so many pixels more than into most. */
const BAND = 0.95;
const UNEVEN = 2;

/** Writing of more than this share of the picture's height fills it. */
const TIGHT = 0.9;

/** Handwriting, and the ink that it was found in, with its lines and what is outside of them. */
export interface Handwriting extends Unruled {
  readonly all: Ink;
}

/** The ink in a grey picture inside its lines, or of the comb that is looked for, or 'blank'. Throws ShapeError if it is not grey. */
export function findHandwriting(grey: Picture, findComb?: CombSearch): Handwriting | 'blank' {
  const found = handwritingIn(grey, contrastOf(grey), findComb);
  return found === 'blank' ? handwritingIn(grey, contrastOf(grey, true), findComb) : found;
}

function handwritingIn(grey: Picture, contrast: TextContrast, findComb?: CombSearch): Handwriting | 'blank' {
  const found = inkIn(contrast);
  if (!found) return 'blank';
  const inside = grey.width < NARROW * grey.height ? findInside(grey) : undefined;
  const isFramed = inside !== undefined && inside.width * inside.height < found.data.length;
  const unframed = (ink: Ink) => withoutEdges(inside ? keepInside(ink, inside) : ink);
  const cleaned = (all: Ink): Handwriting => ({ all, ...removeRules(unframed(all), findComb) });
  const seen = cleaned(found);
  const withFaint = (): Handwriting => {
    // What is printed pale in a frame or in the cells of a comb says what belongs there.
    if (isFramed || findComb) return seen;
    const near = lightestAround(found, BLUR);
    const ink = addFaint(contrast, seen.ink, found, near);
    return { ...seen, ink: seen.box ? keepInside(ink, seen.box) : ink };
  };
  if (seen.ink === found) return isWriting(contrast, found) ? withFaint() : 'blank';
  const print = printIn(found, seen.ink);
  const again = isFaint(seen.ink) ? inkIn(contrast, print) : undefined;
  if (!isWriting(contrast, again ?? found, print)) return 'blank';
  return again ? cleaned(again) : withFaint();
}

/**
 * The ink without dark bands along the picture's left and right edges: the table under the page, the next box's line. A
 * one at the edge of a picture cut out tightly stays, as there other writing is as high as the picture, too.
 */
function withoutEdges(ink: Ink): Ink {
  const { width, height } = ink;
  const data = ink.data.slice();
  let hasBand = false;
  for (const [edge, step] of [
    [0, 1],
    [width - 1, -1],
  ]) {
    const reach = Array.from({ length: height }, (_, row) => runFrom(ink, row, edge, step));
    const usual = reach.toSorted((a, b) => a - b)[height >> 1];
    if (reach.filter((length) => length > 0).length < BAND * height) continue;
    hasBand = true;
    for (const [row, length] of reach.entries()) {
      if (length > usual + UNEVEN) continue;
      for (let n = 0; n < length; n++) data[row * width + edge + step * n] = 0;
    }
  }
  const rest = { width, height, data };
  return hasBand && (boundingBox(rest)?.height ?? 0) < TIGHT * height ? rest : ink;
}

/** Pixels of ink in a row from a column on. */
function runFrom({ width, data }: Ink, row: number, edge: number, step: number): number {
  let length = 0;
  while (length < width && data[row * width + edge + step * length] > 0) length++;
  return length;
}

/** Also where nothing is left. */
function isFaint({ data }: Ink): boolean {
  let [all, faint] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i] === 0) continue;
    all++;
    if (data[i] < FAINT) faint++;
  }
  return faint >= FAINT_SHARE * all;
}

/** Not 0 where there was ink that is none any more, and next to it. */
function printIn(ink: Ink, left: Ink): Uint8Array {
  const { width, data } = ink;
  const runs = pixels.findRuns(data, width, 1);
  const gone = new Uint8Array(data.length);
  for (let i = 0; i < runs.length; i += 3) {
    const line = runs[i] * width;
    for (let at = line + runs[i + 1]; at < line + runs[i + 2]; at++) if (left.data[at] === 0) gone[at] = 1;
  }
  return lightestAround({ ...ink, data: gone }, BLUR);
}
