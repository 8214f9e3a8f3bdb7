import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import { readWriters } from '../../src/formats/writers.ts';

const folder = new URL('../../../shared/data/mnist-writers/', import.meta.url);

describe('readWriters', () => {
  it('reads series and writers', () => {
    const writers = readWriters('index,label,hsf,writer\n0,5,4,2154\r\n1,0,0,0\n', 'w.csv');
    expect(writers).toEqual({ hsf: Uint8Array.of(4, 0), writer: Uint16Array.of(2154, 0) });
  });

  it.each([
    ['nothing', '', 'w.csv: line 1; expected "index,label,hsf,writer", got "".'],
    ['other columns', 'a,b\n0,1', 'w.csv: line 1; expected "index,label,hsf,writer", got "a,b".'],
    ['no images', 'index,label,hsf,writer\n', 'w.csv: no images; expected lines after the first.'],
    [
      'a missing image',
      'index,label,hsf,writer\n0,5,4,1\n2,5,4,1',
      'w.csv: line 3; expected "1," and a label, a series and a writer, got "2,5,4,1".',
    ],
    [
      'a missing column',
      'index,label,hsf,writer\n0,5,4',
      'line 2; expected "0," and a label, a series and a writer, got "0,5,4".',
    ],
    ['a writer out of range', 'index,label,hsf,writer\n0,5,4,65536', 'line 2; expected'],
    ['an empty line', 'index,label,hsf,writer\n\n0,5,4,1', 'line 2; expected'],
  ])('refuses %s', (_, text, message) => {
    expect(() => readWriters(text, 'w.csv')).toThrow(FormatError);
    expect(() => readWriters(text, 'w.csv')).toThrow(message);
  });

  it.skipIf(!existsSync(folder))('reads the writers of MNIST (skipped without ../shared/data)', () => {
    const bytes = readFileSync(new URL('mnist-train-writers.csv.gz', folder));
    const writers = readWriters(gunzipSync(bytes).toString(), 'mnist-train-writers.csv');
    expect(writers.writer.length).toBe(60_000);
    expect(new Set(writers.writer).size).toBe(539);
    expect(writers.hsf.filter((hsf) => hsf === 0).length).toBe(30_950);
    expect(writers.hsf.filter((hsf) => hsf === 4).length).toBe(29_050);
  });
});
