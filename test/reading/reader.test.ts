// Reading from picture to number: strings made here of MNIST's test digits, with the packaged reading network.
import { loadMnist } from 'lenet5/node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { ShapeError, UsageError } from '../../src/errors.ts';
import type { Model } from '../../src/networks/model.ts';
import { Random } from '../../src/random.ts';
import { Reader, type ReadOptions } from '../../src/reading/reader.ts';
import type { Picture } from '../../src/vision/picture.ts';
import { loadPackaged, openPackagedReader } from './packaged-reader.ts';

let reader: Reader;
let digits: Dataset;

beforeAll(async () => {
  reader = await openPackagedReader();
  digits = await loadMnist('test');
});

interface Composition {
  readonly picture: Picture;
  readonly text: string;
}

const SCALE = 2;
const STEP = 44;

/** `length` test digits side by side at twice their size, every one `STEP` less `overlap` pixels further right. */
function compose(random: Random, length: number, overlap = 0): Composition {
  const step = STEP - overlap;
  const width = 60 + step * length;
  const data = new Uint8Array(width * 80).fill(235);
  let text = '';
  for (let n = 0; n < length; n++) {
    const digit = random.integer(digits.count);
    text += digits.labels[digit];
    for (let i = 0; i < 56 * 56; i++) {
      const [row, column] = [Math.floor(i / 56), i % 56];
      const ink = digits.images[digit * 784 + (row >> 1) * 28 + Math.floor(column / SCALE)];
      const pixel = (row + 12) * width + 10 + n * step + column;
      data[pixel] = Math.min(data[pixel], 235 - Math.round(0.8 * ink));
    }
  }
  return { picture: { width, height: 80, data }, text };
}

/** One picture above the other. */
function stack(upper: Picture, lower: Picture): Picture {
  const width = Math.max(upper.width, lower.width);
  const data = new Uint8Array(width * (upper.height + lower.height)).fill(235);
  for (const [part, top] of [
    [upper, 0],
    [lower, upper.height],
  ] as const) {
    for (let row = 0; row < part.height; row++)
      data.set(part.data.subarray(row * part.width, (row + 1) * part.width), (top + row) * width);
  }
  return { width, height: upper.height + lower.height, data };
}

const many = (count: number, overlap: number) =>
  Array.from({ length: count }, (_, seed) => compose(new Random(seed), 3 + (seed % 4), overlap));

function rightOf(compositions: readonly Composition[]): number {
  const readings = reader.readAll(compositions.map(({ picture }) => picture));
  return readings.filter(({ value }, n) => value === compositions[n].text).length;
}

describe('Reader', () => {
  it('reads numbers of test digits side by side', () => {
    expect(rightOf(many(60, 0))).toBeGreaterThanOrEqual(51);
  });

  it('reads lines one below the other one after the other', () => {
    const [upper, lower] = [compose(new Random(4), 5), compose(new Random(7), 3)];
    const [above, below] = reader.readAll([upper.picture, lower.picture]);
    const both = reader.read(stack(upper.picture, lower.picture));
    expect(both.value).toBe(upper.text + lower.text);
    expect(both.text).toBe(`${upper.text} ${lower.text}`);
    expect(both.alternatives[0]).toMatchObject({ text: both.text, value: both.value });
    expect(both.confidence).toBeCloseTo(above.confidence * below.confidence, 1);
    expect(both.digits.map(({ box }) => box.top < upper.picture.height)).toEqual(
      [...both.value].map((_, n) => n < upper.text.length),
    );
  });

  it('rejects what is struck out, however sure it is', () => {
    const { picture, text } = compose(new Random(4), 5);
    const data = picture.data.slice();
    for (let row = 38; row < 42; row++)
      data.fill(60, row * picture.width + 6, (row + 1) * picture.width - 40);
    for (const field of ['digits', 'amount'] as const) {
      expect(reader.read(picture, { field })).toMatchObject({ value: text, status: 'accepted' });
      const struck = reader.read({ ...picture, data }, { field, maxError: 1 });
      expect(struck).toMatchObject({ status: 'rejected', reason: 'struck out' });
    }
  });

  it('takes what is above another line for no line of a field of one', () => {
    const picture = stack(compose(new Random(4), 5).picture, compose(new Random(7), 3).picture);
    for (const field of ['amount', 'phone', { length: 8 }] as const) {
      const reading = reader.read(picture, { field });
      expect(reading.text).not.toContain(' ');
      expect(reading).toMatchObject({ status: 'rejected', reason: 'several lines' });
    }
  });

  it('finds no reason in lines where the field may have several', () => {
    const { picture } = compose(new Random(4), 5);
    const many = Array.from({ length: 13 }, () => picture).reduce(stack);
    expect(reader.read(many, { maxError: 0 }).reason).not.toBe('several lines');
  });

  it('reads numbers whose digits often touch', () => {
    expect(rightOf(many(60, 6))).toBeGreaterThanOrEqual(42);
  });

  it('gives digits with boxes from left to right, inside the picture', () => {
    const { picture, text } = compose(new Random(3), 4);
    const { value, digits: found } = reader.read(picture);
    expect(value).toBe(text);
    expect(found.map(({ digit }) => digit).join('')).toBe(text);
    for (const [n, { box, confidence }] of found.entries()) {
      expect(Math.abs(box.left + box.width / 2 - (38 + STEP * n))).toBeLessThan(14);
      expect(box.left + box.width).toBeLessThanOrEqual(picture.width);
      expect(confidence).toBeGreaterThan(0);
    }
  });

  it('takes the same picture light on dark, and in colour', () => {
    const { picture, text } = compose(new Random(3), 4);
    const inverted = { ...picture, data: picture.data.map((value) => 255 - value) };
    const colour = {
      ...picture,
      data: Uint8Array.from({ length: 3 * picture.data.length }, (_, i) => picture.data[Math.floor(i / 3)]),
    };
    expect(reader.read(inverted).value).toBe(text);
    expect(reader.read(colour)).toEqual(reader.read(picture));
  });

  it('gives the same answer alone and in a batch', () => {
    const compositions = many(5, 3);
    const together = reader.readAll(compositions.map(({ picture }) => picture));
    expect(together).toEqual(compositions.map(({ picture }) => reader.read(picture)));
  });

  it('reads only what the field allows', () => {
    const { picture, text } = compose(new Random(3), 4);
    expect(reader.read(picture, { field: { length: 5 } }).value).not.toHaveLength(4);
    expect(reader.read(picture, { field: { values: ['1', text, '999999'] } }).value).toBe(text);
  });

  it('rejects what it is not sure of, and says so', () => {
    const compositions = many(40, 6);
    const pictures = compositions.map(({ picture }) => picture);
    const strict = reader.readAll(pictures, { maxError: 0.05 });
    const rejected = strict.filter(({ status }) => status === 'rejected');
    for (const { reason, confidence } of rejected) {
      expect(reason).toBe('uncertain');
      expect(confidence).toBeLessThan(0.95);
    }
    expect(rejected.length).toBeGreaterThan(0);
    const wrong = (readings: typeof strict) =>
      readings.filter(({ value, status }, n) => status === 'accepted' && value !== compositions[n].text)
        .length;
    expect(wrong(strict)).toBeLessThanOrEqual(2);
    expect(wrong(reader.readAll(pictures, { maxError: 1 }))).toBeGreaterThanOrEqual(wrong(strict));
  });

  it.each([
    ['an empty page', 200, 60, 255],
    ['one pixel', 1, 1, 0],
    ['all black', 50, 20, 0],
  ])('finds %s blank', (_, width, height, value) => {
    const reading = reader.read({ width, height, data: new Uint8Array(width * height).fill(value) });
    expect(reading).toMatchObject({ status: 'rejected', reason: 'blank', text: '', value: '', digits: [] });
  });

  const [width, height] = [160, 60];
  const paint = (shade: (column: number, row: number) => number): Picture => ({
    ...{ width, height },
    data: Uint8Array.from({ length: width * height }, (_, i) =>
      Math.max(0, Math.min(255, shade(i % width, Math.floor(i / width)))),
    ),
  });
  const noise = new Random(5);
  it.each([
    ['a gradient', paint((x) => 60 + x)],
    ['a soft spot', paint((x, y) => 60 + 2 * Math.hypot(x - 70, y - 30))],
    ['an edge', paint((x) => (x < 70 ? 20 : 235))],
    ['noise', paint(() => noise.uniform(0, 255))],
    ['a frame', paint((x, y) => (x < 3 || y < 3 || x > 156 || y > 56 ? 0 : 255))],
    [
      'blots',
      paint((x, y) => (Math.hypot(x - 40, y - 30) < 15 || Math.hypot(x - 100, y - 28) < 12 ? 20 : 230)),
    ],
    ['a wave', paint((x, y) => 128 + 60 * Math.sin(0.08 * x + 0.1 * y) + 50 * Math.sin(0.15 * y - 0.05 * x))],
  ])('does not read %s', (_, picture) => {
    for (const field of ['digits', 'date', 'amount'] as const) {
      const { status, confidence } = reader.read(picture, { field });
      expect(status).toBe('rejected');
      expect(confidence).toBeLessThan(0.5);
    }
  });

  it('finds the digits of a large picture where they are', () => {
    const { picture, text } = compose(new Random(3), 4);
    const times = 11;
    const large = { width: picture.width * times, height: picture.height * times };
    const data = Uint8Array.from({ length: large.width * large.height }, (_, i) => {
      const [row, column] = [Math.floor(i / large.width / times), Math.floor((i % large.width) / times)];
      return picture.data[row * picture.width + column];
    });
    const { value, digits: found } = reader.read({ ...large, data });
    expect(value).toBe(text);
    for (const [n, { box }] of found.entries())
      expect(Math.abs((box.left + box.width / 2) / times - (38 + STEP * n))).toBeLessThan(14);
  });

  it('refuses networks of something else than pieces', async () => {
    for (const name of ['lenet5-best', 'characters', 'reading-line']) {
      const { definition } = loadPackaged(name);
      await expect(Reader.open(loadPackaged(name))).rejects.toThrow(ShapeError);
      await expect(Reader.open(loadPackaged(name))).rejects.toThrow(`reader: '${definition.name}' has`);
    }
    await expect(Reader.open(loadPackaged('reading'), loadPackaged('reading'))).rejects.toThrow(
      "was trained by the loss 'crossEntropy'; expected a network of lines, trained by 'forward'.",
    );
    const path = 'models/reading-line.safetensors' as unknown as Model;
    await expect(Reader.open(loadPackaged('reading'), path)).rejects.toThrow(
      'model: expected what readModel',
    );
  });

  it('refuses options that it does not know or that make no sense', () => {
    const { picture } = compose(new Random(3), 2);
    const wrong: readonly [unknown, string][] = [
      [{ maxerror: 0.0001 }, "read: options: expected the keys field, maxError, got 'maxerror'."],
      [{ maxError: 1.5 }, 'read: maxError: expected a number in 0..1, got 1.5.'],
      [{ maxError: '0.1' }, 'read: maxError: expected a number in 0..1, got "0.1".'],
      [null, 'read: options: expected an object with field, maxError, got null.'],
    ];
    for (const [options, message] of wrong) {
      expect(() => reader.read(picture, options as ReadOptions)).toThrow(new UsageError(message));
      expect(() => reader.readAll([picture], [options as ReadOptions])).toThrow(new UsageError(message));
    }
  });

  it('says that nothing fits the field', () => {
    const { picture } = compose(new Random(3), 2);
    expect(reader.read(picture, { field: { length: 12 } })).toMatchObject({
      status: 'rejected',
      reason: 'unreadable',
    });
  });
});
