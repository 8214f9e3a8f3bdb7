import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { splitAtRandom, splitByWriter } from '../../src/data/split.ts';
import { FormatError, UsageError } from '../../src/errors.ts';
import { readWriters, type Writers } from '../../src/formats/writers.ts';

const csv = new URL('../../../shared/data/mnist-writers/mnist-train-writers.csv.gz', import.meta.url);

/** 100 writers with 20 images each, in turn: even numbers in series 0, odd ones in series 4. */
const invented: Writers = {
  hsf: Uint8Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? 0 : 4)),
  writer: Uint16Array.from({ length: 2000 }, (_, i) => i % 100),
};

function expectSplit(writers: Writers, validation: number, slack: number): void {
  const split = splitByWriter(writers, { validation, seed: 7 });
  const both = [...split.training, ...split.validation].sort((a, b) => a - b);
  expect(both).toEqual([...writers.writer.keys()]);
  const seen = new Set(Array.from(split.training, (i) => writers.writer[i]));
  expect(split.validation.some((i) => seen.has(writers.writer[i]))).toBe(false);
  for (const hsf of [0, 4]) {
    const count = split.validation.filter((i) => writers.hsf[i] === hsf).length;
    expect(Math.abs(count - validation / 2)).toBeLessThanOrEqual(slack);
  }
}

describe('splitByWriter', () => {
  it('holds out whole writers, half from each series', () => {
    expectSplit(invented, 400, 0);
    expectSplit(invented, 410, 5);
  });

  it('depends on the seed, and on nothing else', () => {
    const split = splitByWriter(invented, { validation: 400, seed: 1 });
    expect(splitByWriter(invented, { validation: 400, seed: 1 })).toEqual(split);
    expect(splitByWriter(invented, { validation: 400, seed: 2 })).not.toEqual(split);
    expect(split.validation).toEqual(split.validation.toSorted());
  });

  it('refuses what cannot be split', () => {
    const small = (validation: number) => () => splitByWriter(invented, { validation });
    expect(small(2000)).toThrow(UsageError);
    expect(small(2000)).toThrow('splitByWriter: validation; expected 1 to 1999 of 2000 images, got 2000.');
    expect(small(0)).toThrow('got 0.');
    expect(small(4)).toThrow('splitByWriter: series 0; 50 writers cannot be split at 2 images.');
    const oneSeries = { ...invented, hsf: new Uint8Array(2000) };
    expect(() => splitByWriter(oneSeries, { validation: 400 })).toThrow(
      'splitByWriter: series 4; expected more than 200 images, got 0. Hold out fewer.',
    );
    const moved = { ...invented, hsf: Uint8Array.from(invented.hsf, (hsf, i) => (i === 100 ? 4 : hsf)) };
    expect(() => splitByWriter(moved, { validation: 400 })).toThrow(FormatError);
    expect(() => splitByWriter(moved, { validation: 400 })).toThrow(
      'splitByWriter: writer 0 is in series 0 and 4.',
    );
  });

  // A writer has at most 150 images or so: half of that is the largest distance from the wanted number.
  it.skipIf(!existsSync(csv))('splits MNIST (skipped without ../shared/data)', () => {
    expectSplit(readWriters(gunzipSync(readFileSync(csv)).toString(), 'writers'), 10_000, 150);
  });
});

describe('splitAtRandom', () => {
  it('holds out exactly as many as asked', () => {
    const split = splitAtRandom(1000, 100, 3);
    expect(split.validation.length).toBe(100);
    const both = [...split.training, ...split.validation].sort((a, b) => a - b);
    expect(both).toEqual([...Array(1000).keys()]);
    expect(split).toEqual(splitAtRandom(1000, 100, 3));
    expect(split).not.toEqual(splitAtRandom(1000, 100, 4));
    // Not the first or the last ones: 100 of 1000 at random lie on both sides of the middle.
    expect(split.validation[0]).toBeLessThan(500);
    expect(split.validation[99]).toBeGreaterThan(500);
  });

  it('refuses to hold out nothing or everything', () => {
    for (const validation of [0, 10, -1, 2.5]) {
      expect(() => splitAtRandom(10, validation, 1)).toThrow(UsageError);
      expect(() => splitAtRandom(10, validation, 1)).toThrow(
        `splitAtRandom: validation; expected 1 to 9 of 10 images, got ${validation}.`,
      );
    }
  });
});
