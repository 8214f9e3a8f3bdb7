// How soon the page answers, in headless Chromium: node bench/page.mjs [--runs 15] (after npm run build). From the pen's
// touching the pad to the first answer on the screen, from its leaving to the last; the same for a number, and the longest
// that the page kept a frame waiting meanwhile.
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { servePage } from '../dist/node/page-server.js';

const { chromium } = createRequire(import.meta.url)('playwright-core');
const { values } = parseArgs({ options: { runs: { type: 'string', default: '15' } } });
const root = fileURLToPath(new URL('..', import.meta.url));

/** Notes, on the page's clock, when the pen came and went, when answers were painted, and the gaps between frames. */
const WATCH = () => {
  const seen = { down: 0, up: 0, answers: [], gap: 0 };
  globalThis.seen = seen;
  addEventListener(
    'pointerdown',
    ({ timeStamp }) => Object.assign(seen, { down: timeStamp, answers: [], gap: 0 }),
    true,
  );
  addEventListener('pointerup', ({ timeStamp }) => Object.assign(seen, { up: timeStamp }), true);
  const painted = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now())));
  addEventListener('DOMContentLoaded', () => {
    const look = () => {
      const { status } = document.querySelector('#answer')?.dataset ?? {};
      if (status && status !== 'waiting' && status !== 'blank') painted((time) => seen.answers.push(time));
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });
  let last = performance.now();
  const frame = (time) => {
    seen.gap = Math.max(seen.gap, time - last);
    last = time;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
};

/** A three, or a row of sevens. */
const THREE = [
  [0.3, 0.25],
  [0.45, 0.18],
  [0.6, 0.25],
  [0.58, 0.4],
  [0.46, 0.47],
  [0.6, 0.55],
  [0.63, 0.7],
  [0.46, 0.82],
  [0.3, 0.75],
];
const SEVEN = [
  [0, 0],
  [0.14, 0],
  [0.06, 0.5],
];

async function draw(page, points) {
  const pad = await page.locator('#pad').boundingBox();
  const move = ([x, y]) => page.mouse.move(pad.x + x * pad.width, pad.y + y * pad.height, { steps: 3 });
  await move(points[0]);
  await page.mouse.down();
  for (const point of points.slice(1)) await move(point);
  await page.mouse.up();
}

async function measure(page, points) {
  await draw(page, points);
  await page.locator('#answer[data-status=accepted]').waitFor();
  await page.waitForTimeout(300);
  const { down, up, answers, gap } = await page.evaluate(() => globalThis.seen);
  // The state is set once more when the pen is lifted; what was shown by then may be the last answer already.
  return { first: answers[0] - down, last: Math.max(0, answers.at(-1) - up), gap };
}

const medianOf = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

function print(name, results) {
  const cells = Object.keys(results[0]).map((key) => {
    const list = results.map((result) => result[key]);
    return `${key} ${medianOf(list).toFixed(0)} (at most ${Math.max(...list).toFixed(0)})`;
  });
  console.log(`${name}: ${cells.join(', ')} ms`);
}

const server = await servePage(`${root}dist/web`, `${root}models`, 0);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
console.log(
  `${cpus().length} x ${cpus()[0].model.trim()}, Chromium ${browser.version()}, median of ${values.runs} fresh pages`,
);
const [opened, digits, firsts, numbers] = [[], [], [], []];
for (let run = 0; run < Number(values.runs); run++) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  await page.addInitScript(WATCH);
  await page.goto(server.url);
  await page.locator('#answer[data-status=blank]').waitFor();
  opened.push({ ready: await page.evaluate(() => performance.now()) });
  await page.locator('.layers').waitFor();
  digits.push(await measure(page, THREE));
  await page.locator('input[value=number]').check();
  await page.locator('#answer[data-status=blank]').waitFor();
  const row = (n) => SEVEN.map(([x, y]) => [0.1 + 0.2 * n + x, 0.25 + y]);
  firsts.push(await measure(page, row(0)));
  await draw(page, row(1));
  await draw(page, row(2));
  numbers.push(await measure(page, row(3)));
  await page.close();
}
print('page opened, ready to draw', opened);
print('a digit, the first drawn: first answer after the pen came, last after it left, longest frame', digits);
print('a number of one digit, the first read', firsts);
print('a number of four digits', numbers);
await browser.close();
await server.close();
