// What people write before and behind numbers: signs of currencies, lines and stars against forgery. Strings made of
// MNIST's test digits, with the packaged networks.
import { loadMnist } from 'lenet5/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { indexDigits, type WrittenString, writeString } from '../../src/data/strings.ts';
import { Random } from '../../src/random.ts';
import type { Reader } from '../../src/reading/reader.ts';
import { openPackagedReader } from './packaged-reader.ts';

const COUNT = 40;

let reader: Reader;
let write: (seed: number, text: string) => WrittenString;

beforeAll(async () => {
  reader = await openPackagedReader();
  const digits = await loadMnist('test');
  const index = indexDigits(digits, digits.labels.keys());
  write = (seed, text) => writeString(digits, index, new Random(seed), text);
});

/** How many numbers of three to six digits are read as they are between what is written `before` and `behind` them. */
function rightBetween(before: string, behind: string): number {
  const numbers = Array.from({ length: COUNT }, (_, seed) => {
    const random = new Random(seed, 1);
    return Array.from({ length: 3 + (seed % 4) }, () => random.integer(10)).join('');
  });
  const pictures = numbers.map((number, seed) => write(seed, before + number + behind).picture);
  return reader.readAll(pictures).filter(({ value }, n) => value === numbers[n]).length;
}

describe('Reader, of what stands around a number', () => {
  it.each([
    ['rs ', ''],
    ['US$', ''],
    ['***', ''],
    ['', '***'],
    ['', '≈'],
    ['=', ' rs'],
  ])('leaves out %j and %j', (before, behind) => {
    const alone = rightBetween('', '');
    expect(alone).toBeGreaterThanOrEqual(0.8 * COUNT);
    expect(rightBetween(before, behind)).toBeGreaterThanOrEqual(0.6 * alone);
  });
});
