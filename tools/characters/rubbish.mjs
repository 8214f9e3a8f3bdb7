// Made rubbish for lessons: scribbles, signs of random strokes, blots, textures. What is measured against is made in
// other ways (challenge.mjs).

import { curveThrough } from '../../dist/src/data/drawn-digits.js';
import { distort } from './hand.mjs';

const place = (random) => [random.uniform(0, 10), random.uniform(0, 10)];

/** A pen that wanders: a curve through many random places, or a zigzag. */
export function scribble(random) {
  const kind = random.uniform();
  if (kind < 0.2) return distort([zigzag(random)], random);
  if (kind < 0.35) return distort([loops(random)], random);
  if (kind < 0.65) return distort([wander(random)], random);
  const places = [place(random)];
  const count = 7 + random.integer(12);
  const reach = random.uniform(2, 8);
  for (let n = 1; n < count; n++) {
    const [x, y] = places[n - 1];
    const within = (value) => Math.max(0, Math.min(10, value + random.uniform(-reach, reach)));
    places.push([within(x), within(y)]);
  }
  return distort([random.uniform() < 0.7 ? curveThrough(places) : places], random);
}

function zigzag(random) {
  const count = 5 + random.integer(10);
  const height = random.uniform(1, 8);
  return Array.from({ length: count }, (_, n) => [
    (10 * n) / (count - 1) + random.uniform(-0.4, 0.4),
    5 + (n % 2 ? height : -height) / 2 + random.uniform(-0.6, 0.6),
  ]);
}

/** A pen that turns now more, now less, and draws knots: `bend` is the tangent of half the turn of a step. */
function wander(random) {
  const places = [[5, 5]];
  let [dx, dy, bend] = [1, 0, random.uniform(-0.3, 0.3)];
  const count = 60 + random.integer(120);
  for (let n = 0; n < count; n++) {
    if (random.uniform() < 0.08) bend = random.uniform(-0.4, 0.4);
    const [cosine, sine] = [(1 - bend * bend) / (1 + bend * bend), (2 * bend) / (1 + bend * bend)];
    [dx, dy] = [dx * cosine - dy * sine, dx * sine + dy * cosine];
    const [x, y] = places[n];
    // Back to the middle, so that it knots.
    places.push([x + 0.8 * dx + 0.08 * (5 - x), y + 0.8 * dy + 0.08 * (5 - y)]);
  }
  return places;
}

/** Turns of a pen that runs on to the right or stays and winds inwards. */
function loops(random) {
  const turns = 2 + random.integer(4);
  const isSpiral = random.uniform() < 0.5;
  const corners = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ];
  const places = Array.from({ length: 4 * turns }, (_, n) => {
    const size = isSpiral ? 5 - (4.5 * n) / (4 * turns) : random.uniform(1.5, 3);
    const [x, y] = corners[n % 4];
    return [x * size + (isSpiral ? 5 : (2 * n) / turns), 5 + y * size];
  });
  return curveThrough(places);
}

/** Strokes between all of a few random places, as signs of unknown writings are: four at least, each another way. */
export function randomSign(random) {
  const places = Array.from({ length: 4 + random.integer(3) }, () => place(random));
  const ways = places.flatMap((a, i) => places.slice(i + 1).map((b) => [a, b]));
  random.shuffle(ways);
  const strokes = ways.slice(0, 4 + random.integer(3)).map(([a, b]) => {
    return random.uniform() < 0.3 ? curveThrough([a, place(random), b]) : [a, b];
  });
  return distort(strokes, random);
}

/** A blot, a band, a half covered sheet, grain, a cloudy sky: pictures without strokes. */
export function texture(random) {
  const [width, height] = [24 + random.integer(60), 24 + random.integer(60)];
  const kind = random.integer(7);
  const data = new Uint8Array(width * height);
  const fill = (value) => {
    for (let i = 0; i < data.length; i++) {
      data[i] = Math.max(0, Math.min(255, value(Math.floor(i / width), i % width)));
    }
    return { width, height, data };
  };
  const grain = random.uniform(0, 30);
  if (kind === 0) {
    const share = random.uniform(0.05, 0.6);
    return fill(() => (random.uniform() < share ? 0 : 255));
  }
  if (kind === 1) return fill(waves(random, 6));
  if (kind === 2) {
    const slope = random.uniform(-2, 2);
    const edge = random.uniform(0.25, 0.75) * width;
    return fill(
      (row, column) => (column + slope * (row - height / 2) < edge ? 30 : 220) + random.uniform(0, grain),
    );
  }
  if (kind === 3) return fill(blot(random, width, height));
  if (kind === 4) {
    const [from, to] = [random.uniform(0.1, 0.4) * height, random.uniform(0.5, 0.9) * height];
    return fill((row) => (row > from && row < to ? 40 : 210) + random.uniform(0, grain));
  }
  if (kind === 5) {
    const [across, down, level] = [random.uniform(-9, 9), random.uniform(-9, 9), random.uniform(-200, 300)];
    return fill((row, column) => level + across * column + down * row + random.uniform(0, grain));
  }
  const size = 2 + random.integer(8);
  return fill((row, column) => ((Math.floor(row / size) + Math.floor(column / size)) % 2 ? 30 : 220));
}

/** A sum of bumps, as light and shadow make it. */
function waves(random, count) {
  const bumps = Array.from({ length: count }, () => ({
    ...{ row: random.uniform(0, 60), column: random.uniform(0, 60) },
    ...{ size: random.uniform(4, 25), weight: random.uniform(-200, 200) },
  }));
  return (r, c) =>
    bumps.reduce((sum, { row, column, size, weight }) => {
      const far = ((r - row) ** 2 + (c - column) ** 2) / size ** 2;
      return sum + weight / (1 + far);
    }, 128);
}

/** One filled ellipse, block or ragged spot. */
function blot(random, width, height) {
  const [x, y] = [width / 2, height / 2];
  const [a, b] = [random.uniform(0.2, 0.45) * width, random.uniform(0.2, 0.45) * height];
  const power = random.uniform() < 0.5 ? 2 : 8;
  const ragged = random.uniform() < 0.3 ? 0.5 : 0;
  return (row, column) => {
    const far = Math.abs((column - x) / a) ** power + Math.abs((row - y) / b) ** power;
    return far + random.uniform(-ragged, ragged) < 1 ? 20 : 230;
  };
}
