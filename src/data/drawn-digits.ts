// Digits as strokes of a pen, in the ways of writing that MNIST has few or none of: so that a network does not take what
// is common elsewhere for something else.
import type { Random } from '../random.ts';
import { DIGIT_STYLES } from './digit-styles.ts';
import { drawStroke, type Glyph, type Hand } from './glyphs.ts';

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

/** In how many styles a digit can be drawn. */
export const stylesOf = (digit: number): number => DIGIT_STYLES[digit].length;

/** A digit drawn in this hand, in one of its styles. */
export function drawDigit(
  digit: number,
  hand: Hand,
  random: Random,
  style = random.integer(stylesOf(digit)),
): Glyph {
  const strokes = DIGIT_STYLES[digit][style].map(placesOf);
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
