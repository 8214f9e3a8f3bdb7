// A set of labelled grey pictures of one size, as bytes. Immutable by convention; it may lie in shared memory, so that
// training threads read it without a copy. Not a batch: the network's own scale and size are made when a batch is.
import { FormatError, ShapeError, UsageError } from '../errors.ts';

export interface Dataset {
  /** For reports and errors. */
  readonly name: string;
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** [image][row][column], 0 = paper, 255 = ink. */
  readonly images: Uint8Array;
  /** One for each image, 0..classes-1. */
  readonly labels: Uint8Array;
  readonly classes: number;
}

/** Makes and checks a set of digits. Throws ShapeError (sizes and counts) or FormatError (no images, a wrong label). */
export function createDataset(parts: Omit<Dataset, 'count' | 'classes'>): Dataset {
  const { name, rows, columns, images, labels } = parts;
  const classes = 10;
  if (!Number.isInteger(rows) || !Number.isInteger(columns) || rows < 1 || columns < 1) {
    throw new ShapeError(`${name}: expected positive whole rows and columns, got ${rows} x ${columns}.`);
  }
  const count = images.length / (rows * columns);
  if (!Number.isInteger(count)) {
    throw new ShapeError(
      `${name}: ${images.length} bytes are no whole number of ${rows} x ${columns} images.`,
    );
  }
  if (count !== labels.length) {
    throw new ShapeError(
      `${name}: expected a label for each image, got ${count} images and ${labels.length} labels.`,
    );
  }
  if (count === 0) throw new FormatError(`${name}: no images.`);
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new FormatError(
      `${name}: label of image ${wrong}; expected 0 to ${classes - 1}, got ${labels[wrong]}.`,
    );
  }
  return { name, count, rows, columns, images, labels, classes };
}

/** The images of `indices`, copied in this order; in shared memory if the set is. Throws UsageError. */
export function select(dataset: Dataset, indices: Uint32Array): Dataset {
  if (indices.length === 0) throw new UsageError(`${dataset.name}: no images selected.`);
  const size = dataset.rows * dataset.columns;
  const images = allocateLike(dataset.images, indices.length * size);
  const labels = allocateLike(dataset.labels, indices.length);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i];
    if (from >= dataset.count) {
      throw new UsageError(`${dataset.name}: expected indices 0 to ${dataset.count - 1}, got ${from}.`);
    }
    images.set(dataset.images.subarray(from * size, (from + 1) * size), i * size);
    labels[i] = dataset.labels[from];
  }
  return { ...dataset, count: indices.length, images, labels };
}

function allocateLike(values: Uint8Array, length: number): Uint8Array {
  // Pages without cross-origin isolation have no SharedArrayBuffer.
  const shared = typeof SharedArrayBuffer !== 'undefined' && values.buffer instanceof SharedArrayBuffer;
  return shared ? new Uint8Array(new SharedArrayBuffer(length)) : new Uint8Array(length);
}
