// A picture on something flat: pasted on a white page, in a screen shot, on black where a scanner saw nothing. What is
// around it is not the paper that is written on.
import type { Box } from './components.ts';
import { quantile } from './histogram.ts';
import type { Ink } from './ink.ts';

/** What is around is of one level: this share of every line of it is within so many levels. */
const FLAT = 12;
const FLAT_SHARE = 0.9;

/** The picture is another thing if its paper is so many levels apart, and so is this share of the lines along its sides. */
const APART = 18;
const FILLED = 0.9;

/** Less than so many flat pixels at a side are a line; and so many after them may be of both. */
const LEAST = 5;
const BLEND = 1;

/** A row or a column of pixels: the first one, how far it is from each to the next, how many. */
type Pixels = readonly [first: number, step: number, count: number];

/** The picture in a grey one that was pasted on something lighter or darker; undefined where there is nothing around it. */
export function findPasted(grey: Ink): Box | undefined {
  const { width, height } = grey;
  const sides: readonly Pixels[] = [
    [0, 1, width],
    [(height - 1) * width, 1, width],
    [0, width, height],
    [width - 1, width, height],
  ];
  const around = sides
    .map((side) => medianOf(grey, side))
    .find((level, n) => shareNear(grey, sides[n], level) >= FLAT_SHARE);
  const inside = around === undefined ? undefined : withoutFlat(grey, around);
  return inside && isOther(grey, inside, around!) ? inside : undefined;
}

function medianOf({ data }: Ink, [first, step, count]: Pixels): number {
  const counts = new Uint32Array(256);
  for (let n = 0, i = first; n < count; n++, i += step) counts[data[i]]++;
  return quantile(counts, 0.5);
}

/** The share of pixels that are about as light. */
function shareNear({ data }: Ink, [first, step, count]: Pixels, level: number): number {
  let near = 0;
  for (let n = 0, i = first; n < count; n++, i += step) if (Math.abs(data[i] - level) <= FLAT) near++;
  return near / count;
}

/** What is between the flat rows at the top and the bottom, and between the flat columns of these rows, but for its rim. */
function withoutFlat(grey: Ink, level: number): Box | undefined {
  const { width, height } = grey;
  const isFlat = (pixels: Pixels) => shareNear(grey, pixels, level) >= FLAT_SHARE;
  const [top, bottom] = between(height, (row) => isFlat([row * width, 1, width]));
  if (top >= bottom) return undefined;
  const [left, right] = between(width, (column) => isFlat([top * width + column, width, bottom - top]));
  return left < right ? { left, top, width: right - left, height: bottom - top } : undefined;
}

/** Without the lines at both ends that are so, and the one after them that may be of both. */
function between(count: number, isSo: (line: number) => boolean): [first: number, end: number] {
  let [first, end] = [0, count];
  while (first < end && isSo(first)) first++;
  while (end > first && isSo(end - 1)) end--;
  return [first < LEAST ? 0 : first + BLEND, end > count - LEAST ? count : end - BLEND];
}

/** Whether something else fills the box: ink on the paper around would reach its sides here and there. */
function isOther(grey: Ink, { left, top, width, height }: Box, level: number): boolean {
  const first = top * grey.width + left;
  const sides: (Pixels | undefined)[] = [
    top > 0 ? [first, 1, width] : undefined,
    top + height < grey.height ? [first + (height - 1) * grey.width, 1, width] : undefined,
    left > 0 ? [first, grey.width, height] : undefined,
    left + width < grey.width ? [first + width - 1, grey.width, height] : undefined,
  ];
  const cut = sides.filter((side) => side !== undefined);
  if (cut.length === 0 || cut.some((side) => shareNear(grey, side, level) > 1 - FILLED)) return false;
  const counts = new Uint32Array(256);
  for (let row = 0; row < height; row++) {
    for (let i = first + row * grey.width, end = i + width; i < end; i++) counts[grey.data[i]]++;
  }
  return Math.abs(quantile(counts, 0.5) - level) >= APART;
}
