// Digits as strokes of a pen, in the ways of writing that MNIST has few or none of: so that a network does not take what
// is common elsewhere for something else.
import type { Random } from '../random.ts';
import { drawStroke, type Glyph, type Hand } from './glyphs.ts';

/**
 * Styles by digit, each a list of strokes. A place is two characters, x to the right and y downwards, 0 to 9 and a for
 * ten; ~ begins a curved stroke.
 */
export const DRAWN_DIGITS: readonly (readonly (readonly string[])[])[] = [
  [
    ['~51 22 15 28 5a 88 95 82 51'],
    ['~51 22 15 28 5a 88 95 82 51', '81 29'],
    ['~51 22 15 28 5a 88 95 82 51', '90 1a'],
    ['~51 22 15 28 5a 88 95 82 51', '74 36'],
    ['~51 22 15 28 5a 88 95 82 51', 'a0 0a'],
    ['~51 22 15 28 5a 88 95 82 51', '50 5a'],
    ['~51 22 15 28 5a 88 95 82 51', '05 a5'],
    ['~40 11 18 4a 88 92 50 20'],
    ['~50 32 35 38 5a 78 75 72 50', '80 2a'],
    ['60 20 05 18 5a 97 93 60'],
    ['~60 31 15 28 5a 88 95 72 41'],
    ['~70 30 14 28 5a 87 83 50 62 a1'],
    ['~06 46 84 61 32 15 28 5a 88 85'],
    ['~04 34 61 82 88 5a 28 14 41 73'],
    ['~02 31 60 25 18 5a 88 84 61'],
    ['~05 45 75 82 60 32 15 28 5a 88 a7'],
    ['~17 56 83 71 42 16 29 6a a8'],
    ['~05 46 73 61 33 27 5a 88 a7'],
    ['~52 23 16 29 5a 88 84 61 32 24 36'],
    ['~60 21 05 19 5a 97 92 60 42 34 46'],
    ['~30 14 18 5a 88 84 50 42'],
    ['~61 30 15 18 4a 88 94 71 40'],
    ['~81 50 14 18 5a 98 94 60 23'],
  ],
  [
    ['50 5a'],
    ['60 4a'],
    ['33 50 5a'],
    ['24 60 5a'],
    ['32 50 5a', '2a 8a'],
    ['23 50 5a', '1a 9a'],
    ['50 5a', '3a 7a'],
    ['41 50 5a', '3a 7a'],
    ['32 50 58', '0a aa'],
    ['50 58', '1a 9a'],
    ['15 60 4a'],
    ['06 60 5a'],
    ['~07 24 60', '60 4a'],
    ['~08 25 60', '60 5a'],
    ['09 60 6a'],
    ['~0a 34 70', '70 6a'],
    ['05 70 5a'],
    ['~08 45 71 60 5a'],
    ['~0a 36 62 70 5a'],
    ['~09 47 72 70 63 6a'],
    ['0a 60 7a'],
    ['~0a 15 42 70 5a'],
    ['60 3a'],
    ['40 6a'],
  ],
  [
    ['~12 31 60 82 74 47 19', '19 9a'],
    ['~12 31 60 82 74 37 19 28 5a 9a'],
    ['~21 50 83 65 37 1a', '1a 9a'],
    ['~12 40 72 65 29 08 27 49 7a a9'],
    ['~03 31 80 95 6a 19 28 7a aa'],
    ['~33 12 40 73 66 29 08 27 49 aa'],
    ['~23 33 22 51 83 66 1a 9a'],
    ['~25 13 21 50 82 74 47 19', '19 9a'],
    ['~44 24 12 31 60 82 74 47 1a', '1a 9a'],
    ['~35 15 12 40 73 76 38 0a 29 59 a9'],
    ['~16 24 12 41 72 74 37 19 28 4a 9a'],
    ['~34 43 31 12 14 36 63 81 84 57 1a', '1a aa'],
    ['~34 23 31 60 82 74 56 28 0a 08 28 6a 9a'],
    ['~23 31 50 70 82 65 37 19 09 17 39 5a 8a'],
    ['~55 34 31 60 92 95 77 49 2a 19 39 7a aa'],
    ['~46 25 12 40 81 84 56 19 0a', '~09 49 9a'],
    ['~45 14 21 60 82 74 47 1a 08 48 7a a9'],
    ['~24 32 50 71 73 46 29 1a 6a'],
    ['~45 23 21 50 80 82 56 1a 09 38 8a'],
    ['~14 31 60 72 56 29', '29 6a'],
    ['~24 12 41 61 73 57 1a', '~1a 38 59 a7'],
    ['~36 14 30 60 83 57 2a 08 48 6a 99'],
    ['~24 21 61 72 46 1a 7a'],
  ],
  [
    ['~11 50 82 64 45', '~45 85 98 6a 19'],
    ['10 80 54', '~54 86 88 5a 18'],
    ['~21 60 83 45 35 45 97 6a 28'],
    ['~11 60 93 54 86 97 5a 09'],
    ['~13 20 60 81 64 45', '~45 86 98 6a 19'],
    ['~02 40 90 64 44 75 97 6a 09'],
    ['~12 41 72 54 85 97 5a 18'],
    ['~02 30 62 54 34 64 87 5a 19'],
    ['~21 51 73 45 66 77 5a 0a'],
    ['~03 31 71 54 77 6a 1a 09 28 5a 8a'],
    ['20 70 44', '~44 75 77 4a 1a'],
  ],
  [
    ['20 16 96', '70 7a'],
    ['60 07 a7', '60 6a'],
    ['70 18 98', '65 6a'],
    ['~30 14 26 56 85', '80 7a'],
    ['5a 50 07 97'],
    ['~40 16 57 a3', '62 6a'],
    ['~20 14 46 94', '90 6a'],
    ['20 26 86', '81 8a'],
    ['~10 15 56 85 90', '85 7a'],
    ['50 28', '~27 55 76 6a'],
    ['30 1a', '~16 44 65 6a'],
    ['~40 17', '~17 35 65 75 7a'],
    ['60 17 67', '75 5a'],
    ['50 18 78', '66 5a'],
    ['60 08 58', '55 4a'],
    ['20 25 65', '80 3a'],
    ['~10 14 45 80', '80 4a'],
    ['~50 26 07 57 85 a3', 'a3 8a'],
    ['~70 25 17 96', '80 6a'],
    ['50 17 a6', '65 5a'],
    ['60 25 95', '80 6a'],
    ['~30 15 26 65 72', '80 6a'],
    ['~70 44 17 36 87 94', '95 7a'],
  ],
  [
    ['80 20 25', '~25 64 87 6a 19'],
    ['20 15', '~15 53 87 6a 19', '20 80'],
    ['90 30 14', '~14 64 97 7a 29'],
    ['~80 41 24 55 77 5a 29'],
    ['50 20 15', '~15 53 87 6a 19', '60 a0'],
    ['30 27 77', '~77 79 6a 2a'],
    ['a0 40 34', '~34 74 87 5a 0a'],
    ['50 34', '~34 55 57 3a 09', '50 90'],
    ['60 54', '~54 67 4a 1a', '71 a0'],
    ['50 44', '~44 65 58 2a', '62 90'],
    ['40 35', '~35 56 58 3a 08', '61 80'],
    ['~91 50 23 55 87 6a 19'],
    ['20 24', '~24 64 87 5a 09', '20 90'],
    ['40 34', '~34 74 87 5a 29 37', '40 90'],
    ['30 24', '~24 64 77 5a 28 46', '40 90'],
    ['~60 45 65 88 5a 39 37', '60 a0'],
    ['~80 51 44 75 77 4a 18'],
    ['~90 40 24 65 77 4a 0a'],
  ],
  [
    ['~70 33 16 28 5a 88 76 45 17'],
    ['~50 25 28 5a 78 66 37'],
    ['~81 42 17 3a 79 86 55 18'],
    ['~20 16 29 6a 97 75 27'],
    ['~60 24 18 5a 87 75 46 18'],
    ['~40 15 19 5a 98 86 55 18'],
    ['~20 15 18 5a 88 75 36 18'],
    ['~a0 53 18 4a 88 86 46 18'],
    ['~30 24 17 29 5a 79 77 57 38'],
    ['~40 24 28 3a 6a 78 57 38'],
    ['~30 25 29 4a 78 65'],
    ['~20 23 27 39 6a 88 76 67'],
    ['~40 15 18 3a 69 86'],
    ['~30 17 3a 7a 86 65 46 3a'],
    ['~50 24 28 4a 78 77 57 47'],
    ['~80 42 27 4a 88 76 36'],
  ],
  [
    ['10 90 4a'],
    ['10 80 5a', '35 85'],
    ['12 10 90 5a'],
    ['10 90 65 4a', '25 95'],
    ['~12 20 50 90 65 4a'],
    ['~01 31 60 90 57 3a', '35 75'],
    ['10 80 4a', '25 95'],
    ['13 10 90 4a', '25 85'],
    ['14 10 80 5a'],
    ['~24 21 50 81 75 5a'],
    ['~15 22 50 81 76 4a'],
    ['~23 31 70 73 5a'],
    ['~12 31 60 62 5a', '25 85'],
    ['~23 31 50 52 4a', '16 75'],
    ['~31 50 52 5a', '35 85'],
    ['~13 31 90 66 4a', '35 96'],
    ['~12 21 41 61 80 56 3a', '24 85'],
    ['~12 31 80 66 4a', '45 95'],
    ['~12 31 60 82 74 57 5a'],
    ['~22 40 71 73 56 4a'],
    ['~03 21 51 91 66 3a'],
    ['20 80 76 7a'],
    ['~14 20 50 70 6a'],
  ],
  [
    ['~81 40 22 54 86 98 5a 18 26 64 82 81'],
    ['~50 22 55 87 5a 27 55 82 50'],
    ['~50 32 54 72 50', '~54 27 5a 87 54'],
    ['~90 50 13 58 8a 4a 27 64 90'],
    ['~60 80 72 45 27 4a 77 54 32 60'],
    ['20 2a', '~20 70 83 45 86 97 6a 2a'],
    ['~30 14 3a 79 86 35 73 71 40 22'],
    ['~45 74 72 50 23 35 16 28 5a 88 86 45'],
    ['~34 30 60 72 44 25 28 5a 88 76 44'],
    ['~70 30 22 44 87 6a 27 54 81 60'],
    ['~92 60 31 34 76 88 5a 18 36 74 92'],
    ['~80 40 33 66 68 3a 27 45 81'],
    ['~70 31 33 66 69 3a 18 82'],
    ['~90 51 43 56 58 2a 08 46 91'],
    ['~30 62 55 36 28 4a 68 46 32 50'],
    ['~72 50 22 55 87 5a 17 46 81'],
    ['~71 41 33 75 78 4a 28 45 72 60'],
    ['~60 81 63 26 18 4a 79 67 33 31 60'],
  ],
  [
    ['~82 50 23 45 73 82', '82 8a'],
    ['~82 50 23 45 73 82', '82 4a'],
    ['~91 40 13 46 83 91 88 5a 28'],
    ['~72 30 14 56 83 72', '~81 86 5a'],
    ['~60 23 55 83 60 67 5a'],
    ['~84 45 22 50 82 84', '84 8a'],
    ['~92 50 13 46 84 92 8a'],
    ['30 2a', '~30 70 93 75 35'],
    ['~32 60 92 75 43 32 35 3a'],
    ['~54 24 22 50 72 64 45', '55 5a'],
    ['~24 22 40 71 83 65 45', '46 4a'],
    ['~35 24 31 60 82 73 55', '55 5a'],
    ['~45 24 31 60 82 84 66 5a'],
    ['~75 45 23 31 60 82 84 66 48 5a'],
    ['~36 14 30 70 83 66 35 56 9a'],
    ['~56 24 31 70 83 65 35 46 7a'],
    ['~72 50 23 45 74 72 60', '65 5a'],
    ['~82 50 23 45 73 82 8a 59'],
    ['~34 43 31 13 25 55 83 70 40', '56 5a'],
    ['~91 51 13 25 65 92 76 4a'],
    ['~70 30 14 45 72 80 6a'],
    ['~80 40 13 25 64 80', '80 7a'],
    ['~71 31 14 36 73 71 67 2a'],
    ['~82 60 32 14 36 74 82 68 4a'],
  ],
];

type Place = readonly [x: number, y: number];

/** A place: '5a' -> [5, 10]. */
const placeOf = (text: string): Place => [Number.parseInt(text[0], 16), Number.parseInt(text[1], 16)];

/** Straight pieces between two places of a curve. */
const PIECES = 6;

/** The places along a stroke: its corners, or a smooth curve through them. */
export function placesOf(stroke: string): Place[] {
  const places = stroke.replace('~', '').split(' ').map(placeOf);
  return stroke.startsWith('~') ? curveThrough(places) : places;
}

/** A smooth curve through the places (Catmull and Rom). */
export function curveThrough(places: readonly Place[]): Place[] {
  const at = (i: number) => places[Math.max(0, Math.min(places.length - 1, i))];
  const curve = [places[0]];
  for (let i = 1; i < places.length; i++) {
    const [a, b, c, d] = [at(i - 2), at(i - 1), at(i), at(i + 1)];
    for (let n = 1; n <= PIECES; n++) {
      const t = n / PIECES;
      const along = (k: 0 | 1) => {
        const [p, q, r, s] = [a[k], b[k], c[k], d[k]];
        return q + 0.5 * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
      };
      curve.push([along(0), along(1)]);
    }
  }
  return curve;
}

/** Most that a place is off in an unsteady hand, in tenths of the digit's height. */
const UNSTEADY = 0.7;

/** Most that the middle is moved, up or down, in quarters of the height: so that either half is the larger one. */
const SQUASH = 0.5;

/** A digit drawn in this hand, in one of its styles. */
export function drawDigit(digit: number, hand: Hand, random: Random): Glyph {
  const styles = DRAWN_DIGITS[digit];
  const strokes = styles[random.integer(styles.length)].map(placesOf);
  const size = (digit === 0 ? hand.zeros : 1) * (1 + random.uniform(-hand.unrest, hand.unrest));
  const down = (hand.height * size) / 10;
  const across = 0.75 * down * hand.breadth * (1 + random.uniform(-0.25, 0.25));
  const lean = random.uniform(-0.25, 0.25);
  const squash = random.uniform(-SQUASH, SQUASH);
  const [margin, radius] = [Math.ceil(0.45 * hand.height), hand.radius * random.uniform(0.9, 1.1)];
  const width = Math.ceil(10 * across) + 2 * margin;
  const height = Math.ceil(10 * down) + 2 * margin;
  const data = new Float32Array(width * height);
  for (const stroke of strokes) {
    const wave = waveOf(random);
    const points = stroke.map(([x, y], i) => {
      const u = x + wave(i / stroke.length, 0);
      const v = y + (squash * y * (10 - y)) / 10 + wave(i / stroke.length, 1);
      return { x: margin + across * (u + lean * (5 - v)), y: margin + down * v };
    });
    for (const [i, { x, y }] of points.entries()) {
      const next = points[i + 1] ?? { x, y };
      drawStroke(data, width, { x0: x, y0: y, x1: next.x, y1: next.y, radius });
    }
  }
  const base = height - margin - Math.round(random.uniform(-hand.unrest, hand.unrest) * hand.height);
  return { width, height, base, data };
}

/** How far an unsteady hand is off along a stroke, 0..1 of it, on either axis: smoothly between four places. */
function waveOf(random: Random): (along: number, axis: 0 | 1) => number {
  const knots = Array.from({ length: 8 }, () => random.uniform(-UNSTEADY, UNSTEADY));
  return (along, axis) => {
    const at = 3 * along;
    const k = Math.min(2, Math.floor(at));
    return knots[2 * k + axis] * (1 - (at - k)) + knots[2 * k + 2 + axis] * (at - k);
  };
}
