// A page seen from afar: how dark every square of some pixels is against the paper around it. Print of a form keeps its
// place there to a fraction of a square, and a page has a few ten thousand of them.
import type { Picture } from './picture.ts';

/** `columns` x `rows` squares, row by row; 0 is paper. */
export interface PageMap {
  readonly columns: number;
  readonly rows: number;
  readonly data: Float32Array;
}

/** The paper's level is the lightest square so far around every one. */
const REACH = 3;

/** Print is as dark as this share of the dark squares at most, which scribbles and stamps are not; these have a tenth
 * of the greatest darkness. */
const PRINT = 0.8;
const DARK = 0.1;

/** So many of a square's lines of pixels are looked at, or a few more. */
const LINES = 8;

/** The map of a grey picture with squares of `side` pixels, at least one; the last ones may be cut by the border. */
export function mapPage(grey: Picture, side: number): PageMap {
  const [columns, rows] = [Math.ceil(grey.width / side), Math.ceil(grey.height / side)];
  const sums = new Float64Array(columns * rows);
  const edges = Array.from({ length: columns + 1 }, (_, c) => Math.min(grey.width, Math.round(c * side)));
  const heights = new Uint32Array(rows);
  const step = Math.max(1, Math.floor(side / LINES));
  for (let y = step >> 1; y < grey.height; y += step) {
    const row = Math.min(rows - 1, Math.floor((y + 0.5) / side));
    heights[row]++;
    for (let c = 0, x = y * grey.width; c < columns; c++) {
      const end = y * grey.width + edges[c + 1];
      let sum = 0;
      for (; x < end; x++) sum += grey.data[x];
      sums[row * columns + c] += sum;
    }
  }
  const levels = new Float32Array(sums.length);
  let total = 0;
  for (let i = 0; i < sums.length; i++) {
    const c = i % columns;
    levels[i] = sums[i] / Math.max(1, (edges[c + 1] - edges[c]) * heights[Math.floor(i / columns)]);
    total += levels[i];
  }
  // A page that is dark for the most part is a negative.
  if (total < 127 * levels.length) for (let i = 0; i < levels.length; i++) levels[i] = 255 - levels[i];
  const paper = lightest(lightest(levels, columns, 1, columns), columns, columns, rows);
  const darkness = paper.map((level, i) => level - levels[i]);
  const most = darkness.reduce((a, b) => Math.max(a, b), 0);
  const dark = darkness.filter((value) => value > DARK * most).sort();
  const darkest = dark[Math.floor(PRINT * (dark.length - 1))] ?? 0;
  return { columns, rows, data: darkness.map((value) => Math.min(value, darkest)) };
}

/** The greatest value within REACH steps of `stride`, along lines of `length` values. */
function lightest(values: Float32Array, columns: number, stride: number, length: number): Float32Array {
  return values.map((_, i) => {
    const place = stride === 1 ? i % columns : Math.floor(i / columns);
    let most = 0;
    for (let k = Math.max(-REACH, -place); k <= Math.min(REACH, length - 1 - place); k++) {
      most = Math.max(most, values[i + k * stride]);
    }
    return most;
  });
}

/** Half as many squares each way, the means of four; what is left over at the end is dropped. */
export function halveMap({ columns, rows, data }: PageMap): PageMap {
  const [across, down] = [columns >> 1, rows >> 1];
  const half = new Float32Array(across * down);
  for (let i = 0; i < half.length; i++) {
    const first = 2 * Math.floor(i / across) * columns + 2 * (i % across);
    half[i] = (data[first] + data[first + 1] + data[first + columns] + data[first + columns + 1]) / 4;
  }
  return { columns: across, rows: down, data: half };
}
