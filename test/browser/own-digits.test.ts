// A user's own digits in Chromium: drawn and kept, seen, deleted and put back, exported and imported, learnt from; and
// what is said where the browser keeps nothing or is full.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createDataset, type Dataset, evaluate, readIdx, readModel, select, writeIdx } from 'lenet5';
import { loadMnist, loadModel } from 'lenet5/node';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeDigits } from '../training/digits.ts';
import { repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { draw, ONE, place, SEVEN } from './pointer.ts';
import { type StaticServer, serveFolder } from './server.ts';

const idxFiles = ({ count, rows, columns, images, labels }: Dataset) => [
  { name: 'images.idx.gz', mimeType: '', buffer: gzipSync(writeIdx([count, rows, columns], images)) },
  { name: 'labels.idx', mimeType: '', buffer: Buffer.from(writeIdx([count], labels)) },
];

const places = (count: number, isTaken: (n: number) => boolean = () => true): Uint32Array =>
  Uint32Array.from(Array.from({ length: count }, (_, n) => n).filter(isTaken));

describe.skipIf(!chromiumPath)('own digits in Chromium', () => {
  let server: StaticServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    server = await serveFolder(join(repository, 'dist/web'), 'some/where');
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  });
  afterEach(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });

  async function open(script?: string): Promise<void> {
    page = await context.newPage();
    if (script) await page.addInitScript(script);
    faults = collectFaults(page);
    await page.goto(server.url);
    await page.locator('#view-train').click();
    await page.locator('#kept').waitFor();
  }

  const kept = () => page.locator('#kept').innerText();
  const labels = () => page.locator('.kept li span').allInnerTexts();
  const take = (set: Dataset) => page.locator('input[data-for=import]').setInputFiles(idxFiles(set));

  /** Labels in the browser's database. */
  const inDatabase = () =>
    page.evaluate<number[]>(`new Promise((resolve) => {
      indexedDB.open('lenet5').onsuccess = ({ target }) => {
        const all = target.result.transaction('digits').objectStore('digits').getAll();
        all.onsuccess = () => resolve(all.result.map(({ label }) => label));
      };
    })`);

  /** The collection as its export has it. */
  async function exported(): Promise<Dataset> {
    const files: Record<string, Uint8Array> = {};
    const both = new Promise<void>((resolve) => {
      page.on('download', async (download) => {
        files[download.suggestedFilename()] = await readFile(await download.path());
        if (Object.keys(files).length === 2) resolve();
      });
    });
    await page.locator('#export').click();
    await both;
    const images = readIdx(files['own-images.idx'], 'images');
    expect(images.shape.slice(1)).toEqual([28, 28]);
    return createDataset({
      ...{ name: 'export', rows: 28, columns: 28, images: images.values },
      labels: readIdx(files['own-labels.idx'], 'labels').values,
    });
  }

  it('are drawn, kept by key or button, kept by the browser, deleted and put back', async () => {
    await open();
    const keepAs = (digit: number) => page.getByRole('button', { name: `Keep as ${digit}` });
    expect(await kept()).toBe('None yet.');
    expect(await keepAs(7).isDisabled()).toBe(true);
    await page.locator('#pad').press('7');
    expect(await kept()).toBe('None yet.');
    await draw(page, place(SEVEN, 0.2, 0.2, 0.6));
    await page.locator('#answer:text-is("7")').waitFor();
    await page.locator('#pad').press('7');
    await page.locator('#kept:text-is("1 digit kept")').waitFor();
    await page.locator('#answer[data-status=blank]').waitFor();
    await draw(page, place(ONE, 0.2, 0.2, 0.6));
    await keepAs(1).click();
    await page.locator('#kept:text-is("2 digits kept")').waitFor();
    expect(await labels()).toEqual(['1', '7']);
    await expect.poll(inDatabase).toEqual([7, 1]);
    await page.close();

    await open();
    await page.locator('#kept:text-is("2 digits kept")').waitFor();
    await page.getByRole('button', { name: 'Delete this 1' }).click();
    expect(await labels()).toEqual(['7']);
    await page.getByRole('button', { name: 'Put it back' }).click();
    await expect.poll(labels).toEqual(['1', '7']);
    await page.getByRole('button', { name: 'Delete this 7' }).click();
    await expect.poll(inDatabase).toEqual([1]);
    await page.close();

    await open();
    await page.locator('#kept:text-is("1 digit kept")').waitFor();
    expect(await labels()).toEqual(['1']);
  });

  it('what is drawn to be read can be kept', async () => {
    await open();
    await page.locator('#view-read').click();
    await page.locator('#pad').press('5');
    await page.locator('#view-train').click();
    await page.locator('#answer[data-status=accepted]').waitFor();
    await page.locator('#pad').press('5');
    await page.locator('#kept:text-is("1 digit kept")').waitFor();
    expect(await labels()).toEqual(['5']);
  });

  it('appear in the other tab at once, and none is lost where both write', async () => {
    await open();
    const first = page;
    await open();
    const second = page;
    const bothHave = async (text: string) => {
      for (const tab of [first, second]) await tab.locator(`#kept:text-is("${text}")`).waitFor();
    };
    await first.bringToFront();
    await first.locator('#pad').scrollIntoViewIfNeeded();
    await draw(first, place(SEVEN, 0.2, 0.2, 0.6));
    await first.locator('#pad').press('7');
    await bothHave('1 digit kept');
    const sets = [makeDigits(20, 5), makeDigits(30, 6)];
    await Promise.all(
      [first, second].map((tab, n) => tab.locator('input[data-for=import]').setInputFiles(idxFiles(sets[n]))),
    );
    await bothHave('51 digits kept');
    const all = await inDatabase();
    expect(all).toHaveLength(51);
    expect([...all].sort()).toEqual([7, ...sets.flatMap(({ labels }) => [...labels])].sort());
    await first.getByRole('button', { name: 'Delete all' }).click();
    await bothHave('None yet.');
    // Meanwhile the other tab writes; what is put back takes nobody's place.
    await second.locator('input[data-for=import]').setInputFiles(idxFiles(sets[0]));
    await bothHave('20 digits kept');
    await first.getByRole('button', { name: 'Put 51 back' }).click();
    await bothHave('71 digits kept');
    expect(await inDatabase()).toHaveLength(71);
  });

  it('are exported and imported as IDX, whole or not at all', async () => {
    await open();
    const set = makeDigits(23);
    await take(set);
    await page.locator('#kept:text-is("23 digits kept")').waitFor();
    const first = await exported();
    expect([first.images, first.labels].map((bytes) => Buffer.from(bytes))).toEqual(
      [set.images, set.labels].map((bytes) => Buffer.from(bytes)),
    );
    const refuse = async (files: ReturnType<typeof idxFiles>, reason: RegExp) => {
      await page.locator('input[data-for=import]').setInputFiles(files);
      await expect.poll(() => page.locator('#not-imported').innerText()).toMatch(reason);
      expect(await kept()).toBe('23 digits kept');
    };
    const [images, labelFile] = idxFiles(set);
    await refuse([images], /expected two IDX files, images and labels, got 1/);
    await refuse([images, { ...images, name: 'b' }], /expected images \(3 dimensions\) and labels/);
    await refuse(
      [{ ...images, buffer: images.buffer.subarray(0, 400) }, labelFile],
      /^images\.idx\.gz: damaged; expected a whole gzip file/,
    );
    await refuse(
      [{ ...images, buffer: gzipSync(Buffer.alloc(513e6), { level: 1 }) }, labelFile],
      /^images\.idx\.gz: too large; expected at most 512 MB, got 51\d MB/,
    );
    await refuse([images, { ...labelFile, buffer: Buffer.from('rubbish') }], /^labels\.idx: not an IDX file/);
    const wide = createDataset({ ...set, columns: 14, images: set.images.subarray(0, 23 * 28 * 14) });
    await refuse(idxFiles(wide), /expected pictures of 28 x 28, got 28 x 14/);
    // Dropped on the collection.
    await page.evaluate(`(() => {
      const dataTransfer = new DataTransfer();
      for (const [name, text] of ${JSON.stringify(idxFiles(set).map(({ name, buffer }) => [name, buffer.toString('base64')]))}) {
        dataTransfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
      }
      const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
      document.querySelector('.collecting').dispatchEvent(event);
    })()`);
    await page.locator('#kept:text-is("46 digits kept")').waitFor();
    expect(await page.locator('#not-imported').count()).toBe(0);
  });

  it('are learnt from, with true numbers before and after on digits that were held out', async () => {
    await open();
    // A hand that the network has never seen: the paper's 7 x 12 codes.
    const own = makeDigits(80, 3);
    await take(own);
    await page.locator('#kept:text-is("80 digits kept")').waitFor();
    await page.locator('#tuning').fill('4');
    await page.locator('#tune').click();
    await page.locator('#run-status[data-status=done]').waitFor();
    const cells = (await page.locator('#comparison td').allInnerTexts()).map((text) => text.split(' ')[0]);
    const [heldBefore, heldAfter, testBefore, testAfter] = cells.map(Number);
    const event = page.waitForEvent('download');
    await page.locator('#download').click();
    const tuned = readModel(await readFile(await (await event).path()), 'the download');
    const original = await loadModel(join(repository, 'models/lenet5.safetensors'));
    // Labels go 0, 1, ... 9: every fourth of a label is every fourth ten.
    const held = select(
      own,
      places(80, (n) => Math.floor(n / 10) % 4 === 3),
    );
    const test = select(await loadMnist('test'), places(1000));
    const errors = async (model: typeof tuned, set: Dataset) => (await evaluate(model, set)).errors;
    expect([heldBefore, testBefore]).toEqual([await errors(original, held), await errors(original, test)]);
    expect([heldAfter, testAfter]).toEqual([await errors(tuned, held), await errors(tuned, test)]);
    expect(held.count).toBe(20);
    expect(heldAfter).toBeLessThan(heldBefore);
    expect(tuned.card).toMatchObject({ began: 'with a finished network', network: 'lenet5' });
  });

  it('too few are not learnt from', async () => {
    await open();
    await take(makeDigits(30));
    await page.locator('#kept:text-is("30 digits kept")').waitFor();
    expect(await page.locator('#tune').isDisabled()).toBe(true);
    await take(makeDigits(10));
    await page.locator('.fine-tune :text-is("30 to learn from, 10 to test on")').waitFor();
    expect(await page.locator('#tune').isEnabled()).toBe(true);
  });

  it.each([
    [
      'keeps nothing',
      `indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };`,
      /private window/,
    ],
    [
      'is full',
      `IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };`,
      /no room left/,
    ],
  ])('stay until the page is closed where the browser %s, and it is said', async (_, script, said) => {
    await open(script);
    await take(makeDigits(12));
    await page.locator('#kept:text-is("12 digits kept")').waitFor();
    await expect.poll(() => page.locator('#not-kept').innerText()).toMatch(said);
    // Two at once.
    await Promise.all([take(makeDigits(3, 7)), take(makeDigits(4, 8))]);
    await page.locator('#kept:text-is("19 digits kept")').waitFor();
    expect((await exported()).count).toBe(19);
    await page.getByRole('button', { name: 'Delete all' }).click();
    expect(await kept()).toBe('None yet.');
  });
});
