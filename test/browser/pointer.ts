// Drawing on a pad with the mouse or a finger.
import type { Page } from 'playwright-core';

/** In 0..1 across the pad and down. */
export type Point = readonly [x: number, y: number];

export const ONE: readonly Point[] = [
  [0.52, 0],
  [0.5, 0.5],
  [0.48, 1],
];
export const ZERO: readonly Point[] = Array.from({ length: 25 }, (_, n) => {
  const angle = (n / 24) * 2 * Math.PI;
  return [0.5 + 0.32 * Math.sin(angle), 0.5 - 0.5 * Math.cos(angle)];
});
export const SEVEN: readonly Point[] = [
  [0.2, 0],
  [0.8, 0.02],
  [0.62, 0.4],
  [0.45, 1],
];
export const SCRIBBLE: readonly Point[] = Array.from({ length: 26 }, (_, n) => [
  (n % 2 === 0 ? 0.05 : 0.95) + 0.04 * Math.sin(5 * n),
  n / 25 + 0.06 * Math.cos(3 * n),
]);

/** Points as large as `size` with their corner at `left`, `top`; `stretch`: how wide against that. */
export const place = (
  points: readonly Point[],
  left: number,
  top: number,
  size: number,
  stretch = 1,
): Point[] => points.map(([x, y]) => [left + size * stretch * x, top + size * y]);

/** One stroke of the mouse; gives its places in CSS pixels of the pad's canvas, as the page must see them. */
export async function draw(page: Page, points: readonly Point[]): Promise<number[]> {
  const pad = await page.locator('#pad').boundingBox();
  if (!pad) throw new Error('the pad is not visible');
  const places = points.map(([x, y]) => [Math.round(x * pad.width), Math.round(y * pad.height)]);
  const move = ([x, y]: readonly number[]) => page.mouse.move(pad.x + x, pad.y + y);
  await move(places[0]);
  await page.mouse.down();
  // As from a mouse: it does not wait until the page has painted one move before it tells of the next. On plain http a
  // page is told of one move a frame only.
  if (await page.evaluate('isSecureContext')) await Promise.all(places.slice(1).map(move));
  else for (const next of places.slice(1)) await move(next);
  await page.mouse.up();
  return places.flat();
}

/** One stroke of a finger. */
export async function drawWithFinger(page: Page, points: readonly Point[]): Promise<void> {
  const pad = await page.locator('#pad').boundingBox();
  if (!pad) throw new Error('the pad is not visible');
  const devtools = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
  for (const [n, [x, y]] of points.entries()) {
    await touch(n === 0 ? 'touchStart' : 'touchMove', [
      { x: pad.x + x * pad.width, y: pad.y + y * pad.height },
    ]);
  }
  // A finger that rests before it is lifted: no fling, which the next tap would only stop.
  await page.waitForTimeout(200);
  await touch('touchEnd', []);
}
