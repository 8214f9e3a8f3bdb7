import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError, ShapeError } from '../../src/errors.ts';
import { readIdx, writeIdx } from '../../src/formats/idx.ts';

const good = [0, 0, 8, 1, 0, 0, 0, 2, 7, 9];

function reading(...bytes: number[]): () => unknown {
  return () => readIdx(Uint8Array.from(bytes), 'digits.idx');
}

describe('readIdx', () => {
  it('reads shape and values', () => {
    expect(readIdx(Uint8Array.from(good), 'digits.idx')).toEqual({ shape: [2], values: Uint8Array.of(7, 9) });
  });

  it('reads from the middle of a larger buffer, without a copy', () => {
    const buffer = Uint8Array.from([1, 2, 3, ...good, 4]);
    const { values } = readIdx(buffer.subarray(3, 13), 'digits.idx');
    expect(values).toEqual(Uint8Array.of(7, 9));
    expect(values.buffer).toBe(buffer.buffer);
  });

  it('reads back whatever writeIdx writes', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.integer({ min: 0, max: 255 })), (shape, stream) => {
        const length = shape.reduce((a, b) => a * b, 1);
        const values = Uint8Array.from(stream.take(length));
        expect(readIdx(writeIdx(shape, values), 'x')).toEqual({ shape, values });
      }),
    );
  });

  it.each([
    ['nothing', reading(), 'digits.idx: not an IDX file; expected it to begin with 00 00 08, got nothing.'],
    [
      'another format',
      reading(0x89, 0x50, 0x4e, 0x47),
      'not an IDX file; expected it to begin with 00 00 08, got 89 50 4e 47.',
    ],
    ['gzip', reading(0x1f, 0x8b, 8, 0), 'compressed with gzip; expected plain IDX. Decompress it first.'],
    [
      'floats',
      reading(0, 0, 13, 1, 0, 0, 0, 0),
      'wrong element type; expected unsigned bytes, got 32-bit floats.',
    ],
    [
      'an unknown type',
      reading(0, 0, 7, 1),
      'wrong element type; expected unsigned bytes, got unknown element type 0x7.',
    ],
    ['no dimensions', reading(0, 0, 8, 0, 1), 'expected 1 to 4 dimensions, got 0.'],
    ['absurdly many dimensions', reading(0, 0, 8, 200, 1), 'expected 1 to 4 dimensions, got 200.'],
    ['half a header', reading(0, 0, 8, 3, 0, 0, 0, 1), 'truncated header; expected 16 bytes, got 8.'],
    ['a zero dimension', reading(0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 5), 'a dimension is zero, got 0 x 5.'],
    [
      'too few values',
      reading(...good.slice(0, -1)),
      'truncated; expected 2 = 2 bytes after the header, got 1.',
    ],
    [
      'trailing bytes',
      reading(...good, 1),
      'bytes left over at the end; expected 2 = 2 bytes after the header, got 3.',
    ],
    [
      'absurd dimensions',
      reading(0, 0, 8, 4, ...Array(16).fill(255)),
      'truncated; expected 4294967295 x 4294967295',
    ],
  ])('refuses %s', (_, read, message) => {
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
  });
});

describe('writeIdx', () => {
  it('writes the bytes of the format', () => {
    expect([...writeIdx([2], Uint8Array.of(7, 9))]).toEqual(good);
    expect([...writeIdx([1, 258], new Uint8Array(258)).subarray(0, 12)]).toEqual([
      0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 1, 2,
    ]);
  });

  it('refuses a shape that does not fit', () => {
    expect(() => writeIdx([3, 2], new Uint8Array(5))).toThrow(ShapeError);
    expect(() => writeIdx([3, 2], new Uint8Array(5))).toThrow('writeIdx: expected 3 x 2 = 6 values, got 5.');
    for (const shape of [[], [0], [1.5], [-1], [2 ** 32], [1, 1, 1, 1, 1]]) {
      expect(() => writeIdx(shape, new Uint8Array(1))).toThrow('expected 1 to 4 positive whole dimensions');
    }
  });
});
