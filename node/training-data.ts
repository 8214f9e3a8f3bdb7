// The sets that a training run's flags ask for: what to train on, and what to report the error on.
import {
  type Dataset,
  readWriters,
  type Split,
  select,
  splitAtRandom,
  splitByWriter,
  UsageError,
  type Writers,
} from '../src/index.ts';
import { loadIdxPair, loadMnist } from './datasets.ts';
import { readBytes } from './files.ts';
import { requireBoth } from './options.ts';

export interface DataFlags {
  readonly data?: string;
  readonly images?: string;
  readonly labels?: string;
  readonly testImages?: string;
  readonly testLabels?: string;
  readonly limit?: number;
  readonly validation?: number;
  readonly writers?: string;
}

export interface TrainingData {
  readonly training: Dataset;
  /** Only reported on; nothing is chosen by it. */
  readonly evaluation?: Dataset;
  readonly errorName: 'test' | 'validation';
}

/** The held-out pictures do not depend on the run's seed, so that runs can be compared. */
const SPLIT_SEED = 0;

/** Pairs and dependent flags, before anything is read. Throws UsageError. */
export function checkDataFlags(flags: DataFlags): void {
  requireBoth('--images', flags.images, '--labels', flags.labels);
  requireBoth('--test-images', flags.testImages, '--test-labels', flags.testLabels);
  if (flags.writers !== undefined && flags.validation === undefined) {
    throw new UsageError(
      '--writers: expected --validation N beside it, got none. N is how many pictures to hold out.',
    );
  }
}

/** Reads the sets; in shared memory if `shared`. Throws what reading throws, and UsageError for too large numbers. */
export async function loadTrainingData(flags: DataFlags, shared: boolean): Promise<TrainingData> {
  checkDataFlags(flags);
  const isMnist = flags.images === undefined;
  const everything = isMnist
    ? await loadMnist('training', { folder: flags.data, shared })
    : await loadIdxPair(flags.images!, flags.labels!, { shared });
  if (flags.validation !== undefined) {
    const split = await splitOff(everything, flags);
    const training = limit(select(everything, split.training), flags.limit);
    const evaluation = { ...select(everything, split.validation), name: 'validation' };
    return { training, evaluation, errorName: 'validation' };
  }
  const training = limit(everything, flags.limit);
  if (flags.testImages !== undefined) {
    const evaluation = await loadIdxPair(flags.testImages, flags.testLabels!, { shared });
    return { training, evaluation, errorName: 'test' };
  }
  const evaluation = isMnist ? await loadMnist('test', { folder: flags.data, shared }) : undefined;
  return { training, evaluation, errorName: 'test' };
}

async function splitOff(set: Dataset, { validation, writers }: DataFlags): Promise<Split> {
  if (validation! >= set.count) {
    throw new UsageError(
      `--validation: expected a whole number in 1..${set.count - 1} of ${set.count} pictures, got ${validation}.`,
    );
  }
  if (writers === undefined) return splitAtRandom(set.count, validation!, SPLIT_SEED);
  return splitByWriter(await loadWriters(writers, set.count), { validation, seed: SPLIT_SEED });
}

/** Who wrote each of `count` pictures. Throws what reading throws, and UsageError for another number of lines. */
export async function loadWriters(path: string, count: number): Promise<Writers> {
  const writers = readWriters(new TextDecoder().decode(await readBytes(path)), path);
  if (writers.writer.length === count) return writers;
  throw new UsageError(
    `--writers ${path}: expected a line for each of the ${count} pictures, got ${writers.writer.length}.`,
  );
}

function limit(set: Dataset, count: number | undefined): Dataset {
  if (count === undefined) return set;
  if (count > set.count) {
    throw new UsageError(
      `--limit: expected a whole number in 1..${set.count} (the training pictures), got ${count}.`,
    );
  }
  return select(
    set,
    Uint32Array.from({ length: count }, (_, n) => n),
  );
}
