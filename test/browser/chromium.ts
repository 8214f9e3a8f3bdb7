// The browser of the tests: a Chromium that is installed already; nothing is downloaded.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM,
  // The same browser without its windows: it opens a page in half the time.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a Chromium, if there is one. */
export const chromiumPath = PLACES.find((path) => path && existsSync(path));

if (!chromiumPath) {
  console.warn('Browser tests skipped: no Chromium found. Install one, or name it in the variable CHROMIUM.');
}

/** `more`: arguments of the browser. */
export function launchChromium(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ...more,
    ],
  });
}

/** Everything that goes wrong on a page: errors on its console, exceptions, failed requests. */
export function collectFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  const leaving = [watchLeaving(page), watchLeaving(page.context())];
  page.on('requestfailed', (request) => {
    const fault = `${request.url()}: ${request.failure()?.errorText}`;
    const isCutOff = leaving.some((isLeaving) => isLeaving()) && fault.endsWith(': net::ERR_ABORTED');
    // The browser itself asks for the icon, and a navigation interrupts it.
    if (!isCutOff && !fault.endsWith('/icon.svg: net::ERR_ABORTED')) faults.push(fault);
  });
  return faults;
}

/** Whether a test is leaving a page just now, or closing it: that cuts off what the page is still loading. */
function watchLeaving(owner: Page | BrowserContext): () => boolean {
  const methods = owner as unknown as Record<
    string,
    ((...values: unknown[]) => Promise<unknown>) | undefined
  >;
  let count = 0;
  for (const name of ['goto', 'reload', 'goBack', 'goForward', 'close']) {
    const own = methods[name]?.bind(owner);
    if (!own) continue;
    methods[name] = async (...values) => {
      count++;
      return await own(...values).finally(() => count--);
    };
  }
  return () => count > 0;
}
