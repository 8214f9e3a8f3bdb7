// The page for everybody: what axe-core finds, the keyboard alone, fingers, those who listen, those who want no motion.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { repository } from './bundle.ts';
import { chromiumPath, collectFaults, launchChromium } from './chromium.ts';
import { draw, drawWithFinger, ONE, place, SCRIBBLE, SEVEN, ZERO } from './pointer.ts';
import { type StaticServer, serveFolder } from './server.ts';

const folder = join(repository, 'dist/web');

const VIEWS = {
  'one digit': '',
  'a unit of the network of 1998': '#network=lenet5&unit=2-3-2-1',
  'a number': '#mode=number',
};

const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [390, 1200].map((width) => ({ colorScheme, width })),
);

describe.skipIf(!chromiumPath)('the playground for everybody', () => {
  let server: StaticServer;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  async function openPage(hash = '', options: BrowserContextOptions = {}): Promise<void> {
    page = await browser.newPage({ viewport: { width: 1200, height: 800 }, ...options });
    faults = collectFaults(page);
    await page.goto(server.url + hash);
    await settled('blank');
  }

  beforeAll(async () => {
    if (!existsSync(join(folder, 'index.html')))
      throw new Error('dist/web: not built; run npm run build first.');
    server = await serveFolder(folder, 'some/where');
    browser = await launchChromium();
  });
  afterEach(async () => {
    await page.close();
    expect(faults).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const settled = (state: string) => page.locator(`#answer[data-status=${state}]`).waitFor();
  const heard = (text: RegExp) =>
    page.locator('#said').filter({ hasText: text }).waitFor({ state: 'attached' });
  const focused = () => page.evaluate<string>('document.activeElement.id');

  /** In light and dark, on telephones and desks. */
  async function expectNoFindings(): Promise<void> {
    const isThere = await page.evaluate(() => 'axe' in globalThis);
    if (!isThere) await page.evaluate(axe.source);
    for (const { colorScheme, width } of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate('new Promise(requestAnimationFrame)');
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(),
      );
      const findings = violations.map(
        ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
      );
      expect(findings, `${colorScheme}, ${width} pixels`).toEqual([]);
    }
  }

  // Without motion a colour is what it is as soon as the scheme changes.
  it.each(Object.entries(VIEWS))('axe finds nothing, in any look: %s', async (_, hash) => {
    await openPage(hash, { reducedMotion: 'reduce' });
    await page.locator('#link').click();
    await page.locator('#link-outcome:not(:empty)').waitFor();
    await expectNoFindings();
    await page.locator('#pad').press('5');
    await settled('accepted');
    await page.locator('#offline[data-state=ready]').waitFor();
    await expectNoFindings();
    await page.locator('#clear').click();
    await draw(page, place(SCRIBBLE, 0.2, 0.2, 0.6));
    await settled('rejected');
    await expectNoFindings();
  });

  it('axe finds nothing, in any look: training', async () => {
    await openPage('#view=train&digits=200&epochs=2', { reducedMotion: 'reduce' });
    await page.locator('#start').waitFor();
    await expectNoFindings();
    await page.locator('#pad').scrollIntoViewIfNeeded();
    await draw(page, place(SEVEN, 0.2, 0.2, 0.6));
    await settled('accepted');
    await page.locator('#pad').press('7');
    await page.locator('#kept:text-is("1 digit kept")').waitFor();
    await page.locator('#start').click();
    await page.locator('#run-status[data-status=done]').waitFor();
    await page.locator('.curves summary').click();
    await page.locator('.confusion button').first().click();
    await expectNoFindings();
  });

  it('is drawn on, asked and heard with the keyboard alone', async () => {
    await openPage();
    for (let n = 0; n < 5 && (await focused()) !== 'pad'; n++) await page.keyboard.press('Tab');
    expect(await focused()).toBe('pad');
    // A seven: to the right, then down and to the left.
    for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Space');
    for (let n = 0; n < 10; n++) await page.keyboard.press('ArrowRight');
    await page.keyboard.down('ArrowDown');
    for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.up('ArrowDown');
    for (let n = 0; n < 9; n++) await page.keyboard.press('ArrowDown');
    expect(await page.locator('#said').textContent()).toBe('Nothing to read yet.');
    await page.keyboard.press('Space');
    await heard(/^7\. /);
    // To the layers and a unit.
    for (let n = 0; n < 12 && (await focused()) !== 'maps-C1'; n++) await page.keyboard.press('Tab');
    expect(await focused()).toBe('maps-C1');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page
      .locator('#lens [role=status]')
      .filter({ hasText: /^C1, map 0, row 1, column 0: / })
      .waitFor({
        state: 'attached',
      });
    // Back to the mode, the stop before the pad, and on to a number.
    for (let n = 0; n < 12 && (await focused()) !== 'pad'; n++) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowRight');
    await page.locator('main.number').waitFor();
    await page.keyboard.press('Tab');
    for (const digit of '407') await page.keyboard.press(digit);
    await heard(/^407\. /);
  });

  it('keeps the focus on a button that has nothing more to do', async () => {
    await openPage();
    await page.locator('#pad').press('4');
    await settled('accepted');
    for (const id of ['undo', 'clear']) {
      if (id === 'clear') await page.locator('#pad').press('4');
      await settled('accepted');
      await page.locator(`#${id}`).press('Enter');
      await settled('blank');
      expect(await page.locator(`#${id}`).isDisabled()).toBe(true);
      expect(await focused()).toBe(id);
    }
    await openPage('#view=train&digits=200&epochs=1000&test=100');
    const state = (name: string) => page.locator(`#run-status[data-status=${name}]`).waitFor();
    await page.locator('#start').press('Enter');
    await state('running');
    expect(await focused()).toBe('start');
    // Nor does it start once more.
    await page.keyboard.press('Enter');
    await state('running');
    await page.locator('#stop').press('Enter');
    await state('stopped');
    expect(await focused()).toBe('stop');
  });

  it('lifts the pen of the keys when the focus leaves', async () => {
    await openPage();
    await page.locator('#pad').focus();
    await page.keyboard.press('Space');
    for (let n = 0; n < 14; n++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await heard(/^1\. /);
    // The pen stops at the pad's edge.
    await page.locator('#pad').focus();
    await page.keyboard.press('Space');
    for (let n = 0; n < 40; n++) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    await page.waitForURL(/drawing=[^.]+\.[^.]+$/);
  });

  it('shows where the focus is, on everything that has it', async () => {
    await openPage('#network=lenet5');
    await page.locator('#pad').press('2');
    await page.locator('.codes').waitFor();
    await page.locator('#offline[data-state=ready]').waitFor();
    await page.locator('h1').click();
    let count = 0;
    for (; count < 40; count++) {
      await page.keyboard.press('Tab');
      const outlines = await page.evaluate(() => {
        const { activeElement } = document;
        if (!activeElement || activeElement === document.body) return [];
        const shown = [activeElement, activeElement.nextElementSibling].filter((own) => own !== null);
        return shown.map((own) => getComputedStyle(own).outlineStyle);
      });
      if (outlines.length === 0) break;
      expect(outlines).toContain('solid');
    }
    // Two choices, pad, six tools, six layers' maps and the line below.
    expect(count).toBeGreaterThanOrEqual(15);
  });

  it('is drawn on with a finger, which scrolls nothing there, and with one finger only', async () => {
    await openPage('', { viewport: { width: 390, height: 640 }, hasTouch: true, isMobile: true });
    await page.evaluate(() => {
      const seen = new Set<string>();
      Object.assign(globalThis, { seen });
      document.querySelector('#pad')!.addEventListener('pointermove', (event) => {
        seen.add((event as PointerEvent).pointerType);
      });
    });
    await drawWithFinger(page, place(SEVEN, 0.1, 0.1, 0.8).reverse());
    await heard(/^7\. /);
    expect(await page.evaluate('scrollY')).toBe(0);
    expect(await page.evaluate('[...seen]')).toEqual(['touch']);
    await page.locator('#clear').tap();
    await settled('blank');
    await page.evaluate('scrollTo(0, 0)');
    // A second finger comes, moves and goes; the first one's stroke is a one.
    const pad = (await page.locator('#pad').boundingBox())!;
    const devtools = await page.context().newCDPSession(page);
    const at = (id: number, x: number, y: number) => ({
      id,
      x: pad.x + x * pad.width,
      y: pad.y + y * pad.height,
    });
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: ReturnType<typeof at>[]) =>
      devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', [at(0, 0.5, 0.1)]);
    await touch('touchStart', [at(0, 0.5, 0.1), at(1, 0.1, 0.9)]);
    for (let n = 1; n <= 8; n++)
      await touch('touchMove', [at(0, 0.5, 0.1 + 0.1 * n), at(1, 0.1 + 0.1 * n, 0.9)]);
    await touch('touchEnd', []);
    await heard(/^1\. /);
    await page.waitForURL(/drawing=[^.&]+$/);
  });

  it('scrolls where there is no pad', async () => {
    await openPage('', { viewport: { width: 390, height: 640 }, hasTouch: true, isMobile: true });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Input.synthesizeScrollGesture', { x: 195, y: 600, yDistance: -200, speed: 2000 });
    await expect.poll(() => page.evaluate<number>('scrollY')).toBeGreaterThan(100);
  });

  it('moves nothing for those who asked for that', async () => {
    await openPage('#network=lenet5', { reducedMotion: 'reduce' });
    await page.locator('#pad').press('0');
    await settled('accepted');
    const moving = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.transition = 'opacity 1s';
      const isMoving = (own: Element) => {
        const { transitionDuration, transitionProperty, animationName } = getComputedStyle(own);
        return animationName !== 'none' || (transitionProperty !== 'none' && transitionDuration !== '0s');
      };
      return [...document.querySelectorAll('*')].filter(isMoving).map(({ tagName }) => tagName);
    });
    expect(moving).toEqual([]);
  });

  it('says what it reads, once the pen is lifted, and why it does not', async () => {
    await openPage();
    await draw(page, place(ZERO, 0.25, 0.2, 0.6));
    await heard(/^0\. \d+\.\d\s% sure\.$/);
    await page.locator('#clear').click();
    await heard(/^Nothing to read yet\.$/);
    // So narrow, it is nearly a 1.
    await draw(page, place(SEVEN, 0.42, 0.2, 0.6, 0.3));
    await heard(/^7\. \d+\.\d\s%, next 1 \(\d+\.\d\s%\)\.$/);
    await page.locator('#clear').click();
    await draw(page, place(SCRIBBLE, 0.2, 0.2, 0.6));
    await heard(/^(Not a digit|Several characters)/);
    await page.locator('input[value=number]').check();
    await draw(page, place(ONE, 0.2, 0.25, 0.5, 0.4));
    await draw(page, place(SEVEN, 0.4, 0.25, 0.5, 0.4));
    await heard(/^17\. \d+\.\d\s% sure/);
  });
});
