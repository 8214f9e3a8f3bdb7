// The page's texts: every one that is said has a Chinese one with the same values in it; and in Chinese nothing English is
// left to be seen.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { networks, recipeNames, writeIdx } from 'lenet5';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDigits } from '../training/digits.ts';
import { repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { type StaticServer, serveFolder } from './server.ts';

const web = join(repository, 'web');

const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(tsx?|html)$/.test(file) && !file.includes('chinese'))
  .map((file) => readFileSync(join(web, file), 'utf8'));

/** Literals of the constant of that name, if it is in the source. */
function textsOf(name: string, source: string): string[] {
  const [, body = ''] = new RegExp(`^const ${name}\\b[^=]*=(.*?);\\n`, 'ms').exec(source) ?? [];
  return [...body.matchAll(/(?:^|[ \n])'((?:[^'\\]|\\.)*)'(?!:)/g)].map(([, text]) => text);
}

/** Literals in the first argument of every call of `say`, and of the constants that are said. */
function saidIn(source: string): string[] {
  const found = [...source.matchAll(/\bsay\(([A-Z_]+)\b/g)].flatMap(([, name]) => textsOf(name, source));
  for (const { index, 0: call } of source.matchAll(/\bsay\(/g)) {
    let depth = 1;
    for (let i = index + call.length; depth > 0; i++) {
      const rest = source.slice(i);
      const literal = /^'((?:[^'\\]|\\.)*)'/.exec(rest);
      if (literal) {
        if (!/[=!]== $/.test(source.slice(0, i))) found.push(literal[1]);
        i += literal[0].length - 1;
      } else if (rest[0] === ',' && depth === 1) break;
      else if (rest[0] === '(') depth++;
      else if (rest[0] === ')') depth--;
    }
  }
  return found;
}

const valuesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the Chinese texts', () => {
  let chinese: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const file = join(web, 'learn/chinese.ts');
    chinese = (await import(file)).chinese;
  });

  it('are there for all that is said', () => {
    const said = sources.flatMap(saidIn);
    expect(said.length).toBeGreaterThan(60);
    expect(said.filter((text) => !(text in chinese))).toEqual([]);
  });

  it('name the same values, and translate texts that exist', () => {
    for (const [english, text] of Object.entries(chinese)) {
      expect(valuesIn(text), english).toEqual(valuesIn(english));
      expect(
        sources.some((source) => source.includes(english)),
        english,
      ).toBe(true);
    }
  });
});

describe.skipIf(!chromiumPath)('the page in Chinese', () => {
  let server: StaticServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await serveFolder(join(repository, 'dist/web'), 'some/where');
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const wordsOf = (text: string): string[] => text.match(/[A-Za-z]{3,}/g) ?? [];
  const names = wordsOf([...networks.keys()].flatMap((name) => [name, ...recipeNames(name)]).join(' '));

  /** Words of three letters and more that are neither names nor keys. */
  async function english(page: Page): Promise<string[]> {
    const whole = await page.locator('body').innerText();
    const codes = await page.locator('code').allInnerTexts();
    const text = codes.reduce((rest, code) => rest.replace(code, ''), whole);
    const labels = await page
      .locator('[aria-label]')
      .evaluateAll((elements) => elements.map((element) => element.getAttribute('aria-label')).join(' '));
    const known =
      /^(LeNet|MNIST|IDX|SHA|safetensors|English|Backspace|Delete|Space|Tab|ReLU|RBF|OUT|softmax|logit|VII)$/;
    return wordsOf(`${text} ${labels}`).filter((word) => !known.test(word) && !names.includes(word));
  }

  it('says nothing in English, and back again', async () => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    const faults = collectFaults(page);
    await page.goto(server.url);
    await page.locator('.layers').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect((await english(page)).length).toBeGreaterThan(50);
    await page.locator('input[value=zh]').check();
    await page.locator('html[lang=zh-Hans]').waitFor();
    expect(await english(page)).toEqual([]);
    await page.locator('#pad').press('4');
    await page.locator('#distort summary').click();
    for (const network of ['lenet5', 'lenet5-modern', 'characters']) {
      await page.locator(`input[value="${network}"]`).check();
      await page.locator(network === 'lenet5' ? '#maps-RBF' : '#maps-OUT').waitFor();
      await page.locator('#why figure').first().waitFor();
      await page.locator('#maps-S2').press('ArrowRight');
      expect(await english(page), network).toEqual([]);
    }
    await page.locator('input[value=number]').check();
    await page.locator('.how').waitFor();
    for (const digit of ['4', '0', '7']) await page.locator('#pad').press(digit);
    await page.locator('#strip').waitFor();
    expect(await english(page)).toEqual([]);
    await page.locator('#clear').click();
    await page.locator('#pad').press('7');
    for (const field of ['date', 'zip']) {
      await page.locator('#field').selectOption(field);
      await page.locator('#line', { hasText: /没有可识读/ }).waitFor();
      expect(await english(page), field).toEqual([]);
    }
    await page.locator('input[value=en]').check();
    await page.locator('html[lang=en]').waitFor();
    expect(await page.locator('.how h2').textContent()).toBe('How it is read');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('says nothing in English before, while and after it trains, with own digits', async () => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    const faults = collectFaults(page);
    await page.goto(`${server.url}#language=zh&view=train&digits=200&epochs=1000`);
    await page.locator('html[lang=zh-Hans]').waitFor();
    await page.locator('#start').waitFor();
    expect(await english(page), 'before').toEqual([]);
    const { count, rows, columns, images, labels } = makeDigits(50);
    await page.locator('input[data-for=import]').setInputFiles([
      { name: 'images.idx', mimeType: '', buffer: Buffer.from(writeIdx([count, rows, columns], images)) },
      { name: 'labels.idx', mimeType: '', buffer: Buffer.from(writeIdx([count], labels)) },
    ]);
    await page.locator('#kept', { hasText: '50' }).waitFor();
    await page.locator('.kept button').first().click();
    await page.locator('#kept', { hasText: '49' }).waitFor();
    expect(await english(page), 'own digits').toEqual([]);
    const state = (name: string) => page.locator(`#run-status[data-status=${name}]`).waitFor();
    await page.locator('#test').fill('100');
    await page.locator('#start').click();
    await page.locator('.confusion').waitFor();
    await page.locator('.curves summary').click();
    await page.locator('.confusion .right button').first().click();
    expect(await english(page), 'at work').toEqual([]);
    await page.locator('#pause').click();
    await state('paused');
    // What is on the way is said anew, too.
    await page.locator('input[value=en]').check();
    await page.locator('#run-status', { hasText: 'Paused. Epoch' }).waitFor();
    expect(await page.locator('.progress [role=status]').textContent()).toMatch(/^Paused\. Epoch/);
    await page.locator('input[value=zh]').check();
    await page.locator('html[lang=zh-Hans]').waitFor();
    expect(await english(page), 'paused').toEqual([]);
    await page.locator('#stop').click();
    await state('stopped');
    expect(await english(page), 'stopped').toEqual([]);
    await page.locator('#tuning').fill('1');
    await page.locator('#tune').click();
    await state('done');
    await page.locator('#comparison').waitFor();
    await page.locator('#sha256').waitFor();
    expect(await english(page), 'fine-tuned').toEqual([]);
    await page.locator('#look').click();
    await page.locator('input[value=own]:checked').waitFor({ state: 'attached' });
    expect(await english(page), 'looked into').toEqual([]);
    // Its name, too, is said anew.
    const own = page.locator('label:has(input[value=own])');
    expect(await own.textContent()).toContain('在此训练');
    await page.locator('input[value=en]').check();
    await page.locator('html[lang=en]').waitFor();
    expect(await own.textContent()).toContain('trained here');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('says what kind of fault there is, before the English of the library', async () => {
    // A service worker would answer before the route does.
    const page = await browser.newPage({ serviceWorkers: 'block' });
    await page.route('**/models/lenet5.safetensors?*', (route) => route.fulfill({ status: 404 }));
    await page.goto(`${server.url}#language=zh`);
    await page.locator('html[lang=zh-Hans]').waitFor();
    await page.locator('#open').waitFor();
    const bad = { mimeType: 'image/png', buffer: Buffer.from('rubbish') };
    await page.locator('input[accept="image/*"]').setInputFiles({ name: 'a.png', ...bad });
    const line = page.locator('#no-picture');
    expect(await line.textContent()).toMatch(/^这个文件无法作为图片显示。 picture: this is no picture/);
    const alert = page.locator('.network [role=alert]');
    await page.locator('input[data-for=model]').setInputFiles({ name: 'bad.safetensors', ...bad });
    expect(await alert.textContent()).toMatch(/^文件已损坏，或不是所需的种类。 bad\.safetensors: /);
    await page.locator('input[value=lenet5]').check();
    await page.locator('.network [role=alert]', { hasText: 'HTTP 404' }).waitFor();
    expect(await alert.textContent()).toMatch(/^页面的一部分无法加载。 models\/lenet5/);
    await page.locator('input[value=en]').check();
    await page.locator('html[lang=en]').waitFor();
    expect(await alert.textContent()).toBe('models/lenet5.safetensors: cannot be loaded (HTTP 404).');
    await page.close();
  });

  it('is what a Chinese browser gets', async () => {
    const page = await browser.newPage({ locale: 'zh-CN' });
    await page.goto(server.url);
    await page.locator('html[lang=zh-Hans]').waitFor();
    expect(await page.title()).toContain('看每一层');
    await page.close();
  });

  it('explains the layers with numbers of the definition, where it is wanted', async () => {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.locator('input[value=lenet5]').check();
    await page.locator('#maps-RBF').waitFor();
    const lessons = page.locator('.lesson');
    await lessons.nth(6).waitFor();
    const texts = await lessons.allTextContents();
    expect(texts[0]).toContain('122,304 connections need only 156 parameters');
    expect(texts[2]).toContain('Of 96 kernels only 60 are there');
    expect(texts[4]).toContain('48,120 parameters');
    expect(texts.join(' ')).not.toMatch(/[{}]/);
    await page.locator('#explain').uncheck();
    expect(await lessons.count()).toBe(0);
    await page.close();
  });
});
