// The same seed, the same bytes: Chromium's one thread and one to four threads of Node.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCrew } from 'lenet5/node';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePage, repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { hashSeededRun, runNames } from './seeded-run.ts';
import { type StaticServer, serveFolder } from './server.ts';

const hashes = new Map<string, string>();

describe('a seeded run in Node', () => {
  for (const name of runNames) {
    it(`${name}: the same weights with 1, 2, 3 and 4 threads`, async () => {
      const one = await hashSeededRun(name, createCrew(1));
      hashes.set(name, one);
      expect(one).toMatch(/^[0-9a-f]{64}$/);
      for (const threads of [2, 3, 4]) expect(await hashSeededRun(name, createCrew(threads))).toBe(one);
    });
  }
});

describe.skipIf(!chromiumPath)('a seeded run in Chromium', () => {
  let folder: string;
  let server: StaticServer;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lenet5-run-'));
    await bundlePage(join(repository, 'test/browser/pages'), folder);
    server = await serveFolder(folder, 'run');
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const name of runNames) {
    it(`${name}: the weights that Node has`, async () => {
      const page = await browser.newPage();
      const faults = collectFaults(page);
      await page.goto(server.url, { waitUntil: 'networkidle' });
      const hash = await page.evaluate(`hashSeededRun(${JSON.stringify(name)})`);
      expect(faults).toEqual([]);
      expect(hash).toBe(hashes.get(name) ?? (await hashSeededRun(name, createCrew(1))));
      await page.close();
    });
  }
});
