// Digits drawn for the tests of pictures: round pen strokes, as ink of 0..1 in a square.

/** Corners of a 5 without curves, in 0..1 across its box. */
const FIVE = [
  [0.62, 0],
  [0.05, 0],
  [0, 0.45],
  [0.45, 0.38],
  [0.62, 0.65],
  [0.5, 0.95],
  [0, 1],
];

export interface Drawing {
  readonly side: number;
  readonly left: number;
  readonly top: number;
  /** Height of the strokes' middle line. */
  readonly height: number;
  readonly pen: number;
}

/** Share of ink in every pixel of a `side` x `side` picture of a 5; edges are one pixel soft. */
export function drawFive({ side, left, top, height, pen }: Drawing): Float64Array {
  const ink = new Float64Array(side * side);
  const points = FIVE.map(([x, y]) => [left + x * height, top + y * height]);
  for (let i = 0; i < ink.length; i++) {
    const x = (i % side) + 0.5;
    const y = Math.floor(i / side) + 0.5;
    let nearest = Number.POSITIVE_INFINITY;
    for (let k = 1; k < points.length; k++)
      nearest = Math.min(nearest, distance(x, y, points[k - 1], points[k]));
    ink[i] = Math.max(0, Math.min(1, pen / 2 + 0.5 - nearest));
  }
  return ink;
}

function distance(x: number, y: number, [ax, ay]: number[], [bx, by]: number[]): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.sqrt((x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2);
}
