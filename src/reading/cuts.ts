// Where a connected piece of writing may be cut: paths from top to bottom that cross little ink. The paper (sections V
// and X) drops lines that hit ink and deflect along it; here the cheapest of all such paths is found by dynamic
// programming, which follows the white between strokes and goes straight through where it must.
import type { Component } from '../vision/components.ts';
import { crossingCosts } from '../vision/crossing-costs.ts';

/** A path: the column right of the cut for every row of the piece's box. */
export type Cut = Int32Array;

/** Price of one step sideways, in pixels of ink crossed. */
const SIDEWAYS = 0.25;

/** Cuts must not cost more than this, in valleys of a contour than that; shares of the height. */
const MOST_INK = 0.5;
const MOST_INK_IN_VALLEYS = 0.8;

/** They lie so far apart, farther in what is so narrow that it holds two digits at most; shares of the height. */
const SPACING = 0.13;
const SPACING_IN_NARROW = 0.25;
const NARROW = 1.35;

/** A valley of a contour counts from this depth on; and how far its sides are looked for. Shares of the height. */
const VALLEY = 0.08;
const SIDES = 0.5;

/** Candidate cuts of a component, from left to right. `height`: height of the line's digits. */
export function findCuts(component: Component, height: number): Cut[] {
  const { width, height: rows } = component.box;
  const ink = bitmapOf(component);
  const { price, down, up } = crossingCosts(ink, width, rows, SIDEWAYS);
  const middle = (rows >> 1) * width;
  const through = new Float64Array(width);
  for (let x = 0; x < width; x++) through[x] = down[middle + x] + up[middle + x] - price[middle + x];
  const valleys = addValleys(ink, width, rows, height);
  const columns = chooseColumns(through, valleys, height);
  return columns.map((column) => trace(down, up, column, width, rows));
}

/** 1 where the component has ink, in its box. */
function bitmapOf({ box, runs }: Component): Uint8Array {
  const ink = new Uint8Array(box.width * box.height);
  for (let i = 0; i < runs.length; i += 3) {
    const line = (runs[i] - box.top) * box.width - box.left;
    ink.fill(1, line + runs[i + 1], line + runs[i + 2]);
  }
  return ink;
}

/** Depth of the valleys of the upper and of the lower contour, in pixels, where each is deepest; elsewhere 0. */
function addValleys(ink: Uint8Array, width: number, rows: number, height: number): Float64Array {
  const depths = new Float64Array(width);
  const upper = new Float64Array(width).fill(rows);
  const lower = new Float64Array(width).fill(rows);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let x = 0; x < width; x++, i++) {
      if (!ink[i]) continue;
      upper[x] = Math.min(upper[x], row);
      lower[x] = rows - 1 - row;
    }
  }
  const reach = Math.ceil(SIDES * height);
  for (const contour of [upper, lower]) {
    for (let x = 1; x < width - 1; x++) {
      let end = x;
      while (end < width - 1 && contour[end + 1] === contour[x]) end++;
      if (contour[x - 1] < contour[x] && (contour[end + 1] ?? rows) < contour[x]) {
        const left = leastOf(contour, Math.max(0, x - reach), x, rows);
        const right = leastOf(contour, end + 1, Math.min(width, end + 1 + reach), rows);
        const depth = contour[x] - Math.max(left, right);
        if (depth >= VALLEY * height) depths[(x + end) >> 1] += depth;
      }
      x = end;
    }
  }
  return depths;
}

function leastOf(contour: Float64Array, from: number, to: number, most: number): number {
  let least = most;
  for (let x = from; x < to; x++) least = Math.min(least, contour[x]);
  return least;
}

/** Minima of the price and valleys that are cheap enough: cheap and deep ones first, none too close to one before. */
function chooseColumns(through: Float64Array, valleys: Float64Array, height: number): number[] {
  const share = through.length < NARROW * height ? SPACING_IN_NARROW : SPACING;
  const spacing = Math.max(2, share * height);
  const margin = Math.max(1, Math.round(spacing / 2));
  const candidates: number[] = [];
  for (let x = margin; x < through.length - margin; x++) {
    const isLeast =
      through[x] <= MOST_INK * height &&
      leastOf(through, x - margin, x + margin + 1, through[x]) === through[x];
    if (isLeast || (valleys[x] > 0 && through[x] <= MOST_INK_IN_VALLEYS * height)) candidates.push(x);
  }
  const merit = (x: number) => through[x] - valleys[x] / 2;
  candidates.sort((a, b) => merit(a) - merit(b) || a - b);
  const chosen: number[] = [];
  for (const x of candidates) if (chosen.every((other) => Math.abs(other - x) >= spacing)) chosen.push(x);
  return chosen.sort((a, b) => a - b);
}

/** The cheapest path through the middle row's `column`, both ways. */
function trace(down: Float32Array, up: Float32Array, column: number, width: number, height: number): Cut {
  const cut = new Int32Array(height);
  const middle = height >> 1;
  cut[middle] = column;
  for (let row = middle - 1; row >= 0; row--) cut[row] = cheapestStep(down, row * width, cut[row + 1], width);
  for (let row = middle + 1; row < height; row++)
    cut[row] = cheapestStep(up, row * width, cut[row - 1], width);
  return cut;
}

function cheapestStep(cost: Float32Array, line: number, from: number, width: number): number {
  let best = from;
  for (const column of [from - 1, from + 1]) {
    if (column < 0 || column >= width) continue;
    if (cost[line + column] + SIDEWAYS < cost[line + best] + (best === from ? 0 : SIDEWAYS)) best = column;
  }
  return best;
}
