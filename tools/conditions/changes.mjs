// What happens to real pictures on their way: finer and coarser scans, cameras, light, what they are pasted on. Each
// change makes a grey picture of another; `random` is for its grain.
import { viewThrough } from '../../dist/src/vision/affine.js';
import { quantile } from '../../dist/src/vision/histogram.js';
import { shrinkGrey } from '../../dist/src/vision/resample.js';

/** The level that most of the paper is at, or darker. */
function paperOf({ data }) {
  const counts = new Uint32Array(256);
  for (const value of data) counts[value]++;
  return quantile(counts, 0.6);
}

const clamp = (value) => Math.max(0, Math.min(255, Math.round(value)));

/** `level(value, x, y, picture)`: of each pixel. */
function map(picture, level) {
  const { width, data } = picture;
  return {
    ...picture,
    data: data.map((value, i) => clamp(level(value, i % width, Math.floor(i / width), picture))),
  };
}

const shrink = (picture, step) => shrinkGrey(picture.data, picture.width, picture.height, step);
const magnify = (picture, times) =>
  viewThrough(picture, [1 / times, 0, 0, 0, 1 / times, 0], picture.width * times, picture.height * times);

/** So many pixels of `level` on all sides. */
function surround({ width, height, data }, margin, level) {
  const columns = width + 2 * margin;
  const all = new Uint8Array(columns * (height + 2 * margin)).fill(level);
  for (let row = 0; row < height; row++)
    all.set(data.subarray(row * width, (row + 1) * width), (row + margin) * columns + margin);
  return { width: columns, height: height + 2 * margin, data: all };
}

/** By so many degrees, on paper of its own. */
function turn(picture, degrees) {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const { width, height } = picture;
  const columns = Math.ceil(width * c + height * Math.abs(s));
  const rows = Math.ceil(width * Math.abs(s) + height * c);
  const margin = Math.ceil((columns - width + rows - height) / 2) + height;
  const middle = [margin + width / 2, margin + height / 2];
  const seen = [
    ...[c, s, middle[0] - (c * columns + s * rows) / 2],
    ...[-s, c, middle[1] - (c * rows - s * columns) / 2],
  ];
  return viewThrough(surround(picture, margin, paperOf(picture)), seen, columns, rows);
}

/** The mean of so many pixels each way around every pixel, twice: out of focus. */
function blur(picture, reach) {
  const mean = ({ width, height, data }) => ({
    ...{ width: height, height: width },
    data: Uint8Array.from({ length: data.length }, (_, i) => {
      const [row, column] = [i % height, Math.floor(i / height)];
      let sum = 0;
      for (let n = -reach; n <= reach; n++)
        sum += data[row * width + Math.max(0, Math.min(width - 1, column + n))];
      return clamp(sum / (2 * reach + 1));
    }),
  });
  return mean(mean(mean(mean(picture))));
}

const grained = (picture, spread, random) =>
  map(picture, (value) => value + spread * (random.uniform(-1, 1) + random.uniform(-1, 1)));

export const CHANGES = {
  'as it is': (picture) => picture,
  'half as fine': (picture) => shrink(picture, 2),
  'twice as fine': (picture) => magnify(picture, 2),
  'four times as fine': (picture) => magnify(picture, 4),
  'turned by 2 degrees': (picture) => turn(picture, 2),
  'turned by 4 degrees': (picture) => turn(picture, -4),
  'turned by 8 degrees': (picture) => turn(picture, 8),
  'amid 30 pixels of its paper': (picture) => surround(picture, 30, paperOf(picture)),
  'on a white page': (picture) => surround(picture, 30, 255),
  'on black, with a grain': (picture, random) => grained(surround(picture, 12, 14), 5, random),
  'light that fades': (picture) => map(picture, (value, x, _, { width }) => value * (1 - (0.6 * x) / width)),
  'half in a shadow': (picture) =>
    map(picture, (value, x, _, { width }) => value * (x > 0.45 * width ? 0.55 : 1)),
  'a fifth of its contrast': (picture) => map(picture, (value) => 160 + value / 5),
  'out of focus': (picture) => blur(picture, 1),
  'grain of 25 grey levels': (picture, random) => grained(picture, 31, random),
  'in black and white': (picture) => {
    const level = paperOf(picture) - 40;
    return map(picture, (value) => (value < level ? 0 : 255));
  },
  'its negative': (picture) => map(picture, (value) => 255 - value),
};
