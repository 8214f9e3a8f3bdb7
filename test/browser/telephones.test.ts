// The playground on telephones: pad, answer, "Undo" and "Clear" at once, and nothing too small for a finger.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { drawWithFinger, ONE, place } from './pointer.ts';
import { type StaticServer, serveFolder } from './server.ts';

/** Side of the smallest place that a finger finds, in CSS pixels. */
const FINGER = 44;

describe.skipIf(!chromiumPath)('the playground on a telephone', () => {
  let server: StaticServer;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    server = await serveFolder(join(repository, 'dist/web'), 'some/where');
    browser = await launchChromium();
  });
  afterEach(async () => {
    await page.close();
    expect(faults).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function openPage(width: number, height: number, hash: string): Promise<void> {
    page = await browser.newPage({ viewport: { width, height }, hasTouch: true, isMobile: true });
    faults = collectFaults(page);
    await page.goto(server.url + hash);
    await page.locator('#answer[data-status=blank]').waitFor();
    await page.evaluate(
      'scales = []; visualViewport.addEventListener("resize", () => scales.push(visualViewport.scale))',
    );
  }

  /**
   * How far it was zoomed in, at each change. With something wider than the screen, for a moment only, the browser zooms
   * out and in again: under a finger that is drawing.
   */
  const scales = () => page.evaluate<number[]>('scales');

  /** What can be touched and is too small for it; a label is touched with its box. */
  const tooSmall = () =>
    page.evaluate((least) => {
      const all = document.querySelectorAll('button, select, summary, label, input:not(label *)');
      // The confusion matrix has eleven columns.
      return [...all]
        .filter((own) => own.checkVisibility() && !own.closest('.confusion'))
        .map((own) => ({ own, box: own.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < least || box.height < least))
        .map(({ own, box }) => `${own.outerHTML.slice(0, 80)}: ${box.width} x ${box.height}`);
    }, FINGER);

  for (const [width, height] of [
    [390, 640],
    [360, 560],
    [320, 568],
    [844, 390],
    [667, 375],
  ]) {
    it.each(['digit', 'number'])(
      `of ${width} x ${height}: draws, reads and clears a %s without scrolling`,
      async (mode) => {
        await openPage(width, height, `#mode=${mode}`);
        await drawWithFinger(page, place(ONE, 0.15, 0.2, 0.6));
        await page.locator('#answer[data-status=accepted]').waitFor();
        const boxOf = async (place: string) => (await page.locator(place).boundingBox())!;
        for (const place of ['#pad', '#answer', '#undo', '#clear']) {
          const { x, y, width: wide, height: high } = await boxOf(place);
          expect(
            [x, y].every((value) => value >= 0),
            place,
          ).toBe(true);
          expect(x + wide, place).toBeLessThanOrEqual(width);
          expect(y + high, place).toBeLessThanOrEqual(height);
        }
        expect((await boxOf('#pad')).height).toBeGreaterThanOrEqual(110);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        await page.locator('#clear').tap();
        await page.locator('#answer[data-status=blank]').waitFor();
        expect(await page.evaluate('scrollY')).toBe(0);
        expect(await tooSmall()).toEqual([]);
      },
    );
  }

  it('is trained on with a finger', async () => {
    await openPage(390, 640, '#view=train&digits=200&epochs=1&test=100');
    await page.locator('#start').tap();
    await page.locator('#run-status[data-status=done]').waitFor();
    await page.locator('.mistakes').waitFor();
    await page.locator('#pad').scrollIntoViewIfNeeded();
    await drawWithFinger(page, place(ONE, 0.2, 0.2, 0.6));
    await page.getByRole('button', { name: 'Keep as 1' }).tap();
    await page.locator('#kept:text-is("1 digit kept")').waitFor();
    expect(await tooSmall()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  it('is no wider with a long number, and says what is wrong with a model until the next stroke', async () => {
    await openPage(390, 640, '#mode=number');
    for (let n = 0; n < 12; n++) await drawWithFinger(page, place(ONE, 0.06 * n, 0.3, 0.4, 0.3));
    await expect.poll(async () => (await page.locator('#answer').innerText()).length).toBeGreaterThan(9);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await scales()).toEqual([]);
    const rubbish = { name: 'a.safetensors', mimeType: '', buffer: Buffer.from('rubbish') };
    await page.locator('input[data-for=model]').setInputFiles(rubbish);
    const alert = page.locator('.network [role=alert]');
    await alert.waitFor();
    await page.locator('#pad').scrollIntoViewIfNeeded();
    await drawWithFinger(page, place(ONE, 0.2, 0.2, 0.6));
    await alert.waitFor({ state: 'detached' });
    await page.locator('#answer:text-is("1")').waitFor();
  });

  it.each(['digit', 'number'])('is turned while it reads a %s, and not zoomed out', async (mode) => {
    await openPage(844, 390, `#mode=${mode}`);
    await drawWithFinger(page, place(ONE, 0.15, 0.2, 0.6));
    await page.locator('#answer[data-status=accepted]').waitFor();
    await page.locator('.layers canvas').first().waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    // What was laid out anew is known before the event of it.
    await expect.poll(scales).not.toEqual([]);
    await expect.poll(async () => (await page.locator('#pad').boundingBox())!.width).toBeLessThan(390);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    expect(new Set(await scales())).toEqual(new Set([1]));
  });

  it('brings into view what is wrong with a file', async () => {
    await openPage(390, 640, '#view=train');
    const rubbish = { name: 'a.safetensors', mimeType: '', buffer: Buffer.from('rubbish') };
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await page.locator('input[data-for=load]').setInputFiles(rubbish);
    const alert = page.locator('.model [role=alert]');
    await alert.waitFor();
    const { y, height } = (await alert.boundingBox())!;
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + height).toBeLessThanOrEqual(640);
  });
});
