// The page's state in its address: a link shows what its sender saw; rubbish in it is passed over.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { drawStrokes } from 'lenet5';
import { encodePng } from 'lenet5/node';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { draw, ONE, place, SEVEN, ZERO } from './pointer.ts';
import { type StaticServer, serveFolder } from './server.ts';

const folder = join(repository, 'dist/web');

/** All that a sender and a receiver must see alike. */
async function seen(page: Page): Promise<Record<string, unknown>> {
  const texts = ['#answer', '#line', '#unit', '#value', '#lens .quiet', 'table.outputs'];
  const shown = await Promise.all(
    texts.map(async (place) => [place, await page.locator(place).allTextContents()]),
  );
  const chosen = await page
    .locator('input[name=mode]:checked, input[name=network]:checked')
    .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  const canvases = await page
    .locator('.draw canvas, .layers canvas')
    .evaluateAll((all) => all.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()));
  return { ...Object.fromEntries(shown), chosen, pen: await page.locator('#pen').inputValue(), canvases };
}

describe.skipIf(!chromiumPath)('the address of the playground', () => {
  let server: StaticServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const faults: string[][] = [];

  async function openPage(hash = ''): Promise<Page> {
    const next = await context.newPage();
    faults.push(collectFaults(next));
    await next.goto(server.url + hash);
    await next.locator('#answer:not([data-status=waiting])').waitFor();
    return next;
  }

  beforeAll(async () => {
    if (!existsSync(join(folder, 'index.html')))
      throw new Error('dist/web: not built; run npm run build first.');
    server = await serveFolder(folder, 'some/where');
    browser = await launchChromium();
  });
  beforeEach(async () => {
    context = await browser.newContext({
      viewport: { width: 1200, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = await openPage();
  });
  afterEach(async () => {
    await context.close();
    expect(faults.splice(0).flat()).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const settled = (state: string, on = page) => on.locator(`#answer[data-status=${state}]`).waitFor();
  const said = (text: RegExp) => page.locator('#link-outcome').filter({ hasText: text }).waitFor();
  const hashOf = (on = page) => on.evaluate<string>('location.hash');

  async function copyLink(): Promise<string> {
    await page.locator('#link').click();
    await said(/Link copied/);
    return page.evaluate<string>('navigator.clipboard.readText()');
  }

  it('shows the same digit, network, layer and unit', async () => {
    await page.locator('#pad').focus();
    await page.keyboard.press(']');
    await draw(page, place(SEVEN, 0.31, 0.2, 0.5));
    await draw(page, [
      [0.42, 0.46],
      [0.63, 0.44],
    ]);
    await page.locator('input[value=lenet5]').check();
    await page.locator('.codes').waitFor();
    await page.locator('#maps-C3').focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    await settled('accepted');
    const link = await copyLink();
    expect(link.length).toBeLessThan(server.url.length + 120);
    await page.locator('h1').click();
    const other = await openPage(link.slice(server.url.length));
    await other.locator('#unit').waitFor();
    expect(await other.locator('#unit').textContent()).toBe('C3, map 0, row 1, column 2');
    expect(await seen(other)).toEqual(await seen(page));
    await other
      .locator('#undo')
      .click({ trial: true, timeout: 100 })
      .then(
        () => Promise.reject(new Error('there is something to undo')),
        () => undefined,
      );
  });

  it('shows the same number', async () => {
    await page.locator('input[value=number]').check();
    for (const [n, points] of [ONE, ZERO, SEVEN].entries()) {
      await draw(page, place(points, 0.08 + 0.27 * n, 0.25, 0.5, 0.4));
    }
    await page.locator('#answer:text-is("107")').waitFor();
    const other = await openPage((await copyLink()).slice(server.url.length));
    await other.locator('#answer:text-is("107")').waitFor();
    await page.locator('h1').click();
    expect(await seen(other)).toEqual(await seen(page));
  });

  it('shows the same settings of training', async () => {
    const command = (on: Page) => on.locator('#command').innerText();
    await page.locator('#view-train').click();
    await page.locator('main.train #network').selectOption('lenet1');
    await page.locator('#recipe').selectOption('1998');
    for (const [id, value] of Object.entries({ seed: 0, digits: 300, test: 60, epochs: 7 }))
      await page.locator(`#${id}`).fill(String(value));
    await page.waitForURL(/epochs=7/);
    const other = await openPage(await hashOf());
    await other.locator('#command').waitFor();
    expect(await command(other)).toBe(await command(page));
    expect(await other.locator('#test').inputValue()).toBe('60');
    expect(await command(other)).toContain('lenet1 --recipe 1998 --limit 300 --epochs 7 --seed 0');
    // The network that is looked into is another setting.
    await other.locator('#view-read').click();
    expect(await other.locator('input[value=characters]').isChecked()).toBe(true);
    await other.locator('#view-train').click();
    expect(await command(other)).toBe(await command(page));
    // An empty field is in no address.
    await other.locator('#epochs').fill('');
    await expect.poll(() => hashOf(other)).not.toContain('epochs');
    expect(await other.locator('#epochs').inputValue()).toBe('');
    const rubbish = await openPage(
      '#view=train&train=__proto__&recipe=none&seed=-1&digits=1e3&test=x&workers=99&epochs=99999999999',
    );
    await rubbish.locator('#command').waitFor();
    const usual = await openPage('#view=train');
    await usual.locator('#command').waitFor();
    expect(await command(rubbish)).toBe(await command(usual));
    expect(await rubbish.locator('#test').inputValue()).toBe('1000');
    // Of another network.
    const mixed = await openPage('#view=train&train=linear&recipe=1998');
    await mixed.locator('#command').waitFor();
    expect(await command(mixed)).toMatch(/--network linear --limit/);
  });

  it('is kept without a button, so that a reload loses nothing', async () => {
    await page.locator('#pad').press('5');
    await settled('accepted');
    await page.waitForURL(/drawing=/);
    const before = await seen(page);
    await page.reload();
    await settled('accepted');
    await page.locator('table.outputs').waitFor();
    expect(await seen(page)).toEqual(before);
    expect(await page.evaluate('history.length')).toBe(2);
  });

  it('gives the same sample for the same seed', async () => {
    await page.locator('#sample').click();
    await settled('accepted');
    const first = /drawing=[^&]+/.exec(await copyLink())![0];
    const other = await openPage('#sample=1998');
    await other.locator('#sample').click();
    await other.waitForURL(/drawing=/);
    expect(await hashOf(other)).toContain(first);
    expect(await hashOf(other)).toContain('sample=1999');
  });

  it('follows a link edited by hand, back and forward', async () => {
    await page.locator('#pad').press('3');
    await settled('accepted');
    await page.waitForURL(/drawing=/);
    const three = await hashOf();
    await page.evaluate('location.hash = "network=lenet5&unit=0-5-1-2"');
    await settled('blank');
    await page.locator('#unit').waitFor();
    expect(await page.locator('#unit').textContent()).toBe('C1, map 5, row 1, column 2');
    expect(await page.locator('input[value=lenet5]').isChecked()).toBe(true);
    await page.goBack();
    await settled('accepted');
    expect(await page.locator('#answer').textContent()).toBe('3');
    expect(await page.locator('input[value=characters]').isChecked()).toBe(true);
    expect(await hashOf()).toBe(three);
    await page.goForward();
    await settled('blank');
    // What a link takes away can be undone.
    await page.locator('#undo').click();
    await settled('accepted');
  });

  it('follows a link also when its own address is written before it hears of it', async () => {
    await page.locator('input[value=number]').check();
    await draw(page, place(SEVEN, 0.1, 0.2, 0.5, 0.4));
    await page.locator('#answer:text-is("7")').waitFor();
    // What is drawn is in the history once it is written.
    await page.waitForURL(/drawing=/);
    // Copying writes what is new; the event of the new address comes after it.
    await page.evaluate(`location.hash = 'network=lenet5'; document.querySelector('#link').click()`);
    await page.locator('main.digit').waitFor({ timeout: 10_000 });
    await settled('blank');
    expect(await hashOf()).toBe('#network=lenet5');
    await page.goBack();
    await page.locator('main.number').waitFor({ timeout: 10_000 });
    await page.locator('#answer:text-is("7")').waitFor();
  });

  it('goes back and forward between views, each with what is drawn and set by now', async () => {
    const steps = () => page.evaluate<number>('history.length');
    const before = await steps();
    await page.locator('#pad').press('3');
    await page.locator('#pad').press('5');
    await page.locator('#answer:text-is("5")').waitFor();
    await page.waitForURL(/drawing=/);
    expect(await steps()).toBe(before);
    await page.locator('#view-train').click();
    await page.locator('#epochs').fill('7');
    await page.waitForURL(/view=train.*epochs=7/);
    expect(await steps()).toBe(before + 1);
    await page.locator('#view-read').click();
    await page.locator('input[value=number]').check();
    await page.locator('#pad').press('6');
    await page.locator('#answer:text-is("6")').waitFor();
    expect(await steps()).toBe(before + 3);
    await page.goBack();
    await page.locator('main.digit').waitFor();
    await page.locator('#answer:text-is("5")').waitFor();
    await page.goBack();
    await page.locator('main.train').waitFor();
    expect(await page.locator('#epochs').inputValue()).toBe('7');
    await page.locator('#epochs').fill('9');
    await page.goBack();
    await page.locator('main.digit').waitFor();
    await page.locator('#answer:text-is("5")').waitFor();
    // The link of this place has all of it.
    await page.waitForURL(/#(?!.*view=)(?!.*mode=).*epochs=9/);
    await page.goForward();
    await page.locator('main.train').waitFor();
    expect(await page.locator('#epochs').inputValue()).toBe('9');
    expect(await steps()).toBe(before + 3);
  });

  it('keeps a picture on the pad when it goes back to it', async () => {
    const png = Buffer.from(encodePng(drawStrokes([[20, 10, 50, 10, 30, 90]])));
    await page
      .locator('input[accept^=image]')
      .setInputFiles({ name: '7.png', mimeType: 'image/png', buffer: png });
    await page.locator('#answer:text-is("7")').waitFor();
    await page.locator('#view-train').click();
    await page.locator('main.train').waitFor();
    await page.goBack();
    await page.locator('main.digit #answer:text-is("7")').waitFor();
  });

  it('shows an empty pad where a link has no drawing, though there was one before', async () => {
    await page.locator('input[value=number]').check();
    await page.locator('#pad').press('6');
    await page.locator('#answer:text-is("6")').waitFor();
    await page.locator('input[value=digit]').check();
    await settled('blank');
    await page.evaluate('location.hash = "mode=number"');
    await page.locator('main.number').waitFor();
    await settled('blank');
    expect(await page.locator('#clear').isDisabled()).toBe(true);
    await page.locator('#undo').click();
    await page.locator('#answer:text-is("6")').waitFor();
  });

  it.each([
    ['unknown names', '#mode=letters&network=__proto__&pen=1-999&unit=C3&sample=-1&drawing=!!!'],
    ['nothing', '#mode=&network=toString&pen=18&unit=9-999-999-999&sample=1e9&drawing=....'],
    ['half a place', '#drawing=kAAA'],
    ['a number without end', '#drawing=k______________'],
    ['a stroke without places', '#drawing=kBAAA.k'],
    ['too much', `#drawing=kB${'AA'.repeat(20_000)}`],
    ['broken escapes', '#%E0%A4%A&&&=&drawing'],
  ])('passes over rubbish: %s', async (_, hash) => {
    // From elsewhere: a change of the hash alone would not load the page.
    await page.goto('about:blank');
    await page.goto(server.url + hash);
    await page.locator('.layers').waitFor();
    expect(await page.locator('#answer').getAttribute('data-status')).toBe('blank');
    const chosen = await page
      .locator('input[type=radio]:checked')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
    expect(chosen).toEqual(expect.arrayContaining(['digit', 'characters']));
    expect(await page.locator('#pen').inputValue()).toBe('18');
    expect(await page.locator('#unit').count()).toBe(0);
    await page.locator('#pad').press('8');
    await settled('accepted');
  });

  it('leaves a picture out, and says so', async () => {
    const png = Buffer.from(encodePng(drawStrokes([[20, 10, 50, 10, 30, 90]])));
    await page
      .locator('input[accept^=image]')
      .setInputFiles({ name: '7.png', mimeType: 'image/png', buffer: png });
    await settled('accepted');
    expect(await copyLink()).toBe(server.url);
    await said(/without the picture/);
    // It stays on the pad.
    expect(await page.locator('#answer').textContent()).toBe('7');
  });

  it('shows the link where it may not copy', async () => {
    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("no"))');
    await page.locator('#pad').press('1');
    await settled('accepted');
    await page.locator('#link').click();
    const field = page.locator('input.link');
    expect(await field.inputValue()).toBe(await page.evaluate('location.href'));
    await expect.poll(() => page.evaluate('String(getSelection())')).toContain('drawing=');
  });
});
