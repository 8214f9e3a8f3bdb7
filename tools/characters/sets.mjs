// The sets of real characters that recognition is measured on: their pictures, labels, and which half each is in.
// Settings were looked at on the first half of each; the second one tells how far that carries.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readIdx } from '../../dist/node/index.js';

const FILES = {
  images: 'images.idx3-ubyte.gz',
  labels: 'labels.idx1-ubyte.gz',
  strokes: 'strokes.ndjson.gz',
};

const unzip = (path) => gunzipSync(readFileSync(path));

function readCsv(path) {
  const [head, ...rows] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((value, i) => [names[i], value])));
}

/** Who wrote it decides the half where that is known, so that no hand is in both. */
const hash = (text) => [...text].reduce((sum, c) => (Math.imul(sum, 31) + c.charCodeAt(0)) >>> 0, 7);
const SETS = [
  { name: 'usps', half: (_, i) => i % 2 },
  { name: 'unipen-digits', half: (row) => hash(row.source) % 2 },
  { name: 'nsysu-digits', half: (_, i) => i % 2 },
  { name: 'sudoku-photos', half: (row) => hash(row.puzzle) % 2 },
];

function readPictures(folder) {
  const { shape, values } = readIdx(unzip(join(folder, FILES.images)), folder);
  const [count, height, width] = shape;
  const size = width * height;
  return Array.from({ length: count }, (_, i) => ({
    width,
    height,
    data: values.slice(i * size, (i + 1) * size),
  }));
}

/**
 * Whether all that is left of a digit is a dot or one straight line, that is no upright 1: strokes were lost when the
 * data was made. Places lie within 6 % of the line's length.
 */
function isFragment({ strokes, label }) {
  const places = strokes.flatMap((stroke) =>
    Array.from({ length: stroke.length / 2 }, (_, i) => [stroke[2 * i], stroke[2 * i + 1]]),
  );
  const far = (from) => places.reduce((a, b) => (distance(b, from) > distance(a, from) ? b : a));
  const one = far(places[0]);
  const other = far(one);
  const length = distance(one, other);
  const [dx, dy] = [other[0] - one[0], other[1] - one[1]];
  const isStraight = places.every(
    ([x, y]) => Math.abs((x - one[0]) * dy - (y - one[1]) * dx) <= 0.06 * length * length,
  );
  return isStraight && !(label === 1 && Math.abs(dy) > Math.abs(dx));
}

const distance = ([a, b], [c, d]) => Math.sqrt((a - c) ** 2 + (b - d) ** 2);

/** The sets below `data` whose name contains `only`: { name, items: [{ picture, label, half }] }. */
export function listSets(data, only = '') {
  return SETS.filter(({ name }) => name.includes(only)).flatMap(({ name, half }) => {
    const folder = join(data, name);
    if (!existsSync(join(folder, FILES.images))) {
      console.log(`${name}: left out, ${join(folder, FILES.images)} is absent`);
      return [];
    }
    const meta = join(folder, 'meta.csv');
    const rows = existsSync(meta) ? readCsv(meta) : [];
    const labels = readIdx(unzip(join(folder, FILES.labels)), folder).values;
    const items = readPictures(folder).map((picture, i) => ({
      ...{ picture, label: labels[i], half: half(rows[i], i), index: i },
    }));
    if (name !== 'unipen-digits') return [{ name, items }];
    const fragments = new Set(
      readStrokes(data)
        .filter(isFragment)
        .map(({ index }) => index),
    );
    const whole = items.filter(({ index }) => !fragments.has(index));
    return [
      { name, items },
      { name: `${name} less ${fragments.size} of which only a dot or a line is left`, items: whole },
    ];
  });
}

/** Digits as pen strokes: [{ strokes, label, half, index }]; undefined where they are absent. */
export function readStrokes(data) {
  const path = join(data, 'unipen-digits', FILES.strokes);
  if (!existsSync(path)) return undefined;
  return unzip(path)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ i, label, src, strokes }) => ({ index: i, label, strokes, half: hash(src) % 2 }));
}
