// What may happen to a whole set of pictures, by a given amount: turned, scaled, squeezed, slanted, shifted, with
// thicker or thinner strokes, with noise. Unlike the distortions of training nothing is drawn at random but the noise;
// it asks how much a network bears (section III.E).
import { cos } from '../elementary.ts';
import { UsageError } from '../errors.ts';
import { Random } from '../random.ts';
import type { Dataset } from './dataset.ts';

export interface Transformation {
  /** Degrees, -180..180, clockwise. */
  readonly rotation?: number;
  /** Size of the digit, 1 as it is; 0.1..10. */
  readonly scale?: number;
  /** Height is multiplied by it and width divided; 0.25..4. */
  readonly squeeze?: number;
  /** Columns to the right that the digit leans for each row upwards, -2..2; before it is turned. */
  readonly slant?: number;
  /** Pixels down and to the right. */
  readonly down?: number;
  readonly right?: number;
  /** Pixels added on each side of a stroke; negative: taken away. -4..4. */
  readonly thickness?: number;
  /** Probability with which a pixel is inverted, 0..1. */
  readonly noise?: number;
}

const LIMITS: Readonly<Record<keyof Transformation, readonly [number, number]>> = {
  rotation: [-180, 180],
  scale: [0.1, 10],
  squeeze: [0.25, 4],
  slant: [-2, 2],
  down: [-1000, 1000],
  right: [-1000, 1000],
  thickness: [-4, 4],
  noise: [0, 1],
};

/**
 * Every picture transformed, centred in `rows` x `columns`; what leaves them is cut off. `seed` is for the noise, which
 * is each picture's own. Throws UsageError for an amount out of range.
 */
export function transformSet(
  set: Dataset,
  rows: number,
  columns: number,
  transformation: Transformation,
  seed = 1,
): Dataset {
  for (const [name, [low, high]] of Object.entries(LIMITS)) {
    const value = transformation[name as keyof Transformation] ?? low;
    if (!(value >= low && value <= high)) {
      throw new UsageError(`transformation: ${name}; expected ${low}..${high}, got ${value}.`);
    }
  }
  const images = new Uint8Array(set.count * rows * columns);
  for (let n = 0; n < set.count; n++) {
    const target = images.subarray(n * rows * columns, (n + 1) * rows * columns);
    resample(set, n, transformation, target, rows, columns);
    thicken(target, rows, columns, transformation.thickness ?? 0);
    addNoise(target, transformation.noise ?? 0, new Random(seed, n));
  }
  return { ...set, rows, columns, images };
}

function resample(
  set: Dataset,
  n: number,
  { rotation = 0, scale = 1, squeeze = 1, slant = 0, down = 0, right = 0 }: Transformation,
  target: Uint8Array,
  rows: number,
  columns: number,
): void {
  const angle = (rotation * Math.PI) / 180;
  const cosine = cos(angle) / scale;
  const sine = (Math.sign(angle) * cos(Math.abs(angle) - Math.PI / 2)) / scale;
  // Whole pixels, so that a picture that is not moved is not blurred either.
  const top = (rows - 1) / 2 - ((rows - set.rows) % 2) / 2 + down;
  const left = (columns - 1) / 2 - ((columns - set.columns) % 2) / 2 + right;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const y = cosine * (r - top) - sine * (c - left);
      const x = (sine * (r - top) + cosine * (c - left) + slant * y) * squeeze;
      target[r * columns + c] = Math.round(
        inkAt(set, n, y / squeeze + (set.rows - 1) / 2, x + (set.columns - 1) / 2),
      );
    }
  }
}

/** Bilinear; paper outside. */
function inkAt({ images, rows, columns }: Dataset, n: number, y: number, x: number): number {
  if (!(y > -1 && x > -1 && y < rows && x < columns)) return 0;
  const [i, j] = [Math.floor(y), Math.floor(x)];
  const [down, right] = [y - i, x - j];
  const pixel = (r: number, c: number) =>
    r < 0 || c < 0 || r >= rows || c >= columns ? 0 : images[(n * rows + r) * columns + c];
  const upper = right === 0 ? pixel(i, j) : pixel(i, j) * (1 - right) + pixel(i, j + 1) * right;
  if (down === 0) return upper;
  return upper * (1 - down) + (pixel(i + 1, j) * (1 - right) + pixel(i + 1, j + 1) * right) * down;
}

/** Grey dilation or erosion by a cross, a pixel a turn; the last turn counts as far as it is a part of a pixel. */
function thicken(picture: Uint8Array, rows: number, columns: number, amount: number): void {
  const sign = amount < 0 ? -1 : 1;
  for (let left = Math.abs(amount); left > 0; left--) {
    const before = Uint8Array.from(picture);
    const share = Math.min(1, left);
    const at = (r: number, c: number) =>
      r < 0 || c < 0 || r >= rows || c >= columns ? 0 : sign * before[r * columns + c];
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const most = sign * Math.max(at(r, c), at(r - 1, c), at(r + 1, c), at(r, c - 1), at(r, c + 1));
        const old = before[r * columns + c];
        picture[r * columns + c] = Math.round(old + share * (most - old));
      }
    }
  }
}

function addNoise(picture: Uint8Array, probability: number, random: Random): void {
  if (probability === 0) return;
  for (let p = 0; p < picture.length; p++) {
    if (random.uniform() < probability) picture[p] = 255 - picture[p];
  }
}
