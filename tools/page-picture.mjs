// docs/playground.png: the playground with a three, LeNet-5 of 1998 and a unit of C3, as Chromium shows it. After
// `npm run build`; CHROMIUM names the browser.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { servePage } from '../dist/node/page-server.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const server = await servePage(join(root, 'dist/web'), join(root, 'models'), 0);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage({
  viewport: { width: 1240, height: 1600 },
  colorScheme: 'light',
  serviceWorkers: 'block',
});
await page.goto(server.url);
await page.locator('#answer[data-status=blank]').waitFor();
await page.locator('#pad').press('3');
await page.locator('input[value=lenet5]').check();
await page.locator('#distort summary').click();
await page.locator('#distort-rotation').fill('20');
await page.locator('#maps-C3').hover({ position: { x: 350, y: 22 } });
await page.locator('.lesson').last().waitFor();
await page.evaluate('document.activeElement.blur()');
// Down to the end of the connection table.
const table = await page.locator('.connections').boundingBox();
const clip = { x: 0, y: 0, width: 1240, height: Math.ceil(table.y + table.height + 20) };
await page.screenshot({ path: join(root, 'docs/playground.png'), clip });
await browser.close();
await server.close();
