// Telling paper from ink in a grey picture of one character: which of the two is darker, and how dark every
// pixel is against the paper around it. Not for pages: those need a threshold that follows the shadows.
import { otsu, quantile, type Split } from './histogram.ts';
import { fitSurface, flatSurface, type Surface, surfaceAt, surfaceRange } from './surface.ts';

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

/** Rounds of fitting the light; uneven light settles after three. */
const ROUNDS = 4;

/** Light that changes by less than this share of the contrast between ink and paper counts as even. */
const EVEN = 0.15;

/** Values -255..255 are counted at 0..510. */
const ZERO = 255;

interface Classes {
  readonly surface: Surface;
  readonly light: boolean;
  readonly split: Split;
  /** Middle of the ink less middle of the paper, not negative. */
  readonly contrast: number;
}

/** Distance of every pixel from the paper; all near 0 where the picture has one level only. */
export function measureContrast(grey: Uint8Array, width: number, height: number): Contrast {
  const size = { width, height };
  const flat = classify(grey, size, flatSurface(0));
  let fitted = flat;
  for (let round = 0; round < ROUNDS; round++) {
    const { threshold } = fitted.split;
    const { surface, light } = fitted;
    const surface2 = fitSurface(grey, width, height, round < 2 ? 3 : 6, (pixel, row, column) => {
      const residual = grey[pixel] - Math.round(surfaceAt(surface, row, column, width, height)) + ZERO;
      return light ? residual <= threshold : residual > threshold;
    });
    if (!surface2) break;
    fitted = classify(grey, size, surface2);
  }
  const uneven = surfaceRange(fitted.surface) > EVEN * fitted.contrast;
  return contrastOf(grey, size, uneven && fitted.split.separation > flat.split.separation ? fitted : flat);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Splits what the picture shows above and below `surface`, and decides which part is the paper. */
function classify(grey: Uint8Array, { width, height }: Size, surface: Surface): Classes {
  const all = new Float64Array(2 * ZERO + 1);
  const border = new Float64Array(2 * ZERO + 1);
  for (let row = 0, pixel = 0; row < height; row++) {
    const edge = row === 0 || row === height - 1;
    for (let column = 0; column < width; column++, pixel++) {
      const value = residualAt(grey, pixel, row, column, width, height, surface);
      all[value]++;
      if (edge || column === 0 || column === width - 1) border[value]++;
    }
  }
  const split = otsu(all);
  // The paper is what most of the picture and most of its border show; each has one vote.
  const light = shareBelow(all, split.threshold) + shareBelow(border, split.threshold) > 1;
  const high = quantile(all, 0.5, split.threshold + 1);
  const low = quantile(all, 0.5, 0, split.threshold);
  return { surface, light, split, contrast: split.separation > 0 ? high - low : 0 };
}

function residualAt(
  grey: Uint8Array,
  pixel: number,
  row: number,
  column: number,
  width: number,
  height: number,
  surface: Surface,
): number {
  const value = Math.round(grey[pixel] - surfaceAt(surface, row, column, width, height));
  return Math.max(-ZERO, Math.min(ZERO, value)) + ZERO;
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

function contrastOf(grey: Uint8Array, { width, height }: Size, classes: Classes): Contrast {
  const { surface, light, split } = classes;
  const values = new Int16Array(grey.length);
  const histogram = new Float64Array(2 * ZERO + 1);
  for (let row = 0, pixel = 0; row < height; row++) {
    for (let column = 0; column < width; column++, pixel++) {
      const residual = residualAt(grey, pixel, row, column, width, height, surface) - ZERO;
      values[pixel] = light ? residual : -residual;
      histogram[values[pixel] + ZERO]++;
    }
  }
  const threshold = (light ? split.threshold : 2 * ZERO - split.threshold - 1) - ZERO;
  const { level, noise } = paperLevel(histogram, threshold + ZERO);
  const shift = Math.round(level) - ZERO;
  for (let i = 0; i < values.length; i++) values[i] -= shift;
  return { values, light, noise, threshold: threshold - shift };
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
    level = quantile(histogram, 0.5, Math.max(0, level - reach), Math.min(2 * ZERO, level + reach));
  }
  return { level, noise };
}
