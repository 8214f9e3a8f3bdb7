// Telling paper from ink in a grey picture of one character: which of the two is darker, and how dark every
// pixel is against the paper around it. Not for pages: those need a threshold that follows the shadows.
import { otsu, quantile, type Split } from './histogram.ts';
import {
  fitSurface,
  flatSurface,
  residualsOf,
  type Surface,
  sampleStep,
  surfaceAt,
  surfaceRange,
  takeSample,
} from './surface.ts';

/** The pixels' distance from the paper's level, and what the paper itself looks like. */
export interface Contrast {
  /** Paper is near 0, ink above it, -255..255; what is on the other side of the paper's level is negative. */
  readonly values: Int16Array;
  /** True if the ink is lighter than the paper. */
  readonly light: boolean;
  /** Standard deviation of the paper's grain, in the units of `values`. */
  readonly noise: number;
  /** Otsu's threshold between paper and ink, above 0 where there is ink. */
  readonly threshold: number;
}

/** Rounds of fitting the light; it settles after half of them. */
const TRIMMED_ROUNDS = 8;
const PAPER_ROUNDS = 2;

/** What is off by more than so many times the median is not counted in the next round. */
const TRIM = 1.5;

/** Light that changes by less than this share of the contrast between ink and paper counts as even. */
const EVEN = 0.15;

/** Values -255..255 are counted at 0..510. */
const ZERO = 255;
const LEVELS = 511;

interface Grey {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

interface Classes {
  readonly surface: Surface;
  /** What the pixels are above it. */
  readonly residuals: Int16Array;
  readonly light: boolean;
  readonly split: Split;
  /** Middle of the ink less middle of the paper, not negative. */
  readonly contrast: number;
}

/** Distance of every pixel from the paper; all near 0 where the picture has one level only. */
export function measureContrast(grey: Uint8Array, width: number, height: number): Contrast {
  const image = { data: grey, width, height };
  const flat = classify(image, flatSurface(0), 1);
  const fitted = fitLight(image, flat.surface);
  const uneven = surfaceRange(fitted.surface) > EVEN * fitted.contrast;
  if (!uneven || fitted.split.separation <= flat.split.separation) return contrastOf(flat);
  return contrastOf(classify(image, fitted.surface, 1));
}

/**
 * The light on the paper, fitted to a sample of the pixels: first to those near the last fit, whatever they
 * are, which drops the ink as the minority that lies off; then to what is paper by the last fit. A fit that
 * changes nothing is the last one: the next would be the same.
 */
function fitLight(image: Grey, flat: Surface): Classes {
  const { data, width, height } = image;
  const step = sampleStep(width, height);
  const sample = takeSample(data, width, height, step);
  let surface = fitSurface(sample, residualsOf(sample, flat), -ZERO, ZERO) ?? flat;
  for (let round = 0; round < TRIMMED_ROUNDS; round++) {
    const residuals = residualsOf(sample, surface);
    const reach = TRIM * typicalSize(residuals) + 1;
    const next = fitSurface(sample, residuals, -reach, reach) ?? surface;
    if (isSame(next, surface)) break;
    surface = next;
  }
  let fitted = classify(image, surface, step);
  for (let round = 0; round < PAPER_ROUNDS; round++) {
    const { residuals, light, split } = fitted;
    const edge = split.threshold - ZERO;
    const range = light ? [-ZERO, edge] : [edge + 1, ZERO];
    const next = fitSurface(sample, residuals, range[0], range[1]) ?? surface;
    if (isSame(next, surface)) break;
    surface = next;
    fitted = classify(image, surface, step);
  }
  return fitted;
}

const isSame = (a: Surface, b: Surface): boolean => a.every((value, i) => value === b[i]);

/** The median of what the pixels are off the surface. */
function typicalSize(residuals: Int16Array): number {
  const histogram = new Float64Array(ZERO + 1);
  for (const residual of residuals) histogram[Math.abs(residual)]++;
  return quantile(histogram, 0.5);
}

/** Splits what a sample of the picture shows above and below `surface`, and decides which part is the paper. */
function classify(image: Grey, surface: Surface, step: number): Classes {
  const { width, height } = image;
  const residuals = residualsOf(takeSample(image.data, width, height, step), surface);
  const all = new Float64Array(LEVELS);
  for (const residual of residuals) all[residual + ZERO]++;
  const border = new Float64Array(LEVELS);
  const count = (row: number, column: number) => {
    border[residualAt(image, row, column, surface) + ZERO]++;
  };
  for (let row = step >> 1; row < height; row += step) {
    count(row, 0);
    count(row, width - 1);
  }
  for (let column = step >> 1; column < width; column += step) {
    count(0, column);
    count(height - 1, column);
  }
  const split = otsu(all);
  // The paper is what most of the picture and most of its border show; each has one vote.
  const light = shareBelow(all, split.threshold) + shareBelow(border, split.threshold) > 1;
  const high = quantile(all, 0.5, split.threshold + 1);
  const low = quantile(all, 0.5, 0, split.threshold);
  return { surface, residuals, light, split, contrast: split.separation > 0 ? high - low : 0 };
}

/** The pixel less the surface there, -255..255. */
function residualAt({ data, width, height }: Grey, row: number, column: number, surface: Surface): number {
  const value = Math.round(data[row * width + column] - surfaceAt(surface, row, column, width, height));
  return Math.max(-ZERO, Math.min(ZERO, value));
}

function shareBelow(histogram: Float64Array, threshold: number): number {
  let below = 0;
  let total = 0;
  for (let v = 0; v < histogram.length; v++) {
    total += histogram[v];
    if (v <= threshold) below += histogram[v];
  }
  return below / total;
}

/** `classes` of all pixels; its residuals become the values. */
function contrastOf({ residuals: values, light, split }: Classes): Contrast {
  const histogram = new Float64Array(LEVELS);
  for (let i = 0; i < values.length; i++) {
    if (!light) values[i] = -values[i];
    histogram[values[i] + ZERO]++;
  }
  const threshold = light ? split.threshold : LEVELS - 2 - split.threshold;
  const { level, noise } = paperLevel(histogram, threshold);
  for (let i = 0; i < values.length; i++) values[i] -= level - ZERO;
  return { values, light, noise, threshold: threshold - level };
}

/**
 * Median of the paper and its standard deviation. The spread is read on the side away from the ink, where
 * nothing but paper is: half of the deviations there are within 0.6745 standard deviations. The median is
 * taken three times, each time among the values near the last one, so that ink and the soft edges of strokes
 * do not pull it.
 */
function paperLevel(histogram: Float64Array, threshold: number): { level: number; noise: number } {
  let level = quantile(histogram, 0.5, 0, threshold);
  let noise = 0;
  for (let round = 0; round < 3; round++) {
    noise = (level - quantile(histogram, 0.5, 0, level)) / 0.6745;
    const reach = Math.ceil(3 * noise);
    level = quantile(histogram, 0.5, Math.max(0, level - reach), Math.min(LEVELS - 1, level + reach));
  }
  return { level, noise };
}
