// `lenet5 read` as a process on many files: every format, pages, raw pixels, tables, bad pictures between good ones,
// runs that are killed, stopped or out of space and go on.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import jpeg from 'jpeg-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng } from '../../node/pictures.ts';
import { type Picture, Random } from '../../src/index.ts';
import { drawNumber } from './made-number.ts';
import { packFax, writeTiff } from './tiff-writer.ts';

const cli = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist/lib/cli.js');
/** Enough that a run is still going when it is killed. */
const COPIES = 96;

/** After so many of them, in order, come pages. */
const BEFORE_PAGES = 64;

let folder: string;
let number: Picture & { readonly data: Uint8Array };

/** Of group 4, ink where the number is dark. */
function page({ width, height, data }: Picture) {
  const rows = Array.from({ length: height }, (_, row) =>
    Uint8Array.from(data.subarray(row * width, (row + 1) * width), (value) => (value < 128 ? 1 : 0)),
  );
  const tags = { 256: [width], 257: [height], 258: [1], 259: [4], 262: [0] };
  return { tags, segments: [packFax(rows, { scheme: 'group4' })] };
}

const spread = ({ data }: Picture, channels: number) =>
  Uint8Array.from({ length: data.length * channels }, (_, i) =>
    i % channels === 3 ? 255 : data[Math.floor(i / channels)],
  );

const put = (name: string, bytes: Uint8Array | string) => writeFileSync(join(folder, name), bytes);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lenet5-many-'));
  number = await drawNumber();
  const { width, height, data } = number;
  const blank = { width, height, data: new Uint8Array(data.length).fill(255) };
  for (const sub of ['formats', 'many/sub']) mkdirSync(join(folder, sub), { recursive: true });
  put('formats/1.png', encodePng(number));
  put('formats/2.jpg', jpeg.encode({ width, height, data: spread(number, 4) }, 95).data);
  put(
    'formats/3.tif',
    writeTiff([
      { tags: { 256: [width], 257: [height], 258: [8], 262: [1] }, segments: [Uint8Array.from(data)] },
    ]),
  );
  put('formats/4.tiff', writeTiff([page(number)], 'MM'));
  put('formats/5.pgm', Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), data]));
  put('formats/6.ppm', Buffer.concat([Buffer.from(`P6 ${width} ${height} 255\n`), spread(number, 3)]));
  put(
    'pages.tif',
    writeTiff([page(number), { ...page(number), tags: { ...page(number).tags, 259: [7] } }, page(blank)]),
  );
  put('number.raw', data);
  put('number.rgba', spread(number, 4));
  put('blank.png', encodePng(blank));
  put('bad, "very".png', 'no picture');
  for (let n = 1; n <= COPIES; n++)
    copyFileSync(join(folder, 'formats/1.png'), join(folder, n % 10 ? `many/${n}.png` : `many/sub/${n}.png`));
  copyFileSync(join(folder, 'pages.tif'), join(folder, `many/${BEFORE_PAGES}.tif`));
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...words: string[]): ChildProcess {
  const { DEBUG: _, ...env } = process.env;
  return spawn(process.execPath, [cli, 'read', ...words], { cwd: folder, env });
}

function shell(line: string): ChildProcess {
  return spawn('bash', ['-c', line.replaceAll('lenet5', `"${process.execPath}" "${cli}"`)], {
    cwd: folder,
  });
}

function finish(child: ChildProcess, input?: Uint8Array): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (piece) => {
    stdout += piece;
  });
  child.stderr!.on('data', (piece) => {
    stderr += piece;
  });
  child.stdin!.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const read = (...words: string[]) => finish(start(...words));
const contentOf = (name: string) => readFileSync(join(folder, name), 'utf8');
const parseLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Until the file has so many lines. */
async function untilLines(name: string, lines: number): Promise<void> {
  const path = join(folder, name);
  while (!existsSync(path) || readFileSync(path, 'utf8').split('\n').length <= lines)
    await new Promise((resolve) => setTimeout(resolve, 2));
}

describe.concurrent('read', () => {
  it('reads every format, of a folder, in order', async () => {
    const { code, stdout } = await read('--json', '--field', '5', 'formats');
    const answers = parseLines(stdout);
    expect(answers.map(({ file }) => file)).toEqual(
      ['1.png', '2.jpg', '3.tif', '4.tiff', '5.pgm', '6.ppm'].map((name) => join('formats', name)),
    );
    for (const { value } of answers) expect(value).toBe('72104');
    const [png, , tiff, , pgm, ppm] = answers.map(({ file: _, ...answer }) => answer);
    for (const other of [tiff, pgm, ppm]) expect(other).toEqual(png);
    expect(code).toBe(0);
  });

  it('answers page by page; a page that fails does not stop the others', async () => {
    const { code, stdout, stderr } = await read('--json', 'pages.tif');
    const [first, second, third] = parseLines(stdout);
    expect(Object.keys(first).slice(0, 4)).toEqual(['file', 'page', 'text', 'value']);
    expect(first).toMatchObject({ file: 'pages.tif', page: 1, value: '72104' });
    expect(second).toEqual({
      ...{ file: 'pages.tif', page: 2, status: 'failed' },
      error: expect.stringContaining('pages.tif: page 2: a TIFF packed in a way that is not read'),
    });
    expect(third).toMatchObject({ file: 'pages.tif', page: 3, status: 'rejected', reason: 'blank' });
    expect(stderr).toBe(`lenet5: ${second.error}\n`);
    expect(code).toBe(1);
    expect((await read('pages.tif')).stdout).toMatch(
      /^pages\.tif#1: .*72104.*\npages\.tif#3: rejected, blank/,
    );
  });

  it('takes raw pixels, from files and from standard input', async () => {
    const file = await read('--raw', '280x56', '--json', 'number.raw', 'number.rgba');
    const [grey, rgba] = parseLines(file.stdout);
    expect(grey.value).toBe('72104');
    expect({ ...rgba, file: '' }).toEqual({ ...grey, file: '' });
    const piped = await finish(start('--raw', '280x56x1', '-'), Uint8Array.from(number.data));
    expect(piped.stdout).toMatch(/^-: .*72104/);
    const wrong = await finish(start('--raw', '280x57', '-'), Uint8Array.from(number.data));
    expect(wrong.stderr).toContain('lenet5: standard input: the raw pixels do not fit; expected 15960 or ');
    expect((await read('--raw', '280', 'number.raw')).stderr).toContain(
      'lenet5: --raw: expected WIDTHxHEIGHT',
    );
  });

  it('writes a table that quotes what must be quoted, errors and all', async () => {
    const { code, stdout } = await read('--csv', '-', 'bad, "very".png', 'blank.png', 'formats/1.png');
    const [head, bad, blank, first, ...rest] = stdout.split('\n');
    expect(head).toBe('file,page,text,value,confidence,status,reason');
    expect(bad).toMatch(
      /^"bad, ""very""\.png",,,,,failed,"bad, ""very""\.png: not a picture that is read; .*"$/,
    );
    expect(blank).toBe('blank.png,,,,0,rejected,blank');
    expect(first).toMatch(/^formats\/1\.png,,72104,72104,[\d.]+,accepted,$/);
    expect(rest).toEqual(['']);
    expect(code).toBe(1);
  });

  it('takes patterns, and says which name nothing', async () => {
    const { code, stdout, stderr } = await read('formats/*.p?m', 'no/*.png', 'no*.png');
    expect(stdout).toMatch(/^formats\/5\.pgm: .*\nformats\/6\.ppm: .*\n$/);
    expect(stderr).toBe('lenet5: no: cannot be listed: no such file.\nlenet5: no*.png: no file matches.\n');
    expect(code).toBe(1);
  });

  it('draws into one picture only', async () => {
    const { code, stderr } = await read('--annotate', 'seen.png', 'pages.tif');
    expect(stderr).toContain(
      'lenet5: pages.tif: --annotate: expected one picture, got 3. Read them one by one.\n',
    );
    expect(code).toBe(1);
    expect(existsSync(join(folder, 'seen.png'))).toBe(false);
  });

  it('never guesses at what is no writing', async () => {
    const make = (name: string, width: number, height: number, value: () => number) =>
      put(name, encodePng({ width, height, data: Uint8Array.from({ length: width * height }, value) }));
    const random = new Random(1);
    mkdirSync(join(folder, 'nothing'));
    make('nothing/dot.png', 1, 1, () => 0);
    make('nothing/white-dot.png', 1, 1, () => 255);
    make('nothing/black.png', 200, 60, () => 0);
    make('nothing/grey.png', 200, 60, () => 128);
    make('nothing/noise.png', 200, 60, () => random.integer(256));
    make('nothing/paper.png', 200, 60, () => 220 + random.integer(30));
    put('nothing/zz-empty.png', '');
    const { code, stdout } = await read('--json', 'nothing');
    const answers = parseLines(stdout);
    expect(answers).toHaveLength(7);
    for (const { file, status } of answers.slice(0, 6)) expect([file, status]).toEqual([file, 'rejected']);
    expect(answers[6]).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('the file is empty'),
    });
    expect(code).toBe(1);
  });

  it('refuses flags that do not go together before it reads', async () => {
    for (const [words, message] of [
      [['--resume'], '--resume: expected --out FILE or --csv FILE beside it'],
      [['--csv', '-', '--resume'], '--resume: expected --out FILE or --csv FILE beside it'],
      [['--csv', 'x.csv', '--json'], "option '--csv <file>' cannot be used with option '--json'"],
      [
        ['--out', 'x.jsonl', '--csv', 'x.csv'],
        "option '--out <file>' cannot be used with option '--csv <file>'",
      ],
      [['--annotate', 'x.png'], '--annotate: expected one picture, got 6'],
    ] as const) {
      const { code, stderr } = await read(...words, 'formats');
      expect(stderr).toContain(message);
      expect(code).toBe(2);
    }
    expect(existsSync(join(folder, 'x.csv'))).toBe(false);
  });
});

describe('a run over many files', () => {
  let whole: { csv: string; jsonl: string };
  beforeAll(async () => {
    expect((await read('--csv', 'whole.csv', 'many')).code).toBe(1);
    const { stdout, stderr } = await read('--out', 'whole.jsonl', 'many');
    expect(stdout).toBe('');
    expect(stderr).toMatch(/page 2: a TIFF .*\n/);
    expect(stderr).toMatch(new RegExp(`\nwhole\\.jsonl: ${COPIES + 2} pictures answered, 1 failed\\.\n$`));
    whole = { csv: contentOf('whole.csv'), jsonl: contentOf('whole.jsonl') };
    expect(whole.csv.split('\n')).toHaveLength(1 + COPIES + 3 + 1);
    expect(parseLines(whole.jsonl)).toHaveLength(COPIES + 3);
  });

  it.each([
    ['--csv', 'killed.csv', 'csv'],
    ['--out', 'killed.jsonl', 'jsonl'],
  ] as const)('killed goes on with %s to the same bytes', async (flag, name, kind) => {
    for (const lines of [20, 60]) {
      const child = start(flag, name, '--resume', 'many');
      const ended = finish(child);
      await untilLines(name, lines);
      child.kill('SIGKILL');
      expect((await ended).code).toBeNull();
    }
    const torn = contentOf(name);
    expect(torn.length).toBeLessThan(whole[kind].length);
    expect(whole[kind].startsWith(torn)).toBe(true);
    put(name, torn.slice(0, -3));
    const { code } = await read(flag, name, '--resume', 'many');
    expect(contentOf(name)).toBe(whole[kind]);
    expect(code).toBe(1);
    // All is answered: nothing is read, and the failure of before still counts.
    const again = await read(flag, name, '--resume', 'many');
    expect(again).toMatchObject({
      code: 1,
      stderr:
        `${name}: 0 pictures answered.\n${name}: 1 picture failed before. ` +
        `To try again: lenet5 read ${flag} ${name} many --resume --retry-failed\n`,
    });
    expect(contentOf(name)).toBe(whole[kind]);
  });

  it.each([
    ['1', 'this picture'],
    ['3', 'the pictures at hand'],
  ])(
    'stopped by Ctrl-C, of %s threads, ends after %s and prints the command that goes on',
    async (threads, last) => {
      const child = start('--csv', 'stopped.csv', '--threads', threads, 'many');
      const ended = finish(child);
      await untilLines('stopped.csv', 20);
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      expect(code).toBe(130);
      expect(stderr).toContain(`Stopping after ${last}; once more stops at once.`);
      const found =
        /Stopped after (\d+) of (\d+) files\. To go on: lenet5 (read --csv stopped\.csv --threads \d many --resume)\n$/.exec(
          stderr,
        );
      expect(Number(found?.[2])).toBe(COPIES + 1);
      expect(Number(found?.[1])).toBeLessThan(COPIES + 1);
      // Before the pages, files and pictures are the same number.
      if (Number(found?.[1]) < BEFORE_PAGES)
        expect(stderr).toContain(`stopped.csv: ${found?.[1]} pictures answered.\n`);
      expect(whole.csv.startsWith(contentOf('stopped.csv'))).toBe(true);
      expect(contentOf('stopped.csv')).toMatch(/\n$/);
      await finish(shell(`lenet5 ${found?.[3]}`));
      expect(contentOf('stopped.csv')).toBe(whole.csv);
      rmSync(join(folder, 'stopped.csv'));
    },
  );

  it('a full disk ends it, the answers before are kept and it goes on', async () => {
    // No file may grow beyond 4 KiB: as a full disk, but for this process alone.
    const { code, stdout, stderr } = await finish(shell('ulimit -f 4; lenet5 read --out full.jsonl many'));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(
      'lenet5: full.jsonl: cannot be written: the file is too large for this disk or for a limit on files. ' +
        'The answers before are kept in it.\n',
    );
    expect(stderr).toContain(
      ` of ${COPIES + 1} files. To go on: lenet5 read --out full.jsonl many --resume\n`,
    );
    const kept = contentOf('full.jsonl');
    expect(kept.length).toBeLessThanOrEqual(4096);
    expect(kept).toMatch(/\n$/);
    expect(whole.jsonl.startsWith(kept)).toBe(true);
    await read('--out', 'full.jsonl', '--resume', 'many');
    expect(contentOf('full.jsonl')).toBe(whole.jsonl);
  });

  it('goes on with the same settings only', async () => {
    const resume = (...words: string[]) => read('--csv', 'settings.csv', '--resume', ...words, 'formats');
    await finish(start('--csv', 'settings.csv', '--field', '5', '--max-error', '0.4', 'formats/1.png'));
    const before = contentOf('settings.csv');
    for (const words of [
      ['--field', 'zip', '--max-error', '0.4'],
      ['--field', '5'],
      ['--raw', '280x56'],
    ]) {
      const { code, stderr } = await resume(...words);
      expect(stderr).toMatch(
        /^lenet5: settings\.csv: its answers were made in another way; expected \{"version":.*"field":\{"length":\[5,5\]\},"maxError":0\.4\}, got \{"version":.* or name another file\.\n$/,
      );
      expect(code).toBe(2);
    }
    expect(contentOf('settings.csv')).toBe(before);
    expect((await resume('--field', '5', '--max-error', '0.4')).code).toBe(0);
    expect(contentOf('settings.csv').startsWith(before)).toBe(true);
    expect(contentOf('settings.csv').split('\n')).toHaveLength(1 + 6 + 1);
    rmSync(join(folder, 'settings.csv.settings.json'));
    const unknown = await resume('--field', '5', '--max-error', '0.4');
    expect(unknown.stderr).toContain('settings.csv: nothing says how its answers were made; expected ');
    expect(unknown.code).toBe(2);
  });

  it('never writes over answers', async () => {
    const { code, stderr } = await read('--csv', 'whole.csv', 'formats');
    expect(stderr).toContain(
      'lenet5: whole.csv: it exists; expected a new file, so that no answers are lost.',
    );
    expect(code).toBe(2);
    expect(contentOf('whole.csv')).toBe(whole.csv);
  });

  it('ends when nobody reads any more', async () => {
    const { code, stdout, stderr } = await finish(shell('lenet5 read many | head -n 2; echo $PIPESTATUS'));
    expect(stdout).toMatch(/^many\/1\.png: .*\nmany\/2\.png: .*\n0\n$/);
    expect([code, stderr]).toEqual([0, '']);
  });

  it.skipIf(!existsSync('/dev/full'))('with a full disk behind stdout says so in one line', async () => {
    const { code, stderr } = await finish(shell('lenet5 read many > /dev/full'));
    expect(stderr).toBe('lenet5: standard output: cannot be written: no space left on the disk.\n');
    expect(code).toBe(1);
  });
});
