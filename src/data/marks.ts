// What is written beside digits, as strokes of a pen: points, commas, dashes and slashes, and signs that are no part of
// a number (of currencies, brackets, letters), which reading must learn to leave out.
import type { Random } from '../random.ts';
import { placesOf, waveOf } from './drawn-digits.ts';
import { drawStroke, type Glyph, type Hand, type Stroke } from './glyphs.ts';

/**
 * By sign its styles, as those of digits are written: a place is x to the right and y downwards in tenths of a digit's
 * height, the base line at ten and what hangs below it at b and c.
 */
const SIGN_STYLES: Readonly<Record<string, string>> = {
  '(': `~70 42 25 28 4a 7c; ~60 41 24 27 39 5c; ~80 32 15 28 5b 8c; ~50 31 24 28 49 6b; ~90 32 05 28 6b;
    60 33 37 6b; ~50 33 26 39 4c`,
  ')': `~20 52 75 78 5a 2c; ~30 51 74 77 69 4c; ~10 62 85 78 4b 1c; ~40 61 74 78 59 3b; ~00 62 95 78 3b;
    30 63 67 3b; ~40 63 76 69 5c`,
  ':': '43 44 | 48 49; 44 53 | 39 3a; 42 33 | 37 28',
  $: `~91 50 12 24 75 98 6a 19 | 60 4c; ~82 61 32 34 55 76 78 59 28 | 70 3b; ~82 61 32 34 55 76 78 59 28 | 50 5c;
    ~93 62 32 24 65 87 79 49 17 | 80 2b; ~81 41 23 45 76 78 4a 08 | 50 52 | 48 4b; ~72 52 33 45 66 78 59 18 | 50 3c;
    ~a2 52 13 35 75 98 6a 09 | 70 60 5c`,
  // A dollar with two bars.
  '＄': `~91 50 12 24 75 98 6a 19 | 40 3b | 70 6b; ~82 61 32 34 55 76 78 59 28 | 50 2b | 80 5b;
    ~82 61 32 34 55 76 78 59 28 | 40 4c | 60 6c; ~93 62 32 24 65 87 79 49 17 | 60 2a | 90 5a;
    ~93 52 23 45 76 88 5a 18 | 50 53 | 70 73 | 47 4b | 67 6b`,
  '#': `30 1a | 70 5a | 04 a3 | 07 97; 40 1b | 80 5b | 14 a4 | 08 97; 30 3a | 60 6a | 03 93 | 07 97;
    50 1a | 90 5a | 13 b3 | 06 a6; 40 2a | 70 6a | 14 94 16 86`,
  R: `00 90 | 03 93 | ~20 60 83 65 05 9a; 20 2a | ~20 60 82 65 25 | 25 8a; ~1a 40 80 93 65 35 | 55 9a;
    00 a0 | 13 93 | ~10 50 73 55 15 | 15 8a`,
  L: '~82 50 23 29 0a 39 9a; ~91 50 33 38 1a 59 9a | 15 75; 20 2a 8a; ~70 33 38 1a 49 99 | 14 64 | 16 66',
  E: '~91 50 13 06 39 89 | 04 64 | 06 56; ~82 50 23 45 65 35 17 3a 89; 20 2a 8a | 20 80 | 25 75; ~93 51 25 39 98 | 14 74',
  A: '0a 50 aa | 26 86; ~2a 40 62 8a | 27 86; 0a 60 7a | 26 76',
  K: '10 1a | 80 15 8a; 20 1a | ~90 46 25 | 45 8a; ~30 1a | 14 63 65 36 7a',
  S: '~82 50 12 24 75 88 5a 18; ~91 51 33 56 78 4a 08; ~72 41 34 66 68 39 17',
  M: '0a 20 57 90 aa; ~0a 22 30 46 5a | ~46 62 81 8a; 1a 10 56 90 9a',
};

const SIGNS: Readonly<Record<string, readonly (readonly string[])[]>> = Object.fromEntries(
  Object.entries(SIGN_STYLES).map(([sign, styles]) => [
    sign,
    styles.split(';').map((style) => style.split('|').map((stroke) => stroke.trim())),
  ]),
);

/** The signs that have a shape; any other is a scribble. */
export const SIGN_NAMES = Object.keys(SIGNS);

/** A point, comma, dash, double dash, slash or unknown sign in this hand. */
export function writeMark(mark: string, hand: Hand, random: Random): Glyph {
  const { height: h } = hand;
  const height = Math.ceil(2 * h);
  const width = Math.ceil(1.3 * h);
  const base = Math.round(1.5 * h);
  const data = new Float32Array(width * height);
  for (const stroke of strokesOf(mark, hand, width / 2, base, random)) drawStroke(data, width, stroke);
  return { width, height, base, data };
}

function strokesOf(
  mark: string,
  { height: h, radius: r }: Hand,
  x: number,
  base: number,
  random: Random,
): Stroke[] {
  const radius = r * random.uniform(0.85, 1.25);
  const u = (low: number, high: number) => h * random.uniform(low, high);
  if (mark === '.') {
    const [x0, y0] = [x, base - u(-0.05, 0.15)];
    return [
      { x0, y0, x1: x0 + u(-0.05, 0.08), y1: y0 + u(-0.04, 0.04), radius: radius * random.uniform(1, 1.4) },
    ];
  }
  if (mark === ',')
    return [
      { x0: x + u(0, 0.18), y0: base - u(0, 0.35), x1: x - u(0, 0.15), y1: base + u(0.05, 0.4), radius },
    ];
  if (mark === '/')
    return [
      { x0: x + u(0.05, 0.5), y0: base - u(1, 1.45), x1: x - u(0.05, 0.5), y1: base + u(0, 0.45), radius },
    ];
  if (Object.hasOwn(SIGNS, mark)) return signOf(SIGNS[mark], h, radius, x, base, random);
  if (mark !== '-' && mark !== '=') return scribble(h, radius, x, base, random);
  const [half, y, tilt] = [u(0.12, 0.45), base - u(0.25, 0.7), u(-0.08, 0.08)];
  const dash = { x0: x - half, y0: y + tilt, x1: x + half, y1: y - tilt, radius };
  if (mark === '-') return [dash];
  const gap = u(0.15, 0.3) + 2 * radius;
  return [dash, { ...dash, x0: dash.x0 + u(-0.1, 0.1), y0: dash.y0 + gap, y1: dash.y1 + gap }];
}

/** A sign of three to six strokes between random places, as letters and signs of money are. */
function scribble(h: number, radius: number, x: number, base: number, random: Random): Stroke[] {
  const places = Array.from({ length: 4 }, () => [
    x + h * random.uniform(-0.4, 0.4),
    base - h * random.uniform(0, 1),
  ]);
  return Array.from({ length: 3 + random.integer(4) }, () => {
    const [[x0, y0], [x1, y1]] = [places[random.integer(4)], places[random.integer(4)]];
    const isBar = random.uniform() < 0.4;
    return isBar ? { x0: x - 0.35 * h, y0, x1: x + 0.35 * h, y1: y0, radius } : { x0, y0, x1, y1, radius };
  });
}

/** A sign with a shape, in one of its styles, by an unsteady hand. */
function signOf(
  styles: readonly (readonly string[])[],
  h: number,
  radius: number,
  x: number,
  base: number,
  random: Random,
): Stroke[] {
  const across = 0.06 * h * random.uniform(0.7, 1.25);
  const down = 0.1 * h * random.uniform(0.8, 1.25);
  const [lean, rise] = [random.uniform(-0.25, 0.25), h * random.uniform(-0.1, 0.15)];
  return styles[random.integer(styles.length)].flatMap((stroke) => {
    const wave = waveOf(random);
    const places = placesOf(stroke);
    const points = places.map(([px, py], i) => {
      const [u, v] = [px + wave(i / places.length, 0), py + wave(i / places.length, 1)];
      return [x + across * (u - 5 + lean * (5 - v)), base - rise - down * (10 - v)];
    });
    return points.slice(1).map(([x1, y1], n) => ({ x0: points[n][0], y0: points[n][1], x1, y1, radius }));
  });
}
