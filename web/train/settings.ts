// What a user chooses before training: to a job, and to the command line that does the same.
import {
  checkRecipe,
  type Dataset,
  findNetwork,
  recipeFor,
  select,
  splitAtRandom,
  UsageError,
} from '../../src/index.ts';
import { firstDigits } from '../digits.ts';
import type { FileMaterial, Job, Material } from './messages.ts';

export interface Settings {
  readonly network: string;
  readonly recipe: string;
  readonly seed: number;
  /** Digits to learn from, and to test on where MNIST is beside the page. */
  readonly digits: number;
  readonly test: number;
  readonly epochs: number;
  readonly threads: number;
}

/** A user's own set and its parts. */
export interface OwnFiles extends FileMaterial {
  readonly images: string;
  readonly labels: string;
}

/** The largest values; of digits, where it is not known how many there are. */
export const MOST = { digits: 60_000, test: 10_000, epochs: 100_000, seed: 0xffffffff, threads: 16 } as const;

const cores = (): number => navigator.hardwareConcurrency || 1;

/** The most workers that a run may have; one where they share no memory. */
export const mostThreads = (): number => (crossOriginIsolated ? Math.min(MOST.threads, cores()) : 1);

/** A core is left for the page. */
export const usualThreads = (): number => Math.max(1, Math.min(mostThreads(), cores() - 1));

export const FIRST_SETTINGS: Settings = {
  ...{ network: 'lenet5', recipe: 'default', seed: 1, digits: 2000, test: 1000, epochs: 5 },
  threads: usualThreads(),
};

/** One digit of so many is kept back for testing. */
const HELD_OUT = 6;
/** That of `lenet5 train --validation`. */
const SPLIT_SEED = 0;

/** Parts of a user's set, the ones that the command line makes of it. Throws UsageError for a single digit. */
export function splitFiles(set: Dataset, images: string, labels: string): OwnFiles {
  if (set.count < 2) {
    throw new UsageError(`${images}: expected at least 2 digits, one to test on; got ${set.count}.`);
  }
  const { training, validation } = splitAtRandom(set.count, Math.ceil(set.count / HELD_OUT), SPLIT_SEED);
  const [learnt, kept] = [select(set, training), { ...select(set, validation), name: 'validation' }];
  return { kind: 'files', training: learnt, test: kept, images, labels };
}

/** Throws UsageError for what is out of range. */
export function toJob(settings: Settings, files: OwnFiles | undefined): Job {
  const { network, recipe: name, seed, digits, test, epochs, threads } = settings;
  const recipe = checkRecipe({ ...recipeFor(network, name), seed, epochs });
  const material: Material = files
    ? { kind: 'files', training: firstDigits(files.training, digits), test: files.test }
    : { kind: 'mnist', base: document.baseURI, training: digits, test };
  return { definition: findNetwork(network), recipe, threads, material };
}

const quote = (word: string): string =>
  /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** The command line that ends with the same weights. */
export function commandOf({ network, recipe, seed, digits, epochs }: Settings, files?: OwnFiles): string {
  const words = ['lenet5', 'train', '--network', network];
  if (recipe !== 'default') words.push('--recipe', recipe);
  if (files) words.push('--images', files.images, '--labels', files.labels);
  if (files) words.push('--validation', String(files.test.count));
  words.push('--limit', String(digits));
  words.push('--epochs', String(epochs), '--seed', String(seed));
  return words.map(quote).join(' ');
}
