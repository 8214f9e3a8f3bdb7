// The page against the library, on real strokes: npm run eval:page -- --data FOLDER [--count 500] [--seed 1]. Digits of
// unipen-digits are drawn on the page's own pad with the mouse of a headless Chromium, at sizes and places of chance; both
// errors are printed, and how many answers differ. With --memory MINUTES it draws, undoes, looks at every network and reads
// numbers for so long, and prints what the page holds, after each minute.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { loadModel, Random, Recognizer } from '../dist/node/index.js';
import { servePage } from '../dist/node/page-server.js';
import { readStrokes } from './characters/sets.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    memory: { type: 'string' },
  },
});
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const random = new Random(Number(values.seed));

/** `count` of the items, each at most once. */
function choose(items, count) {
  const rest = [...items];
  return Array.from(
    { length: Math.min(count, rest.length) },
    () => rest.splice(random.integer(rest.length), 1)[0],
  );
}

/** The digit somewhere on a pad of that width and height, between 0.4 and 0.7 of its height. */
function placeOn({ width, height }, strokes) {
  const axes = [0, 1].map((axis) => strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === axis)));
  const low = axes.map((axis) => Math.min(...axis));
  const extents = axes.map((axis, i) => Math.max(...axis) - low[i]);
  const scale = (height * random.uniform(0.4, 0.7)) / Math.max(...extents, 1e-9);
  const margin = 0.08 * height;
  const corner = [width, height].map((side, i) => random.uniform(margin, side - margin - scale * extents[i]));
  return strokes.map((stroke) => stroke.map((value, i) => corner[i % 2] + scale * (value - low[i % 2])));
}

/** Until what was changed is laid out and shown. */
const settle = (page) =>
  page.evaluate(() => new Promise((end) => requestAnimationFrame(() => requestAnimationFrame(end))));

/** Through the browser itself: Playwright's own mouse leaves listeners behind in the page, which would count as memory. */
async function draw(page, devtools, strokes) {
  await settle(page);
  const pad = await page.locator('#pad').boundingBox();
  for (const stroke of placeOn(pad, strokes)) {
    const send = (type, i, buttons) =>
      devtools.send('Input.dispatchMouseEvent', {
        ...{ type, buttons, button: 'left', clickCount: 1 },
        ...{ x: pad.x + stroke[i], y: pad.y + stroke[i + 1] },
      });
    await send('mousePressed', 0, 1);
    // Sent in order, and not one a frame: as from a fast pen, the page gets several at once.
    const moves = [];
    for (let i = 2; i < stroke.length; i += 2) moves.push(send('mouseMoved', i, 1));
    await Promise.all(moves);
    await send('mouseReleased', stroke.length - 2, 0);
  }
  await settle(page);
}

/** What the page shows: whether it is sure, and the likeliest digit. */
async function answerOf(page) {
  const status = await page.locator('#answer').getAttribute('data-status');
  const text = await page.locator(status === 'accepted' ? '#answer' : '#line').textContent();
  return { status, digit: Number(/\d/.exec(text)?.[0] ?? Number.NaN) };
}

const percent = (part, whole) => `${part} of ${whole} (${((100 * part) / whole).toFixed(2)} %)`;

function report(name, answers, items) {
  const isWrong = (answer, n) => answer.digit !== items[n].label;
  const accepted = answers
    .map((answer, n) => ({ answer, n }))
    .filter(({ answer }) => answer.status === 'accepted');
  console.log(
    `${name}: wrong ${percent(answers.filter(isWrong).length, items.length)}; ` +
      `accepted ${percent(accepted.length, items.length)}, ` +
      `of these wrong ${percent(accepted.filter(({ answer, n }) => isWrong(answer, n)).length, accepted.length)}`,
  );
  return answers.filter(isWrong).length;
}

async function compare(page, devtools, items) {
  const shown = [];
  for (const { strokes } of items) {
    await draw(page, devtools, strokes);
    shown.push(await answerOf(page));
    await page.locator('#clear').click();
    await page.locator('#answer[data-status=blank]').waitFor();
  }
  const recognizer = await Recognizer.open(await loadModel(join(root, 'models/characters.safetensors')));
  const told = items.map(({ strokes }) => recognizer.recognizeStrokes(strokes));
  const one = report('page', shown, items);
  const other = report('library', told, items);
  const different = shown.filter(({ digit }, n) => digit !== told[n].digit).length;
  console.log(
    `difference of the errors: ${((100 * (one - other)) / items.length).toFixed(2)} points; ` +
      `another digit in ${percent(different, items.length)}`,
  );
}

/** Megabytes: the page's objects after a collection, and all that the browser's pages take; and nodes. */
async function measure(devtools, system) {
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const metricOf = (name) => metrics.find((metric) => metric.name === name).value;
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  const pages = renderers.map(({ id }) => Number(readFileSync(`/proc/${id}/statm`, 'utf8').split(' ')[1]));
  return {
    heap: metricOf('JSHeapUsedSize') / 1e6,
    renderers: (pages.reduce((sum, count) => sum + count, 0) * 4096) / 1e6,
    nodes: metricOf('Nodes'),
  };
}

async function drawOn(page, devtools, items, until) {
  let drawn = 0;
  while (performance.now() < until) {
    const mode = drawn % 10 < 8 ? 'digit' : 'number';
    const network = ['characters', 'lenet5', 'lenet5-modern'][drawn % 3];
    await page.locator(`input[value=${mode}]`).check();
    if (mode === 'digit') await page.locator(`input[value="${network}"]`).check();
    await draw(page, devtools, items[drawn++ % items.length].strokes);
    await page.locator(`#answer:not([data-status=waiting]):not([data-status=blank])`).waitFor();
    if (drawn % 5 === 0) await page.locator('#undo').click();
    else await page.locator('#clear').click();
  }
  return drawn;
}

async function watchMemory(browser, page, devtools, items, minutes) {
  await devtools.send('Performance.enable');
  const system = await browser.newBrowserCDPSession();
  const start = performance.now();
  let drawn = 0;
  for (let minute = 0; minute <= minutes; minute++) {
    const { heap, renderers, nodes } = await measure(devtools, system);
    console.log(
      `${minute} min, ${drawn} drawings: heap ${heap.toFixed(1)} MB, renderers ${renderers.toFixed(0)} MB, ${nodes} nodes`,
    );
    if (minute < minutes) drawn += await drawOn(page, devtools, items, start + 60_000 * (minute + 1));
  }
}

const strokes = readStrokes(values.data);
if (!strokes) throw new Error(`${values.data}: unipen-digits is absent; give its folder with --data.`);
const server = await servePage(join(root, 'dist/web'), join(root, 'models'), 0);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 }, locale: 'en' });
  page.on('pageerror', (error) => console.error(String(error)));
  await page.goto(server.url);
  await page.locator('#answer[data-status=blank]').waitFor();
  await page.locator('.layers').waitFor();
  const devtools = await page.context().newCDPSession(page);
  const items = choose(strokes, Number(values.count));
  console.log(
    `${items.length} digits, seed ${values.seed}; ${cpus()[0].model.trim()}, Chromium ${browser.version()}`,
  );
  if (values.memory) await watchMemory(browser, page, devtools, items, Number(values.memory));
  else await compare(page, devtools, items);
} finally {
  await browser.close();
  await server.close();
}
