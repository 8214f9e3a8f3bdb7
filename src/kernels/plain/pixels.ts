// The readable twin of the arithmetic over pixels.
import { BOX, type PixelKernels, SIDE } from '../pixels.ts';
import { type Shares, sharesOf } from '../shares.ts';

export const plainPixels: PixelKernels = {
  smooth,
  largestAround(values, width, height, radius, flip) {
    const sliding = (own: Uint8Array, length: number, step: number) =>
      own.map((_, i) => {
        const place = Math.floor(i / step) % length;
        let largest = 0;
        for (let k = Math.max(-radius, -place); k <= Math.min(radius, length - 1 - place); k++)
          largest = Math.max(largest, own[i + k * step]);
        return largest;
      });
    const flipped = values.map((value) => value ^ flip);
    return sliding(sliding(flipped, width, 1), height, width).map((value) => value ^ flip);
  },
  windowSums(values, width, height, radius) {
    const sliding = (own: Uint32Array, length: number, step: number) =>
      own.map((_, i) => {
        const place = Math.floor(i / step) % length;
        let sum = 0;
        for (let k = Math.max(-radius, -place); k <= Math.min(radius, length - 1 - place); k++)
          sum += own[i + k * step];
        return sum;
      });
    return sliding(sliding(Uint32Array.from(values), width, 1), height, width);
  },
  smoothContrast(levels, step, grey, width) {
    const across = Math.ceil(width / step);
    const contrast = Float32Array.from(grey, (value, i) => {
      const [row, column] = [Math.floor(i / width), i % width];
      return Math.max(0, levels[Math.floor(row / step) * across + Math.floor(column / step)] - value);
    });
    smooth(contrast, width);
    return { contrast, histogram: plainPixels.histogram(contrast) };
  },
  histogram(values) {
    const counts = new Uint32Array(256);
    for (const value of values) counts[rounded(value)]++;
    return counts;
  },
  inkAbove(contrast, low, level) {
    const inkOf = (value: number) => (value >= level ? 255 : rounded((255 * value) / level));
    return Uint8Array.from(contrast, (value) => (value > low ? inkOf(value) : 0));
  },
  shrink(values, width, height, step) {
    const [columns, rows] = [Math.floor(width / step), Math.floor(height / step)];
    const [across, down] = [sharesOf(columns, step, width), sharesOf(rows, step, height)];
    return Uint8Array.from({ length: columns * rows }, (_, i) => {
      const row = Math.floor(i / columns);
      const sumOf = (column: number) => gather(down, row, (k) => values[k * width + column]);
      return rounded(gather(across, i % columns, sumOf) / (step * step));
    });
  },
  spread(values, width, { firstRow, lastRow, firstColumn, lastColumn }, to, columns, rows) {
    const { left, top, across, down } = to;
    const data = new Float64Array(columns * rows);
    for (let row = firstRow; row < lastRow; row++) {
      const line = new Float64Array(columns);
      for (let column = firstColumn; column < lastColumn; column++) {
        const start = (column - left) * across;
        for (let cell = Math.floor(start); cell < Math.min(columns, start + across); cell++)
          line[cell] += values[row * width + column] * overlap(start, start + across, cell);
      }
      const start = (row - top) * down;
      const end = Math.min(rows, start + down);
      for (let cell = Math.max(0, Math.floor(start)); cell < end; cell++)
        for (const [c, value] of line.entries())
          data[cell * columns + c] += value * overlap(start, end, cell);
    }
    return data;
  },
  digit(values, width, part, to) {
    const inks = plainPixels.spread(values, width, part, to, BOX, BOX);
    const peak = inks.reduce((a, b) => Math.max(a, b), 0);
    const box = Uint8Array.from(inks, (ink) => rounded((255 * ink) / peak));
    const image = new Uint8Array(SIDE * SIDE);
    const mass = box.reduce((sum, value) => sum + value, 0);
    if (mass === 0) return image;
    const centreOf = (place: (i: number) => number) =>
      box.reduce((sum, value, i) => sum + value * (place(i) + 0.5), 0) / mass;
    // 15, not 14: with floor() this puts the centre in 14..15, where NIST's makers put it.
    const top = Math.floor(SIDE / 2 + 1 - centreOf((i) => Math.floor(i / BOX)));
    const left = Math.floor(SIDE / 2 + 1 - centreOf((i) => i % BOX));
    for (const [i, value] of box.entries()) {
      const [row, column] = [top + Math.floor(i / BOX), left + (i % BOX)];
      if (row >= 0 && row < SIDE && column >= 0 && column < SIDE) image[row * SIDE + column] = value;
    }
    return image;
  },
  measureInk(values, width) {
    const height = values.length / width;
    const isInside = (row: number, column: number) =>
      row >= 0 && row < height && column >= 0 && column < width;
    const at = (row: number, column: number) => (isInside(row, column) ? values[row * width + column] : 0);
    let [area, outline] = [0, 0];
    for (let row = -1; row < height; row++) {
      for (let column = -1; column < width; column++) {
        const value = at(row, column);
        area += value;
        outline += Math.sqrt((at(row, column + 1) - value) ** 2 + (at(row + 1, column) - value) ** 2);
      }
    }
    return { area, outline };
  },
  findRuns(values, width, least) {
    const isInk = (i: number, column: number) => column >= 0 && column < width && values[i] >= least;
    return Int32Array.from(
      [...values.keys()].flatMap((i) => {
        const column = i % width;
        if (!isInk(i, column) || isInk(i - 1, column - 1)) return [];
        let end = column;
        while (isInk(i + end - column, end)) end++;
        return [Math.floor(i / width), column, end];
      }),
    );
  },
  countAlong(values, width, drifts) {
    return drifts.map((own) =>
      new Int32Array(width).map((_, column) => {
        const hasInk = (drift: number, row: number) =>
          column + drift >= 0 && column + drift < width && values[row * width + column + drift] > 0;
        return own.reduce((count, drift, row) => count + Number(hasInk(drift, row)), 0);
      }),
    );
  },
  view(values, columns, [a, b, c, d, e, f], width, height) {
    const rows = values.length / columns;
    return Uint8Array.from({ length: width * height }, (_, i) => {
      const [u, v] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
      const x = Math.max(0, Math.min(columns - 1, a * u + b * v + c - 0.5));
      const y = Math.max(0, Math.min(rows - 1, d * u + e * v + f - 0.5));
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const acrossAt = (row: number) => {
        const at = (column: number) =>
          values[Math.min(row, rows - 1) * columns + Math.min(column, columns - 1)];
        return at(left) + (x - left) * (at(left + 1) - at(left));
      };
      const [upper, lower] = [acrossAt(top), acrossAt(top + 1)];
      return rounded(upper + (y - top) * (lower - upper));
    });
  },
  correlate(sought, columns, seen, width, across, down) {
    return Float64Array.from({ length: across * down }, (_, shift) => {
      const first = Math.floor(shift / across) * width + (shift % across);
      return sought.reduce(
        (sum, value, i) => sum + value * seen[first + Math.floor(i / columns) * width + (i % columns)],
        0,
      );
    });
  },
  cheapestPaths(prices, width, sideways) {
    const costs = prices.slice();
    for (let i = width; i < costs.length; i++) {
      const column = i % width;
      const left = column > 0 ? costs[i - width - 1] : Number.POSITIVE_INFINITY;
      const right = column < width - 1 ? costs[i - width + 1] : Number.POSITIVE_INFINITY;
      costs[i] += Math.min(costs[i - width], Math.fround(Math.min(left, right) + Math.fround(sideways)));
    }
    return costs;
  },
  uprightStrokes(runs, columns, shears) {
    return shears.map((shifts) => {
      const height = shifts.length;
      const ink = new Uint8Array(columns * height);
      for (let i = 0; i < runs.length; i += 3) {
        const from = runs[i] * columns + shifts[runs[i]];
        ink.fill(1, from + runs[i + 1], from + runs[i + 2]);
      }
      return Array.from({ length: columns }, (_, column) => {
        const at = (row: number) => ink[row * columns + column];
        const rows = Array.from(shifts.keys());
        const starts = rows.filter((row) => at(row) && !(row > 0 && at(row - 1)));
        return starts.length === 1 ? rows.filter(at).length ** 2 : 0;
      }).reduce((a, b) => a + b, 0);
    });
  },
  transpose(values, width, height) {
    return values.map((_, i) => values[(i % height) * width + Math.floor(i / height)]);
  },
};

/** Of what is not negative. */
const rounded = (value: number): number => Math.floor(value + 0.5);

/** How much of a cell lies between two places. */
const overlap = (start: number, end: number, cell: number): number =>
  Math.min(end, cell + 1) - Math.max(start, cell);

function smooth(values: Float32Array, width: number): void {
  const smoothed = (own: Float32Array, length: number, step: number) =>
    own.map((value, i) => {
      const place = Math.floor(i / step) % length;
      const before = place > 0 ? own[i - step] : value;
      const next = place < length - 1 ? own[i + step] : value;
      return (before + 2 * value + next) / 4;
    });
  values.set(smoothed(smoothed(values, width, 1), values.length / width, width));
}

/** The sum of what a pixel reaches into, each by its share. */
function gather({ most, firsts, shares }: Shares, pixel: number, sample: (k: number) => number): number {
  let sum = 0;
  for (let n = 0; n < most; n++) {
    const share = shares[pixel * most + n];
    if (share > 0) sum += share * sample(firsts[pixel] + n);
  }
  return sum;
}
