// docs/playground.png: the page as it is built, drawn on in the Chromium of this machine. npm run build first.
//   node tools/playground-picture.mjs [FILE [WIDTH [light|dark]]]
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { servePage } from '../dist/node/page-server.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [file = join(root, 'docs/playground.png'), width = '1240', colorScheme = 'light'] =
  process.argv.slice(2);

/** Places on an arc, in 0..1 of the pad; angles in degrees, 0 to the right, clockwise. */
const arc = (x, y, radius, from, to) =>
  Array.from({ length: 25 }, (_, n) => {
    const angle = ((from + ((to - from) * n) / 24) * Math.PI) / 180;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });

const THREE = [...arc(0.49, 0.32, 0.16, -150, 85), ...arc(0.49, 0.66, 0.19, -85, 150)];

const server = await servePage(join(root, 'dist/web'), join(root, 'models'), 0);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: { width: Number(width), height: 860 }, colorScheme });
  await page.goto(server.url);
  await page.locator('.layers').waitFor();
  await page.locator('input[value=lenet5]').check();
  await page.locator('.codes').waitFor();
  await page.evaluate('scrollTo(0, 0)');
  const { x, y, width: side } = await page.locator('#pad').boundingBox();
  for (const [n, [right, down]] of THREE.entries()) {
    await page.mouse.move(x + right * side, y + down * side, { steps: 2 });
    if (n === 0) await page.mouse.down();
  }
  await page.mouse.up();
  const maps = page.locator('#maps-C3');
  const box = await maps.boundingBox();
  await maps.hover({ position: { x: box.width * 0.45, y: Math.min(30, box.height / 2) } });
  await page.evaluate('scrollTo(0, 0)');
  // Down to F6 and the codes: the table of outputs below says the same in numbers.
  const last = await page.locator('#maps-F6').boundingBox();
  const clip = { x: 0, y: 0, width: Number(width), height: Math.ceil(last.y + last.height + 24) };
  writeFileSync(file, await page.screenshot({ fullPage: true, clip }));
  console.log(`${file}: answer ${await page.textContent('#answer')}`);
} finally {
  await browser.close();
  await server.close();
}
