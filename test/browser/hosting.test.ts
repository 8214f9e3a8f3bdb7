// The page on a static host: below a sub-path, without headers, kept for when there is no network, isolated by its
// service worker, and a new version after the old one.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { draw, ONE, place, SEVEN, ZERO } from './pointer.ts';
import { type StaticServer, serveFolder } from './server.ts';

const built = join(repository, 'dist/web');

describe.skipIf(!chromiumPath)('the playground on a static host', () => {
  let folder: string;
  let server: StaticServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    if (!existsSync(join(built, 'index.html')))
      throw new Error('dist/web: not built; run npm run build first.');
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lenet5-page-'));
    cpSync(built, folder, { recursive: true });
    server = await serveFolder(folder, 'a/b');
    context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
    page = await context.newPage();
    faults = collectFaults(page);
  });
  afterEach(async () => {
    await context.close();
    await server.close();
    rmSync(folder, { recursive: true });
    expect(server.missing).toEqual([]);
  });

  const offline = (state: string, on = page) => on.locator(`#offline[data-state=${state}]`).waitFor();
  const isIsolated = (on = page) => on.evaluate<boolean>('crossOriginIsolated');
  const version = () => page.evaluate<string>('document.body.className');
  const answered = (text: string) => page.locator(`#answer:text-is("${text}")`).waitFor();

  /** Everything that the page can do, from what is kept. */
  async function useAll(): Promise<void> {
    await page.locator('#pad').press('5');
    await answered('5');
    for (const network of ['lenet5', 'lenet5-modern']) {
      await page.locator(`input[value="${network}"]`).check();
      await page.locator('.layers table.outputs').waitFor();
    }
    await page.locator('input[value=number]').check();
    for (const [n, points] of [ONE, ZERO, SEVEN].entries()) {
      await draw(page, place(points, 0.08 + 0.27 * n, 0.25, 0.5, 0.4));
    }
    await answered('107');
  }

  it('works without isolation, and says so', async () => {
    await page.goto(server.url);
    expect(await isIsolated()).toBe(false);
    expect(await page.locator('#page-threads').textContent()).toBe('One thread');
    await useAll();
    expect(faults).toEqual([]);
  });

  it('works without a network after the first visit', async () => {
    await page.goto(server.url);
    await offline('ready');
    await page.close();
    await server.close();
    page = await context.newPage();
    faults = collectFaults(page);
    await page.goto(server.url);
    await useAll();
    await page.goto(`${server.url}index.html#network=lenet5`);
    await page.locator('.codes').waitFor();
    expect(faults).toEqual([]);
  });

  it('is isolated by its service worker, once it is loaded again', async () => {
    await page.goto(`${server.url}#sample=7`);
    await offline('ready');
    await page.locator('#isolate').click();
    await expect.poll(() => isIsolated()).toBe(true);
    expect(await page.evaluate('new SharedArrayBuffer(8).byteLength')).toBe(8);
    const cores = await page.evaluate<number>('navigator.hardwareConcurrency');
    const text = cores === 1 ? 'One thread' : `${cores} threads`;
    await page.locator(`#page-threads:text-is("${text}")`).waitFor();
    expect(await page.locator('#isolate').count()).toBe(0);
    await useAll();
    expect(faults).toEqual([]);
  });

  it('leaves what else lies there alone', async () => {
    writeFileSync(join(folder, 'other.html'), '<!doctype html><title>other</title><img src="other.svg">');
    cpSync(join(folder, 'icon.svg'), join(folder, 'other.svg'));
    await page.goto(server.url);
    await offline('ready');
    await page.goto(`${server.url}other.html`);
    expect(await isIsolated()).toBe(false);
    await server.close();
    await expect(page.goto(`${server.url}other.html`)).rejects.toThrow('ERR_CONNECTION_REFUSED');
  });

  describe('training', () => {
    const settings = '#view=train&digits=200&epochs=1&test=50&workers=1';
    const isKept = (is: boolean) => page.locator(`#stock[data-kept=${is}]`).waitFor();

    /** Gives the weights' hash. */
    async function train(): Promise<string> {
      await page.locator('#start').click();
      await page.locator('#run-status[data-status=done]').waitFor();
      return page.locator('#sha256').innerText();
    }

    it('works without a network, once the digits were loaded; and says so', async () => {
      await page.goto(server.url);
      await offline('ready');
      await page.locator('#view-train').click();
      await isKept(false);
      expect(await page.locator('#stock').innerText()).toMatch(/^MNIST digits \(1\.0\sMB\): loaded when/);
      await page.goto(server.url + settings);
      const hash = await train();
      await isKept(true);
      await server.close();
      await page.reload();
      await isKept(true);
      expect(await page.locator('#stock').innerText()).toMatch(/\(1\.0\sMB\): kept by this browser/);
      expect(await train()).toBe(hash);
    });

    it('works where there is no room to keep them, and says so', async () => {
      await page.goto(server.url);
      await offline('ready');
      const devtools = await context.newCDPSession(page);
      const { origin } = new URL(server.url);
      const { usage } = await devtools.send('Storage.getUsageAndQuota', { origin });
      await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 50_000 });
      await page.goto(server.url + settings);
      await train();
      await isKept(false);
      expect(faults).toEqual([]);
    });
  });

  const keptPaths = () =>
    page.evaluate(async () => {
      const names = await caches.keys();
      const requests = await (await caches.open(names[0])).keys();
      return { caches: names.length, paths: requests.map(({ url }) => new URL(url).pathname) };
    });

  /** Another page, with a style sheet of another name; true to its list, or not. */
  async function changePage(isTrue: boolean): Promise<void> {
    const file = join(folder, 'index.html');
    const [name] = /index-[\w-]+\.css/.exec(readFileSync(file, 'utf8'))!;
    cpSync(join(folder, 'assets', name), join(folder, 'assets/index-second.css'));
    rmSync(join(folder, 'assets', name));
    const html = readFileSync(file, 'utf8').replace(name, 'index-second.css');
    const second = html.replace('<body>', '<body class="second">');
    writeFileSync(file, isTrue ? second : html);
    // @ts-expect-error: a tool in JavaScript.
    const { buildServiceWorker } = await import('../../tools/service-worker.mjs');
    await buildServiceWorker(folder);
    writeFileSync(file, second);
  }

  it('shows a new version at once, and keeps it in place of the old one', async () => {
    await page.goto(server.url);
    await offline('ready');
    const { paths } = await keptPaths();
    await changePage(true);
    await page.reload();
    expect(await version()).toBe('second');
    await page.locator('#pad').press('5');
    await answered('5');
    const other = paths.filter((path) => !/\/assets\/index-[\w-]+\.css$/.test(path));
    await expect
      .poll(async () => (await keptPaths()).paths.sort())
      .toEqual([...other, '/a/b/assets/index-second.css'].sort());
    expect((await keptPaths()).caches).toBe(1);
    await server.close();
    await page.reload();
    expect(await version()).toBe('second');
    await useAll();
    expect(faults).toEqual([]);
  });

  it('keeps the old version where the new one is not whole', async () => {
    await page.goto(server.url);
    await offline('ready');
    await changePage(false);
    await page.goto('about:blank');
    await page.goto(server.url);
    expect(await version()).toBe('second');
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      // Rejects or not; what matters is what is kept afterwards.
      await registration!.update().catch(() => undefined);
      await new Promise<void>((resolve) => {
        const { installing } = registration!;
        if (!installing) return resolve();
        installing.addEventListener('statechange', () => installing.state === 'redundant' && resolve());
      });
    });
    await server.close();
    await page.reload();
    expect(await version()).toBe('');
    await page.locator('#pad').press('5');
    await answered('5');
  });

  it('has a manifest with an icon that is there', async () => {
    await page.goto(server.url);
    const manifest = await page.evaluate(async () => {
      const address = document.querySelector<HTMLLinkElement>('link[rel=manifest]')!.href;
      const { icons, start_url } = await (await fetch(address)).json();
      const icon = new Image();
      icon.src = new URL(icons[0].src, address).href;
      await icon.decode();
      return { start: new URL(start_url, address).href, width: icon.width > 0 };
    });
    expect(manifest).toEqual({ start: server.url, width: true });
    expect(faults).toEqual([]);
  });
});
