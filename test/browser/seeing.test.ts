// Seeing in the playground: sliders that distort, what feeds a unit, why, how a number was read, in two languages. What
// the page shows is held against what the library says of the same drawing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  Classifier,
  drawStrokes,
  Inspector,
  type Model,
  normalizePicture,
  planNetwork,
  Recognizer,
  type Transformation,
  transformSet,
} from 'lenet5';
import { loadModel } from 'lenet5/node';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { draw, ONE, type Point, place, SEVEN, ZERO } from './pointer.ts';
import { type StaticServer, serveFolder } from './server.ts';

const folder = join(repository, 'dist/web');

/** The pad for one digit, in its own units, and the pen that the page begins with. */
const PAD = 280;
const PEN = 18;

const modelOf = (name: string): Promise<Model> => loadModel(join(repository, `models/${name}.safetensors`));

describe.skipIf(!chromiumPath)('seeing in Chromium', () => {
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
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(() => {
    expect(faults).toEqual([]);
    expect(server.missing).toEqual([]);
  });

  const choose = (value: string) => page.locator(`input[value="${value}"]`).check();
  const answer = () => page.locator('#answer').textContent();

  /** Draws one stroke with the mouse; what the library makes of the same places: 28 x 28 ink. */
  async function drawDigit(points: readonly Point[]): Promise<Uint8Array> {
    const css = await draw(page, points);
    const width = await page.locator('#pad').evaluate((pad) => pad.getBoundingClientRect().width);
    // The page keeps places on a grid of quarters.
    const stroke = css.map((value) => Math.round((4 * value * PAD) / width) / 4);
    const sides = [0, 1].map((axis) => stroke.filter((_, i) => i % 2 === axis));
    const side = Math.max(...sides.map((values) => Math.max(...values) - Math.min(...values)));
    const found = normalizePicture(drawStrokes([stroke], { pen: (20 * PEN) / side }));
    if (found.status !== 'ok') throw new Error('no ink');
    await page.locator('#answer[data-status=accepted]').waitFor();
    return found.image;
  }

  /** The value that the page shows of a unit, reached with the arrow keys; of each layer once. */
  async function valueAt(layer: string, right: number, down: number): Promise<number> {
    const maps = page.locator(`#maps-${layer}`);
    await maps.press('ArrowLeft');
    for (let n = 0; n < right; n++) await maps.press('ArrowRight');
    for (let n = 0; n < down; n++) await maps.press('ArrowDown');
    return Number(await page.locator('#value').getAttribute('value'));
  }

  const distort = (image: Uint8Array, change: Transformation) =>
    transformSet(
      {
        ...{ name: 'drawing', count: 1, rows: 28, columns: 28, classes: 10 },
        ...{ images: image, labels: Uint8Array.of(0) },
      },
      32,
      32,
      change,
      1998,
    ).images;

  describe('sliders', () => {
    it('distort what the network gets, by the keyboard, and give it back', async () => {
      await openPage();
      await choose('lenet5');
      const image = await drawDigit(place(SEVEN, 0.3, 0.25, 0.5));
      const inspector = await Inspector.open(await modelOf('lenet5'));
      const recognizer = await Recognizer.open(await modelOf('characters'));
      const plain = inspector.look(image, 28, 28).layers[0];
      const at = (layer: typeof plain) => layer.values[(9 * layer.shape.columns + 12) * layer.shape.maps];
      expect(await valueAt('C1', 12, 9)).toBe(at(plain));

      await page.locator('#distort summary').press('Enter');
      const press = async (name: string, key: string, times: number) => {
        for (let n = 0; n < times; n++) await page.locator(`#distort-${name}`).press(key);
      };
      await press('right', 'ArrowLeft', 3);
      await press('rotation', 'ArrowRight', 4);
      await press('squeeze', 'ArrowRight', 5);
      await press('slant', 'ArrowLeft', 2);
      await press('thickness', 'ArrowRight', 1);
      await press('noise', 'ArrowRight', 2);
      const ink = distort(image, {
        ...{ right: -3, rotation: 20, squeeze: 1.25, slant: -0.2, thickness: 0.25, noise: 0.02 },
      });
      const changed = at(inspector.look(ink, 32, 32).layers[0]);
      expect(changed).not.toBe(at(plain));
      expect(Number(await page.locator('#value').getAttribute('value'))).toBe(changed);
      const { status, digit } = recognizer.recognizeInk(ink, 32, 32);
      expect(await answer()).toBe(status === 'accepted' ? String(digit) : '?');

      await page.locator('#undistort').click();
      expect(Number(await page.locator('#value').getAttribute('value'))).toBe(at(plain));
      expect(await answer()).toBe('7');
    });

    it('are in the link; rubbish there is passed over', async () => {
      await openPage();
      const amounts = () =>
        page
          .locator('.sliders input')
          .evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value));
      await page.goto(`${server.url}#distort=3_-2_35_1.5_1_-0.5_0.25_0.1&language=zh`);
      await page.locator('html[lang=zh-Hans]').waitFor();
      expect(await amounts()).toEqual(['3', '-2', '35', '1.5', '1', '-0.5', '0.25', '0.1']);
      for (const rubbish of ['3_-2', '99_0_0_1_1_0_0_0', '0_0_x_1_1_0_0_0', '']) {
        await page.goto(`${server.url}#distort=${rubbish}`);
        await page.locator('html[lang=en]').waitFor();
        await expect.poll(amounts).toEqual(['0', '0', '0', '1', '1', '0', '0', '0']);
      }
    });

    it('go until it breaks', async () => {
      await openPage();
      await drawDigit(place(SEVEN, 0.3, 0.25, 0.5));
      await page.locator('#distort summary').click();
      await page.locator('#distort-noise').fill('0.5');
      expect(await page.locator('#answer').getAttribute('data-status')).toBe('rejected');
    });
  });

  describe('what feeds a unit', () => {
    const sources = () => page.locator('#sources').textContent();
    /** Goes to the unit `right` of the first one of a layer, from wherever the layer's last one was. */
    const goTo = async (layer: string, right: number) => {
      const maps = page.locator(`#maps-${layer}`);
      await maps.press('ArrowLeft');
      for (let n = 0; n < right; n++) await maps.press('ArrowRight');
    };

    it('is the connection table of the definition', async () => {
      await openPage();
      await choose('lenet5');
      await page.locator('#table-C3').waitFor();
      const { layers } = (await modelOf('lenet5')).definition;
      const c3 = layers[2];
      const table = c3.kind === 'convolution' ? c3.table! : [];
      const dots = await page
        .locator('#table-C3 tbody tr')
        .evaluateAll((rows) =>
          rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent === '●')),
        );
      expect(dots).toEqual([0, 1, 2, 3, 4, 5].map((k) => table.map((maps) => maps.includes(k))));

      const marked = () =>
        page
          .locator('#table-C3 .marked')
          .evaluateAll((cells) => cells.map((cell) => cell.textContent).join(''));
      // One map of C3 is ten units wide.
      await goTo('C3', 70);
      expect(await sources()).toBe(`fed by maps ${table[7].join(', ')} of S2`);
      expect(await marked()).toBe(`7${'●'.repeat(table[7].length)}`);
      expect(await page.locator('#sum').textContent()).toMatch(
        /^(−?[\d.]+ [+−] ){4}bias −?[\d.]+ = −?[\d.]+( → −?[\d.]+)?$/,
      );
      await goTo('S2', 28);
      expect(await sources()).toBe('fed by map 2 of C1');
      expect(await marked()).toBe(`2${'●'.repeat(table.filter((maps) => maps.includes(2)).length)}`);
    });

    it('is named for every layer, and framed in the maps of the layer below', async () => {
      await openPage();
      const pooled = planNetwork((await modelOf('characters')).definition).layers[1].plan.output;
      for (const [network, layer, text] of [
        ['characters', 'C1', 'the input'],
        ['characters', 'C3', `all ${pooled.maps} maps of S2`],
        ['lenet5', 'S4', 'map 0 of C3'],
        ['lenet5', 'C5', 'all 16 maps of S4'],
        ['lenet5', 'F6', 'all 120 units of C5'],
      ]) {
        await choose(network);
        await page.locator(network === 'lenet5' ? '#maps-RBF' : '#maps-OUT').waitFor();
        await goTo(layer, 0);
        expect(await sources(), `${network} ${layer}`).toBe(`fed by ${text}`);
      }
      /** Shares of a canvas's width where its accent colour begins and ends. */
      const accents = () =>
        page.locator('#maps-S2').evaluate((element) => {
          const canvas = element as unknown as {
            width: number;
            height: number;
            getContext(kind: '2d'): { getImageData(...box: number[]): { data: Uint8ClampedArray } };
          };
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const found: number[] = [];
          for (let i = 0; i < data.length; i += 4)
            if (data[i] < 30 && data[i + 2] > 180) found.push(((i / 4) % canvas.width) / canvas.width);
          return [Math.min(...found), Math.max(...found)];
        });
      await goTo('C3', 0);
      const [first, last] = await accents();
      expect(first).toBeLessThan(0.02);
      // Maps 0, 1 and 2 of six, the first five columns of fourteen.
      expect(last).toBeGreaterThan(2 / 6);
      expect(last).toBeLessThan(2.5 / 6);
    });
  });

  describe('why', () => {
    /** The ink in the middle of 32 x 32, with a patch of `side` and `level` around a place. */
    function cover(image: Uint8Array, row: number, column: number, side: number, level: number): Uint8Array {
      const field = distort(image, {});
      const [top, left] = [row - (side >> 1), column - (side >> 1)];
      for (let r = Math.max(0, top); r < Math.min(32, top + side); r++)
        for (let c = Math.max(0, left); c < Math.min(32, left + side); c++) field[32 * r + c] = level;
      return field;
    }
    const ranked = (values: ArrayLike<number>) =>
      Array.from(values, (value, n) => ({ value, n })).sort((a, b) => b.value - a.value);
    const said = () => page.locator('#with-patch').textContent();

    it('is asked with a patch over every place', async () => {
      await openPage();
      const image = await drawDigit(place(SEVEN, 0.3, 0.25, 0.5));
      const classifier = await Classifier.open(await modelOf('characters'));
      const map = page.locator('#why-margin');
      // From the middle, 16, 16, to 10, 18.
      for (const key of [...Array(6).fill('ArrowUp'), 'ArrowRight', 'ArrowRight']) await map.press(key);
      const scores = classifier.outputs(cover(image, 10, 18, 5, 0), 1, 32, 32);
      const [first, second] = ranked(scores);
      const margin = (first.value - second.value).toFixed(first.value - second.value >= 10 ? 1 : 2);
      expect(await said()).toMatch(
        new RegExp(`^With the patch at row 10, column 18: .+ with [\\d.]+\\s%, ${margin} ahead of .+$`),
      );
      expect(await said()).toContain(`: ${['not a digit', 'several'][first.n - 10] ?? first.n} with`);
    });

    it('finds the least that changes the answer, of paper and of ink, for the drawing of now', async () => {
      await openPage();
      const classifier = await Classifier.open(await modelOf('lenet5'));
      const smallest = (image: Uint8Array, level: number) => {
        const winner = (ink: Uint8Array) => ranked(classifier.outputs(ink, 1, 32, 32)).at(-1)!.n;
        const before = winner(distort(image, {}));
        for (let side = 1; side <= 12; side++)
          for (let n = 0; n < 32 * 32; n++)
            if (winner(cover(image, n >> 5, n & 31, side, level)) !== before) return side;
        return undefined;
      };
      const shown = async (level: number) => {
        const words = level === 0 ? 'Without these' : 'With';
        const line = page.locator('#flip').filter({ hasText: new RegExp(`^(${words} \\d|No patch)`) });
        return Number(/\d+/.exec((await line.textContent())!)![0]);
      };
      await choose('lenet5');
      await drawDigit(place(ZERO, 0.3, 0.25, 0.5));
      await page.locator('#clear').click();
      const seven = await drawDigit(place(SEVEN, 0.3, 0.25, 0.5));
      await page.locator('#why-margin').waitFor();
      expect(await shown(0)).toBe(smallest(seven, 0));
      await choose('ink');
      expect(await shown(255)).toBe(smallest(seven, 255));
    });

    it('is not asked of a blank pad', async () => {
      await openPage();
      expect(await page.locator('#why').count()).toBe(0);
    });
  });

  describe('a number', () => {
    it('in two lines is read from top to bottom, and the first line is shown', async () => {
      await openPage();
      await choose('number');
      for (const [n, points] of [ONE, ZERO, SEVEN, ZERO].entries())
        await draw(page, place(points, 0.1 + 0.2 * (n % 2), 0.08 + 0.5 * (n >> 1), 0.36, 0.5));
      await page.locator('#answer:text-is("1070")').waitFor();
      expect(await page.locator('.digits .digit').allTextContents()).toEqual(['1', '0', '7', '0']);
      expect(await page.locator('#graph').getAttribute('aria-label')).toMatch(/the best path reads 10$/);
      await page.getByText('Of several lines the first one is shown below.').waitFor();
    });

    it('that is struck out is no answer', async () => {
      await openPage();
      await choose('number');
      for (const [n, points] of [ONE, ZERO, SEVEN].entries())
        await draw(page, place(points, 0.08 + 0.27 * n, 0.25, 0.5, 0.4));
      await page.locator('#answer:text-is("107")').waitFor();
      await draw(page, [
        [0.1, 0.5],
        [0.84, 0.48],
      ]);
      await page.locator('#line', { hasText: /^Struck out: \d+ \(/ }).waitFor();
      expect(await page.locator('#answer').textContent()).toBe('?');
    });

    it('shows its cuts, its best path and the sweep, and every layer of each digit', async () => {
      await openPage();
      await choose('number');
      await page.locator('.how').waitFor();
      expect(await page.locator('.network').count()).toBe(0);
      for (const [n, points] of [ONE, ZERO, SEVEN].entries())
        await draw(page, place(points, 0.08 + 0.27 * n, 0.25, 0.5, 0.4));
      await page.locator('#answer:text-is("107")').waitFor();

      expect(await page.locator('.digits .digit').allTextContents()).toEqual(['1', '0', '7']);
      expect(await page.locator('#graph').getAttribute('aria-label')).toMatch(
        /^Segments: \d+, pieces: \d+; the best path reads 107$/,
      );
      expect(await page.locator('#strip').getAttribute('aria-label')).toMatch(/^\d+ outputs, one every 4/);
      // No digit is less likely than all of them.
      const sure = Number.parseFloat((await page.locator('#line').textContent())!);
      for (const share of await page.locator('.digits label .quiet').allTextContents())
        expect(Number.parseFloat(share)).toBeGreaterThanOrEqual(sure);
      // What the reader said of each piece is what the network that is looked into says of it.
      for (const [n, digit] of ['1', '0', '7'].entries()) {
        await page.locator('.digits input').nth(n).check();
        const likelihood = page.locator('#likelihood', { hasText: `piece of ${digit} ` });
        const [share] = (await likelihood.textContent())!.match(/[\d.]+\s%/)!;
        const row = page.locator('.network .outputs tbody tr').nth(Number(digit));
        await row.filter({ hasText: share }).waitFor();
      }
      // The best path is the first row of bars: its first piece begins at the left.
      const graph = page.locator('#graph');
      const shape = (await graph.boundingBox())!;
      const accent = (await graph.evaluate((element) => {
        const canvas = element as unknown as {
          width: number;
          height: number;
          getContext(kind: '2d'): { getImageData(...box: number[]): { data: Uint8ClampedArray } };
        };
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        for (let i = 0; i < data.length; i += 4)
          if (data[i] === 10 && data[i + 1] === 98 && data[i + 2] === 201)
            return [
              ((i / 4) % canvas.width) / canvas.width,
              Math.floor(i / 4 / canvas.width) / canvas.height,
            ];
        return [];
      })) as number[];
      await graph.click({ position: { x: accent[0] * shape.width + 3, y: accent[1] * shape.height + 3 } });
      expect(await page.locator('.digits input').nth(0).isChecked()).toBe(true);

      await choose('lenet5');
      await page.locator('#maps-RBF').waitFor();
      await page.locator('#clear').click();
      await page.locator('#answer[data-status=blank]').waitFor();
      expect(await page.locator('#graph').count()).toBe(0);
    });

    it('takes the whole width', async () => {
      await openPage({ viewport: { width: 1440, height: 900 } });
      const before = (await page.locator('#pad').boundingBox())!.width;
      await choose('number');
      const main = (await page.locator('main').boundingBox())!;
      const how = (await page.locator('.how').boundingBox())!;
      expect(how.x + how.width).toBeCloseTo(main.x + main.width, 0);
      expect(await page.locator('.top').textContent()).toContain('Draw a number');
      // And gives it back.
      await choose('digit');
      await expect.poll(async () => (await page.locator('#pad').boundingBox())!.width).toBe(before);
    });
  });
});
