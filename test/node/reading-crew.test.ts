// A crew that reads: what one reader reads and throws, with any number of threads. The threads need the build.
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  createTemplate,
  Lenet5Error,
  loadMnist,
  openReader,
  openReadingCrew,
  type Picture,
  type Reader,
  type ReadingCrew,
  readForm,
  ShapeError,
  UsageError,
} from 'lenet5/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawEmptyForm, fields, fillForm, HEIGHT, scan, WIDTH } from '../reading/made-form.ts';
import { drawNumber } from './made-number.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const execute = promisify(execFile);

let reader: Reader;
let crew: ReadingCrew;
let pictures: Picture[];

beforeAll(async () => {
  reader = await openReader();
  crew = await openReadingCrew({ threads: 3 });
  const number = await drawNumber();
  const part = (columns: number): Picture => {
    const data = Uint8Array.from(
      { length: columns * 56 },
      (_, i) => number.data[Math.floor(i / columns) * 280 + (i % columns)],
    );
    return { width: columns, height: 56, data };
  };
  const blank = { width: 90, height: 40, data: new Uint8Array(3600).fill(255) };
  // The last one is a view into something larger.
  const all = new Uint8Array([...new Uint8Array(100), ...number.data]).subarray(100);
  pictures = [number, part(56), blank, part(112), part(168), { ...number, data: all }];
});

afterAll(() => crew.close());

const failureOf = (work: () => unknown): Promise<Error> =>
  Promise.resolve()
    .then(work)
    .then(
      () => new Error('nothing was thrown'),
      (error) => error,
    );

describe('openReadingCrew', () => {
  it.each([{ threads: 1 }, { threads: 3 }, { threads: 2, callerReads: true }])(
    'reads what one reader reads: %j',
    async (options) => {
      const own = await openReadingCrew(options);
      expect(own.threads).toBe(options.threads);
      const expected = pictures.map((picture) => reader.read(picture, { field: 'digits', maxError: 0.1 }));
      expect(expected[0]).toMatchObject({ value: '72104' });
      expect(expected[2]).toMatchObject({ reason: 'blank' });
      const readings = await Promise.all(
        pictures.map((picture) => own.read(picture, { field: 'digits', maxError: 0.1 })),
      );
      expect(readings).toStrictEqual(expected);
      await own.close();
    },
  );

  it.each([{ threads: 1 }, { threads: 3 }, { threads: 2, callerReads: true }])(
    'reads a form as readForm does: %j',
    async (options) => {
      const own = await openReadingCrew(options);
      const template = createTemplate(drawEmptyForm(), { fields }, 'made form');
      const { page } = fillForm(await loadMnist('test'), 3);
      const blank = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT).fill(250) };
      // Straight, with fields that the scan has not, and another page.
      for (const scanned of [page, scan(page, { degrees: 1, right: -0.11 }), blank]) {
        const form = await own.readForm(scanned, template, { maxError: 0.2 });
        expect(form).toStrictEqual(readForm(reader, scanned, template, { maxError: 0.2 }));
      }
      await own.close();
    },
  );

  it('throws what one reader throws, and goes on', async () => {
    const [number] = pictures;
    const cut = { ...number, data: number.data.subarray(1) };
    const noField = { field: 'amout' as 'amount' };
    for (const [here, there] of [
      [() => reader.read(cut), () => crew.read(cut)],
      [() => reader.read(number, noField), () => crew.read(number, noField)],
      [() => reader.read(number, { maxError: 2 }), () => crew.read(number, { maxError: 2 })],
    ]) {
      const [expected, error] = [await failureOf(here), await failureOf(there)];
      expect(error.constructor).toBe(expected.constructor);
      expect(error.message).toBe(expected.message);
      expect(error).toBeInstanceOf(Lenet5Error);
    }
    expect(await failureOf(() => crew.read(cut))).toBeInstanceOf(ShapeError);
    const plain = { width: WIDTH, height: HEIGHT, fields };
    const square = { width: 500, height: 500, data: new Uint8Array(250_000) };
    expect(await failureOf(() => crew.readForm(square, plain))).toBeInstanceOf(ShapeError);
    expect(await failureOf(() => crew.readForm(drawEmptyForm(), plain, { maxError: 2 }))).toBeInstanceOf(
      UsageError,
    );
    expect(await crew.read(number)).toStrictEqual(reader.read(number));
  });

  it('refuses threads and models that make no sense', async () => {
    for (const threads of [0, 65, 1.5])
      expect(await failureOf(() => openReadingCrew({ threads }))).toEqual(
        new UsageError(`threads: must be a whole number in 1..64; got ${threads}.`),
      );
    const model = join(root, 'models/lenet5-best.safetensors');
    expect(await failureOf(() => openReadingCrew({ model }))).toBeInstanceOf(ShapeError);
    expect(await failureOf(() => openReadingCrew({ model: 'nowhere.safetensors' }))).toBeInstanceOf(
      UsageError,
    );
  });

  it('lets a program end that does not close it', async () => {
    const program = `
      import { openReadingCrew } from ${JSON.stringify(new URL('../../dist/lib/node.js', import.meta.url).href)};
      const crew = await openReadingCrew({ threads: 2 });
      const blank = { width: 60, height: 30, data: new Uint8Array(1800).fill(255) };
      const readings = await Promise.all([1, 2, 3].map(() => crew.read(blank)));
      console.log(readings.map(({ reason }) => reason).join());`;
    const { stdout } = await execute(process.execPath, ['--input-type=module', '-e', program]);
    expect(stdout).toBe('blank,blank,blank\n');
  });
});
