// `lenet5 read --threads` as a process: the same answers in the same order with any number of threads.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTemplate, encodePng, loadMnist, saveTemplate } from 'lenet5/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawEmptyForm, fields, fillForm, scan } from '../reading/made-form.ts';
import { drawNumber } from './made-number.ts';
import { writeTiff } from './tiff-writer.ts';

const cli = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist/lib/cli.js');
const execute = promisify(execFile);
/** More than are read without other threads. */
const COPIES = 32;

let folder: string;

const put = (name: string, bytes: Uint8Array | string) => writeFileSync(join(folder, name), bytes);
const contentOf = (name: string) => readFileSync(join(folder, name), 'utf8');

async function read(...words: string[]) {
  const { code, stdout, stderr } = await execute(process.execPath, [cli, 'read', ...words], {
    cwd: folder,
  }).catch((error) => error);
  return { code: code ?? 0, stdout, stderr };
}

/** `count` pages: the second is packed in a way that is not read, the third is blank. */
async function writePages(count: number): Promise<Uint8Array> {
  const { width, height, data } = await drawNumber();
  const page = (n: number) => ({
    tags: { 256: [width], 257: [height], 258: [8], 259: [n === 1 ? 7 : 1], 262: [1] },
    segments: [Uint8Array.from(data, (value) => (n === 2 ? 255 : value))],
  });
  return writeTiff(Array.from({ length: count }, (_, n) => page(n)));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lenet5-threads-'));
  for (const sub of ['mixed', 'forms']) mkdirSync(join(folder, sub));
  const number = await drawNumber();
  const { width, height } = number;
  put('mixed/1.png', encodePng(number));
  for (let n = 2; n <= COPIES; n++) copyFileSync(join(folder, 'mixed/1.png'), join(folder, `mixed/${n}.png`));
  put('mixed/3.png', encodePng({ width, height, data: new Uint8Array(width * height).fill(255) }));
  put('mixed/5.png', 'no picture');
  put('mixed/7.png', readFileSync(join(folder, 'mixed/1.png')).subarray(0, 300));
  put('mixed/9.tif', await writePages(4));
  put('mixed/11.pgm', Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), number.data]));
  put('long.tif', await writePages(32));
  const template = createTemplate(drawEmptyForm(), { fields }, 'made form');
  await saveTemplate(join(folder, 'form.json'), template);
  const digits = await loadMnist('test');
  for (const n of [1, 2, 4]) {
    const { page } = fillForm(digits, n);
    put(`forms/${n}.png`, encodePng(n === 2 ? scan(page, { degrees: 1, right: -0.11 }) : page));
  }
  put('forms/3.png', encodePng({ width: 500, height: 700, data: new Uint8Array(350_000).fill(255) }));
  put('forms/5.png', 'no picture');
});

afterAll(() => rmSync(folder, { recursive: true }));

describe.concurrent('read --threads', () => {
  it.each([
    ['pictures, good and bad', ['mixed']],
    ['pages of one file', ['long.tif']],
    ['few pictures', ['mixed/1.png', 'mixed/3.png', 'mixed/9.tif']],
    ['forms', ['--template', 'form.json', 'forms']],
    ['one form', ['--template', 'form.json', 'forms/1.png']],
  ])('makes no difference to %s', async (_, words) => {
    const alone = await read('--json', '--threads', '1', ...words);
    const answers = alone.stdout.trim().split('\n').length;
    expect(answers).toBe(
      { mixed: COPIES + 5, 'long.tif': 32, forms: 5, 'forms/1.png': 1 }[words.at(-1)!] ?? 6,
    );
    for (const threads of ['2', '3'])
      expect(await read('--json', '--threads', threads, ...words)).toEqual(alone);
  });

  it('makes no difference to tables, and to runs that go on', async () => {
    await read('--threads', '1', '--csv', 'alone.csv', 'mixed');
    await read('--threads', '3', '--csv', 'together.csv', 'mixed');
    expect(contentOf('together.csv')).toBe(contentOf('alone.csv'));
    expect(contentOf('together.csv.settings.json')).toBe(contentOf('alone.csv.settings.json'));
    // In the middle of a file of pages.
    const whole = contentOf('alone.csv');
    put('alone.csv', whole.slice(0, whole.indexOf('mixed/9.tif,3,')));
    await read('--threads', '3', '--csv', 'alone.csv', '--resume', 'mixed');
    expect(contentOf('alone.csv')).toBe(contentOf('together.csv'));
  });

  it('draws what was found in a form', async () => {
    for (const threads of ['1', '3'])
      await read(
        '--threads',
        threads,
        '--template',
        'form.json',
        '--annotate',
        `${threads}.png`,
        'forms/1.png',
      );
    expect(contentOf('3.png')).toBe(contentOf('1.png'));
  });

  it('refuses numbers of threads that make no sense', async () => {
    expect(await read('--threads', '0', 'mixed')).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: expect.stringContaining('--threads: expected a whole number in 1..64, got 0.'),
    });
  });
});
