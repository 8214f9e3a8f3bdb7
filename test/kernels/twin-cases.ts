// One list of cases for both twins of the arithmetic: random shapes, many of them no multiple of four.
import type { ConvolutionGeometry, Floats, Kernels } from '../../src/kernels/kernels.ts';
import { Random } from '../../src/random.ts';

/** What a case gives a routine: arrays in the kernels' own memory, filled from a stream that is the same for both. */
export class Bench {
  readonly kernels: Kernels;
  readonly random: Random;

  constructor(kernels: Kernels, seed: number) {
    this.kernels = kernels;
    this.random = new Random(seed);
  }

  /** Values in -1..1, rounded to what a float32 holds exactly. */
  values(length: number, zeros = 0): Floats {
    const array = this.kernels.arena.floats(length);
    for (let n = 0; n < length; n++) {
      const value = Math.fround(this.random.uniform(-1, 1));
      array[n] = this.random.uniform() < zeros ? 0 : value;
    }
    return array;
  }

  /** Values of images of so many maps: in six places of ten each has what it has in its image's first one, or 0. */
  maps(length: number, maps: number, size: number): Floats {
    const array = this.values(length);
    for (let n = 0; n < length; n++) {
      const first = n - (n % size) + (n % maps);
      if (this.random.uniform() < 0.6) array[n] = n % 3 === 0 ? 0 : array[first];
    }
    return array;
  }

  /** A result's place, filled with what must be overwritten or added to. */
  place(length: number): Floats {
    return this.values(length);
  }

  integers(length: number, below: number): Int32Array {
    const array = this.kernels.arena.integers(length);
    for (let n = 0; n < length; n++) array[n] = this.random.integer(below);
    return array;
  }
}

export interface TwinCase {
  readonly name: string;
  /** Runs one routine; returns what it wrote. */
  run(bench: Bench): ArrayLike<number>[];
}

type Dimensions = [rows: number, columns: number, inputs: number, kr: number, kc: number, maps: number];

const CONVOLUTIONS: [count: number, ...Dimensions][] = [
  [1, 5, 5, 1, 5, 5, 6],
  [2, 8, 9, 3, 2, 3, 5],
  [3, 14, 14, 6, 5, 5, 16],
  [5, 32, 32, 1, 5, 5, 6],
  [17, 5, 5, 16, 5, 5, 120],
  [1, 5, 5, 16, 5, 5, 120],
  [4, 1, 1, 84, 1, 1, 10],
  [1, 1, 1, 10, 1, 1, 1],
  [2, 32, 60, 1, 5, 5, 4],
  [2, 6, 7, 33, 3, 3, 10],
  [3, 4, 4, 64, 4, 4, 100],
  [2, 5, 9, 4, 5, 1, 3],
  [1, 7, 40, 2, 7, 3, 21],
  [2, 8, 9, 2, 3, 4, 23],
  [2, 9, 8, 3, 4, 3, 43],
  [1, 5, 12, 4, 5, 3, 88],
  [3, 6, 7, 12, 5, 5, 30],
];

function geometryOf([rows, columns, inputs, kr, kc, maps]: Dimensions): ConvolutionGeometry {
  return {
    input: { maps: inputs, rows, columns },
    kernel: { rows: kr, columns: kc },
    output: { maps, rows: rows - kr + 1, columns: columns - kc + 1 },
  };
}

const sizeOf = ({ maps, rows, columns }: { maps: number; rows: number; columns: number }) =>
  maps * rows * columns;

/** In whole numbers, where the input's maps come in fours. */
function integerCases(g: ConvolutionGeometry, count: number, name: string): TwinCase[] {
  if (g.input.maps % 4 !== 0) return [];
  const weights = g.kernel.rows * g.kernel.columns * g.input.maps * g.output.maps;
  const pooled = { ...g.output, rows: g.output.rows >> 1, columns: g.output.columns >> 1 };
  const cases = [false, true].flatMap((isPooled) =>
    [false, true].map((hasPaper) => ({ isPooled, hasPaper })),
  );
  return cases.map(({ isPooled, hasPaper }) => ({
    name: `convolution in whole numbers ${name}, ${isPooled ? 'pooled' : 'as it is'}, ${hasPaper ? 'paper not 0' : 'many zeros'}`,
    run(bench: Bench) {
      const output = isPooled ? pooled : g.output;
      const routine = bench.kernels.integerConvolution(g, isPooled);
      const size = sizeOf(g.input);
      const x = hasPaper ? bench.maps(count * size, g.input.maps, size) : bench.values(count * size, 0.6);
      const [w, b] = [weights, g.output.maps].map((length) => bench.values(length));
      const y = bench.place(count * sizeOf(output));
      const rounded = bench.kernels.arena.floats(routine.roundedLength);
      routine.round(w, rounded);
      routine.forward(count, x, rounded, b, y);
      return [y];
    },
  }));
}

function convolutionCases([count, ...dimensions]: [number, ...Dimensions]): TwinCase[] {
  const g = geometryOf(dimensions);
  const weights = g.kernel.rows * g.kernel.columns * g.input.maps * g.output.maps;
  const name = `${count} x [${dimensions}]`;
  const pooledRows = Math.floor(g.output.rows / 2);
  const pooledColumns = Math.floor(g.output.columns / 2);
  const pooled = pooledRows * pooledColumns * g.output.maps;
  const cases: TwinCase[] = [
    ...[0, 0.6].map((paper) => ({
      name: `convolution forward ${name}, ${paper ? 'many zeros' : 'full'}`,
      run(bench: Bench) {
        const y = bench.place(count * sizeOf(g.output));
        const x = bench.values(count * sizeOf(g.input), paper);
        const [w, b] = [weights, g.output.maps].map((n) => bench.values(n));
        bench.kernels.convolution(g).forward(count, x, w, b, y);
        return [y];
      },
    })),
    {
      name: `convolution backward ${name}`,
      run(bench) {
        const routine = bench.kernels.convolution(g);
        const [x, dy, w] = [count * sizeOf(g.input), count * sizeOf(g.output), weights].map((n) =>
          bench.values(n),
        );
        const [dw, db, dx] = [weights, g.output.maps, count * sizeOf(g.input)].map((n) => bench.place(n));
        const wt = bench.kernels.arena.floats(routine.transposedLength);
        routine.transpose(w, wt);
        routine.backwardWeights(count, x, dy, dw, db);
        routine.backwardInput(count, dy, wt, dx);
        return [dw, db, dx];
      },
    },
  ];
  if (sizeOf(g.output) > g.output.maps) cases.push(...integerCases(g, count, name));
  if (sizeOf(g.output) === g.output.maps) cases.push(singleCase(g, name));
  if (pooled === 0) return cases;
  for (const paper of [0, 0.9]) {
    cases.push({
      name: `pooled convolution ${name}, ${paper ? 'mostly paper' : 'full'}`,
      run(bench) {
        const routine = bench.kernels.pooledConvolution(g);
        const x = bench.values(count * sizeOf(g.input), paper);
        if (paper) blankMargin(x, g);
        const [w, b] = [weights, g.output.maps].map((n) => bench.values(n));
        const y = bench.place(count * pooled);
        const winners = bench.kernels.arena.integers(count * pooled);
        const dy = bench.values(count * pooled, 0.5);
        const [dw, db, dx] = [weights, g.output.maps, count * sizeOf(g.input)].map((n) => bench.place(n));
        const wt = bench.kernels.arena.floats(routine.transposedLength);
        routine.transpose(w, wt);
        routine.forward(count, x, w, b, y, winners);
        routine.backwardWeights(count, x, dy, winners, dw, db);
        routine.backwardInput(count, dy, winners, wt, dx);
        return [y, winners, dw, db, dx];
      },
    });
  }
  return cases;
}

function singleCase(g: ConvolutionGeometry, name: string): TwinCase {
  return {
    name: `convolution backward, single image ${name}`,
    run(bench) {
      const [dy, w] = [g.output.maps, sizeOf(g.input) * g.output.maps].map((n) => bench.values(n));
      const dx = bench.place(sizeOf(g.input));
      bench.kernels.convolution(g).backwardSingleInput(dy, w, dx);
      return [dx];
    },
  };
}

/** Zeros in the outer third of the picture, whose left and right edges are jagged. */
function blankMargin(x: Floats, { input }: ConvolutionGeometry): void {
  for (let n = 0; n < x.length; n++) {
    const column = Math.floor(n / input.maps) % input.columns;
    const row = Math.floor(n / input.maps / input.columns) % input.rows;
    const isInside = (at: number, size: number) => at > size / 3 && at < (2 * size) / 3;
    if (!isInside(row, input.rows) || !isInside(column + (row % 4), input.columns)) x[n] = 0;
  }
}

const POOLINGS: [count: number, rows: number, columns: number, maps: number, size: number][] = [
  [2, 28, 28, 6, 2],
  [1, 7, 9, 5, 2],
  [3, 10, 11, 16, 3],
  [2, 4, 4, 1, 4],
];

function poolingCases([count, rows, columns, maps, size]: (typeof POOLINGS)[number]): TwinCase[] {
  const input = { maps, rows, columns };
  const output = { maps, rows: Math.floor(rows / size), columns: Math.floor(columns / size) };
  const name = `${count} x ${maps}@${rows}x${columns} by ${size}`;
  return [
    {
      name: `max pooling ${name}`,
      run(bench) {
        const routine = bench.kernels.pooling({ input, size, output });
        const x = bench.values(count * sizeOf(input), 0.5);
        const [y, dx] = [count * sizeOf(output), count * sizeOf(input)].map((n) => bench.place(n));
        const dy = bench.values(count * sizeOf(output));
        const winners = bench.kernels.arena.integers(count * sizeOf(output));
        routine.maxForward(count, x, y, winners);
        routine.maxBackward(count, dy, winners, dx);
        return [y, winners, dx];
      },
    },
    {
      name: `sum pooling ${name}`,
      run(bench) {
        const routine = bench.kernels.pooling({ input, size, output });
        const x = bench.values(count * sizeOf(input));
        const [y, dx] = [count * sizeOf(output), count * sizeOf(input)].map((n) => bench.place(n));
        const dy = bench.values(count * sizeOf(output));
        routine.sumForward(count, x, 0.25, y);
        routine.sumBackward(count, dy, 0.5, dx);
        return [y, dx];
      },
    },
  ];
}

const MAPS: [positions: number, maps: number][] = [
  [1, 1],
  [7, 6],
  [100, 16],
  [33, 10],
  [64, 33],
];

function mapCases([positions, maps]: (typeof MAPS)[number]): TwinCase[] {
  const length = positions * maps;
  return [
    {
      name: `affine ${positions} x ${maps}`,
      run(bench) {
        const routine = bench.kernels.affine(maps);
        const [x, dy] = [bench.values(length), bench.values(length)];
        const [c, b] = [bench.values(maps), bench.values(maps)];
        const [y, dx] = [bench.place(length), bench.place(length)];
        const [dc, db] = [bench.place(maps), bench.place(maps)];
        routine.forward(positions, x, c, b, y);
        routine.backward(positions, x, dy, c, dc, db, dx);
        return [y, dc, db, dx];
      },
    },
    {
      name: `normalization ${positions} x ${maps}`,
      run(bench) {
        const routine = bench.kernels.normalization(maps);
        const [x, dy] = [bench.values(length), bench.values(length)];
        const shift = bench.values(maps);
        const [y, dx] = [bench.place(length), bench.place(length)];
        const [mean, variance, dshift] = [bench.place(maps), bench.place(maps), bench.place(maps)];
        routine.forward(positions, x, shift, y, mean, variance);
        // One position has no variance: what is left of its gradient is rounding, magnified by 1 / sqrt(1e-5).
        if (positions > 1) routine.backward(positions, x, dy, mean, variance, dshift, dx);
        return positions > 1 ? [y, mean, variance, dshift, dx] : [y, mean, variance];
      },
    },
    {
      name: `distances ${positions} x ${maps}`,
      run(bench) {
        const outputs = 10;
        const routine = bench.kernels.distances(maps, outputs);
        const [x, codes] = [bench.values(length), bench.values(maps * outputs)];
        const [dy, ddy] = [bench.values(positions * outputs), bench.values(positions * outputs)];
        const [y, dx, ddx] = [bench.place(positions * outputs), bench.place(length), bench.place(length)];
        routine.forward(positions, x, codes, y);
        routine.backward(positions, x, codes, dy, dx);
        routine.curvature(positions, x, codes, dy, ddy, ddx);
        return [y, dx, ddx];
      },
    },
  ];
}

function activationCases(length: number): TwinCase[] {
  return (['squash', 'sigmoid', 'relu'] as const).map((activation) => ({
    name: `${activation} of ${length}`,
    run(bench) {
      const routine = bench.kernels.activation(activation);
      const y = bench.values(length);
      for (let n = 0; n < length; n++) y[n] *= n % 7 === 0 ? 30 : 3;
      const [dy, ddy] = [bench.values(length), bench.values(length)];
      routine.forward(length, y);
      routine.backward(length, y, dy);
      routine.curvature(length, y, ddy);
      return [y, dy, ddy];
    },
  }));
}

function updateCases(length: number): TwinCase[] {
  return [
    {
      name: `square, multiply, sum, average of ${length}`,
      run(bench) {
        const { kernels } = bench;
        const [x, y, product, mean] = [1, 2, 3, 4].map(() => bench.values(length));
        const total = bench.place(length);
        const parts = bench.values(3 * (length + 5));
        kernels.square(length, x, y);
        kernels.multiply(length, x, product);
        kernels.sum(length, parts, length + 5, 3, 0.125, total);
        kernels.average(length, x, mean, 0.25);
        const cleared = bench.values(length + 3);
        kernels.clear(length, cleared);
        return [y, product, total, mean, cleared];
      },
    },
    {
      name: `descent of ${length}`,
      run(bench) {
        const [w, dw, rates] = [1, 2, 3].map(() => bench.values(length));
        bench.kernels.descend(length, w, dw, rates, 0.125);
        return [w, dw];
      },
    },
    {
      name: `momentum and AdamW of ${length}`,
      run(bench) {
        const { kernels } = bench;
        const [w, dw, velocity, w2, m, v] = [1, 2, 3, 4, 5, 6].map(() => bench.values(length));
        for (let n = 0; n < length; n++) v[n] = 0.1 + Math.abs(v[n]);
        kernels.momentum(length, w, dw, velocity, 0.125, 0.875, 0.0625);
        const corrections = { correction1: 0.5, correction2: 0.25 };
        const step = { rate: 0.125, beta1: 0.875, beta2: 0.9375, epsilon: 2 ** -20, decay: 0.0625 };
        kernels.adamW(length, w2, dw, m, v, { ...step, ...corrections });
        return [w, velocity, w2, m, v];
      },
    },
  ];
}

function crossEntropyCase(count: number, sign: 1 | -1, rubbish?: number): TwinCase {
  return {
    name: `cross-entropy of ${count} rows, sign ${sign}, rubbish ${rubbish}`,
    run(bench) {
      const scores = bench.values(count * 10);
      for (let n = 0; n < scores.length; n++) scores[n] *= 8;
      const labels = bench.integers(count, 10);
      const dscores = bench.place(count * 10);
      const loss = bench.kernels.crossEntropy(count, 10, sign, scores, labels, dscores, rubbish);
      return [dscores, [loss]];
    },
  };
}

export const twinCases: readonly TwinCase[] = [
  ...CONVOLUTIONS.flatMap(convolutionCases),
  ...POOLINGS.flatMap(poolingCases),
  ...MAPS.flatMap(mapCases),
  ...[1, 4, 7, 1023].flatMap(activationCases),
  ...[1, 4, 7, 1023].flatMap(updateCases),
  crossEntropyCase(1, 1),
  crossEntropyCase(13, 1),
  crossEntropyCase(13, -1),
  crossEntropyCase(13, -1, -2.5),
];
