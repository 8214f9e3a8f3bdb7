// Ink of one character -> 28 x 28, the way MNIST was made of NIST: the character's box made square, brought
// to 20 x 20 by area, put into 28 x 28 with its centre of mass in the middle. For ink of any size and grey
// ink too; the networks' 32 x 32 is this with two pixels of paper around.
import { SIDE } from '../kernels/pixels.ts';
import type { Box } from './components.ts';
import { cutOut, findInside, LEAST_SIDE, wipeEdges } from './frame.ts';
import { findHandwriting } from './handwriting.ts';
import { boundingBox, findInk, type Ink, meanOf, wipeSpecks } from './ink.ts';
import { type Picture, toGrey } from './picture.ts';
import { type Crop, resampleDigit } from './resample.ts';
import { strokeWidth, thicken } from './stroke.ts';

/**
 * NIST's fields are 128 pixels wide, and no box smaller than 10 of them was cut: a dot stays a dot. Pictures
 * smaller than that have a smaller least box, in proportion.
 */
const LEAST_BOX = 10;
const FIELD = 128;

/**
 * Strokes thinner than the first share of the character's size are hairlines, which hardly one digit of MNIST
 * has; they become as wide as the second, a thin pen of MNIST.
 */
const HAIRLINE = 0.06;
const THIN_PEN = 0.1;

/**
 * The character as a 28 x 28 image of MNIST: 0 paper .. 255 ink; all paper if there is no ink. Strokes
 * thinner than 6 % of the character are thickened, the one step that MNIST does not have.
 */
export function normalizeDigit(ink: Ink): Uint8Array {
  const box = boundingBox(ink);
  if (!box) return new Uint8Array(SIDE * SIDE);
  const least = Math.min(LEAST_BOX, Math.round((LEAST_BOX * Math.max(ink.width, ink.height)) / FIELD));
  return shrink(ink, squareAround(box, least));
}

/**
 * The same for a piece of a line of writing, all ink of which is in `box`, whose strokes stay as they are. `least`: the
 * smallest side of the square that becomes 20 x 20, in pixels, so that what is small in its line stays small.
 */
export function normalizePiece(ink: Ink, box: Box, least: number): Uint8Array {
  return resampleDigit(ink, squareAround(box, least), box);
}

/** The box made square, its shorter side grown on both ends. */
function squareAround(box: Box, least: number): Crop {
  const side = Math.max(box.width, box.height, least);
  return {
    left: box.left - Math.floor((side - box.width) / 2),
    top: box.top - Math.floor((side - box.height) / 2),
    side,
  };
}

function shrink(ink: Ink, crop: Crop): Uint8Array {
  const width = strokeWidth(ink) / crop.side;
  if (width >= HAIRLINE) return resampleDigit(ink, crop);
  const { size, data } = thicken(ink, crop, THIN_PEN - width);
  return resampleDigit({ width: size, height: size, data }, { left: 0, top: 0, side: size });
}

/** What normalizePicture finds: an image of 28 x 28 and where its ink was, or nothing. */
export type NormalizedPicture =
  | { readonly status: 'ok'; readonly image: Uint8Array; readonly box: Box }
  | { readonly status: 'blank' };

/**
 * A picture of one character, of any size and colour, dark on light or light on dark, to a 28 x 28 image of
 * MNIST (784 bytes, 0 paper .. 255 ink) and the ink's box in the picture, in pixels.
 * @throws ShapeError if the picture has no size, too many pixels, or data of another length
 */
export function normalizePicture(picture: Picture): NormalizedPicture {
  const grey = { width: picture.width, height: picture.height, data: toGrey(picture) };
  const inside = findInside(grey);
  const found = inkIn(grey, inside);
  const box = found && boundingBox(found.ink);
  if (!found || !box) return { status: 'blank' };
  return { status: 'ok', image: normalizeDigit(found.ink), box: moved(box, found.inside) };
}

const moved = (box: Box, { left, top }: Box): Box => ({ ...box, left: box.left + left, top: box.top + top });

/** Ink of a part of a picture. */
interface PartInk {
  readonly ink: Ink;
  readonly inside: Box;
}

/**
 * The character's ink, in part of a picture. Where ink reaches the edges it may be the paper's, a grid, a shadow; if not
 * so much of it is handwriting as lines of writing are cleaned, that alone is the character. What fills its box is a sheet
 * of paper on a table, and the character is on it.
 */
function inkIn(grey: Picture, inside: Box): PartInk | undefined {
  const paper = cutOut(grey, inside);
  const ink = findInk(paper);
  const sheet = ink !== 'blank' && sheetOf(ink);
  const onSheet = sheet && inkIn(grey, moved(sheet, inside));
  if (onSheet) return onSheet;
  if (ink !== 'blank') wipeEdges(ink);
  const isPlain = ink !== 'blank' && !reachesEdge(ink);
  if (!isPlain && Math.min(paper.width, paper.height) >= LEAST_SIDE) {
    const found = findHandwriting(paper);
    if (found !== 'blank') {
      wipeSpecks(found.ink, 0);
      wipeEdges(found.ink);
      if (!reachesEdge(found.ink)) return { ink: found.ink, inside };
    }
  }
  return ink === 'blank' ? undefined : { ink, inside };
}

/** Ink that fills this share of its box is no stroke, and so much of its sides is its edge. */
const SHEET = 0.75;
const SHEET_EDGE = 0.04;

/** The inside of ink that is as large and broad as a sheet of paper. */
function sheetOf(ink: Ink): Box | undefined {
  const box = boundingBox(ink);
  if (!box || Math.min(box.width, box.height) < LEAST_SIDE) return undefined;
  if (meanOf(cutOut(ink, box)) < 255 * SHEET) return undefined;
  const edge = Math.ceil(SHEET_EDGE * Math.min(box.width, box.height));
  return {
    ...{ left: box.left + edge, top: box.top + edge },
    ...{ width: box.width - 2 * edge, height: box.height - 2 * edge },
  };
}

function reachesEdge(ink: Ink): boolean {
  const box = boundingBox(ink);
  if (!box) return true;
  const { left, top, width, height } = box;
  return left === 0 || top === 0 || left + width === ink.width || top + height === ink.height;
}
