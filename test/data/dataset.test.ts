import { describe, expect, it } from 'vitest';
import { createDataset, select } from '../../src/data/dataset.ts';
import { FormatError, ShapeError, UsageError } from '../../src/errors.ts';

const parts = {
  name: 'tiny',
  rows: 1,
  columns: 2,
  images: Uint8Array.of(1, 2, 3, 4, 5, 6),
  labels: Uint8Array.of(0, 9, 4),
};

describe('createDataset', () => {
  it('counts the images and keeps the memory', () => {
    const set = createDataset(parts);
    expect(set).toEqual({ ...parts, count: 3, classes: 10 });
    expect(set.images).toBe(parts.images);
  });

  it.each([
    [
      'labels of another count',
      { labels: Uint8Array.of(1, 2) },
      ShapeError,
      'tiny: expected a label for each image, got 3 images and 2 labels.',
    ],
    [
      'half an image',
      { images: new Uint8Array(5) },
      ShapeError,
      'tiny: 5 bytes are no whole number of 1 x 2 images.',
    ],
    ['no rows', { rows: 0 }, ShapeError, 'tiny: expected positive whole rows and columns, got 0 x 2.'],
    [
      'an empty set',
      { images: new Uint8Array(0), labels: new Uint8Array(0) },
      FormatError,
      'tiny: no images.',
    ],
    [
      'a label outside 0..9',
      { labels: Uint8Array.of(1, 10, 2) },
      FormatError,
      'tiny: label of image 1; expected 0 to 9, got 10.',
    ],
  ])('refuses %s', (_, change, kind, message) => {
    expect(() => createDataset({ ...parts, ...change })).toThrow(kind);
    expect(() => createDataset({ ...parts, ...change })).toThrow(message);
  });
});

describe('select', () => {
  it('copies images and labels in the order asked for', () => {
    const set = select(createDataset(parts), Uint32Array.of(2, 0, 2));
    expect(set.count).toBe(3);
    expect([...set.images]).toEqual([5, 6, 1, 2, 5, 6]);
    expect([...set.labels]).toEqual([4, 0, 4]);
    set.images[0] = 77;
    expect(parts.images[4]).toBe(5);
  });

  it('stays in shared memory', () => {
    const images = new Uint8Array(new SharedArrayBuffer(6));
    expect(select(createDataset({ ...parts, images }), Uint32Array.of(1)).images.buffer).toBeInstanceOf(
      SharedArrayBuffer,
    );
    expect(select(createDataset(parts), Uint32Array.of(1)).images.buffer).toBeInstanceOf(ArrayBuffer);
  });

  it('refuses images that are not there', () => {
    const set = createDataset(parts);
    expect(() => select(set, Uint32Array.of(3))).toThrow(UsageError);
    expect(() => select(set, Uint32Array.of(3))).toThrow('tiny: expected indices 0 to 2, got 3.');
    expect(() => select(set, new Uint32Array(0))).toThrow('tiny: no images selected.');
  });
});
