// The sets that `lenet5 test` answers for: MNIST, an IDX pair or a folder of pictures, as they are or normalised.
import { basename, dirname, join } from 'node:path';
import {
  createDataset,
  type Dataset,
  normalizePicture,
  type Picture,
  select,
  toGrey,
  UsageError,
  type Writers,
} from '../src/index.ts';
import { type DecodedPicture, loadFolder, loadIdxPair, loadMnist } from './datasets.ts';
import { requireBoth } from './options.ts';
import { decodePicture } from './pictures.ts';
import { loadWriters } from './training-data.ts';

export interface TestDataFlags {
  readonly data?: string;
  readonly images?: string;
  readonly labels?: string;
  readonly folder?: string;
  readonly normalize?: boolean;
  readonly writers?: string;
}

export interface TestData {
  /** Pictures to answer for; undefined if all are blank. */
  readonly set?: Dataset;
  /** How the picture at `index` of `set` is called: its number, or its file. */
  readonly nameOf: (index: number) => string | number;
  /** Labels of pictures in which no ink was found: no answer, so an error. */
  readonly blank: readonly number[];
  /** Who wrote each picture of `set`, if told. */
  readonly writers?: Writers;
}

/** Side of a normalised picture. */
const SIDE = 28;

/** Before anything is read. Throws UsageError for half a pair, or for flags that do not go together. */
export function checkTestFlags(flags: TestDataFlags): void {
  requireBoth('--images', flags.images, '--labels', flags.labels);
  if (flags.writers === undefined) return;
  if (flags.folder !== undefined || flags.normalize) {
    throw new UsageError(
      `--writers: expected pictures in their own order, got ${flags.folder === undefined ? '--normalize' : '--folder'}. Leave one of them out.`,
    );
  }
}

/** Throws what reading throws. */
export async function loadTestData(flags: TestDataFlags): Promise<TestData> {
  if (flags.folder !== undefined) return loadPictures(flags.folder, flags.normalize === true);
  const set =
    flags.images === undefined
      ? await loadMnist('test', { folder: flags.data, shared: false })
      : await loadIdxPair(flags.images, flags.labels!, { shared: false });
  if (!flags.normalize) {
    const writers = flags.writers === undefined ? undefined : await loadWriters(flags.writers, set.count);
    return { set, nameOf: (index) => index, blank: [], writers };
  }
  return separateBlank(normalizeSet(set), (index) => index);
}

async function loadPictures(folder: string, isNormalized: boolean): Promise<TestData> {
  const names: string[] = [];
  const set = await loadFolder(folder, (bytes, path) => {
    names.push(join(basename(dirname(path)), basename(path)));
    const picture = decodePicture(bytes, path);
    return isNormalized ? normalize(picture) : takeAsInk(picture);
  });
  const nameOf = (index: number) => names[index];
  return isNormalized ? separateBlank(set, nameOf) : { set, nameOf, blank: [] };
}

/** As MNIST's own pictures look: white is ink. */
function takeAsInk(picture: Picture): DecodedPicture {
  return { rows: picture.height, columns: picture.width, ink: toGrey(picture) };
}

/** All paper where there is no ink. */
function normalize(picture: Picture): DecodedPicture {
  const found = normalizePicture(picture);
  const ink = found.status === 'ok' ? found.image : new Uint8Array(SIDE * SIDE);
  return { rows: SIDE, columns: SIDE, ink };
}

function normalizeSet(set: Dataset): Dataset {
  const { rows, columns, count, images, labels, name } = set;
  const normalized = new Uint8Array(count * SIDE * SIDE);
  for (let n = 0; n < count; n++) {
    const data = images.subarray(n * rows * columns, (n + 1) * rows * columns);
    normalized.set(normalize({ width: columns, height: rows, data }).ink, n * SIDE * SIDE);
  }
  return createDataset({ name, rows: SIDE, columns: SIDE, images: normalized, labels });
}

function separateBlank(set: Dataset, nameOf: TestData['nameOf']): TestData {
  const size = set.rows * set.columns;
  const inked: number[] = [];
  const blank: number[] = [];
  for (let n = 0; n < set.count; n++) {
    const hasInk = set.images.subarray(n * size, (n + 1) * size).some((value) => value > 0);
    if (hasInk) inked.push(n);
    else blank.push(set.labels[n]);
  }
  if (inked.length === 0) return { nameOf, blank };
  return { set: select(set, Uint32Array.from(inked)), nameOf: (index) => nameOf(inked[index]), blank };
}
