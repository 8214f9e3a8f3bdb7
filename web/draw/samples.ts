// Digits that the page writes itself: strokes of a table, each time a little different.
import type { Dataset, Random } from '../../src/index.ts';
import { type Pad, rangeOf, type Stroke, toGrid } from './drawing.ts';

/** Strokes by digit through places `x,y` of 0..10; at a slash the line has a corner. */
const DIGITS: readonly (readonly string[])[] = [
  ['6,0 3,1 1,5 3,9 6,10 9,8 10,4 8,1 6,0'],
  ['3,2 6,0 / 6,0 5,10'],
  ['1,2 4,0 8,1 9,3 7,6 1,10 / 1,10 10,10'],
  ['1,1 5,0 9,2 8,4 5,4.6 / 5,4.6 9,6 9,8 6,10 1,9'],
  ['5,0 1,6 / 1,6 10,6', '7,3 7,10'],
  ['9,0 2,0 / 2,0 2,4.5 / 2,4.5 6,4 9,6.5 7,10 1,9.5'],
  ['8,0 4,2 1,7 4,10 8,9 9,7 6,5 2,7'],
  ['0,0 10,0 / 10,0 4,10'],
  ['8,2 5,0 2,2 5,4.8 9,7.5 5,10 1,7.5 5,4.8 8,2'],
  ['9,2 5,0 2,2 3,5 6,5 9,2 / 9,2 8,6 7,10'],
];

const STEPS = 8;

/** A smooth line through the places (Catmull-Rom), straight pieces close together. */
function smooth(places: readonly (readonly number[])[]): number[][] {
  const at = (n: number) => places[Math.max(0, Math.min(places.length - 1, n))];
  return places.slice(1).flatMap((_, n) =>
    Array.from({ length: STEPS }, (_, step) => {
      const t = (step + 1) / STEPS;
      return [0, 1].map((axis) => {
        const [a, b, c, d] = [-1, 0, 1, 2].map((k) => at(n + k)[axis]);
        return b + (t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))) / 2;
      });
    }),
  );
}

/** One digit with its top left corner at about `left`, `top`, `height` units high. */
function writeDigit(digit: number, left: number, top: number, height: number, pen: number, random: Random) {
  const jitter = () => random.uniform(-0.02, 0.02);
  const [slant, breadth] = [random.uniform(-0.05, 0.2), random.uniform(0.5, 0.65)];
  return DIGITS[digit].map((text): Stroke => {
    const places = new Map<string, number[]>();
    const placeOf = (name: string) => {
      const place = places.get(name) ?? name.split(',').map((value) => Number(value) / 10 + jitter());
      places.set(name, place);
      return place;
    };
    const curves = text.split(' / ').map((curve) => curve.split(' ').map(placeOf));
    const points = [curves[0][0], ...curves.flatMap(smooth)].flatMap(([x, y]) => [
      left + height * (breadth * x + slant * (1 - y)),
      top + height * y,
    ]);
    return { points: points.map(toGrid), pen };
  });
}

let mnist: Promise<Dataset> | undefined;

/** Ink of one of MNIST's test digits beside the page. */
export async function anyMnistDigit(random: Random): Promise<Uint8Array> {
  mnist ??= import('../digits.ts').then(({ fetchDigits }) => fetchDigits('test', document.baseURI));
  mnist.catch(() => {
    mnist = undefined;
  });
  const { images, count, rows, columns } = await mnist;
  const from = random.integer(count) * rows * columns;
  return images.slice(from, from + rows * columns);
}

/** A digit in about the middle of the pad. */
export function writeCharacter(digit: number, pad: Pad, pen: number, random: Random): Stroke[] {
  const height = pad.height * random.uniform(0.5, 0.75);
  const left = (pad.width - 0.65 * height) / 2 + random.uniform(-20, 20);
  return writeDigit(digit, left, (pad.height - height) / 2, height, pen, random);
}

/** A digit to the right of what stands there; none where there is no room. */
export function appendDigit(
  digit: number,
  strokes: readonly Stroke[],
  pad: Pad,
  pen: number,
  random: Random,
): Stroke[] {
  const height = 0.45 * pad.height;
  const right = Math.max(rangeOf(strokes, 0).high, 20);
  const left = right + pen + random.uniform(14, 24);
  if (left + 0.8 * height > pad.width) return [];
  return writeDigit(digit, left, (pad.height - height) / 2 + random.uniform(-8, 8), height, pen, random);
}

/** Three to five digits in a row. */
export function writeNumber(pad: Pad, pen: number, random: Random): Stroke[] {
  const strokes: Stroke[] = [];
  for (let n = 3 + random.integer(3); n > 0; n--) {
    strokes.push(...appendDigit(random.integer(10), strokes, pad, pen, random));
  }
  return strokes;
}
