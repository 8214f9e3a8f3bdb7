// Splits a training set into training and validation images. By writer is the honest way: a writer whose hand the
// network has seen is easier to read than a stranger, and the test set holds strangers only.
import { FormatError, UsageError } from '../errors.ts';
import type { Writers } from '../formats/writers.ts';
import { Random } from '../random.ts';

/** Indices of images, ascending; every image is in exactly one of the two. */
export interface Split {
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

export interface WriterSplitOptions {
  /** Images to hold out, about: writers are held out whole. 10000 unless told. */
  readonly validation?: number;
  readonly seed?: number;
}

/** Half of the validation images comes from each; the order is that of the random streams. */
const SERIES = [0, 4];

/**
 * Holds out whole writers, half of the images from the tidy series (hsf 0), half from the harder one (hsf 4).
 * Throws UsageError (not enough images) or FormatError (a writer in two series).
 */
export function splitByWriter(writers: Writers, options: WriterSplitOptions = {}): Split {
  const { validation = 10_000, seed = 0 } = options;
  const total = writers.writer.length;
  checkCount('splitByWriter', validation, total);
  const images = countImages(writers);
  const held = new Set<number>();
  for (const hsf of SERIES) {
    for (const writer of holdOut(images, hsf, validation / SERIES.length, seed)) held.add(writer);
  }
  return separate(total, (i) => held.has(writers.writer[i]));
}

/** Holds out `validation` of `count` images, any of them. Throws UsageError. */
export function splitAtRandom(count: number, validation: number, seed: number): Split {
  checkCount('splitAtRandom', validation, count);
  const order = new Random(seed).shuffle(Uint32Array.from({ length: count }, (_, i) => i));
  const held = new Uint8Array(count);
  for (const i of order.subarray(0, validation)) held[i] = 1;
  return separate(count, (i) => held[i] === 1);
}

function checkCount(where: string, validation: number, count: number): void {
  if (!Number.isInteger(validation) || validation < 1 || validation >= count) {
    throw new UsageError(
      `${where}: validation; expected 1 to ${count - 1} of ${count} images, got ${validation}.`,
    );
  }
}

interface Tally {
  readonly hsf: number;
  count: number;
}

/** Images of each writer, in the order in which writers first appear. */
function countImages(writers: Writers): Map<number, Tally> {
  const images = new Map<number, Tally>();
  for (let i = 0; i < writers.writer.length; i++) {
    const writer = writers.writer[i];
    const tally = images.get(writer);
    if (!tally) images.set(writer, { hsf: writers.hsf[i], count: 1 });
    else if (tally.hsf === writers.hsf[i]) tally.count++;
    else
      throw new FormatError(
        `splitByWriter: writer ${writer} is in series ${tally.hsf} and ${writers.hsf[i]}.`,
      );
  }
  return images;
}

/** Draws writers of one series until one more would lead further away from `wanted` images. */
function holdOut(images: Map<number, Tally>, hsf: number, wanted: number, seed: number): number[] {
  const candidates = [...images].filter(([, tally]) => tally.hsf === hsf).map(([writer]) => writer);
  const available = candidates.reduce((sum, writer) => sum + images.get(writer)!.count, 0);
  if (available <= wanted) {
    throw new UsageError(
      `splitByWriter: series ${hsf}; expected more than ${wanted} images, got ${available}. Hold out fewer.`,
    );
  }
  new Random(seed, hsf).shuffle(candidates);
  const held: number[] = [];
  let count = 0;
  for (const writer of candidates) {
    const next = count + images.get(writer)!.count;
    if (Math.abs(next - wanted) > Math.abs(count - wanted)) break;
    held.push(writer);
    count = next;
  }
  if (held.length === 0 || held.length === candidates.length) {
    throw new UsageError(
      `splitByWriter: series ${hsf}; ${candidates.length} writers cannot be split at ${wanted} images.`,
    );
  }
  return held;
}

function separate(count: number, isHeld: (index: number) => boolean): Split {
  const training: number[] = [];
  const validation: number[] = [];
  for (let i = 0; i < count; i++) (isHeld(i) ? validation : training).push(i);
  return { training: Uint32Array.from(training), validation: Uint32Array.from(validation) };
}
