// The playground in a real browser, as it is built: plain files below a sub-path, without isolation. Drawn on with the
// mouse, a finger and the keyboard.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { drawStrokes, Inspector, normalizePicture } from 'lenet5';
import { encodePng, loadModel } from 'lenet5/node';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { draw, drawWithFinger, ONE, place, SCRIBBLE, SEVEN, ZERO } from './pointer.ts';
import { type StaticServer, serveFolder } from './server.ts';

const folder = join(repository, 'dist/web');

/** The pad for one digit, in its own units, and the pen that the page begins with. */
const PAD = 280;
const PEN = 18;

describe.skipIf(!chromiumPath)('the playground in Chromium', () => {
  let server: StaticServer;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  async function openPage(options: BrowserContextOptions = {}): Promise<void> {
    await page?.close();
    page = await browser.newPage({
      viewport: { width: 1200, height: 800 },
      colorScheme: 'light',
      ...options,
    });
    faults = collectFaults(page);
    await page.goto(server.url);
    await page.locator('#answer[data-status=blank]').waitFor();
    await page.locator('.layers').waitFor();
  }

  beforeAll(async () => {
    if (!existsSync(join(folder, 'index.html')))
      throw new Error('dist/web: not built; run npm run build first.');
    server = await serveFolder(folder, 'some/where');
    browser = await launchChromium();
    await openPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  /** Back to how the page opens, but for what can be undone. */
  beforeEach(async () => {
    await choose('digit');
    await choose('characters');
    if (await page.locator('#clear').isEnabled()) await page.locator('#clear').click();
    await settled('blank');
  });
  afterEach(() => {
    expect(faults).toEqual([]);
    expect(server.missing).toEqual([]);
  });

  const answer = () => page.locator('#answer').textContent();
  const status = () => page.locator('#answer').getAttribute('data-status');
  const settled = (state: string) => page.locator(`#answer[data-status=${state}]`).waitFor();
  /** Said to those who listen: a moment after it is shown. */
  const heard = (text: RegExp, on = page) =>
    on.locator('#said').filter({ hasText: text }).waitFor({ state: 'attached' });
  const refused = (why: RegExp) => page.locator('#no-picture[role=alert]').filter({ hasText: why }).waitFor();
  const choose = (value: string) => page.locator(`input[value="${value}"]`).check();

  it('is not isolated here, and needs no more than what lies beside it', async () => {
    expect(await page.evaluate('globalThis.crossOriginIsolated')).toBe(false);
    const names = await page.evaluate<string[]>(
      'performance.getEntriesByType("resource").map(({ name }) => name)',
    );
    expect(names.every((name) => name.startsWith(server.url))).toBe(true);
    const models = names.filter((name) => name.includes('/models/'));
    expect(models.map((name) => name.split('?')[0])).toEqual([`${server.url}models/characters.safetensors`]);
  });

  it.each([
    ['1', 'large', place(ONE, 0.02, 0.06, 0.86)],
    ['0', 'small, at the bottom right', place(ZERO, 0.7, 0.68, 0.26)],
    ['7', 'at the top left', place(SEVEN, 0.06, 0.05, 0.45)],
  ])('reads a %s, %s', async (digit, _, points) => {
    await draw(page, points);
    await settled('accepted');
    expect(await answer()).toBe(digit);
    await heard(new RegExp(`^${digit}\\. \\d+\\.\\d\\s%`));
  });

  it('has no answer for a blank pad or a scribble', async () => {
    expect(await answer()).toBe('–');
    await draw(page, place(SCRIBBLE, 0.2, 0.2, 0.6));
    await settled('rejected');
    await heard(/^(Not a digit|Several characters)/);
  });

  it('answers while the pen is still down, and says so when it is lifted', async () => {
    const box = (await page.locator('#pad').boundingBox())!;
    await page.mouse.move(box.x + 0.5 * box.width, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.48 * box.width, box.y + box.height - 20, { steps: 8 });
    await settled('accepted');
    expect(await page.locator('#said').textContent()).toBe('Nothing to read yet.');
    await page.mouse.up();
    await heard(/^1\./);
  });

  it('reads a number and frames its digits', async () => {
    await choose('number');
    await settled('blank');
    for (const [n, points] of [ONE, ZERO, SEVEN].entries()) {
      await draw(page, place(points, 0.08 + 0.27 * n, 0.25, 0.5, 0.4));
    }
    await page.locator('#answer:text-is("107")').waitFor();
    expect(await status()).toBe('accepted');
    const accents = await page.evaluate<number>(`(() => {
      const pad = document.querySelector('#pad');
      const { data } = pad.getContext('2d').getImageData(0, 0, pad.width, pad.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i] < 60 && data[i + 2] > 180) count++;
      return count;
    })()`);
    expect(accents).toBeGreaterThan(500);
  });

  it('shows what the library says of every layer, of each network', async () => {
    const css = await draw(page, place(SEVEN, 0.3, 0.25, 0.5));
    await settled('accepted');
    const width = await page.locator('#pad').evaluate((pad) => pad.getBoundingClientRect().width);
    const stroke = css.map((value) => Math.round((4 * value * PAD) / width) / 4);
    const sides = [0, 1].map((axis) => stroke.filter((_, i) => i % 2 === axis));
    const side = Math.max(...sides.map((values) => Math.max(...values) - Math.min(...values)));
    const normalized = normalizePicture(drawStrokes([stroke], { pen: (20 * PEN) / side }));
    if (normalized.status !== 'ok') throw new Error('no ink');
    for (const network of ['characters', 'lenet5', 'lenet5-modern']) {
      await choose(network);
      const inspector = await Inspector.open(
        await loadModel(join(repository, `models/${network}.safetensors`)),
      );
      const { layers, probabilities } = inspector.look(normalized.image, 28, 28);
      const last = layers.at(-1)!;
      await page
        .locator(`#maps-${last.name} tbody tr:nth-child(${probabilities.length}):last-child`)
        .waitFor();
      for (const { name, shape, values } of layers.slice(0, -1)) {
        await page.locator(`#maps-${name}`).focus();
        const keys = shape.rows > 1 ? ['ArrowDown', 'ArrowDown', 'ArrowRight'] : ['ArrowRight', 'ArrowRight'];
        for (const key of ['ArrowLeft', ...keys]) await page.keyboard.press(key);
        const at = shape.rows > 1 ? (2 * shape.columns + 1) * shape.maps : 2;
        expect(await page.locator('#unit').textContent()).toBe(
          shape.rows > 1 ? `${name}, map 0, row 2, column 1` : `${name}, unit 2`,
        );
        expect(Number(await page.locator('#value').getAttribute('value'))).toBe(values[at]);
      }
      const shares = await page.locator(`#maps-${last.name} td:last-child`).allTextContents();
      const percents = [...probabilities].map((share) => Math.floor(1000 * share) / 10);
      expect(shares.map((text) => Number.parseFloat(text))).toEqual(percents);
    }
  });

  it('shows the unit that is pointed at', async () => {
    await draw(page, place(ZERO, 0.3, 0.25, 0.5));
    const maps = page.locator('#maps-C1');
    await maps.scrollIntoViewIfNeeded();
    const box = (await maps.boundingBox())!;
    await page.mouse.move(box.x + box.width - 1, box.y + 1);
    expect(await page.locator('#unit').textContent()).toBe('C1, map 7, row 0, column 27');
    expect(await page.locator('#seen').textContent()).toBe('sees 5 × 5 pixels');
  });

  it('reads a picture file, chosen or pasted', async () => {
    const { width, height, data } = drawStrokes([[20, 10, 50, 10, 30, 90]]);
    const png = Buffer.from(encodePng({ width, height, data }));
    await page
      .locator('input[accept^=image]')
      .setInputFiles({ name: '7.png', mimeType: 'image/png', buffer: png });
    await settled('accepted');
    expect(await answer()).toBe('7');
    await page.locator('#clear').click();
    await settled('blank');
    await page.evaluate(`(() => {
      const bytes = Uint8Array.from(atob('${png.toString('base64')}'), (c) => c.charCodeAt(0));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([bytes], '7.png', { type: 'image/png' }));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    })()`);
    await settled('accepted');
    await page
      .locator('input[accept^=image]')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await refused(/no picture that the browser can show/);
    // What was read before still stands.
    expect([await status(), await answer()]).toEqual(['accepted', '7']);
    await page.locator('#clear').click();
    await page.locator('#no-picture').waitFor({ state: 'detached' });
  });

  it('reads what is drawn beside a picture with it', async () => {
    await openPage();
    await choose('number');
    const seven = drawStrokes([[20, 10, 50, 10, 30, 90]]);
    await page
      .locator('input[accept^=image]')
      .setInputFiles({ name: '7.png', mimeType: 'image/png', buffer: Buffer.from(encodePng(seven)) });
    await page.locator('#answer:text-is("7")').waitFor();
    await draw(page, place(ONE, 0.72, 0.2, 0.6, 0.24));
    await page.locator('#answer:text-is("71")').waitFor();
  });

  it('refuses a picture of more than 64 million pixels before it is decoded, and keeps the drawing', async () => {
    await page.locator('#pad').press('3');
    await settled('accepted');
    // The header says 12,000 x 9,000; decoded, that is 432 MB.
    const png = Buffer.from(encodePng({ width: 1, height: 1, data: new Uint8Array(1) }));
    png.writeUInt32BE(12_000, 16);
    png.writeUInt32BE(9_000, 20);
    png.writeInt32BE(crc32(png.subarray(12, 29)), 29);
    const files = page.locator('input[accept^=image]');
    await files.setInputFiles({ name: 'large.png', mimeType: 'image/png', buffer: png });
    await refused(/expected at most 64 million pixels, got 12000 x 9000/);
    expect(await answer()).toBe('3');
    await page.locator('#pad').press('5');
    await page.locator('#answer:text-is("5")').waitFor();
    expect(await page.locator('#no-picture').count()).toBe(0);
    await page.locator('#undo').click();
    await page.locator('#answer:text-is("3")').waitFor();
  });

  it('is used with the keyboard alone', async () => {
    await openPage();
    const isOnPad = () => page.evaluate<boolean>("document.activeElement.id === 'pad'");
    for (let n = 0; n < 5 && !(await isOnPad()); n++) await page.keyboard.press('Tab');
    const focused = page.locator('#pad:focus-visible');
    expect(await focused.evaluate((pad) => getComputedStyle(pad).outlineStyle)).toBe('solid');
    await page.keyboard.press('3');
    await settled('accepted');
    expect(await answer()).toBe('3');
    await page.keyboard.press('Backspace');
    await settled('blank');
    await page.keyboard.press('7');
    await settled('accepted');
    await page.keyboard.press('Delete');
    await settled('blank');
    await page.keyboard.press('Control+z');
    await settled('accepted');
    expect(await answer()).toBe('7');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').getAttribute('id')).toBe('undo');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await settled('blank');
  });

  it('writes samples that it can read', async () => {
    for (let digit = 0; digit < 10; digit++) {
      await page.locator('#pad').press(String(digit));
      await page.locator(`#answer:text-is("${digit}")`).waitFor({ timeout: 2000 });
    }
  });

  it('does not scroll under a finger', async () => {
    await openPage({ viewport: { width: 390, height: 640 }, hasTouch: true, isMobile: true });
    // Upwards, as one scrolls down.
    await drawWithFinger(page, place(ONE, 0, 0.1, 0.8).reverse());
    await settled('accepted');
    expect(await answer()).toBe('1');
    expect(await page.evaluate('scrollY')).toBe(0);
  });

  it.each(['light', 'dark'] as const)('fits 390 pixels and has contrast, %s', async (colorScheme) => {
    await openPage({ viewport: { width: 390, height: 800 }, colorScheme });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await choose('lenet5');
    await page.locator('.codes').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const colour = async (name: string) =>
      page.evaluate<string>(`getComputedStyle(document.documentElement).getPropertyValue('--${name}')`);
    const contrast = async (one: string, other: string) => {
      const [low, high] = [luminance(await colour(one)), luminance(await colour(other))].sort(
        (a, b) => a - b,
      );
      return (high + 0.05) / (low + 0.05);
    };
    for (const [one, other] of [
      ['text', 'ground'],
      ['quiet', 'ground'],
      ['wrong', 'ground'],
      ['text', 'raised'],
      ['quiet', 'raised'],
      ['on-accent', 'accent'],
      ['ink', 'paper'],
    ]) {
      expect(await contrast(one, other), `${one} on ${other}`).toBeGreaterThanOrEqual(4.5);
    }
    for (const name of ['edge', 'accent']) {
      expect(await contrast(name, 'ground'), name).toBeGreaterThanOrEqual(3);
    }
  });

  it('says which model is missing', async () => {
    const own = await browser.newPage();
    await own.route('**/models/*', (route) => route.fulfill({ status: 404 }));
    await own.goto(server.url);
    await own.locator('#answer[data-status=failed]').waitFor();
    await heard(/^models\/characters\.safetensors: cannot be loaded \(HTTP 404\)\.$/, own);
    await own.close();
  });
});

/** The checksum of a PNG's chunk. */
function crc32(bytes: Uint8Array): number {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let n = 0; n < 8; n++) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
  }
  return ~sum;
}

/** Relative luminance of #rrggbb or #rgb (WCAG 2). */
function luminance(colour: string): number {
  const text = colour.trim();
  const digits = text.length === 4 ? text.replace(/[^#]/g, '$&$&') : text;
  const [red, green, blue] = [1, 3, 5].map((i) => {
    const value = Number.parseInt(digits.slice(i, i + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
