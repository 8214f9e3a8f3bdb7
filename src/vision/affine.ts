// Affine maps of the plane: x' = a x + b y + c, y' = d x + e y + f; and pictures seen through them.
import type { AffineMap } from '../kernels/pixels.ts';
import * as views from '../kernels/simd/views.ts';
import type { Box } from './components.ts';
import type { Picture } from './picture.ts';

export type Affine = AffineMap;

export type Point = readonly [x: number, y: number];

export function mapPoint([a, b, c, d, e, f]: Affine, [x, y]: Point): Point {
  return [a * x + b * y + c, d * x + e * y + f];
}

/** First the inner map, then the outer one. */
export function compose([a, b, c, d, e, f]: Affine, [g, h, i, j, k, l]: Affine): Affine {
  return [a * g + b * j, a * h + b * k, a * i + b * l + c, d * g + e * j, d * h + e * k, d * i + e * l + f];
}

/** How many units one becomes, on the average of all directions. */
export function scaleOf([a, b, , d, e]: Affine): number {
  return Math.sqrt(Math.abs(a * e - b * d));
}

/** The corners of a box after a map: clockwise from what was the upper left one. */
export function cornersOf(affine: Affine, { left, top, width, height }: Box): Point[] {
  const [right, bottom] = [left + width, top + height];
  const corners: Point[] = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
  return corners.map((corner) => mapPoint(affine, corner));
}

/** The smallest upright box around points, in whole units. */
export function boxAround(points: readonly Point[]): Box {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, top] = [Math.floor(Math.min(...xs)), Math.floor(Math.min(...ys))];
  return { left, top, width: Math.ceil(Math.max(...xs)) - left, height: Math.ceil(Math.max(...ys)) - top };
}

/**
 * `width` x `height` pixels of a grey picture: the middle of pixel (column, row) is seen at `affine` of (column + 0.5,
 * row + 0.5), between pixels bilinearly; outside the picture its border goes on.
 */
export function viewThrough(grey: Picture, affine: Affine, width: number, height: number): Picture {
  return { width, height, data: views.view(grey.data, grey.width, affine, width, height) };
}
