// The page on a host of plain http, as in a school's network: no service worker, no shared memory, no clipboard and no
// cryptography of the browser. Everything works that can, and the rest is said.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { draw, ONE, place, SEVEN, ZERO } from './pointer.ts';
import { type StaticServer, serveFolder } from './server.ts';

describe.skipIf(!chromiumPath)('the page on a host of plain http', () => {
  let server: StaticServer;
  let browser: Browser;
  let page: Page;
  let faults: string[];
  beforeAll(async () => {
    server = await serveFolder(join(repository, 'dist/web'), 'some/where');
    browser = await launchChromium(['--host-resolver-rules=MAP lenet.test 127.0.0.1']);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(async () => {
    await page?.close();
    expect(faults).toEqual([]);
    expect(server.missing).toEqual([]);
  });

  async function open(address: string): Promise<void> {
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    faults = collectFaults(page);
    await page.goto(server.url.replace('127.0.0.1', 'lenet.test') + address);
    const secure =
      'isSecureContext || crossOriginIsolated || Boolean(crypto.subtle ?? navigator.serviceWorker)';
    expect(await page.evaluate(secure)).toBe(false);
  }

  it('reads digits and numbers, and says what is not kept', async () => {
    await open('');
    await page.locator('#pad').press('5');
    await page.locator('#answer:text-is("5")').waitFor();
    await page.locator('.layers table.outputs').waitFor();
    expect(await page.locator('#page-threads').textContent()).toBe('One thread');
    expect(await page.locator('#offline').textContent()).toBe('Not kept for offline use: that needs https');
    await page.locator('input[value=number]').check();
    for (const [n, points] of [ONE, ZERO, SEVEN].entries())
      await draw(page, place(points, 0.08 + 0.27 * n, 0.25, 0.5, 0.4));
    await page.locator('#answer:text-is("107")').waitFor();
    // What it may not copy it shows.
    await page.locator('#link').click();
    expect(await page.locator('input.link').inputValue()).toBe(page.url());
  });

  it('trains to the weights of a page of this machine', async () => {
    const settings = '#view=train&digits=300&epochs=1&test=100';
    const train = async () => {
      await page.locator('#start').click();
      await page.locator('#run-status[data-status=done]').waitFor();
      return page.locator('#sha256').innerText();
    };
    await open(settings);
    const hash = await train();
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await page.locator('#mode').innerText()).toMatch(/^One worker: this page is not cross-origin/);
    expect(await page.locator('#stock').innerText()).toMatch(/^MNIST digits \(1\.0\sMB\): loaded when/);
    await page.goto(server.url + settings);
    expect(await train()).toBe(hash);
  });

  it('keeps own digits', async () => {
    await open('#view=train');
    await page.locator('#kept').waitFor();
    await page.locator('#pad').scrollIntoViewIfNeeded();
    await draw(page, place(SEVEN, 0.3, 0.25, 0.5));
    await page.locator('#pad').press('7');
    const kept = page.locator('#kept:text-is("1 digit kept")');
    await kept.waitFor();
    await expect
      .poll(() =>
        page.evaluate(
          () =>
            new Promise<number>((resolve) => {
              indexedDB.open('lenet5').onsuccess = ({ target }) => {
                const database = (target as IDBOpenDBRequest).result;
                const count = database.transaction('digits').objectStore('digits').count();
                count.onsuccess = () => resolve(count.result);
              };
            }),
        ),
      )
      .toBe(1);
    await page.reload();
    await kept.waitFor();
  });
});
