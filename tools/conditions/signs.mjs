// What people write before and behind numbers: signs of currencies, lines and stars against forgery. Drawn onto real
// pictures of numbers, in the ink's darkness, on more of the paper beside it. The shapes are none of those that the
// networks learn from.
import { drawStroke } from '../../dist/src/data/glyphs.js';
import { findHandwriting } from '../../dist/src/vision/handwriting.js';
import { boundingBox } from '../../dist/src/vision/ink.js';

/** Width of a sign for its height, and its lines: x, y of every corner, from the left and from the top. */
const SHAPES = {
  $: {
    width: 0.55,
    lines: [
      [
        0.85, 0.2, 0.7, 0.08, 0.45, 0.03, 0.2, 0.1, 0.1, 0.27, 0.25, 0.42, 0.75, 0.58, 0.9, 0.74, 0.8, 0.9,
        0.5, 0.97, 0.1, 0.8,
      ],
      [0.5, -0.12, 0.5, 1.12],
    ],
  },
  U: { width: 0.6, lines: [[0, 0, 0.02, 0.7, 0.2, 0.95, 0.6, 0.97, 0.9, 0.7, 1, 0]] },
  S: {
    width: 0.5,
    lines: [[0.9, 0.15, 0.6, 0.02, 0.15, 0.1, 0.1, 0.3, 0.5, 0.5, 0.95, 0.7, 0.85, 0.92, 0.4, 1, 0, 0.85]],
  },
  R: { width: 0.55, lines: [[0.05, 1, 0.1, 0, 0.7, 0.02, 1, 0.2, 0.85, 0.4, 0.15, 0.5, 1, 1]] },
  s: { width: 0.35, lines: [[0.9, 0.55, 0.4, 0.48, 0.1, 0.6, 0.6, 0.75, 0.9, 0.87, 0.5, 1, 0, 0.95]] },
  '€': {
    width: 0.7,
    lines: [
      [0.9, 0.12, 0.6, 0.02, 0.3, 0.15, 0.17, 0.5, 0.3, 0.85, 0.6, 0.98, 0.9, 0.88],
      [0, 0.4, 0.7, 0.38],
      [0, 0.6, 0.65, 0.58],
    ],
  },
  '-': { width: 0.45, lines: [[0, 0.52, 1, 0.5]] },
  '=': {
    width: 0.45,
    lines: [
      [0, 0.42, 1, 0.4],
      [0, 0.62, 1, 0.6],
    ],
  },
  '—': { width: 1.7, lines: [[0, 0.54, 1, 0.5]] },
  '~': { width: 1.5, lines: [[0, 0.55, 0.15, 0.35, 0.3, 0.6, 0.45, 0.38, 0.6, 0.62, 0.75, 0.4, 1, 0.55]] },
  '*': {
    width: 0.45,
    lines: [
      [0.5, 0.25, 0.5, 0.75],
      [0.15, 0.35, 0.85, 0.65],
      [0.15, 0.65, 0.85, 0.35],
    ],
  },
};

/** Between signs, and from them to the number, in heights of the writing. */
const GAPS = [0.12, 0.35];

/** Half the width of the pen for the height of the writing, and the least in pixels. */
const PEN = 0.035;
const LEAST_PEN = 0.8;

/** The picture with signs before and behind its number, each a text of the shapes; as it is where no writing is found. */
export function addSigns(picture, [before, behind], random) {
  const found = findHandwriting(picture);
  const box = found === 'blank' ? undefined : boundingBox(found.ink);
  if (!box) return picture;
  const gap = () => random.uniform(...GAPS) * box.height;
  const [left, right] = [before, behind].map((text) => placeSigns(text, box.height, gap));
  const margins = [left.width - box.left, box.left + box.width + right.width - picture.width];
  const [first, last] = margins.map((columns) => Math.max(0, Math.ceil(columns + 4)));
  const wide = extend(picture, first, last);
  const ink = new Float32Array(wide.data.length);
  draw(ink, wide.width, left.signs, first + box.left - left.width, box, random);
  draw(ink, wide.width, right.signs, first + box.left + box.width + gap(), box, random);
  const dark = [...picture.data].sort((a, b) => a - b)[Math.floor(0.02 * picture.data.length)];
  return { ...wide, data: wide.data.map((value, i) => Math.min(value, value + ink[i] * (dark - value))) };
}

/** Where each sign begins, and the width of all with the gaps behind them. */
function placeSigns(text, height, gap) {
  let width = 0;
  const signs = [...text].map((name) => {
    const left = width;
    width += SHAPES[name].width * height + gap();
    return { ...SHAPES[name], left };
  });
  return { signs, width };
}

/** So many columns more on both sides, of what is beside them in a mirror. */
function extend({ width, height, data }, first, last) {
  const columns = first + width + last;
  const reach = Math.min(12, width);
  const all = new Uint8Array(columns * height);
  for (let i = 0; i < all.length; i++) {
    const x = (i % columns) - first;
    const mirrored = x < 0 ? (-x - 1) % reach : width - 1 - ((x - width) % reach);
    all[i] = data[Math.floor(i / columns) * width + (x >= 0 && x < width ? x : mirrored)];
  }
  return { width: columns, height, data: all };
}

function draw(ink, columns, signs, start, { top, height }, random) {
  const lean = random.uniform(-0.05, 0.2) * height;
  const size = random.uniform(0.85, 1.1) * height;
  const radius = Math.max(LEAST_PEN, PEN * height);
  const unsteady = () => random.uniform(-0.02, 0.02) * height;
  for (const { width, lines, left } of signs) {
    for (const line of lines) {
      const places = Array.from({ length: line.length / 2 }, (_, n) => {
        const [x, y] = [line[2 * n], line[2 * n + 1]];
        return [start + left + x * width * size + lean * (1 - y) + unsteady(), top + y * size + unsteady()];
      });
      for (const [n, [x1, y1]] of places.slice(1).entries())
        drawStroke(ink, columns, { x0: places[n][0], y0: places[n][1], x1, y1, radius });
    }
  }
}

/** What is written before and behind the number. */
export const SIGNS = {
  nothing: ['', ''],
  'a dollar before it': ['$', ''],
  '"US$" before it': ['US$', ''],
  '"Rs" before it': ['Rs', ''],
  'a euro behind it': ['', '€'],
  'a dash on both sides': ['-', '-'],
  'two dashes on both sides': ['=', '='],
  'a long line before it': ['—', ''],
  'a long line behind it': ['', '—'],
  'a wave behind it': ['', '~'],
  'a star on both sides': ['*', '*'],
  'three stars behind it': ['', '***'],
};
