// Digits and marks that the page writes itself: strokes of a table, each time a little different.
import type { Dataset, FieldName, Random } from '../../src/index.ts';
import { type Pad, rangeOf, type Stroke, toGrid } from './drawing.ts';

/** Strokes by character through places `x,y` of 0..10; at a slash the line has a corner. */
const CHARACTERS: Readonly<Record<string, readonly string[]>> = {
  0: ['6,0 3,1 1,5 3,9 6,10 9,8 10,4 8,1 6,0'],
  1: ['3,2 6,0 / 6,0 5,10'],
  2: ['1,2 4,0 8,1 9,3 7,6 1,10 / 1,10 10,10'],
  3: ['1,1 5,0 9,2 8,4 5,4.6 / 5,4.6 9,6 9,8 6,10 1,9'],
  4: ['5,0 1,6 / 1,6 10,6', '7,3 7,10'],
  5: ['9,0 2,0 / 2,0 2,4.5 / 2,4.5 6,4 9,6.5 7,10 1,9.5'],
  6: ['8,0 4,2 1,7 4,10 8,9 9,7 6,5 2,7'],
  7: ['0,0 10,0 / 10,0 4,10'],
  8: ['8,2 5,0 2,2 5,4.8 9,7.5 5,10 1,7.5 5,4.8 8,2'],
  9: ['9,2 5,0 2,2 3,5 6,5 9,2 / 9,2 8,6 7,10'],
  '.': ['1,10'],
  '-': ['1,5 7,5'],
  '/': ['8,0 1,10'],
};

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

/** One digit or mark with its top left corner at about `left`, `top`; digits are `height` units high. */
function writeAt(name: string, left: number, top: number, height: number, pen: number, random: Random) {
  const jitter = () => random.uniform(-0.02, 0.02);
  const [slant, breadth] = [random.uniform(-0.05, 0.2), random.uniform(0.5, 0.65)];
  return CHARACTERS[name].map((text): Stroke => {
    const places = new Map<string, number[]>();
    const placeOf = (text: string) => {
      const place = places.get(text) ?? text.split(',').map((value) => Number(value) / 10 + jitter());
      places.set(text, place);
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
export function writeDigit(digit: string, pad: Pad, pen: number, random: Random): Stroke[] {
  const height = pad.height * random.uniform(0.5, 0.75);
  const left = (pad.width - 0.65 * height) / 2 + random.uniform(-20, 20);
  return writeAt(digit, left, (pad.height - height) / 2, height, pen, random);
}

/** Of a line, in heights of the pad. */
const LINE = 0.45;

/** A digit or mark to the right of what stands there; none where there is no room. */
export function append(
  name: string,
  strokes: readonly Stroke[],
  pad: Pad,
  pen: number,
  random: Random,
  height = LINE * pad.height,
): Stroke[] {
  const right = Math.max(rangeOf(strokes, 0).high, 20);
  const left = right + pen + height * random.uniform(0.11, 0.19);
  if (left + 0.8 * height > pad.width) return [];
  const top = (pad.height - height) / 2 + height * random.uniform(-0.06, 0.06);
  return writeAt(name, left, top, height, pen, random);
}

/** What may be written in a field, `#` for any digit. */
const SAMPLES: Readonly<Record<FieldName, readonly string[]>> = {
  digits: ['###', '####', '#####'],
  amount: ['1##', '2#.##', '3##.##', '7.###'],
  date: ['1#/12/9#', '2#.10.9#', '7/4/201#', '3-11-9#'],
  zip: ['#####'],
  phone: ['555-01##'],
};

/** A number as it may stand in such a field. */
export function writeNumber(field: FieldName, pad: Pad, pen: number, random: Random): Stroke[] {
  const samples = SAMPLES[field];
  const text = samples[random.integer(samples.length)].replaceAll('#', () => String(random.integer(10)));
  const height = Math.min(LINE * pad.height, (0.75 * pad.width) / text.length);
  const strokes: Stroke[] = [];
  for (const name of text) strokes.push(...append(name, strokes, pad, pen, random, height));
  return strokes;
}
