// `lenet5 bulk` as a process: a row for each picture, whatever happens to the process on the way.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openReader } from 'lenet5/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePictures, pgmOf, pictureOf } from './pictures.ts';

const cli = join(fileURLToPath(new URL('../..', import.meta.url)), 'dist/lib/cli.js');
const COUNT = 60;
const SHARD = 5;
const FLAGS = ['--field', '1', '--shard', String(SHARD)];

let folder: string;
let remove: () => void;

beforeAll(() => {
  ({ folder, remove } = makePictures(COUNT));
});
afterAll(() => remove());

const start = (words: readonly string[]): ChildProcess =>
  spawn(process.execPath, [cli, 'bulk', ...words], { cwd: folder });

function finish(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.on('data', (piece) => {
      text[name] += piece;
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...text })));
}

const bulk = (out: string, ...words: string[]) =>
  finish(start(['manifest.txt', '--out', out, ...FLAGS, ...words]));

/** When a process was started, as Linux counts it; elsewhere nothing. */
function startOf(pid: number): string {
  if (!existsSync(`/proc/${pid}/stat`)) return '';
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}

const filesOf = (out: string): string[] =>
  readdirSync(join(folder, out))
    .filter((name) => name.endsWith('.ndjson'))
    .sort();
const textOf = (out: string): string =>
  filesOf(out)
    .map((name) => readFileSync(join(folder, out, name), 'utf8'))
    .join('');
const rowsOf = (out: string) =>
  textOf(out)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

async function untilFiles(out: string, count: number): Promise<void> {
  while (!existsSync(join(folder, out)) || filesOf(out).length < count)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('lenet5 bulk', () => {
  let whole: string;
  beforeAll(async () => {
    const { code, stderr } = await bulk('whole');
    expect(stderr).toMatch(
      /^whole: 60 pictures: \d+ accepted, \d+ rejected, 0 failed; 12 shards, 0 of them done before\.\n$/,
    );
    expect(code).toBe(0);
    whole = textOf('whole');
  });

  it('has a row for each picture, in order, as the library reads it', async () => {
    const reader = await openReader();
    const rows = rowsOf('whole');
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: COUNT }, (_, n) => `pictures/${n}.pgm`));
    for (const n of [0, 31, 59]) {
      const { evidence: _, ...reading } = reader.read(pictureOf(n), { field: { length: 1 } });
      const sha256 = createHash('sha256').update(pgmOf(n)).digest('hex');
      expect(rows[n]).toMatchObject({
        reason: null,
        ...reading,
        sha256,
        model: expect.stringMatching(/^[0-9a-f]{16}$/),
      });
    }
  });

  it('does nothing twice', async () => {
    const times = filesOf('whole').map((name) => statSync(join(folder, 'whole', name)).mtimeMs);
    const { code, stdout, stderr } = await bulk('whole', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ shards: 12, doneBefore: 12, failed: 0, setAside: [] });
    expect(stderr).toContain('12 of them done before.');
    expect(filesOf('whole').map((name) => statSync(join(folder, 'whole', name)).mtimeMs)).toEqual(times);
    expect(code).toBe(0);
  });

  it('killed goes on to the same bytes', async () => {
    for (const shards of [1, 3, 5]) {
      const child = start(['manifest.txt', '--out', 'killed', ...FLAGS]);
      const ended = finish(child);
      await untilFiles('killed', shards);
      child.kill('SIGKILL');
      expect((await ended).code).toBeNull();
    }
    expect(textOf('killed').length).toBeLessThan(whole.length);
    // What it is writing when it is killed.
    writeFileSync(join(folder, 'killed/.lenet5-0123456789ab.tmp'), '{"id":');
    expect((await bulk('killed')).code).toBe(0);
    expect(textOf('killed')).toBe(whole);
    expect(readdirSync(join(folder, 'killed')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('stopped by Ctrl-C says how to go on', async () => {
    const child = start(['manifest.txt', '--out', 'stopped', ...FLAGS]);
    const ended = finish(child);
    await untilFiles('stopped', 2);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain(
      'Stopped. To go on: lenet5 bulk manifest.txt --out stopped --field 1 --shard 5\n',
    );
    expect((await bulk('stopped')).code).toBe(0);
    expect(textOf('stopped')).toBe(whole);
  });

  it('stopped while it writes leaves nothing half written', async () => {
    // A disk that takes half a second for what is written to be safe.
    const slow = `import { open } from 'node:fs/promises';
      const handle = await open(process.execPath);
      const kind = Object.getPrototypeOf(handle);
      await handle.close();
      const { sync } = kind;
      kind.sync = function () {
        return new Promise((resolve) => setTimeout(resolve, 500)).then(() => sync.call(this));
      };`;
    writeFileSync(join(folder, 'slow.mjs'), slow);
    const begun = () => readdirSync(join(folder, 'slow')).filter((name) => name.endsWith('.tmp'));
    const words = ['--import', './slow.mjs', cli, 'bulk', 'manifest.txt', '--out', 'slow', ...FLAGS];
    const child = spawn(process.execPath, words, { cwd: folder });
    const ended = finish(child);
    await untilFiles('slow', 1);
    const before = begun();
    while (begun().every((name) => before.includes(name)))
      await new Promise((resolve) => setTimeout(resolve, 2));
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(begun()).toEqual([]);
    expect((await bulk('slow')).code).toBe(0);
    expect(textOf('slow')).toBe(whole);
  });

  it('lets no second run work on the same answers', async () => {
    const child = start(['manifest.txt', '--out', 'locked', ...FLAGS]);
    const ended = finish(child);
    await untilFiles('locked', 1);
    const [own] = readdirSync(join(folder, 'locked')).filter((name) => name.startsWith('.run-'));
    expect(JSON.parse(readFileSync(join(folder, 'locked', own), 'utf8'))).toMatchObject({ pid: child.pid });
    expect((await ended).code).toBe(0);
    const write = (holder: object) =>
      writeFileSync(
        join(folder, 'locked/.run-00'),
        JSON.stringify({ part: 1, parts: 1, host: hostname(), ...holder }),
      );
    // This process lives.
    write({ pid: process.pid, started: startOf(process.pid) });
    const second = await bulk('locked');
    expect(second.stderr).toContain(
      `lenet5: locked: process ${process.pid} on ${hostname()} is working on it.`,
    );
    expect(second.code).toBe(1);
    // What a run that is dead has left behind keeps nobody out.
    write({ pid: process.pid, started: 'another time' });
    expect((await bulk('locked')).code).toBe(0);
    expect(readdirSync(join(folder, 'locked')).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(textOf('locked')).toBe(whole);
  });

  it('in parts, side by side, comes to the same', async () => {
    const parts = await Promise.all(['1/2', '2/2'].map((part) => bulk('parts', '--part', part)));
    expect(parts.map(({ code }) => code)).toEqual([0, 0]);
    expect(textOf('parts')).toBe(whole);
  });

  it('keeps answers for bytes that it knows, and reads others', async () => {
    await bulk('known');
    const [first] = filesOf('known');
    const path = join(folder, 'known', first);
    // A mark that reading would not make.
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"reason":', '"seen":"before","reason":'));
    copyFileSync(join(folder, 'pictures/3.pgm'), join(folder, 'three'));
    writeFileSync(join(folder, 'pictures/3.pgm'), pgmOf(200));
    const { stderr } = await bulk('known', '--check-pictures');
    copyFileSync(join(folder, 'three'), join(folder, 'pictures/3.pgm'));
    expect(stderr).toContain('0 of them done before.');
    const rows = rowsOf('known');
    expect(rows.slice(0, SHARD).map(({ seen }) => seen)).toEqual(
      Array.from({ length: SHARD }, (_, n) => (n === 3 ? undefined : 'before')),
    );
    expect(rows[3].sha256).toBe(createHash('sha256').update(pgmOf(200)).digest('hex'));
  });

  it('a full disk ends it, every thread of it', async () => {
    // No file may grow beyond 1 KiB: as a full disk, but for this process alone.
    const limited = (words: string) =>
      finish(
        spawn('bash', ['-c', `ulimit -f 1; exec "${process.execPath}" "${cli}" bulk ${words}`], {
          cwd: folder,
        }),
      );
    // One shard, which leaves threads without any, and more than are read of the manifest at once.
    writeFileSync(join(folder, 'long.txt'), 'pictures/0.pgm\n'.repeat(20_000));
    for (const words of ['manifest.txt --out full --shard 100', 'long.txt --out full --shard 10']) {
      const { code, stderr } = await limited(`${words} --field 1 --threads 2`);
      expect(stderr).toMatch(
        /^lenet5: full\/\d{8}-[0-9a-f]{16}\.ndjson: cannot be written: the file is too large .*\n$/,
      );
      expect(code).toBe(1);
    }
    expect(readdirSync(join(folder, 'full'))).toEqual(['settings.json']);
    expect((await bulk('full')).code).toBe(0);
    expect(textOf('full')).toBe(whole);
  });

  it('refuses a folder whose answers were made in another way', async () => {
    const { code, stderr } = await finish(
      start(['manifest.txt', '--out', 'whole', '--field', '2', '--shard', '5']),
    );
    expect(stderr).toContain('lenet5: whole: its answers were made in another way; expected {"version":');
    expect(code).toBe(2);
    expect(textOf('whole')).toBe(whole);
  });

  it('says what is wrong with the manifest', async () => {
    const absent = await finish(start(['none.txt', '--out', 'x']));
    expect([absent.code, absent.stderr]).toEqual([2, 'lenet5: none.txt: cannot be read: no such file.\n']);
    const directory = await finish(start(['pictures', '--out', 'x']));
    expect(directory.stderr).toContain(
      'pictures: expected a file with a line for each picture, got a folder.',
    );
    expect(existsSync(join(folder, 'x'))).toBe(false);
    expect((await bulk('x', '--part', '3/2')).stderr).toContain(
      '--part: expected N/OF such as 1/16, got 3/2.',
    );
  });
});

describe('a manifest that changes, of pictures that fail', () => {
  const lines = [
    'pictures/0.pgm',
    '{"id":7,"path":"pictures/1.pgm","field":"zip"}',
    '',
    'late.pgm',
    '{"id":"no path"}',
    '{broken',
    '{"path":"pictures/2.pgm","maxError":0}',
    '{"path":"pictures/2.pgm","feild":1}',
    '{"path":"pictures/2.pgm","maxError":"0.1"}',
    '{"path":"pictures/3.pgm","field":"1"}',
    '{"path":"pictures/3.pgm","field":"0..3"}',
  ];
  const run = (...words: string[]) =>
    finish(start(['mixed.txt', '--out', 'mixed', '--field', '1', '--shard', '4', ...words]));

  it('has rows for failures, tries them again when told, and follows the manifest', async () => {
    writeFileSync(join(folder, 'mixed.txt'), lines.join('\r\n'));
    const { code, stdout, stderr } = await run('--json');
    const [first] = filesOf('mixed');
    expect(stderr).toMatch(
      new RegExp(
        `^mixed: 10 pictures: 2 accepted, 2 rejected, 6 failed; 3 shards, 0 of them done before\\.\n` +
          `lenet5: mixed/${first}: the first failure: \\S+late\\.pgm: cannot be read: no such file\\. ` +
          'All have "status":"failed" in mixed/\\*\\.ndjson; --retry-failed tries them again\\.\n$',
      ),
    );
    expect(JSON.parse(stdout).firstFailure).toMatchObject({ file: `mixed/${first}`, id: 'late.pgm' });
    expect(code).toBe(1);
    const rows = rowsOf('mixed');
    expect(rows.map(({ id, status }) => [id, status])).toEqual([
      ['pictures/0.pgm', 'accepted'],
      ['7', 'rejected'],
      ['late.pgm', 'failed'],
      ['mixed.txt, line 5', 'failed'],
      ['mixed.txt, line 6', 'failed'],
      ['pictures/2.pgm', 'rejected'],
      ['mixed.txt, line 8', 'failed'],
      ['mixed.txt, line 9', 'failed'],
      ['pictures/3.pgm', 'accepted'],
      ['mixed.txt, line 11', 'failed'],
    ]);
    expect(rows[1]).toMatchObject({ field: 'zip', reason: 'unreadable' });
    expect(rows[2].error).toMatch(/late\.pgm: cannot be read: no such file\.$/);
    expect(rows[3].error).toBe('mixed.txt, line 5: expected "path": text.');
    expect(rows[4].error).toMatch(/^mixed\.txt, line 6: no JSON: /);
    expect(rows[6].error).toBe(
      'mixed.txt, line 8: expected the keys path, id, field, maxError, got "feild".',
    );
    expect(rows[7].error).toBe('mixed.txt, line 9: expected "maxError": a number in 0..1, got "0.1".');
    expect(rows[9].error).toMatch(/^mixed\.txt, line 11: field: /);

    writeFileSync(join(folder, 'late.pgm'), pgmOf(2));
    expect((await run()).stderr).toContain('3 shards, 3 of them done before.');
    await run('--retry-failed');
    expect(rowsOf('mixed')[2]).toMatchObject({ id: 'late.pgm', status: 'accepted', value: '1' });

    writeFileSync(join(folder, 'mixed.txt'), lines.slice(0, 7).join('\r\n'));
    appendFileSync(join(folder, 'mixed.txt'), '\npictures/4.pgm\npictures/5.pgm\n');
    expect((await run()).stderr).toContain('3 shards, 1 of them done before.');
    expect(
      rowsOf('mixed')
        .map(({ id }) => id)
        .slice(-3),
    ).toEqual(['pictures/2.pgm', 'pictures/4.pgm', 'pictures/5.pgm']);

    writeFileSync(join(folder, 'mixed.txt'), `${lines[0]}\n`);
    expect(await run()).toMatchObject({
      code: 0,
      stderr: 'mixed: 1 picture: 1 accepted, 0 rejected, 0 failed; 1 shard, 0 of them done before.\n',
    });
    expect(rowsOf('mixed')).toHaveLength(1);
    unlinkSync(join(folder, 'late.pgm'));
  });
});
