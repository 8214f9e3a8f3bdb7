// Training in the page against the command line, and whether the page stays quick meanwhile: digits a second, time from
// a key or the pen to the next frame, frames, memory. Where other programs run beside it, the clock counts them, too;
// the processor's time does not. npm run build first.
//   node bench/training-page.mjs [MINUTES [NETWORK]]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findMnistFiles } from '../dist/node/datasets.js';
import { servePage } from '../dist/node/page-server.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [minutes = '2', network = 'lenet5'] = process.argv.slice(2);
const DIGITS = 60_000;

/** Runs in the page: collects how long each event took to its frame, long tasks, and the time between frames. */
const WATCH = `(() => {
  window.seen = { events: [], tasks: [], frames: [] };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.events.push(duration);
  }).observe({ type: 'event', durationThreshold: 16 });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.tasks.push(duration);
  }).observe({ type: 'longtask' });
  let last = performance.now();
  const frame = (now) => {
    seen.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})()`;

const quantile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;

function commandLine(threads) {
  const folder = mkdtempSync(join(tmpdir(), 'lenet5-bench-'));
  const words = ['train', '--network', network, '--epochs', '1', '--threads', String(threads), '--json'];
  const out = execFileSync(
    process.execPath,
    [join(root, 'dist/lib/cli.js'), ...words, '--limit', String(DIGITS), '--out', join(folder, 'm')],
    { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' },
  );
  rmSync(folder, { recursive: true });
  return JSON.parse(out.trim().split('\n').at(-1)).samplesPerSecond;
}

/** A zigzag on the pad, a frame or so between its places. */
async function scribble(page) {
  const box = await page.locator('#pad').boundingBox();
  for (let n = 0; n < 20; n++) {
    await page.mouse.move(box.x + 40 + 10 * n, box.y + (n % 2 === 0 ? 60 : 240));
    if (n === 0) await page.mouse.down();
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
  await page.locator('#pad').press('Delete');
}

/** Processor time of the longest tasks of the page's main thread while `act` runs, in milliseconds. */
async function processorTimes(page, act) {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] });
  await act();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const main = traceEvents.find(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  return traceEvents
    .filter(
      ({ name, pid, tid, tdur }) => name.endsWith('RunTask') && pid === main.pid && tid === main.tid && tdur,
    )
    .map(({ tdur }) => tdur / 1000);
}

/** What the page feels like for a while. */
async function watch(page, name, seconds) {
  await page.evaluate('seen = { events: [], tasks: [], frames: [] }');
  const times = await processorTimes(page, async () => {
    for (const end = Date.now() + 1000 * seconds; Date.now() < end; ) await scribble(page);
  });
  const { events, tasks, frames } = await page.evaluate('seen');
  console.log(
    `${name}: input to its frame 95 % within ${quantile(events, 0.95)} ms, longest ${Math.max(0, ...events)} ms of ${events.length}; ` +
      `frames half within ${quantile(frames, 0.5).toFixed(1)} ms, 99 % within ${quantile(frames, 0.99).toFixed(1)} ms; ` +
      `${tasks.length} tasks over 50 ms by the clock; ` +
      `by the processor's time tasks 99.9 % within ${quantile(times, 0.999).toFixed(1)} ms, longest ${Math.max(...times).toFixed(1)} ms`,
  );
}

const server = await servePage(join(root, 'dist/web'), join(root, 'models'), 0, await findMnistFiles());
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.goto(server.url);
  await page.locator('#view-train').click();
  await page.locator('#network').selectOption(network);
  for (const [id, value] of Object.entries({ digits: DIGITS, epochs: 10_000, test: 1000 })) {
    await page.locator(`#${id}`).fill(String(value));
  }
  await page.evaluate(WATCH);
  await watch(page, 'before training', 15);
  await page.locator('#start').click();
  await page.locator('.confusion').waitFor({ timeout: 300_000 });
  await watch(page, 'while training', 30);
  const memory = [];
  for (const end = Date.now() + 60_000 * Number(minutes); Date.now() < end; ) {
    for (let n = 0; n < 10; n++) await scribble(page);
    await page.locator('.confusion button').first().click();
    const { bytes } = await page.evaluate('performance.measureUserAgentSpecificMemory()');
    memory.push(bytes / 2 ** 20);
  }
  await watch(page, 'while training, later', 30);
  console.log(`memory, MiB: ${memory.map((size) => size.toFixed(0)).join(' ')}`);
  const speed = await page.locator('#speed').innerText();
  console.log(`${network}, ${DIGITS} digits. ${await page.locator('#mode').innerText()} ${speed}`);
  await page.locator('#stop').click();
} finally {
  await browser.close();
  await server.close();
}
console.log(`command line, one thread: ${Math.round(commandLine(1))} digits a second`);
