// Printed lines along the edges of a picture: the frame of a box or the grid of a table around a character. A line
// runs straight from one edge of the picture to the other and near a third one; what is inside is the character's
// paper. A stroke of a character that was cut out tightly looks alike, but then the rest of it reaches other edges.
import { type Box, type Component, findComponents } from './components.ts';
import { otsu, quantile } from './histogram.ts';
import { boundingBox, type Ink, meanOf } from './ink.ts';
import type { Picture } from './picture.ts';

/** Smaller pictures have no frames: a pen is as wide as a line may be. In pixels. */
export const LEAST_SIDE = 36;

/** Lines are looked for in the outer part of the picture, a share of its side, ... */
const DEPTH = 0.3;

/** ... leaning by up to this, in steps of this share of their length. */
const LEAN = 0.1;
const STEP = 0.01;

/** Share of a line's samples that must differ from the paper, and how many samples are looked at. */
const COVER = 0.92;
const SAMPLES = 64;

/** A pixel differs from the paper by more than this share of Otsu's threshold. */
const DIFFERENCE = 0.7;
const LEAST_DIFFERENCE = 8;

/** What is inside must keep this share of each side. */
const LEAST_INSIDE = 0.6;

const ROUNDS = 3;

/** Light beside writing in more than this share of the picture is no line. */
const BROAD = 0.15;

/** A piece of ink as long as this share of the picture's shorter side may be a character. */
const CHARACTER = 0.3;

/** True where the pixel is not paper. */
type Mask = (row: number, column: number) => boolean;

/** The paper inside the frame of a grey picture: all of it where there is no frame. */
export function findInside(grey: Picture): Box {
  const whole = { left: 0, top: 0, width: grey.width, height: grey.height };
  if (Math.min(grey.width, grey.height) < LEAST_SIDE) return whole;
  let inside = findBox(grey) ?? whole;
  // A faint line is found when the dark ones are gone.
  for (let round = 0; round < ROUNDS; round++) inside = withoutLines(grey, inside, 1);
  const isRoomy = inside.width >= LEAST_INSIDE * grey.width && inside.height >= LEAST_INSIDE * grey.height;
  return isRoomy ? inside : whole;
}

/** The inside of a closed box that has paper around it. */
function findBox(grey: Picture): Box | undefined {
  const { width, height } = grey;
  const box = boundingBox({ width, height, data: makeMask(grey) });
  if (!box || Math.min(box.width, box.height) < LEAST_SIDE) return undefined;
  const inside = withoutLines(grey, box, 4);
  return inside === box ? undefined : inside;
}

/** `part` of the picture less the lines at its edges, if there are at least `fewest`; else `part`. */
function withoutLines(grey: Picture, part: Box, fewest: number): Box {
  const { width, height } = part;
  const paper = cutOut(grey, part);
  const mask = makeMask(paper);
  const isInk = (row: number, column: number) => mask[row * width + column] > 0;
  const across = (place: number, along: number) => isInk(along, place);
  const left = lineReach(across, width, height, false);
  const right = lineReach(across, width, height, true);
  const top = lineReach(isInk, height, width, false);
  const bottom = lineReach(isInk, height, width, true);
  const lines = [left, right, top, bottom].filter((reach) => reach > 0).length;
  const inside = { left, top, width: width - left - right, height: height - top - bottom };
  if (lines < fewest || inside.width <= 0 || inside.height <= 0) return part;
  if (lines < 4 && isLit(paper, inside)) return part;
  const next = { ...inside, left: part.left + left, top: part.top + top };
  const isAround = (ink: Picture) => {
    const rest = largestPiece(ink);
    return rest !== undefined && isCharacter(rest, next, grey);
  };
  if (isAround(cutOut({ width, height, data: mask }, inside))) return next;
  // Beside a dark frame a faint character is no ink.
  if (lines === 4 && isAround({ ...inside, data: makeMask(cutOut(grey, next)) })) return next;
  return part;
}

/** Whether what lies outside is broad and lighter than the inside: no line, but paper that is not in a shadow. */
function isLit(paper: Ink, inside: Box): boolean {
  const rest = cutOut(paper, inside);
  return rest.data.length < (1 - BROAD) * paper.data.length && meanOf(paper) > meanOf(rest);
}

/** Whether the largest piece inside is what the lines stand around, and no line is a stroke of it. */
function isCharacter(rest: Box, inside: Box, whole: Picture): boolean {
  if (rest.height < CHARACTER * inside.height) return false;
  const isOpen = {
    left: inside.left === 0,
    top: inside.top === 0,
    right: inside.left + inside.width === whole.width,
    bottom: inside.top + inside.height === whole.height,
  };
  // No digit has strokes along two edges that meet, and so much left of it inside.
  if (!(isOpen.left && isOpen.right) && !(isOpen.top && isOpen.bottom)) return true;
  const reachesOut =
    (isOpen.left && rest.left === 0) ||
    (isOpen.top && rest.top === 0) ||
    (isOpen.right && rest.left + rest.width === inside.width) ||
    (isOpen.bottom && rest.top + rest.height === inside.height);
  return !reachesOut;
}

/** 255 where the pixel is not paper. */
function makeMask({ width, height, data }: Picture): Uint8Array {
  const levels = new Float64Array(256);
  const differences = new Float64Array(256);
  for (let i = 0; i < data.length; i++) levels[data[i]]++;
  const paper = quantile(levels, 0.5);
  for (let level = 0; level < 256; level++) differences[Math.abs(level - paper)] += levels[level];
  const least = Math.max(LEAST_DIFFERENCE, DIFFERENCE * otsu(differences).threshold);
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) if (Math.abs(data[i] - paper) > least) mask[i] = 255;
  return mask;
}

/** How far the innermost line beside one edge reaches into the picture, in pixels; 0 without a line. */
function lineReach(mask: Mask, depth: number, length: number, isFar: boolean): number {
  const deepest = Math.floor(DEPTH * depth);
  for (let place = deepest; place >= 0; place--) {
    for (let lean = -LEAN; lean <= LEAN + STEP / 2; lean += STEP) {
      const reach = place + Math.abs(lean / 2) * length;
      if (reach <= deepest && isLine(mask, depth, length, isFar, place, lean)) return Math.ceil(reach) + 1;
    }
  }
  return 0;
}

/** `place`: pixels from the edge to the line's middle. Where the line leaves the picture it counts as ink. */
function isLine(
  mask: Mask,
  depth: number,
  length: number,
  isFar: boolean,
  place: number,
  lean: number,
): boolean {
  const step = Math.max(1, length / SAMPLES);
  let misses = (1 - COVER) * Math.ceil(length / step);
  for (let along = 0; along < length; along += step) {
    const at = Math.round(place + lean * (along - length / 2));
    if (at < 0 || mask(isFar ? depth - 1 - at : at, Math.floor(along))) continue;
    misses--;
    if (misses < 0) return false;
  }
  return true;
}

/** The box of the largest piece of ink; undefined without ink. */
function largestPiece({ width, data }: Picture): Box | undefined {
  const pieces = findComponents(data as Uint8Array, width);
  return pieces.length > 0 ? pieces.reduce((a, b) => (b.area > a.area ? b : a)).box : undefined;
}

/**
 * Wipes the pieces of ink at the picture's edges, remains of lines and of neighbours, if there is a piece of a
 * character's size that touches none.
 */
export function wipeEdges({ width, height, data }: Ink): void {
  const pieces = findComponents(data, width);
  const isAtEdge = ({ box }: Component) =>
    box.left === 0 || box.top === 0 || box.left + box.width === width || box.top + box.height === height;
  const least = CHARACTER * Math.min(width, height);
  if (!pieces.some((p) => !isAtEdge(p) && Math.max(p.box.width, p.box.height) >= least)) return;
  for (const { runs } of pieces.filter(isAtEdge)) {
    for (let i = 0; i < runs.length; i += 3) {
      data.fill(0, runs[i] * width + runs[i + 1], runs[i] * width + runs[i + 2]);
    }
  }
}

/** The part of a grey picture under `box`. */
export function cutOut({ width, data }: Picture, box: Box): Ink {
  const part = new Uint8Array(box.width * box.height);
  for (let row = 0; row < box.height; row++) {
    const from = (box.top + row) * width + box.left;
    part.set(data.subarray(from, from + box.width), row * box.width);
  }
  return { width: box.width, height: box.height, data: part };
}
