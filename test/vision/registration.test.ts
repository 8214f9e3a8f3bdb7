// Laying a form's print upon scans: against where the scan was put, on a made form.
import { describe, expect, it } from 'vitest';
import { cornersOf, mapPoint, scaleOf, viewThrough } from '../../src/vision/affine.ts';
import { halveMap, mapPage } from '../../src/vision/page-map.ts';
import { type Print, register } from '../../src/vision/registration.ts';
import { drawEmptyForm, HEIGHT, type Placing, placePoint, scan, WIDTH } from '../reading/made-form.ts';

const SIDE = HEIGHT / 200;

function printOf(): Print {
  const map = mapPage(drawEmptyForm(), SIDE);
  return { ...map, weights: new Float32Array(map.data.length).fill(1) };
}

describe('register', () => {
  it.each<Placing>([
    {},
    { right: 0.05 },
    { down: -0.05 },
    { degrees: 3 },
    { degrees: -3 },
    { scale: 0.9 },
    { scale: 1.1 },
    { degrees: -2.2, scale: 0.95, right: 0.04, down: 0.03 },
    { degrees: 1.3, scale: 1.06, right: -0.03, down: -0.04 },
  ])('finds a page that lies so: %j', (placing) => {
    const { affine, score } = register(printOf(), mapPage(scan(drawEmptyForm(), placing), SIDE));
    expect(score).toBeGreaterThan(0.8);
    for (const [x, y] of [
      [100, 100],
      [900, 150],
      [80, 1300],
      [800, 1200],
    ]) {
      const [u, v] = mapPoint(affine, [x / SIDE, y / SIDE]);
      const [trueX, trueY] = placePoint(x, y, placing);
      expect(Math.abs(u * SIDE - trueX), `${x},${y}`).toBeLessThan(2);
      expect(Math.abs(v * SIDE - trueY), `${x},${y}`).toBeLessThan(2);
    }
  });

  it('finds a page that is upside down', () => {
    const page = scan(drawEmptyForm(), { degrees: 1, right: 0.02 });
    const { affine, score } = register(printOf(), mapPage({ ...page, data: page.data.reverse() }, SIDE));
    expect(score).toBeGreaterThan(0.8);
    const [u, v] = mapPoint(affine, [300 / SIDE, 200 / SIDE]);
    const [x, y] = placePoint(300, 200, { degrees: 1, right: 0.02 });
    expect(Math.abs(u * SIDE - (WIDTH - x))).toBeLessThan(2);
    expect(Math.abs(v * SIDE - (HEIGHT - y))).toBeLessThan(2);
  });

  it('says that another page is none', () => {
    const other = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT).fill(245) };
    for (let top = 100; top < 1300; top += 110) {
      for (let row = top; row < top + 3; row++) other.data.fill(50, row * WIDTH + 100, row * WIDTH + 900);
      for (let n = 0; n < 40; n++)
        for (let row = top + 40; row < top + 55; row++)
          other.data.fill(50, row * WIDTH + 120 + 17 * n, row * WIDTH + 127 + 17 * n);
    }
    const blank = { ...other, data: new Uint8Array(other.data.length).fill(200) };
    for (const page of [other, blank])
      expect(register(printOf(), mapPage(page, SIDE)).score).toBeLessThan(0.5);
  });

  it('does not compare where the weight is 0', () => {
    const print = printOf();
    const page = drawEmptyForm();
    for (let row = 900; row < 1400; row++)
      page.data.fill(row % 40 < 20 ? 0 : 255, row * WIDTH, (row + 1) * WIDTH);
    const spoilt = mapPage(page, SIDE);
    const weights = print.weights.map((_, i) => (Math.floor(i / print.columns) * SIDE < 870 ? 1 : 0));
    expect(register({ ...print, weights }, spoilt).score).toBeGreaterThan(0.9);
    expect(register(print, spoilt).score).toBeLessThan(0.65);
  });
});

describe('mapPage', () => {
  it('measures darkness against the paper around, of any polarity', () => {
    const data = new Uint8Array(40 * 40).fill(200);
    for (let row = 10; row < 15; row++) data.fill(100, row * 40 + 20, row * 40 + 30);
    const { columns, rows, data: map } = mapPage({ width: 40, height: 40, data }, 5);
    expect([columns, rows]).toEqual([8, 8]);
    const dark = [...map.entries()].filter(([, value]) => value > 0);
    expect(dark).toEqual([
      [2 * 8 + 4, 100],
      [2 * 8 + 5, 100],
    ]);
    const negative = { width: 40, height: 40, data: data.map((value) => 255 - value) };
    expect(mapPage(negative, 5).data).toEqual(map);
  });

  it('takes squares of any side, and pages that are smaller than one', () => {
    expect(mapPage({ width: 7, height: 3, data: new Uint8Array(21) }, 2.5)).toMatchObject({
      columns: 3,
      rows: 2,
    });
    expect([...mapPage({ width: 1, height: 1, data: new Uint8Array(1) }, 4).data]).toEqual([0]);
  });

  it('halves to means', () => {
    const map = { columns: 3, rows: 2, data: Float32Array.of(1, 2, 9, 3, 6, 9) };
    expect(halveMap(map)).toEqual({ columns: 1, rows: 1, data: Float32Array.of(3) });
  });
});

describe('viewThrough', () => {
  const grey = { width: 3, height: 2, data: Uint8Array.of(0, 100, 200, 50, 150, 250) };

  it('gives the picture itself through the identity, and its border beyond', () => {
    expect(viewThrough(grey, [1, 0, 0, 0, 1, 0], 3, 2)).toEqual(grey);
    expect([...viewThrough(grey, [1, 0, 2, 0, 1, 1], 2, 2).data]).toEqual([250, 250, 250, 250]);
  });

  it('looks between pixels, and turned', () => {
    expect([...viewThrough(grey, [1, 0, 0.5, 0, 1, 0.5], 1, 1).data]).toEqual([75]);
    expect([...viewThrough(grey, [0, 1, 0, -1, 0, 2], 2, 3).data]).toEqual([50, 0, 150, 100, 250, 200]);
  });

  it('knows scale and corners', () => {
    expect(scaleOf([0, 2, 0, -2, 0, 5])).toBe(2);
    expect(cornersOf([2, 0, 1, 0, 2, 1], { left: 1, top: 2, width: 3, height: 4 })).toEqual([
      [3, 5],
      [9, 5],
      [9, 13],
      [3, 13],
    ]);
  });
});
