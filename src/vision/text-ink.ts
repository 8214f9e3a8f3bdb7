// Grey picture of a line of writing on any paper -> ink image, 0 paper .. 255 full ink. The paper's level is the local
// mean of what is not ink, and nowhere lighter than without strokes, so shadows and printed patterns go; what counts as
// a stroke is decided with two thresholds: pixels above the lower one stay where they hang together with one above the
// higher.
import * as pixels from '../kernels/simd/pixels.ts';
import { type Component, erase, findComponents, reaches } from './components.ts';
import { cutOut } from './frame.ts';
import { grainOf } from './grain.ts';
import { otsu, quantile } from './histogram.ts';
import type { Ink } from './ink.ts';
import { closing, invert, opening } from './morphology.ts';
import { checkGrey, type Picture } from './picture.ts';
import { smoothGrey } from './smooth.ts';

/** Ink and paper must be this many grey levels apart. */
const LEAST_CONTRAST = 10;

/** The lower threshold: a share of the strokes' darkness, and so many standard deviations of the paper's grain. */
const LOW = 0.38;
const GRAIN = 1.5;

/** Strokes must be darker than the paper by so many standard deviations of its grain. */
const SIGNAL = 1.7;

/** Grain is smoothed if its standard deviation is more than so many grey levels, and than this share of the strokes' darkness. */
const LEAST_GRAIN = 6;
const GRAINY = 0.2;

/** So many pixels beside a stroke there is paper; and so many of the stretches of ink must be strokes. */
const BESIDE = 3;
const LEAST_STROKES = 0.4;

/** Half the window in which the paper's level is the mean, as a share of the smaller side; and its range in pixels. */
const WINDOW = 0.35;
const LEAST_RADIUS = 8;
const LARGEST_RADIUS = 40;

/** No stroke is wider than twice this, as a share of the smaller side. */
const BROADEST = 0.13;
const LEAST_SAMPLES = 2;

/** Of the smaller side: what is so near to the edge does not tell ink from paper. */
const EDGE = 0.1;

/** A grey picture with dark ink, inverted unless `isDark`, and how much darker than the paper around it every pixel is, 0..255. */
export interface TextContrast {
  readonly width: number;
  readonly height: number;
  readonly isDark: boolean;
  readonly grey: Picture['data'];
  readonly contrast: Float32Array;
  /** How often each contrast occurs, rounded. */
  readonly histogram: Uint32Array;
}

/**
 * Of the ink that departs most from the paper, or of the `other` kind; of a grainy picture, of what it is when it is
 * smoothed. Throws ShapeError if the picture is not grey.
 */
export function contrastOf(picture: Picture, other = false): TextContrast {
  checkGrey(picture);
  const found = contrastIn(picture, other);
  if (!isGrainy(found)) return found;
  return contrastIn(smoothGrey(picture), other);
}

function contrastIn({ data, width, height }: Picture, other: boolean): TextContrast {
  const sample = takeSample(data, width, height);
  const isDark = isDarkOnLight(sample) !== other;
  const grey = isDark ? data : invert(data);
  const paper = isDark ? sample : { ...sample, data: invert(sample.data) };
  const seen = pixels.smoothContrast(paperLevels(paper), paper.step, grey, width, height);
  return { width, height, isDark, grey, ...seen };
}

function isGrainy({ width, height, grey, histogram }: TextContrast): boolean {
  const grain = grainOf({ width, height, data: grey });
  if (grain < LEAST_GRAIN) return false;
  return grain > GRAINY * levelAbove(histogram, otsu(histogram).threshold);
}

/** What is darker than paper, or undefined where there is hardly a difference. What is not 0 in `print` has no say in it. */
export function inkIn(seen: TextContrast, print?: Uint8Array): Ink | undefined {
  const { width, height, contrast } = seen;
  const histogram = print ? histogramWithout(seen, print) : seen.histogram;
  const { threshold } = otsu(histogram);
  const noise = grainBelow(histogram, threshold);
  const high = Math.max(threshold, LEAST_CONTRAST / 2);
  const level = levelAbove(histogram, high);
  if (level < LEAST_CONTRAST || level < SIGNAL * noise) return undefined;
  const low = Math.max(LOW * level, GRAIN * noise);
  const data = pixels.inkAbove(contrast, low, level);
  const peak = Math.min(255, (255 * Math.max(high, low)) / level);
  const weak = findComponents(data, width).filter((piece) => !reaches(data, width, piece, peak));
  erase(data, width, weak);
  return { width, height, data };
}

/**
 * Whether enough of the stretches of ink, row by row, have paper on both sides: lighter than their darkest pixel by half
 * of its contrast. Shadows, edges of things and gradients have it on one side, or end where the picture does. Those that
 * are darkest where `print` is not 0 are not looked at.
 */
export function isWriting({ width, grey, contrast }: TextContrast, ink: Ink, print?: Uint8Array): boolean {
  const runs = pixels.findRuns(ink.data, width, 1);
  let [all, strokes] = [0, 0];
  for (let i = 0; i < runs.length; i += 3) {
    const row = runs[i] * width;
    const [start, end] = [row + runs[i + 1], row + runs[i + 2]];
    let darkest = start;
    for (let at = start; at < end; at++) if (grey[at] < grey[darkest]) darkest = at;
    if (print?.[darkest]) continue;
    all++;
    const light = grey[darkest] + contrast[darkest] / 2;
    const [before, behind] = [start - BESIDE, end - 1 + BESIDE];
    if (before >= row && grey[before] >= light && behind < row + width && grey[behind] >= light) strokes++;
  }
  return strokes > 0 && strokes >= LEAST_STROKES * all;
}

/** The ink of these pieces alone. */
export function keepPieces(ink: Ink, pieces: readonly Component[]): Ink {
  const data = new Uint8Array(ink.data.length);
  for (const { runs } of pieces) {
    for (let i = 0; i < runs.length; i += 3) {
      const [start, end] = [runs[i] * ink.width + runs[i + 1], runs[i] * ink.width + runs[i + 2]];
      data.set(ink.data.subarray(start, end), start);
    }
  }
  return { ...ink, data };
}

/** Every `step`-th pixel; in these half the windows in which the paper's level is the mean, and no stroke is whole. */
interface Sample extends Ink {
  readonly step: number;
  readonly radius: number;
  readonly stroke: number;
}

function takeSample(grey: Picture['data'], width: number, height: number): Sample {
  const side = Math.min(width, height);
  const window = Math.min(LARGEST_RADIUS, Math.max(LEAST_RADIUS, Math.round(WINDOW * side)));
  const step = Math.ceil(window / LEAST_RADIUS / 1.5);
  const stroke = Math.max(LEAST_SAMPLES, Math.ceil((BROADEST * side) / step));
  return { ...subsample(grey, width, height, step), step, radius: Math.round(window / step), stroke };
}

/**
 * Whether what departs most from the local mean is dark, by the third moment of the differences. Only strokes depart from
 * it: on wide strips of other paper, and on both sides of a shadow's edge, the mean is no lighter than without dark
 * strokes and no darker than without light ones. A share of the smaller side all around is not looked at.
 */
function isDarkOnLight({ stroke, radius, ...sample }: Sample): boolean {
  const margin = Math.floor(EDGE * Math.min(sample.width, sample.height));
  const [width, height] = [sample.width - 2 * margin, sample.height - 2 * margin];
  const inner = cutOut(sample, { left: margin, top: margin, width, height });
  const { data } = inner;
  const closed = closing(inner, stroke);
  const opened = opening(inner, stroke);
  const sums = pixels.windowSums(data, width, height, radius);
  let moment = 0;
  for (let row = 0, i = 0; row < height; row++) {
    const rows = Math.min(height, row + radius + 1) - Math.max(0, row - radius);
    for (let column = 0; column < width; column++, i++) {
      const columns = Math.min(width, column + radius + 1) - Math.max(0, column - radius);
      const mean = sums[i] / (columns * rows);
      const difference = Math.max(opened[i], Math.min(closed[i], mean)) - data[i];
      moment += difference * difference * difference;
    }
  }
  return moment >= 0;
}

/** The paper's level at every pixel of the sample: nowhere lighter than without strokes. */
function paperLevels(sample: Sample): Float32Array {
  const levels = meanPaper(sample, sample.radius);
  const closed = closing(sample, sample.stroke);
  for (let i = 0; i < levels.length; i++) levels[i] = Math.min(levels[i], closed[i]);
  return levels;
}

/** The middle pixel of every `step` x `step` pixels. */
function subsample(grey: Picture['data'], width: number, height: number, step: number): Ink {
  const [columns, rows] = [Math.ceil(width / step), Math.ceil(height / step)];
  const data = new Uint8Array(columns * rows);
  const middle = step >> 1;
  for (let r = 0, i = 0; r < rows; r++) {
    const line = Math.min(height - 1, r * step + middle) * width;
    for (let c = 0; c < columns; c++, i++) data[i] = grey[line + Math.min(width - 1, c * step + middle)];
  }
  return { width: columns, height: rows, data };
}

/** Mean of the paper in the window around every pixel; in each round what was too dark for paper is left out. */
function meanPaper({ data, width, height }: Ink, radius: number): Float32Array {
  const paper = new Uint8Array(data.length).fill(1);
  const light = new Uint8Array(data.length);
  const levels = new Float32Array(data.length);
  const contrast = new Float32Array(data.length);
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < data.length; i++) light[i] = data[i] * paper[i];
    const sums = pixels.windowSums(light, width, height, radius);
    const counts = pixels.windowSums(paper, width, height, radius);
    for (let i = 0; i < levels.length; i++) {
      levels[i] = counts[i] > 0 ? sums[i] / counts[i] : 255;
      contrast[i] = Math.max(0, levels[i] - data[i]);
    }
    const { threshold } = otsu(pixels.histogram(contrast));
    for (let i = 0; i < paper.length; i++) paper[i] = contrast[i] > 0.6 * threshold ? 0 : 1;
  }
  return levels;
}

/** Of what is not negative the same as Math.round, and faster. */
const rounded = (value: number): number => (value + 0.5) | 0;

/** Without the pixels that are `left` out. */
function histogramWithout({ width, contrast, histogram }: TextContrast, left: Uint8Array): Uint32Array {
  const rest = histogram.slice();
  const runs = pixels.findRuns(left, width, 1);
  for (let i = 0; i < runs.length; i += 3) {
    const line = runs[i] * width;
    for (let at = line + runs[i + 1]; at < line + runs[i + 2]; at++) rest[rounded(contrast[at])]--;
  }
  return rest;
}

/** Standard deviation of the paper's grain: half of the paper is darker than its mean, by 0.67 of it at the median. */
function grainBelow(histogram: Uint32Array, threshold: number): number {
  return quantile(histogram, 0.75, 0, threshold) / 0.6745;
}

/** How dark the middle of a stroke is: three fifths of what is above the threshold is fainter. */
function levelAbove(histogram: Uint32Array, threshold: number): number {
  return quantile(histogram, 0.6, Math.min(255, Math.ceil(threshold)), 255);
}
