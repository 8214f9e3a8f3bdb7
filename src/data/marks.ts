// What is written beside digits, as strokes of a pen: points, commas, dashes and slashes, and signs that are no part of
// a number (of currencies, brackets, letters), which reading must learn to leave out.
import type { Random } from '../random.ts';
import { drawStroke, type Glyph, type Hand, type Stroke } from './glyphs.ts';

/** Lines through points (x right, y up; a digit is 1 high), several for signs of several strokes. */
const SIGNS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  '(': [[0.3, 1.1, 0.1, 0.8, 0.02, 0.45, 0.1, 0.1, 0.3, -0.2]],
  ')': [[0, 1.1, 0.2, 0.8, 0.28, 0.45, 0.2, 0.1, 0, -0.2]],
  ':': [
    [0, 0.65, 0.02, 0.66],
    [0, 0.12, 0.02, 0.13],
  ],
  $: [
    [0.55, 0.85, 0.3, 0.97, 0.06, 0.8, 0.1, 0.6, 0.45, 0.45, 0.55, 0.22, 0.35, 0.03, 0, 0.12],
    [0.34, 1.15, 0.26, -0.15],
  ],
  // A dollar with two bars.
  '＄': [
    [0.6, 0.85, 0.32, 0.97, 0.06, 0.8, 0.1, 0.6, 0.5, 0.45, 0.6, 0.2, 0.35, 0.03, 0, 0.12],
    [0.32, 1.12, 0.22, -0.12],
    [0.46, 1.12, 0.36, -0.12],
  ],
  '#': [
    [0.25, 1, 0.12, 0],
    [0.52, 1, 0.4, 0],
    [0, 0.65, 0.65, 0.7],
    [0, 0.3, 0.62, 0.34],
  ],
  R: [
    [0, 1, 0.6, 1],
    [0, 0.75, 0.6, 0.75],
    [0.1, 1, 0.4, 0.98, 0.48, 0.75, 0.35, 0.52, 0.02, 0.5, 0.5, 0],
  ],
  L: [[0.5, 0.85, 0.3, 1, 0.15, 0.8, 0.15, 0.1, 0, 0, 0.2, 0.06, 0.55, 0]],
  E: [
    [0.55, 0.9, 0.3, 1, 0.1, 0.75, 0.05, 0.4, 0.2, 0.05, 0.5, 0.1],
    [-0.05, 0.62, 0.4, 0.6],
    [-0.05, 0.42, 0.36, 0.4],
  ],
  A: [
    [0, 0, 0.3, 1, 0.6, 0],
    [0.1, 0.35, 0.5, 0.35],
  ],
  K: [
    [0.05, 1, 0.05, 0],
    [0.5, 1, 0.08, 0.5, 0.5, 0],
  ],
  S: [[0.5, 0.85, 0.3, 1, 0.06, 0.82, 0.1, 0.6, 0.45, 0.42, 0.5, 0.2, 0.3, 0, 0, 0.12]],
  M: [[0, 0, 0.08, 1, 0.35, 0.35, 0.62, 1, 0.7, 0]],
};

/** Signs that stand before and behind numbers only. */
const SIGNS_AROUND: Readonly<Record<string, readonly (readonly number[])[]>> = {
  r: [[0.05, 0, 0.08, 1, 0.4, 0.97, 0.5, 0.8, 0.42, 0.58, 0.08, 0.5, 0.55, 0]],
  s: [[0.4, 0.46, 0.22, 0.55, 0.06, 0.44, 0.16, 0.3, 0.36, 0.22, 0.4, 0.08, 0.2, 0, 0, 0.06]],
  U: [[0, 1, 0.02, 0.35, 0.2, 0, 0.45, 0.12, 0.52, 1]],
  '£': [
    [0.55, 0.85, 0.35, 1, 0.18, 0.8, 0.2, 0.4, 0.1, 0.08, 0, 0.02, 0.25, 0.06, 0.6, 0],
    [0, 0.5, 0.48, 0.52],
  ],
  '¥': [
    [0, 1, 0.3, 0.5, 0.6, 1],
    [0.3, 0.5, 0.3, 0],
    [0.05, 0.46, 0.55, 0.46],
    [0.05, 0.28, 0.55, 0.28],
  ],
  '*': [
    [0.3, 0.72, 0.3, 0.28],
    [0.08, 0.62, 0.52, 0.4],
    [0.08, 0.4, 0.52, 0.62],
  ],
  x: [
    [0.02, 0.65, 0.5, 0],
    [0.5, 0.65, 0.05, 0],
  ],
};

/** Signs that amounts are written with. */
export const SIGN_NAMES = Object.keys(SIGNS);
const SHAPES = { ...SIGNS, ...SIGNS_AROUND };

/** Whether a sign has a shape of its own; any other is a scribble. */
export const hasShape = (mark: string): boolean => Object.hasOwn(SHAPES, mark);

/** Lines that fill what is left of a field: a straight one and a wavy one. */
const FILLING = '—≈';

/** Half the length of those, at most, in heights of a digit. */
const LONGEST = 1.5;

/** A point, comma, dash, double dash, slash, line that fills the field, or a sign, unknown or not, in this hand. */
export function writeMark(mark: string, hand: Hand, random: Random): Glyph {
  const { height: h } = hand;
  const height = Math.ceil(2 * h);
  const width = Math.ceil((FILLING.includes(mark) ? 2 * LONGEST + 0.4 : 1.3) * h);
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
  if (hasShape(mark)) return signOf(SHAPES[mark], h, radius, x, base, random);
  if (mark === '≈') return waveAcross(h, radius, x, base, random);
  if (!'-=—'.includes(mark)) return scribble(h, radius, x, base, random);
  const half = mark === '—' ? u(0.4, LONGEST) : u(0.12, 0.45);
  const [y, tilt] = [base - u(0.25, 0.7), u(-0.08, 0.08)];
  const dash = { x0: x - half, y0: y + tilt, x1: x + half, y1: y - tilt, radius };
  if (mark !== '=') return [dash];
  const gap = u(0.15, 0.3) + 2 * radius;
  return [dash, { ...dash, x0: dash.x0 + u(-0.1, 0.1), y0: dash.y0 + gap, y1: dash.y1 + gap }];
}

/** A line up and down, of three to eleven strokes. */
function waveAcross(h: number, radius: number, x: number, base: number, random: Random): Stroke[] {
  const count = 3 + random.integer(9);
  const half = h * random.uniform(0.4, LONGEST);
  const [middle, swing] = [base - h * random.uniform(0.3, 0.6), h * random.uniform(0.06, 0.3)];
  const places = Array.from({ length: count + 1 }, (_, n) => [
    x - half + (2 * half * (n + random.uniform(-0.2, 0.2))) / count,
    middle + (n % 2 ? 1 : -1) * swing * random.uniform(0.6, 1.4),
  ]);
  return strokesThrough(places, radius);
}

function strokesThrough(places: readonly (readonly number[])[], radius: number): Stroke[] {
  return places.slice(1).map(([x1, y1], n) => ({ x0: places[n][0], y0: places[n][1], x1, y1, radius }));
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

/** A sign with a shape, its points where an unsteady hand puts them. */
function signOf(
  lines: readonly (readonly number[])[],
  h: number,
  radius: number,
  x: number,
  base: number,
  random: Random,
): Stroke[] {
  const [wide, high] = [h * random.uniform(0.75, 1.15), h * random.uniform(0.8, 1.2)];
  const unsteady = () => random.uniform(-0.06, 0.06);
  return lines.flatMap((line) => {
    const points = Array.from({ length: line.length / 2 }, (_, n) => [
      x + wide * (line[2 * n] - 0.3 + unsteady()),
      base - high * (line[2 * n + 1] + unsteady()),
    ]);
    return strokesThrough(points, radius);
  });
}
