// Numbers are read by a worker: the page goes on meanwhile, and what is overtaken is not read at all.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { draw, ONE, place, SEVEN, ZERO } from './pointer.ts';
import { type StaticServer, serveFolder } from './server.ts';

const folder = join(repository, 'dist/web');

/** Counts what the page asks of workers. */
const COUNT_TASKS = `(() => {
  const { postMessage } = Worker.prototype;
  globalThis.tasks = 0;
  Worker.prototype.postMessage = function (...values) {
    globalThis.tasks++;
    return postMessage.apply(this, values);
  };
})()`;

describe.skipIf(!chromiumPath)('reading in a worker', () => {
  let server: StaticServer;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    if (!existsSync(join(folder, 'index.html')))
      throw new Error('dist/web: not built; run npm run build first.');
    server = await serveFolder(folder, 'a/b');
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(async () => {
    await page?.close();
    page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    faults = collectFaults(page);
    await page.addInitScript(COUNT_TASKS);
  });

  const settled = (state: string) => page.locator(`#answer[data-status=${state}]`).waitFor();
  const answered = (text: string) => page.locator(`#answer:text-is("${text}")`).waitFor();
  const tasks = () => page.evaluate<number>('globalThis.tasks');
  const write = (points: typeof ONE, n: number) => draw(page, place(points, 0.08 + 0.27 * n, 0.25, 0.5, 0.4));

  it('starts none for one digit', async () => {
    await page.goto(server.url);
    await page.locator('#pad').press('4');
    await answered('4');
    expect(page.workers().length).toBe(0);
    expect(faults).toEqual([]);
  });

  it('goes on drawing while it reads, and reads only the last of what waits', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/models/reading-line.safetensors?*', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${server.url}#mode=number`);
    await settled('waiting');
    // The worker is busy with the empty pad.
    for (const [n, points] of [ONE, ZERO, SEVEN].entries()) await write(points, n);
    const strokes = () => page.evaluate<string>('location.hash.split("drawing=")[1].split(".").length');
    await page.waitForURL(/drawing=[^.]+\.[^.]+\.[^.]+$/);
    expect(await strokes()).toBe(3);
    expect(await tasks()).toBe(1);
    expect(await page.locator('#answer').getAttribute('data-status')).toBe('waiting');
    release();
    await answered('107');
    expect(await tasks()).toBe(2);
    expect(page.workers().length).toBe(1);
    expect(faults).toEqual([]);
  });

  it('says what is missing, and tries again with the next stroke', async () => {
    await page.route('**/models/reading.safetensors?*', (route) => route.fulfill({ status: 404 }));
    await page.goto(`${server.url}#mode=number`);
    await settled('failed');
    expect(await page.locator('#line').textContent()).toBe(
      'models/reading.safetensors: cannot be loaded (HTTP 404).',
    );
    await page.unrouteAll();
    await write(SEVEN, 0);
    await answered('7');
  });

  it('says that the worker cannot be had', async () => {
    await page.route('**/reading-worker*', (route) => route.abort());
    await page.goto(`${server.url}#mode=number`);
    await settled('failed');
    expect(await page.locator('#line').textContent()).toMatch(/^reading: the worker stopped/);
    await page.unrouteAll();
    await write(SEVEN, 0);
    await answered('7');
  });
});
