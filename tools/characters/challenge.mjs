// Made pictures that hold no digit, to measure rejection with: made in other ways than the lessons. Letters are those
// of a matrix of 5 x 7 dots, their neighbouring dots joined by a pen; scribbles are sums of swings; halves are cut
// from MNIST's test digits; blank sheets have grain, stains, light and shadow. Any size, place, pen, colour of ink and
// paper, dark on light or light on dark.
import { Random } from '../../dist/node/index.js';
import { cutHalf, drawLine, HALVES, sideBySide } from './restyle.mjs';

/**
 * Rows from top to bottom, the leftmost dot is 16. What a digit may look like is not here: B C D G I O Q S Z, and of
 * the small ones b c g i j l o q s y z.
 */
const DOTS = {
  ...{ A: [14, 17, 17, 31, 17, 17, 17], E: [31, 16, 16, 30, 16, 16, 31] },
  ...{ F: [31, 16, 16, 30, 16, 16, 16], H: [17, 17, 17, 31, 17, 17, 17], J: [7, 2, 2, 2, 2, 18, 12] },
  ...{ K: [17, 18, 20, 24, 20, 18, 17], L: [16, 16, 16, 16, 16, 16, 31], M: [17, 27, 21, 21, 17, 17, 17] },
  ...{ N: [17, 17, 25, 21, 19, 17, 17], P: [30, 17, 17, 30, 16, 16, 16], R: [30, 17, 17, 30, 20, 18, 17] },
  ...{ T: [31, 4, 4, 4, 4, 4, 4], U: [17, 17, 17, 17, 17, 17, 14], V: [17, 17, 17, 17, 17, 10, 4] },
  ...{ W: [17, 17, 17, 21, 21, 21, 10], X: [17, 17, 10, 4, 10, 17, 17], Y: [17, 17, 10, 4, 4, 4, 4] },
  ...{ a: [0, 0, 14, 1, 15, 17, 15], d: [1, 1, 13, 19, 17, 17, 15], e: [0, 0, 14, 17, 31, 16, 14] },
  ...{ f: [6, 9, 8, 28, 8, 8, 8], h: [16, 16, 22, 25, 17, 17, 17], k: [16, 16, 18, 20, 24, 20, 18] },
  ...{ m: [0, 0, 26, 21, 21, 17, 17], n: [0, 0, 22, 25, 17, 17, 17], r: [0, 0, 22, 25, 16, 16, 16] },
  ...{ t: [8, 8, 28, 8, 8, 9, 6], u: [0, 0, 17, 17, 17, 19, 13], v: [0, 0, 17, 17, 17, 10, 4] },
  ...{ w: [0, 0, 17, 17, 21, 21, 10], x: [0, 0, 17, 10, 4, 10, 17] },
};

/** Strokes, a straight one each, between neighbouring dots; a diagonal only where no corner is between. */
function strokesOf(rows) {
  const isDot = (row, column) =>
    row >= 0 && row < 7 && column >= 0 && column < 5 && (rows[row] >> (4 - column)) & 1;
  const strokes = [];
  for (let row = 0; row < 7; row++) {
    for (let column = 0; column < 5; column++) {
      if (!isDot(row, column)) continue;
      for (const [down, right] of [
        [0, 1],
        [1, 0],
        [1, 1],
        [1, -1],
      ]) {
        const isCorner = down * right !== 0 && (isDot(row, column + right) || isDot(row + 1, column));
        if (isDot(row + down, column + right) && !isCorner)
          strokes.push([column, row, column + right, row + down]);
      }
    }
  }
  return strokes;
}

/** A scribble: two swings across and two down, none as quick as another: equal ones would draw a 0. */
function swings(random) {
  const turns = random.shuffle([2, 3, 4, 5, 6]);
  const swing = (n) => ({
    ...{ size: random.uniform(1.5, 3), start: random.uniform(0, 6.3) },
    turns: turns[n] + random.uniform(-0.3, 0.3),
  });
  const [a, b, c, d] = [0, 1, 2, 3].map(swing);
  const at = (t, one, two) =>
    one.size * Math.sin(6.283 * one.turns * t + one.start) +
    two.size * Math.sin(6.283 * two.turns * t + two.start);
  const count = 160;
  const place = (n) => [at(n / count, a, b), at(n / count, c, d)];
  return Array.from({ length: count }, (_, n) => [...place(n), ...place(n + 1)]);
}

/** Strokes on a sheet: somewhere, of some size, by some pen, leaning. */
function drawOnSheet(strokes, random) {
  const side = 40 + random.integer(200);
  const ink = new Float32Array(side * side);
  const [lean, turn] = [random.uniform(-0.2, 0.2), random.uniform(-0.12, 0.12)];
  const places = strokes.map(([x0, y0, x1, y1]) => [
    ...[x0 + lean * y0 - turn * y0, y0 + turn * x0],
    ...[x1 + lean * y1 - turn * y1, y1 + turn * x1],
  ]);
  const xs = places.flatMap(([x0, , x1]) => [x0, x1]);
  const ys = places.flatMap(([, y0, , y1]) => [y0, y1]);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const extent = Math.max(Math.max(...xs) - left, Math.max(...ys) - top);
  const size = side * random.uniform(0.4, 0.8);
  const scale = size / extent;
  const [dx, dy] = [0, 1].map(() => random.uniform(0.05, 0.95) * (side - size) * 0.9 + 0.05 * (side - size));
  const radius = Math.max(0.6, (size * random.uniform(0.04, 0.14)) / 2);
  for (const [x0, y0, x1, y1] of places) {
    const [a, b] = [(x0 - left) * scale + dx, (y0 - top) * scale + dy];
    drawLine(ink, side, a, b, (x1 - left) * scale + dx, (y1 - top) * scale + dy, radius);
  }
  return colour(ink, side, side, random);
}

/** A grey or coloured picture of ink, with some grain. */
function colour(ink, width, height, random) {
  const isLight = random.uniform() < 0.3;
  const pick = (low, high) => [0, 1, 2].map(() => random.uniform(low, high));
  const [dark, light] = [pick(0, 90), pick(170, 255)];
  const [from, to] = isLight ? [dark, light] : [light, dark];
  const grain = random.uniform(0, 8);
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < ink.length; i++) {
    for (let c = 0; c < 3; c++) {
      const value = from[c] + (to[c] - from[c]) * ink[i] + random.uniform(-grain, grain);
      data[3 * i + c] = Math.max(0, Math.min(255, value));
    }
  }
  return { width, height, data };
}

/** A sheet with nothing on it: plain, grainy, lit from one side, or with a shadow. */
function blank(random) {
  const [width, height] = [20 + random.integer(200), 20 + random.integer(200)];
  const level = random.uniform(0, 255);
  const grain = random.integer(3) * random.uniform(0, 6);
  const [across, down] = random.uniform() < 0.5 ? [random.uniform(-60, 60), random.uniform(-60, 60)] : [0, 0];
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const light = (across * (i % width)) / width + (down * Math.floor(i / width)) / height;
    return Math.max(0, Math.min(255, level + light + random.uniform(-grain, grain)));
  });
  return { width, height, data };
}

/** A picture of black ink on white paper, larger and coloured. */
function enlarge({ width, data }, random) {
  const scale = random.uniform(1, 4);
  const side = Math.round(width * scale);
  const height = Math.round((data.length / width) * scale);
  const ink = Float32Array.from({ length: side * height }, (_, i) => {
    const row = Math.floor(Math.floor(i / side) / scale);
    return (
      1 -
      data[Math.min(data.length - 1, row * width + Math.min(width - 1, Math.floor((i % side) / scale)))] / 255
    );
  });
  return colour(ink, side, height, random);
}

const imageAt = ({ images }, i) => images.subarray(i * 784, (i + 1) * 784);

const MAKERS = {
  blank,
  scribble: (random) => drawOnSheet(swings(random), random),
  letter(random) {
    const letters = Object.values(DOTS);
    return drawOnSheet(strokesOf(letters[random.integer(letters.length)]), random);
  },
  half(random, digits) {
    for (;;) {
      const i = random.integer(digits.count);
      const sides = HALVES[digits.labels[i]];
      if (sides.length === 0) continue;
      return enlarge(cutHalf(imageAt(digits, i), sides[random.integer(sides.length)], random), random);
    }
  },
  several(random, digits) {
    const images = Array.from({ length: 2 + random.integer(3) }, () =>
      imageAt(digits, random.integer(digits.count)),
    );
    return enlarge(sideBySide(images, random), random);
  },
};

/** `count` pictures of each kind: { kind: [picture] }; `digits` are MNIST's test digits. */
export function makeChallenge(digits, count, seed) {
  return Object.fromEntries(
    Object.entries(MAKERS).map(([kind, make], k) => [
      kind,
      Array.from({ length: count }, (_, n) => make(new Random(seed, k, n), digits)),
    ]),
  );
}
