// Where a connected piece of writing may be cut: paths from top to bottom that cross little ink. The paper (sections V
// and X) drops lines that hit ink and deflect along it; here the cheapest of all such paths is found by dynamic
// programming, which follows the white between strokes and goes straight through where it must.
import type { Component } from '../vision/components.ts';

/** A path: the column right of the cut for every row of the piece's box. */
export type Cut = Int32Array;

/** Price of one step sideways, in pixels of ink crossed. */
const SIDEWAYS = 0.25;

/** Cuts must not cross more ink than this, and must lie this far apart; shares of the height of the line. */
const MOST_INK = 0.5;
const SPACING = 0.14;

/** Candidate cuts of a component, from left to right. `height`: height of the line's digits. */
export function findCuts(component: Component, height: number): Cut[] {
  const { box } = component;
  const ink = bitmapOf(component);
  const down = cheapestFromTop(ink, box.width, box.height);
  const up = cheapestFromTop(Uint8Array.from(ink).reverse(), box.width, box.height).reverse();
  const middle = (box.height >> 1) * box.width;
  const through = new Float64Array(box.width);
  for (let x = 0; x < box.width; x++) {
    through[x] = down[middle + x] + up[middle + x] - ink[middle + x];
  }
  const columns = chooseColumns(through, height);
  return columns.map((column) => trace(down, up, column, box.width, box.height));
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

/** What the cheapest path from the top row to each pixel costs, this pixel included. */
function cheapestFromTop(ink: Uint8Array, width: number, height: number): Float32Array {
  const cost = Float32Array.from(ink);
  for (let i = width; i < width * height; i++) {
    const column = i % width;
    let best = cost[i - width];
    if (column > 0) best = Math.min(best, cost[i - width - 1] + SIDEWAYS);
    if (column < width - 1) best = Math.min(best, cost[i - width + 1] + SIDEWAYS);
    cost[i] += best;
  }
  return cost;
}

/** Local minima that are cheap enough, the cheapest first, none too close to one before. */
function chooseColumns(through: Float64Array, height: number): number[] {
  const spacing = Math.max(2, SPACING * height);
  const reach = Math.max(1, Math.round(spacing / 2));
  const margin = Math.max(1, Math.round(spacing / 2));
  const minima: number[] = [];
  for (let x = margin; x < through.length - margin; x++) {
    if (through[x] > MOST_INK * height) continue;
    let isLeast = true;
    for (let n = Math.max(0, x - reach); n <= Math.min(through.length - 1, x + reach); n++) {
      if (through[n] < through[x]) isLeast = false;
    }
    if (isLeast) minima.push(x);
  }
  minima.sort((a, b) => through[a] - through[b] || a - b);
  const chosen: number[] = [];
  for (const x of minima) if (chosen.every((other) => Math.abs(other - x) >= spacing)) chosen.push(x);
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
