// What it costs to cross a piece of writing from top to bottom.
import * as views from '../kernels/simd/views.ts';

/** Of each pixel its price, and what the cheapest paths from the top row to it, and from the bottom row, cost with it. */
export interface CrossingCosts {
  readonly price: Float32Array;
  readonly down: Float32Array;
  readonly up: Float32Array;
}

/** Of `width` x `rows` pixels, not 0 where there is ink; a step sideways costs `sideways`, in pixels of ink. */
export function crossingCosts(ink: Uint8Array, width: number, rows: number, sideways: number): CrossingCosts {
  const price = priceOf(ink, width, rows);
  return {
    price,
    down: views.cheapestPaths(price, width, sideways),
    up: views.cheapestPaths(price.slice().reverse(), width, sideways).reverse(),
  };
}

/** 1 for ink and for paper that ink encloses, as digits are not cut through their loops; 0 for other paper. */
function priceOf(ink: Uint8Array, width: number, rows: number): Float32Array {
  const price = new Float32Array(ink.length).fill(1);
  const open: number[] = [];
  const visit = (pixel: number) => {
    if (ink[pixel] || price[pixel] === 0) return;
    price[pixel] = 0;
    open.push(pixel);
  };
  for (let x = 0; x < width; x++) for (const row of [0, rows - 1]) visit(row * width + x);
  for (let row = 0; row < rows; row++) for (const x of [0, width - 1]) visit(row * width + x);
  for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
    if (pixel >= width) visit(pixel - width);
    if (pixel < (rows - 1) * width) visit(pixel + width);
    if (pixel % width > 0) visit(pixel - 1);
    if (pixel % width < width - 1) visit(pixel + 1);
  }
  return price;
}
