import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError, ShapeError, UsageError } from '../../src/errors.ts';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.ts';

/** A file from a header's text (or object) and a number of zero bytes. */
function file(header: unknown, data = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  return bytes;
}

function tensor(begin: number, end: number, shape = [(end - begin) / 4], dtype: unknown = 'F32') {
  return { dtype, shape, data_offsets: [begin, end] };
}

const read = (bytes: Uint8Array) => readSafetensors(bytes, 'm.safetensors');

describe('safetensors', () => {
  it('writes the bytes of the format', () => {
    const bytes = writeSafetensors(new Map([['w', { shape: [1, 1], values: Float32Array.of(1) }]]), {
      a: 'b',
    });
    const header = '{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}'.padEnd(
      88,
    );
    expect(header.length % 8).toBe(0);
    expect(new TextDecoder().decode(bytes.subarray(8, -4))).toBe(header);
    expect([...bytes.subarray(0, 8)]).toEqual([88, 0, 0, 0, 0, 0, 0, 0]);
    expect([...bytes.subarray(-4)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it('reads back what it wrote, bit by bit, in the same order, from any offset', () => {
    const names = fc.uniqueArray(fc.string({ unit: 'binary' }), { maxLength: 6 });
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        names,
        fc.array(finite, { maxLength: 5 }),
        fc.string({ unit: 'binary' }),
        (keys, list, text) => {
          const values = Float32Array.from(list);
          const tensors = new Map(
            keys
              .filter((key) => key !== '__metadata__')
              .map((key) => [key, { shape: [list.length, 1], values }]),
          );
          const bytes = writeSafetensors(tensors, { [text]: text });
          const shifted = new Uint8Array(bytes.length + 3);
          shifted.set(bytes, 3);
          const got = read(shifted.subarray(3));
          if (list.length > 0) expect([...got.tensors.keys()]).toEqual([...tensors.keys()]);
          for (const key of tensors.keys()) {
            expect(got.tensors.get(key)).toEqual({ dtype: 'F32', shape: [list.length, 1], values });
          }
          expect(Object.entries(got.metadata)).toEqual(
            text === '__proto__' ? expect.anything() : [[text, text]],
          );
        },
      ),
    );
  });

  it('reads scalars, empty tensors, padding and characters beyond ASCII', () => {
    const header = `${JSON.stringify({ __metadata__: { é: '手写 🖊' }, 七: tensor(0, 4, []), none: tensor(0, 0, [0, 3]) })}   `;
    const { tensors, metadata } = read(file(header, 4));
    expect(metadata.é).toBe('手写 🖊');
    expect(tensors.get('七')).toEqual({ dtype: 'F32', shape: [], values: Float32Array.of(0) });
    expect(tensors.get('none')?.values.length).toBe(0);
  });

  it('copies the values to memory of their own', () => {
    const bytes = file({ w: tensor(0, 8) }, 8);
    const values = read(bytes).tensors.get('w')!.values;
    bytes.fill(1);
    expect(values).toEqual(Float32Array.of(0, 0));
    expect(values.buffer.byteLength).toBe(8);
  });

  it('is not fooled by names of the object prototype', () => {
    const { tensors, metadata } = read(
      file(`{"__proto__":${JSON.stringify(tensor(0, 4))},"__metadata__":{"__proto__":"x"}}`, 4),
    );
    expect([...tensors.keys()]).toEqual(['__proto__']);
    expect(Object.keys(metadata)).toEqual(['__proto__']);
    expect(metadata.constructor).toBeUndefined();
    expect(({} as Record<string, unknown>).dtype).toBeUndefined();
  });
});

describe('readSafetensors refuses', () => {
  const huge = new Uint8Array(16);
  huge.fill(0xff, 0, 8);
  const long = file('{}');
  long[0] = 100;
  const invalidUtf8 = file('{"ab":1}');
  invalidUtf8[10] = 0xff;
  const terabyte = { dtype: 'F32', shape: [2 ** 38], data_offsets: [0, 2 ** 40] };

  it.each([
    [
      'a short file',
      new Uint8Array(7),
      'm.safetensors: too short for safetensors; expected 8 bytes or more, got 7.',
    ],
    [
      'a huge header',
      huge,
      'header too long; expected at most 100000000 bytes, got 18446744073709552000. Is it a safetensors file?',
    ],
    [
      'a header longer than the file',
      long,
      'the file is cut off in its header, or no safetensors file; expected more than 108 bytes, got 10.',
    ],
    ['no header', new Uint8Array(8), 'the header is not a JSON object; expected it to begin with {.'],
    ['a list', file('[]'), 'the header is not a JSON object; expected it to begin with {.'],
    ['broken JSON', file('{"a":'), 'the header is not valid JSON in UTF-8.'],
    ['broken UTF-8', invalidUtf8, 'the header is not valid JSON in UTF-8.'],
    ['deep nesting', file(`{"a":${'['.repeat(1e6)}`), 'the header is not valid JSON in UTF-8.'],
    [
      'a name that stands twice',
      file(`{"a":${JSON.stringify(tensor(0, 0))},"\\u0061":${JSON.stringify(tensor(0, 0))}}`),
      '"a" stands twice in the header.',
    ],
    [
      'a field that stands twice',
      file('{"a":{"dtype":"F32","dtype":"F32"}}'),
      '"dtype" stands twice in the header.',
    ],
    [
      'metadata that are no object',
      file({ __metadata__: ['x'] }),
      '__metadata__ is not an object of strings.',
    ],
    [
      'metadata that are no strings',
      file({ __metadata__: { a: 1 } }),
      '__metadata__ "a"; expected a string, got a number.',
    ],
    ['a tensor that is no object', file({ w: null }), 'tensor "w": expected an object, got null.'],
    [
      'another dtype',
      file({ w: tensor(0, 4, [2], 'BF16') }, 4),
      'tensor "w": wrong dtype; expected F32, got "BF16". Convert the file to float32.',
    ],
    [
      'no dtype',
      file({ w: { shape: [1], data_offsets: [0, 4] } }, 4),
      'wrong dtype; expected F32, got nothing.',
    ],
    [
      'a negative shape',
      file({ w: tensor(0, 4, [-1, -1]) }, 4),
      'tensor "w": shape is not a list of whole numbers.',
    ],
    ['a fractional shape', file({ w: tensor(0, 4, [0.5, 2]) }, 4), 'shape is not a list of whole numbers.'],
    [
      'one offset',
      file({ w: { dtype: 'F32', shape: [1], data_offsets: [0] } }, 4),
      'data_offsets are not two whole numbers.',
    ],
    [
      'a terabyte',
      file({ w: terabyte }),
      /the file is cut off; expected 10995116\d+ bytes, got \d+\. Copy or download it again\.$/,
    ],
    [
      'offsets in the wrong order',
      file({ w: tensor(4, 0, [1]) }, 4),
      'tensor "w": data_offsets; expected the end behind 4, got 0.',
    ],
    [
      'a shape that does not fit',
      file({ w: tensor(0, 8, [3]) }, 8),
      'tensor "w": shape [3] does not fit; expected 12 bytes, got 8.',
    ],
    [
      'a shape beyond all numbers',
      file({ w: tensor(0, 8, Array(400).fill(2 ** 50)) }, 8),
      'does not fit; expected Infinity bytes, got 8.',
    ],
    [
      'a gap',
      file({ a: tensor(0, 4), b: tensor(8, 12) }, 12),
      'tensor "b" leaves a gap before it; expected it to begin at byte 4, got 8.',
    ],
    [
      'an overlap',
      file({ a: tensor(0, 8), b: tensor(4, 12) }, 12),
      'tensor "b" overlaps the tensor before it; expected it to begin at byte 8, got 4.',
    ],
    [
      'trailing bytes',
      file({ a: tensor(0, 4) }, 5),
      'bytes left over at the end; expected 66 bytes, got 67.',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(FormatError);
    expect(() => read(bytes)).toThrow(message);
  });

  it('anything at all only with a FormatError', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 0, max: 9 }), (json, data) => {
        try {
          read(file(`{"a":${json}}`, data));
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
    );
  });

  it('values that are not finite, unless told', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const tensors = new Map([['f6.bias', { shape: [2], values: Float32Array.of(1, value) }]]);
      const bytes = writeSafetensors(tensors, {}, { allowNonFinite: true });
      expect(() => read(bytes)).toThrow(FormatError);
      expect(() => read(bytes)).toThrow(`tensor "f6.bias": value 1 is ${value}; expected finite numbers.`);
      expect(readSafetensors(bytes, 'm', { allowNonFinite: true }).tensors.get('f6.bias')?.values[1]).toBe(
        value,
      );
      expect(() => writeSafetensors(tensors)).toThrow(
        `writeSafetensors: tensor "f6.bias": value 1 is ${value}`,
      );
    }
  });
});

describe('writeSafetensors refuses', () => {
  const one = { shape: [1], values: Float32Array.of(1) };

  it('what cannot be stored', () => {
    expect(() => writeSafetensors(new Map([['__metadata__', one]]))).toThrow(UsageError);
    expect(() => writeSafetensors(new Map([['__metadata__', one]]))).toThrow(
      'a tensor cannot be called __metadata__.',
    );
    const metadata = { a: 1 } as unknown as Record<string, string>;
    expect(() => writeSafetensors(new Map(), metadata)).toThrow(
      'writeSafetensors: metadata "a" is not a string.',
    );
    const misfit = new Map([['w', { ...one, shape: [2] }]]);
    expect(() => writeSafetensors(misfit)).toThrow(ShapeError);
    expect(() => writeSafetensors(misfit)).toThrow(
      'writeSafetensors: tensor "w": shape [2] does not fit 1 values.',
    );
  });
});
