// .pt files: what PyTorch wrote is read, what is written is read back, and a pickle can run nothing.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import { readPickle } from '../../src/formats/pickle.ts';
import { readPt, writePt } from '../../src/formats/pytorch.ts';
import { readSafetensors } from '../../src/formats/safetensors.ts';
import { readZip, writeZip } from '../../src/formats/zip.ts';

const golden = (name: string) => readFileSync(new URL(`../exchange/golden/${name}`, import.meta.url));
const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const rules = { globals: new Map([['collections OrderedDict', () => new Map()]]), persistent: () => null };
const ptOf = (pickle: string) => writeZip(new Map([['archive/data.pkl', bytesOf(pickle)]]));

/** `os.system('touch x')` and its like, as Python pickles them. */
const ATTACKS: [string, string][] = [
  ['os.system', '\x80\x02cos\nsystem\nX\x06\x00\x00\x00touch \x85R.'],
  [
    'posix.system, protocol 4',
    '\x80\x04\x95\x1d\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02ls\x94\x85\x94R\x94.',
  ],
  ['builtins.eval', '\x80\x02c__builtin__\neval\nX\x01\x00\x00\x001\x85R.'],
  ['a class of the writer', '\x80\x02c__main__\nNet\n)\x81.'],
  ['a name with a dot', '\x80\x04\x8c\x0bcollections\x8c\x14OrderedDict.__init__\x93.'],
];

describe('a .pt', () => {
  it('that PyTorch wrote has the tensors of the safetensors file beside it', () => {
    const { tensors } = readSafetensors(golden('torch-plain.safetensors'), 's');
    const found = readPt(golden('torch-plain.pt'), 'p');
    expect([...found.keys()]).toEqual([...tensors.keys()]);
    for (const [name, { shape, values }] of tensors)
      expect(found.get(name)).toEqual({ shape: [...shape], values });
  });

  it('comes back as it was written, the same bytes each time', () => {
    const tensors = new Map([
      ['a.weight', { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, -0.5) }],
      ['grün', { shape: [], values: Float32Array.of(7) }],
    ]);
    const bytes = writePt(tensors);
    expect(readPt(bytes, 'p')).toEqual(tensors);
    expect(writePt(tensors)).toEqual(bytes);
  });

  it.each(ATTACKS)('that would call %s is refused, and nothing is run', (_, pickle) => {
    expect(() => readPt(ptOf(pickle), 'evil.pt')).toThrow(
      /evil\.pt: pickle, byte \d+: it names .*Nothing was run/,
    );
  });

  it('may not call what it may name, nor give things a state', () => {
    expect(() => readPt(ptOf('\x80\x02ctorch\nFloatStorage\n)R.'), 'p')).toThrow('cannot be called');
    expect(() => readPt(ptOf('\x80\x02K\x01)R.'), 'p')).toThrow('cannot be called');
    expect(() => readPt(ptOf('\x80\x02]K\x01b.'), 'p')).toThrow('a state for something that has none');
  });

  it('must have a dict of tensors within their storage', () => {
    expect(() => readPt(bytesOf('\x80\x02}.'), 'p')).toThrow('before 1.6');
    expect(() => readPt(bytesOf('nothing'), 'p')).toThrow('not a ZIP archive');
    expect(() => readPt(ptOf('\x80\x02}.'), 'p')).toThrow('no tensors found');
    const rebuild = (count: string, sizes: string, strides: string) =>
      `\x80\x02}X\x01\x00\x00\x00wctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpu${count}tQK\x00${sizes}${strides}\x89}tRs.`;
    const file = (pickle: string) =>
      writeZip(
        new Map([
          ['a/data.pkl', bytesOf(pickle)],
          ['a/data/0', new Uint8Array(8)],
        ]),
      );
    expect(readPt(file(rebuild('K\x02', 'K\x02\x85', 'K\x01\x85')), 'p').get('w')!.values).toEqual(
      new Float32Array(2),
    );
    expect(() => readPt(file(rebuild('K\x02', 'K\x02\x85', 'K\x02\x85')), 'p')).toThrow('reaches beyond');
    expect(() => readPt(file(rebuild('K\x02', 'M\xff\xff\x85', 'K\x00\x85')), 'p')).toThrow('reaches beyond');
    expect(() => readPt(file(rebuild('K\x09', 'K\x02\x85', 'K\x01\x85')), 'p')).toThrow('missing or too few');
  });

  it('that is damaged ends in a FormatError, wherever', () => {
    const [, pickle] = [...readZip(golden('torch-plain.pt'), 'p')].find(([name]) =>
      name.endsWith('data.pkl'),
    )!;
    fc.assert(
      fc.property(fc.nat(pickle.length - 1), fc.nat(255), (at, byte) => {
        const changed = Uint8Array.from(pickle);
        changed[at] = byte;
        for (const bytes of [changed, pickle.subarray(0, at)]) {
          try {
            readPt(writeZip(new Map([['archive/data.pkl', bytes]])), 'f');
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError);
          }
        }
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});

describe('a pickle', () => {
  it.each([
    [
      'numbers',
      '\x80\x02(K\x01M\x00\x01J\xff\xff\xff\xff\x8a\x01\xfeG?\xf8\x00\x00\x00\x00\x00\x00t.',
      [1, 256, -1, -2, 1.5],
    ],
    [
      'a dict',
      '\x80\x02}(X\x01\x00\x00\x00aNX\x01\x00\x00\x00b\x88u.',
      new Map<string, unknown>([
        ['a', null],
        ['b', true],
      ]),
    ],
    ['a list', '\x80\x02](K\x01K\x02e.', [1, 2]],
    ['what was remembered', '\x80\x02]q\x00h\x00\x86.', [[], []]],
    ['an empty OrderedDict', '\x80\x02ccollections\nOrderedDict\n)R.', new Map()],
  ])('of %s', (_, text, value) => {
    expect(readPickle(bytesOf(text), 'p', rules)).toEqual(value);
  });

  it.each([
    ['a jump out of the stack', '\x80\x02R.', 'nothing on the stack'],
    ['a value that was never remembered', '\x80\x02h\x05.', 'nothing was remembered'],
    ['text beyond the end', '\x80\x02X\xff\xff\xff\x7fa.', 'truncated'],
    ['an operation of protocol 0', 'S"a"\n.', 'operation 0x53 is not allowed'],
    ['no end', '\x80\x02N', 'truncated'],
  ])('with %s is refused', (_, text, message) => {
    expect(() => readPickle(bytesOf(text), 'p', rules)).toThrow(message);
  });
});

describe('a ZIP archive', () => {
  it('comes back; a damaged one is named', () => {
    const files = new Map([
      ['a/b.txt', bytesOf('hello')],
      ['c', new Uint8Array()],
    ]);
    const bytes = writeZip(files);
    expect(readZip(bytes, 'z')).toEqual(files);
    expect(() => readZip(bytes.subarray(0, 40), 'z')).toThrow('z: damaged ZIP archive');
  });
});
