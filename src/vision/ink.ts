// Grey picture of one character -> ink image: 0 paper .. 255 full ink, whichever of the two is darker. Specks
// are gone. Meant for one character on plain paper; lines, frames and pages are cleaned elsewhere.
import * as pixels from '../kernels/simd/pixels.ts';
import { type Box, boxOf, erase, findComponents, reaches } from './components.ts';
import { quantile } from './histogram.ts';
import { type Contrast, measureContrast } from './paper.ts';
import { checkGrey, type Picture } from './picture.ts';

/** A picture of one channel: 0 is paper, 255 is full ink. */
export interface Ink {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The smallest box with all ink in it; undefined without ink. */
export const boundingBox = ({ width, data }: Ink): Box | undefined => boxOf(pixels.findRuns(data, width, 1));

/** The ink with its rows as columns. */
export function transpose({ width, height, data }: Ink): Ink {
  return { width: height, height: width, data: pixels.transpose(data, width, height) };
}

/** The mean of all pixels, 0..255. */
export const meanOf = ({ data }: Ink): number => data.reduce((sum, value) => sum + value, 0) / data.length;

/** Ink and paper must be this many grey levels apart. */
const LEAST_CONTRAST = 8;

/** Ink must be darker than paper by this many standard deviations of the paper's grain ... */
const LEAST_SIGNAL = 5;

/** ... and a stroke begins where a pixel is out of the grain by this many. */
const GRAIN = 3;

/** Below this share of full ink a pixel is a soft edge that does not count. */
const FAINT = 0.06;

/** A piece with at most this share of the largest piece's pixels, or this many pixels, is a speck. */
const SPECK_SHARE = 0.02;
const SPECK_AREA = 3;

/**
 * The ink of a grey picture, or 'blank' if there is none to tell from the paper.
 * @throws ShapeError if the picture is not grey or of a wrong shape
 */
export function findInk(grey: Picture): Ink | 'blank' {
  checkGrey(grey);
  const { width, height } = grey;
  const contrast = measureContrast(new Uint8Array(grey.data), width, height);
  const threshold = Math.max(contrast.threshold, (LEAST_SIGNAL - 1) * contrast.noise, LEAST_CONTRAST / 2);
  const level = inkLevel(contrast.values, threshold);
  if (level < Math.max(LEAST_CONTRAST, LEAST_SIGNAL * contrast.noise)) return 'blank';
  const ink = { width, height, data: stretch(contrast, level) };
  return wipeSpecks(ink, Math.min(255, (255 * threshold) / level)) ? ink : 'blank';
}

/** Three quarters of the pixels above the threshold are fainter than this: the middle of a stroke. */
function inkLevel(values: Int16Array, threshold: number): number {
  const histogram = new Float64Array(511);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] <= threshold) continue;
    histogram[values[i]]++;
    total++;
  }
  return total > 0 ? quantile(histogram, 0.75) : 0;
}

function stretch({ values, noise }: Contrast, level: number): Uint8Array {
  const least = Math.max(GRAIN * noise, FAINT * level);
  const data = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (values[i] > least) data[i] = Math.min(255, Math.round((255 * values[i]) / level));
  }
  return data;
}

/** Wipes what is no stroke: pieces that nowhere reach `peak`, and specks. False if nothing is left. */
export function wipeSpecks({ width, data }: Ink, peak: number): boolean {
  const pieces = findComponents(data, width);
  const strokes = pieces.filter((piece) => reaches(data, width, piece, peak));
  const largest = strokes.reduce((area, piece) => Math.max(area, piece.area), 0);
  const least = Math.max(SPECK_AREA, SPECK_SHARE * largest);
  const specks = pieces.filter((piece) => piece.area <= least || !reaches(data, width, piece, peak));
  erase(data, width, specks);
  return largest > SPECK_AREA;
}
