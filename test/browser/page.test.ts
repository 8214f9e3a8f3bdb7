// The example page in a real browser: bundled, served as plain files below a sub-path, drawn on with the pointer.

import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dataset, findNetwork, loadMnist, recipeFor, select, train, writeModel } from 'lenet5/node';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundlePage, repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { type StaticServer, serveFolder } from './server.ts';

const NAME = 'lenet5-modern.safetensors';

/** The packaged model, or one trained in a few seconds: enough for clear ones and zeros. */
async function putModel(folder: string): Promise<void> {
  const packaged = join(repository, 'models', NAME);
  if (existsSync(packaged)) return copyFile(packaged, join(folder, NAME));
  const mnist: Dataset = await loadMnist('training');
  const training = select(
    mnist,
    Uint32Array.from({ length: 2000 }, (_, n) => n),
  );
  const definition = findNetwork('lenet5-modern');
  const recipe = { ...recipeFor('lenet5-modern'), epochs: 2, distortions: null };
  for await (const report of train({ definition, recipe, training })) {
    if (report.type !== 'done') continue;
    const { parameters } = report;
    await writeFile(join(folder, NAME), writeModel({ definition, parameters, card: {} }));
  }
}

type Point = readonly [x: number, y: number];

/** One stroke of the pointer through `points`, in 0..1 across the pad. */
async function draw(page: Page, points: readonly Point[]): Promise<void> {
  const pad = await page.locator('#pad').boundingBox();
  if (!pad) throw new Error('the pad is not visible');
  const move = ([x, y]: Point) =>
    page.mouse.move(pad.x + x * pad.width, pad.y + y * pad.height, { steps: 3 });
  await move(points[0]);
  await page.mouse.down();
  for (const point of points.slice(1)) await move(point);
  await page.mouse.up();
}

const ONE: Point[] = [
  [0.52, 0.15],
  [0.5, 0.5],
  [0.48, 0.85],
];
const ZERO: Point[] = Array.from({ length: 25 }, (_, n) => {
  const angle = (n / 24) * 2 * Math.PI;
  return [0.5 + 0.22 * Math.sin(angle), 0.5 - 0.33 * Math.cos(angle)];
});
const SEVEN: Point[] = [
  [0.25, 0.2],
  [0.72, 0.2],
  [0.6, 0.45],
  [0.45, 0.85],
];

describe.skipIf(!chromiumPath)('the example page in Chromium', () => {
  let folder: string;
  let server: StaticServer;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lenet5-page-'));
    await bundlePage(join(repository, 'examples/page'), folder);
    await putModel(folder);
    server = await serveFolder(folder, 'some/where');
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await browser.newPage();
    faults = collectFaults(page);
    await page.goto(server.url, { waitUntil: 'networkidle' });
  });
  afterEach(async () => {
    await page.close();
    expect(faults).toEqual([]);
    expect(server.missing).toEqual([]);
  });

  const answer = () => page.locator('#answer').textContent();

  it('needs no isolation: there is no shared memory on it', async () => {
    expect(await page.evaluate('globalThis.crossOriginIsolated')).toBe(false);
  });

  for (const [digit, stroke] of [
    [1, ONE],
    [0, ZERO],
    [7, SEVEN],
  ] as const) {
    it(`reads a ${digit}`, async () => {
      await draw(page, stroke);
      expect(await answer()).toMatch(new RegExp(`^${digit} \\(\\d+\\.\\d %\\)$`));
    });
  }

  it('clears, and reads the next one alone', async () => {
    await draw(page, ZERO);
    expect(await answer()).toMatch(/^0/);
    await page.locator('#clear').click();
    expect(await answer()).toBe('–');
    await draw(page, ONE);
    expect(await answer()).toMatch(/^1/);
  });

  it('fits a telephone: nothing is wider than 390 pixels', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await draw(page, ONE);
    expect(await answer()).toMatch(/^1/);
  });

  it('asks nobody but the server it came from', async () => {
    const hosts: string[] = [];
    page.on('request', (request) => hosts.push(new URL(request.url()).host));
    await page.reload({ waitUntil: 'networkidle' });
    expect(new Set(hosts)).toEqual(new Set([new URL(server.url).host]));
  });
});
