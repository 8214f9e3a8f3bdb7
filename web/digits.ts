// Digits as IDX files, plain or gzip: MNIST's beside the page, fetched when they are wanted, and pairs that a user has.
// Used by the page and by its workers.
import { createDataset, type Dataset, FormatError, readIdx, ShapeError, UsageError } from '../src/index.ts';
import { LoadError } from './fault.ts';
import { checkSize, readBytes } from './file-bytes.ts';

export type Part = 'train' | 'test';

/** Of a digit, as in MNIST. */
export const SIDE = 28;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The bytes as they are, or what gzip has made them of. Throws FormatError for gzip that is damaged or of far too much. */
export async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  where: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!isGzip(bytes)) return bytes;
  let size = 0;
  const bound = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, control) {
      size += piece.length;
      checkSize(where, size);
      control.enqueue(piece);
    },
  });
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).pipeThrough(bound);
  try {
    return new Uint8Array(await new Response(plain).arrayBuffer());
  } catch (cause) {
    checkSize(where, size);
    throw new FormatError(`${where}: damaged; expected a whole gzip file.`, { cause });
  }
}

async function fetchIdx(file: string, base: string) {
  const name = `digits/${file}`;
  const response = await fetch(new URL(name, base)).catch((cause: Error) => {
    throw new LoadError(`${name}: cannot be loaded (${cause.message}).`);
  });
  if (!response.ok) throw new LoadError(`${name}: cannot be loaded (HTTP ${response.status}).`);
  return readIdx(await unpack(new Uint8Array(await response.arrayBuffer()), name), name);
}

/** How many digits of a part lie beside the page at `base`. Rejects where there are none. */
export const countDigits = async (part: Part, base: string): Promise<number> =>
  (await fetchIdx(`${part}-labels.idx`, base)).values.length;

export interface DigitStock {
  /** On the way here; 0 where the host does not say. */
  readonly bytes: number;
  /** By the browser, for when there is no network. */
  readonly isKept: boolean;
}

async function fetchHead(address: URL): Promise<Response> {
  const response = await fetch(address, { method: 'HEAD' });
  // Read to its end, where there is nothing: else the browser takes it for one that was given up.
  await response.arrayBuffer();
  return response;
}

/** What the browser keeps of an address; pages of plain http have no caches, others may not look into them. */
async function findKept(address: URL): Promise<Response | undefined> {
  try {
    return await globalThis.caches?.match(address, { ignoreVary: true });
  } catch {
    return undefined;
  }
}

/** What there is to know of the digits beside the page at `base`, without loading them. Rejects without a network. */
export async function weighDigits(base: string): Promise<DigitStock> {
  const names = ['train', 'test'].flatMap((part) => [`${part}-images`, `${part}-labels`]);
  const files = names.map(async (name) => {
    const address = new URL(`digits/${name}.idx`, base);
    const kept = await findKept(address);
    const { headers } = kept ?? (await fetchHead(address));
    return { bytes: Number(headers.get('Content-Length')), isKept: kept !== undefined };
  });
  const found = await Promise.all(files);
  return {
    bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
    isKept: found.every(({ isKept }) => isKept),
  };
}

/** A set of images and labels as IDX has them. Throws FormatError or ShapeError. */
export function toDataset(
  name: string,
  images: ReturnType<typeof readIdx>,
  labels: ReturnType<typeof readIdx>,
) {
  const [, rows, columns] = images.shape;
  return createDataset({ name, rows, columns, images: images.values, labels: labels.values });
}

/** All digits of a part, beside the page at `base`. */
export async function fetchDigits(part: Part, base: string): Promise<Dataset> {
  const [images, labels] = await Promise.all(
    ['images', 'labels'].map((kind) => fetchIdx(`${part}-${kind}.idx`, base)),
  );
  return toDataset(`MNIST ${part}`, images, labels);
}

/** The first `count` digits. Throws UsageError if there are not as many. */
export function firstDigits(set: Dataset, count: number): Dataset {
  if (!Number.isInteger(count) || count < 1 || count > set.count) {
    throw new UsageError(`${set.name}: expected 1 to ${set.count} digits, got ${count}.`);
  }
  const pixels = count * set.rows * set.columns;
  return { ...set, count, images: set.images.slice(0, pixels), labels: set.labels.slice(0, count) };
}

/** A set and the names of its files. */
export interface DigitFiles {
  readonly set: Dataset;
  readonly images: string;
  readonly labels: string;
}

/**
 * The set in two files of a user, in either order: images have three dimensions, labels one. Throws UsageError (not two
 * files), FormatError or ShapeError, with the file's name.
 */
export async function readDigitFiles(files: readonly File[]): Promise<DigitFiles> {
  if (files.length !== 2) {
    throw new UsageError(
      `digits: expected two IDX files, images and labels, got ${files.length}. Choose both at once.`,
    );
  }
  const read = files.map(async (file) => {
    return { name: file.name, ...readIdx(await unpack(await readBytes(file), file.name), file.name) };
  });
  const [one, other] = await Promise.all(read);
  const [images, labels] = one.shape.length === 3 ? [one, other] : [other, one];
  if (images.shape.length !== 3 || labels.shape.length !== 1) {
    throw new FormatError(
      `digits: expected images (3 dimensions) and labels (1 dimension), got ${one.name} with ${one.shape.length} and ${other.name} with ${other.shape.length}.`,
    );
  }
  const set = toDataset(images.name, images, labels);
  if (set.rows !== SIDE || set.columns !== SIDE) {
    throw new ShapeError(
      `${set.name}: expected pictures of ${SIDE} x ${SIDE}, got ${set.rows} x ${set.columns}.`,
    );
  }
  return { set, images: images.name, labels: labels.name };
}
