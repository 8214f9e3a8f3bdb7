// `lenet5 reproduce`: the report of a whole reproduction on a few digits, killed in the middle and gone on with; the
// command line on what needs no training.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const tiny = fileURLToPath(new URL('./reproduce-tiny.mjs', import.meta.url));
const cli = fileURLToPath(new URL('../../dist/lib/cli.js', import.meta.url));

interface Report {
  readonly runs: readonly { readonly title: string; readonly seconds: number; readonly result: object }[];
  readonly figures: readonly { readonly name: string; readonly parts: readonly object[] }[];
}

let folder: string;
const reportOf = (name: string): Report =>
  JSON.parse(readFileSync(join(folder, name, 'report.json'), 'utf8'));
const start = (name: string, ...figures: string[]): ChildProcess =>
  spawn(process.execPath, [tiny, join(folder, name), ...figures]);
const finish = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.on('close', (code) => resolve(code)));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lenet5-reproduce-'));
  expect(await finish(start('whole'))).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Kills a reproduction as soon as a job is done and another has a checkpoint. */
async function killInTheMiddle(name: string): Promise<void> {
  const child = start(name, 'figure6');
  const runs = join(folder, name, 'runs');
  const count = (ending: string) =>
    existsSync(runs) ? readdirSync(runs).filter((file) => file.endsWith(ending)).length : 0;
  const isAtWork = () => count('.json') >= 1 && count('.checkpoint') >= 1;
  while (!isAtWork() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill('SIGKILL');
  await finish(child);
  expect(existsSync(join(folder, name, 'report.json'))).toBe(false);
}

describe('a reproduction', () => {
  it('goes on after a kill, to the same numbers', async () => {
    await killInTheMiddle('killed');
    expect(await finish(start('killed', 'figure6'))).toBe(0);
    const withoutTimes = <T>(value: T): T =>
      JSON.parse(JSON.stringify(value, (key, part) => (key === 'seconds' ? 0 : part)));
    const [killed, whole] = [reportOf('killed'), reportOf('whole')].map(withoutTimes);
    expect(killed.runs.length).toBe(6);
    for (const run of killed.runs) expect(whole.runs).toContainEqual(run);
    expect(killed.figures).toEqual(whole.figures.filter(({ name }) => name === 'figure6'));
    const left = readdirSync(join(folder, 'killed', 'runs'));
    expect(left.filter((name) => /checkpoint|seconds$/.test(name))).toEqual([]);
  });

  it('does nothing twice', async () => {
    const times = () => reportOf('whole').runs.map(({ seconds }) => seconds);
    const before = times();
    expect(await finish(start('whole'))).toBe(0);
    expect(times()).toEqual(before);
  });

  it('makes a page that needs nothing from elsewhere and describes its pictures', () => {
    const page = readFileSync(join(folder, 'whole', 'report.html'), 'utf8');
    expect(page).not.toMatch(/<script|<link|@import|https?:|url\(|\bsrc="(?!data:)/);
    for (const { name } of reportOf('whole').figures) expect(page).toContain(`<section id="${name}">`);
    for (const [image] of page.matchAll(/<img[^>]*>/g)) expect(image).toMatch(/alt="[^"]+"/);
    for (const [table] of page.matchAll(/<table>.*?<\/table>/gs)) {
      expect(table).toContain('<caption>');
      expect(table).toContain('<th scope="row">');
    }
  });

  it('marks what is quick, and only that', () => {
    const page = readFileSync(join(folder, 'whole', 'report.html'), 'utf8');
    expect(page).toContain('Figure 9: test error of the classifiers (quick)');
    expect(page).not.toContain('Figure 11: multiply-adds for one digit (quick)');
  });
});

describe('lenet5 reproduce', () => {
  const run = (...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, [cli, 'reproduce', ...words], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });

  it('counts without training', async () => {
    const { code, stdout } = await run('layers', 'figure11', 'figure12', '--out', 'counts');
    expect(code).toBe(0);
    expect(stdout).toMatch(/C3 +16@10x10 +1,516 +1,516 +151,600 +151,600/);
    expect(stdout).toMatch(/LeNet-5 +328 +401\n/);
    expect(stdout).toMatch(/LeNet-5 +60\.0 +60\n/);
    expect(existsSync(join(folder, 'counts', 'report.html'))).toBe(true);
    expect(existsSync(join(folder, 'counts', 'runs'))).toBe(false);
  });

  it('prints the report as JSON', async () => {
    const { stdout } = await run('layers', '--out', 'json', '--json');
    const { figures, version } = JSON.parse(stdout);
    expect(version).toMatch(/^\d/);
    expect(figures[0].parts[0].rows[0]).toEqual(['C1', '6@28x28', 156, 156, 122304, 122304]);
  });

  it('says which names it knows', async () => {
    const { code, stderr } = await run('figure7');
    expect(code).toBe(2);
    expect(stderr).toMatch(/'figure7' is not known; expected some of layers, figure5, .*figure13/);
    expect((await run('--list')).stdout).toMatch(/figure8 +Figure 8: the mistakes/);
  });
});
