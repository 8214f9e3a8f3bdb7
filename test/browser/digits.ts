// Ten digits as strokes, each within 0..1 across and down: straight lines and arcs, as one is taught to write them.
import type { Point } from './pointer.ts';

/** A piece of an ellipse, from one angle to another in degrees: 0 to the right, 90 down. */
const arc = (x: number, y: number, width: number, height: number, from: number, to: number): Point[] =>
  Array.from({ length: 17 }, (_, n) => {
    const angle = ((from + ((to - from) * n) / 16) * Math.PI) / 180;
    return [x + (width / 2) * Math.cos(angle), y + (height / 2) * Math.sin(angle)];
  });

const line = (...points: Point[]): Point[] => points;

export const DIGITS: readonly (readonly Point[])[][] = [
  [arc(0.5, 0.5, 0.62, 1, -90, 270)],
  [line([0.36, 0.2], [0.54, 0], [0.52, 1])],
  [[...arc(0.48, 0.26, 0.56, 0.52, -170, 50), ...line([0.2, 1], [0.84, 0.98])]],
  [[...arc(0.46, 0.25, 0.52, 0.5, -150, 90), ...arc(0.46, 0.74, 0.6, 0.5, -90, 150)]],
  [line([0.34, 0], [0.18, 0.6], [0.86, 0.6]), line([0.64, 0.32], [0.62, 1])],
  [
    [...line([0.26, 0.02], [0.24, 0.44]), ...arc(0.46, 0.68, 0.6, 0.6, -130, 140)],
    line([0.26, 0.02], [0.78, 0]),
  ],
  [[...line([0.66, 0], [0.3, 0.42]), ...arc(0.48, 0.72, 0.52, 0.54, 180, -180)]],
  [line([0.16, 0], [0.82, 0.02], [0.44, 1])],
  [
    [
      ...arc(0.5, 0.24, 0.46, 0.48, -60, -270),
      ...arc(0.5, 0.74, 0.58, 0.52, -90, 270),
      ...arc(0.5, 0.24, 0.46, 0.48, 90, -60),
    ],
  ],
  [[...arc(0.46, 0.26, 0.5, 0.5, -20, -360), ...line([0.7, 0.1], [0.68, 0.5], [0.6, 1])]],
];
