// Writing that is much fainter than the rest of its line: another pen, a pencil, ink that ran out. What counts as ink is
// decided by the darkest, so that it would be left out without a word. It is looked for beside the ink that was found, and
// taken where it stands in the line like its other characters and hardly anything else is as dark: patterns are not.
import { type Band, bandOf } from './band.ts';
import { type Component, findComponents } from './components.ts';
import type { Ink } from './ink.ts';
import { NARROW } from './rules.ts';
import { inkIn, isWriting, type TextContrast } from './text-ink.ts';

/** A character's height against that of the line's, and the share of its rows that are the line's. */
const LOWEST = 0.5;
const HIGHEST = 1.6;
const IN_LINE = 0.7;

/** A piece has more to it than the ink that was found if so much of it is not near that, or so much of it was no ink. */
const MORE = 0.3;
const NEW = 0.5;

/** Fainter than this share of the line's darkness is what shows through from the sheet's other side. */
const THROUGH = 0.12;

/** No character is wider than so many heights of the line. */
const BROADEST = 2;

/** So much of the faint ink must be characters; the rest of it is theirs so many heights above and below the line. */
const LEAST_SHARE = 0.85;
const AROUND = 0.4;

/** The line's ink and the faint characters in it; `near` is not 0 around everything that was ink `before`, the lines too. */
export function addFaint(contrast: TextContrast, line: Ink, before: Ink, near: Uint8Array): Ink {
  const found = inkIn(contrast, near);
  if (!found || !isWriting(contrast, found, near)) return line;
  const { width, height } = line;
  const pieces = findComponents(line.data, width);
  const band = bandOf(pieces);
  // A single character is no line: what is pale around it may be anything.
  if (!band || (band.pieces.length === 1 && width < NARROW * height)) return line;
  const others = findComponents(found.data, width).flatMap((piece) => {
    const beyond = areaOutside(piece, width, near);
    const added = areaOutside(piece, width, before.data);
    return beyond > MORE * piece.area || added > NEW * piece.area ? { ...piece, area: added } : [];
  });
  const faint = others.filter((piece) => isInLine(piece, band));
  if (faint.length === 0 || areaOf(faint) < LEAST_SHARE * areaOf(others)) return line;
  if (meanIn(contrast, faint, near) < THROUGH * meanIn(contrast, pieces)) return line;
  const data = line.data.slice();
  // Among characters what is small is their points and dashes.
  for (const { runs } of others.filter((piece) => isInLine(piece, band) || isBeside(piece, band))) {
    for (let i = 0; i < runs.length; i += 3) {
      const [start, end] = [runs[i] * width + runs[i + 1], runs[i] * width + runs[i + 2]];
      for (let at = start; at < end; at++) data[at] = Math.max(data[at], found.data[at]);
    }
  }
  return { width, height, data };
}

function isInLine({ box }: Component, { top, height }: Band): boolean {
  if (box.height < LOWEST * height || box.height > HIGHEST * height || box.width > BROADEST * height)
    return false;
  const common = Math.min(top + height, box.top + box.height) - Math.max(top, box.top);
  return common >= IN_LINE * Math.min(height, box.height);
}

function isBeside({ box }: Component, { top, height }: Band): boolean {
  return box.top >= top - AROUND * height && box.top + box.height <= top + (1 + AROUND) * height;
}

/** How many of a piece's pixels are not ink. */
function areaOutside({ runs }: Component, width: number, ink: Uint8Array): number {
  let area = 0;
  for (let i = 0; i < runs.length; i += 3) {
    for (let at = runs[i] * width + runs[i + 1]; at < runs[i] * width + runs[i + 2]; at++)
      if (ink[at] === 0) area++;
  }
  return area;
}

/** Sum of a value over the pixels of pieces. */
function sumOver(pieces: readonly Component[], width: number, value: (pixel: number) => number): number {
  let sum = 0;
  for (const { runs } of pieces) {
    for (let i = 0; i < runs.length; i += 3) {
      for (let at = runs[i] * width + runs[i + 1]; at < runs[i] * width + runs[i + 2]; at++) sum += value(at);
    }
  }
  return sum;
}

/** How much darker than the paper the pieces are, where there was no ink in `before`. */
function meanIn(
  { contrast, width }: TextContrast,
  pieces: readonly Component[],
  before?: Uint8Array,
): number {
  const isNew = (pixel: number) => (before?.[pixel] ? 0 : 1);
  return sumOver(pieces, width, (pixel) => isNew(pixel) * contrast[pixel]) / sumOver(pieces, width, isNew);
}

const areaOf = (pieces: readonly Component[]): number => pieces.reduce((sum, { area }) => sum + area, 0);
