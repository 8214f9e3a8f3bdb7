// What the page promises: every digit, drawn small, large and off the middle, is read; a number is read; what is no digit is
// refused; and all that is shown of the layers is what the library says.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { drawStrokes, Inspector, normalizePicture, Random } from 'lenet5';
import { loadModel } from 'lenet5/node';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { DIGITS } from './digits.ts';
import { draw, place, SCRIBBLE } from './pointer.ts';
import { type StaticServer, serveFolder } from './server.ts';

const folder = join(repository, 'dist/web');

/** Left, top and size in the pad's height. */
const PLACES = {
  'small, at the top left': [0.05, 0.06, 0.28],
  'in the middle': [0.2, 0.16, 0.62],
  'large, towards the bottom right': [0.3, 0.2, 0.74],
} as const;

describe.skipIf(!chromiumPath)('what the playground shows', () => {
  let server: StaticServer;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    if (!existsSync(join(folder, 'index.html')))
      throw new Error('dist/web: not built; run npm run build first.');
    server = await serveFolder(folder, 'some/where');
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    faults = collectFaults(page);
    await page.goto(server.url);
  });
  /** Another address, and with it all that the page shows. */
  const go = (hash: string) => page.evaluate(`location.hash = '${hash}'`);
  beforeEach(async () => {
    // A drawing may be too young to be in the address.
    await page.locator('#pad').press('Delete');
    await go('');
    await settled('blank');
  });
  afterEach(() => {
    expect(faults).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const settled = (state: string) => page.locator(`#answer[data-status=${state}]`).waitFor();
  const answered = (text: string) =>
    page.locator(`#answer[data-status=accepted]:text-is("${text}")`).waitFor({ timeout: 10_000 });

  /** The strokes in CSS pixels of the pad. */
  async function write(digit: number, left: number, top: number, size: number, stretch = 1) {
    const strokes: number[][] = [];
    for (const stroke of DIGITS[digit])
      strokes.push(await draw(page, place(stroke, left, top, size, stretch)));
    return strokes;
  }

  for (const [where, [left, top, size]] of Object.entries(PLACES)) {
    it.each([...DIGITS.keys()])(`reads a %i, ${where}`, async (digit) => {
      await write(digit, left, top, size);
      await answered(String(digit));
    });
  }

  it.each([
    ['a dot', [[0.5, 0.5]]],
    ['a scribble', place(SCRIBBLE, 0.2, 0.2, 0.6)],
    ['a scribble all over', place(SCRIBBLE, 0.02, 0.02, 0.95)],
  ] as const)('refuses %s', async (_, points) => {
    await draw(page, points);
    await settled('rejected');
    expect(await page.locator('#answer').textContent()).toBe('?');
  });

  it.each(['1998', '30257', '64', '8'])('reads the number %s', async (number) => {
    await go('mode=number');
    await page.locator('main.number').waitFor();
    await settled('blank');
    // The pad is two and a half times as wide as it is high.
    for (const [n, digit] of [...number].entries())
      await write(Number(digit), 0.05 + 0.17 * n, 0.25, 0.42, 0.4);
    await answered(number);
  });

  it('makes the pad smaller again, from a number to one digit, from wide to narrow', async () => {
    const widthOf = async () => (await page.locator('#pad').boundingBox())!.width;
    // The pad may still be as wide as the one of the number before.
    await page.locator('main.digit').waitFor();
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const first = await widthOf();
    await page.locator('input[value=number]').check();
    await expect.poll(widthOf).toBeGreaterThan(first);
    await page.locator('input[value=digit]').check();
    await expect.poll(widthOf).toBe(first);
    await page.locator('input[value=number]').check();
    await expect.poll(widthOf).toBeGreaterThan(first);
    await page.setViewportSize({ width: 390, height: 800 });
    await expect.poll(widthOf).toBeLessThan(390);
    await page.setViewportSize({ width: 1200, height: 800 });
  });

  it('has pad and answer in view at once, and the networks above their layers', async () => {
    await page.locator('input[value=digit]').check();
    await page.locator('.layers').waitFor();
    const boxOf = async (selector: string) => (await page.locator(selector).first().boundingBox())!;
    // A telephone upright, a tablet, a projector; as much as their browsers leave.
    for (const [width, height] of [
      [390, 700],
      [834, 1000],
      [1280, 640],
    ]) {
      await page.setViewportSize({ width, height });
      await page.evaluate('scrollTo(0, 0)');
      await expect
        .poll(async () => {
          const [pad, answer] = [await boxOf('#pad'), await boxOf('.answer')];
          return Math.max(pad.y + pad.height, answer.y + answer.height);
        })
        .toBeLessThanOrEqual(height);
      const [choice, layers] = [await boxOf('.network .choice span'), await boxOf('.layers')];
      expect(choice.y + choice.height).toBeLessThanOrEqual(layers.y);
    }
    await page.setViewportSize({ width: 1200, height: 800 });
  });

  it('refuses a scribble for a number', async () => {
    await go('mode=number');
    await page.locator('main.number').waitFor();
    await draw(page, place(SCRIBBLE, 0.2, 0.2, 0.6));
    await settled('rejected');
  });

  it.each(['characters', 'lenet5', 'lenet5-modern'])(
    'shows the values that the library has, of %s',
    async (name) => {
      const strokes = await write(3, 0.25, 0.2, 0.55);
      await answered('3');
      const inspector = await Inspector.open(await loadModel(join(repository, `models/${name}.safetensors`)));
      const { layers, probabilities } = inspector.look(await inkOf(strokes), 28, 28);
      await page.locator(`input[value="${name}"]`).check();
      await page.waitForURL(name === 'characters' ? /drawing=/ : new RegExp(`network=${name}`));
      const address = new URL(page.url()).hash.slice(1);
      const random = new Random(1998);
      for (const [n, { shape, values, ...layer }] of layers.slice(0, -1).entries()) {
        for (let i = 0; i < 12; i++) {
          const [map, row, column] = [shape.maps, shape.rows, shape.columns].map((count) =>
            random.integer(count),
          );
          await go(`${address}&unit=${[n, map, row, column].join('-')}`);
          const text =
            shape.rows > 1
              ? `${layer.name}, map ${map}, row ${row}, column ${column}`
              : `${layer.name}, unit ${map}`;
          await page.locator(`#unit:text-is("${text}")`).waitFor({ timeout: 10_000 });
          const value = Number(await page.locator('#value').getAttribute('value'));
          expect(value, text).toBe(values[(row * shape.columns + column) * shape.maps + map]);
        }
      }
      const last = layers.at(-1)!;
      const cells = (column: number) =>
        page.locator(`table.outputs tbody td:nth-child(${column})`).allTextContents();
      const shown = await cells(2);
      const decimals = shown.map((text) => text.split('.')[1]?.length ?? 0);
      expect(shown).toEqual([...last.values].map((value, n) => value.toFixed(decimals[n]).replace('-', '−')));
      const shares = [...probabilities].map((share) => (Math.floor(1000 * share) / 10).toFixed(1));
      expect(await cells(4)).toEqual(shares.map((share) => `${share}\u00a0%`));
    },
  );

  /** What the library makes of strokes on the pad, which has 280 units and a grid of quarters, with a pen of 18. */
  async function inkOf(strokes: number[][]): Promise<Uint8Array> {
    const width = await page.locator('#pad').evaluate((pad) => pad.getBoundingClientRect().width);
    const units = strokes.map((stroke) => stroke.map((value) => Math.round((4 * 280 * value) / width) / 4));
    const sides = [0, 1].map((axis) => units.flatMap((stroke) => stroke.filter((_, i) => i % 2 === axis)));
    const side = Math.max(...sides.map((values) => Math.max(...values) - Math.min(...values)));
    const normalized = normalizePicture(drawStrokes(units, { pen: (20 * 18) / side }));
    if (normalized.status !== 'ok') throw new Error('no ink');
    return normalized.image;
  }
});
