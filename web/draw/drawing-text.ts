// A drawing as text for the address: strokes between dots, each its pen, then its places, every one as the way from the
// one before, in quarters of the pad's unit; numbers in digits of five bits, the sixth says that there are more.
import { type Drawing, EMPTY, isEmpty, type Stroke } from './drawing.ts';
import { BROADEST, THINNEST } from './tools.tsx';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map([...DIGITS].map((digit, n) => [digit, n]));

/** Characters of a drawing that still go into a link. */
const LONGEST = 30_000;

/** Quarters of a unit that a place may be off the pad's corner. */
const FARTHEST = 40_000;

function packNumber(value: number): string {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let text = '';
  for (; rest > 31; rest >>= 5) text += DIGITS[32 | (rest & 31)];
  return text + DIGITS[rest];
}

const packNumbers = (values: readonly number[]): string => values.map(packNumber).join('');

/** undefined: none are meant by this. */
function unpackNumbers(text: string): number[] | undefined {
  const values: number[] = [];
  let [value, shift] = [0, 0];
  for (const character of text) {
    const digit = VALUES.get(character);
    if (digit === undefined || shift > 15) return undefined;
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit > 31) continue;
    values.push(value & 1 ? -(value + 1) / 2 : value / 2);
    [value, shift] = [0, 0];
  }
  return shift === 0 ? values : undefined;
}

const packStroke = ({ points, pen }: Stroke): string =>
  packNumbers([pen, ...points.map((value, i) => 4 * (value - (points[i - 2] ?? 0)))]);

function unpackStroke(text: string): Stroke | undefined {
  const [pen, ...ways] = unpackNumbers(text) ?? [];
  if (ways.length === 0 || ways.length % 2 === 1 || !(pen >= THINNEST && pen <= BROADEST)) return undefined;
  const quarters: number[] = [];
  for (const [i, way] of ways.entries()) quarters.push(way + (quarters[i - 2] ?? 0));
  if (quarters.some((value) => Math.abs(value) > FARTHEST)) return undefined;
  return { points: quarters.map((value) => value / 4), pen };
}

/** Why a drawing is not in the address, if it is not. */
export function whyNotLinked(drawing: Drawing): 'picture' | 'length' | undefined {
  if (drawing.picture) return 'picture';
  return packStrokes(drawing).length > LONGEST ? 'length' : undefined;
}

const packStrokes = ({ strokes }: Drawing): string => strokes.map(packStroke).join('.');

export const DRAWING_TEXT = {
  initial: EMPTY,
  format: (drawing: Drawing): string | undefined =>
    isEmpty(drawing) || whyNotLinked(drawing) ? undefined : packStrokes(drawing),
  parse(text: string): Drawing | undefined {
    const strokes = text.length <= LONGEST ? text.split('.').map(unpackStroke) : [undefined];
    return strokes.every((stroke) => stroke !== undefined) ? { strokes } : undefined;
  },
};
