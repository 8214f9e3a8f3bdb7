// Every layer's gradient against central differences, its curvature against the exact second derivative where
// Gauss-Newton is exact; in float64, through whole small networks.
import { describe, expect, it } from 'vitest';
import type { Floats } from '../../src/kernels/kernels.ts';
import { createPlainKernels } from '../../src/kernels/plain/kernels.ts';
import type { Definition, LayerDefinition } from '../../src/networks/definition.ts';
import { initialize } from '../../src/networks/initialize.ts';
import { Network } from '../../src/networks/network.ts';
import { insertNormalization } from '../../src/networks/normalization.ts';
import { planNetwork } from '../../src/networks/plan.ts';
import { Random } from '../../src/random.ts';

const COUNT = 3;

function makeDefinition(layers: LayerDefinition[], maps = 1, rows = 9, columns = 8): Definition {
  return {
    name: 'small',
    input: { maps, rows, columns, background: 0, foreground: 1 },
    initial: { rule: 'squareRoot', gain: 1.5 },
    layers,
  };
}

function open(definition: Definition, mode: 'training' | 'curvature') {
  const plan = planNetwork(definition);
  const kernels = createPlainKernels();
  const parameters = new Float64Array(plan.length);
  const random = new Random(7);
  initialize(plan, parameters, random);
  const gradient = new Float64Array(plan.length);
  const curvature = new Float64Array(plan.length);
  const network = new Network(plan, kernels, {
    capacity: COUNT,
    mode,
    parameters,
    derived: (length) => new Float64Array(length),
    gradients: [gradient],
    curvatures: curvature,
  });
  for (let n = 0; n < network.input.length; n++) network.input[n] = random.uniform(-1, 1);
  const targets = Float64Array.from(network.output, () => random.uniform(-1, 1));
  return { plan, network, parameters, gradient, curvature, targets };
}

/** Half the squared distance of the outputs from arbitrary targets. */
function loss({ network, targets }: ReturnType<typeof open>): number {
  network.refresh();
  network.forward(COUNT);
  return Array.from(network.output).reduce((sum, y, n) => sum + 0.5 * (y - targets[n]) ** 2, 0);
}

function backward(opened: ReturnType<typeof open>): void {
  loss(opened);
  const { network, targets } = opened;
  network.output.forEach((y: number, n: number) => {
    network.outputGradient![n] = y - targets[n];
  });
  network.backward(COUNT);
}

/** Trainable parameters that are connected: their index in the block. */
function connected(opened: ReturnType<typeof open>): number[] {
  const { plan, parameters } = opened;
  const all = Array.from({ length: plan.trainableLength }, (_, n) => n);
  const biases = plan.tensors.filter((t) => t.name !== 'weights');
  const isBias = (n: number) => biases.some((t) => n >= t.offset && n < t.offset + t.length);
  return all.filter((n) => parameters[n] !== 0 || isBias(n));
}

function difference(opened: ReturnType<typeof open>, n: number, h: number): number {
  const { parameters } = opened;
  const kept = parameters[n];
  parameters[n] = kept + h;
  const above = loss(opened);
  parameters[n] = kept - h;
  const below = loss(opened);
  parameters[n] = kept;
  return (above - below) / (2 * h);
}

const squash = { activation: 'squash' as const };
const table = [[0], [0, 1], [1, 2], [0, 1, 2]];
const codes = Array.from({ length: 3 }, (_, m) =>
  Array.from({ length: 4 }, (_, k) => ((m >> (k % 2)) & 1 ? 1 : -1)),
);

const NETWORKS: [string, Definition][] = [
  [
    'convolution, subsampling, squashing, table and distances: the layers of 1998',
    makeDefinition([
      { name: 'C1', kind: 'convolution', maps: 3, kernel: [2, 3], ...squash },
      { name: 'S2', kind: 'subsampling', size: 2, ...squash },
      { name: 'C3', kind: 'convolution', maps: 4, kernel: 2, table, ...squash },
      { name: 'F4', kind: 'full', units: 4, ...squash },
      { name: 'RBF', kind: 'distances', codes },
    ]),
  ],
  [
    'average pooling and sigmoid',
    makeDefinition([
      { name: 'C1', kind: 'convolution', maps: 2, kernel: 3, activation: 'sigmoid' },
      { name: 'S2', kind: 'averagePooling', size: 3, activation: 'sigmoid' },
      { name: 'OUT', kind: 'full', units: 3 },
    ]),
  ],
  [
    'max pooling and ReLU, several input maps',
    makeDefinition(
      [
        { name: 'C1', kind: 'convolution', maps: 5, kernel: 3, table: [[0], [1], [0, 1], [0], [1]] },
        { name: 'S2', kind: 'maxPooling', size: 2, activation: 'relu' },
        { name: 'C3', kind: 'convolution', maps: 3, kernel: 2, activation: 'relu' },
        { name: 'S4', kind: 'maxPooling', size: 2 },
        { name: 'OUT', kind: 'full', units: 3 },
      ],
      2,
    ),
  ],
  [
    'batch normalisation',
    insertNormalization(
      makeDefinition([
        { name: 'C1', kind: 'convolution', maps: 2, kernel: 3 },
        { name: 'S2', kind: 'maxPooling', size: 2, activation: 'squash' },
        { name: 'F3', kind: 'full', units: 4, activation: 'sigmoid' },
        { name: 'OUT', kind: 'full', units: 3 },
      ]),
    ),
  ],
];

describe('gradients agree with central differences', () => {
  for (const [name, definition] of NETWORKS) {
    it(name, () => {
      const opened = open(definition, 'training');
      backward(opened);
      const gradient = Float64Array.from(opened.gradient);
      const places = connected(opened);
      expect(places.length).toBeGreaterThan(20);
      for (const n of places) {
        // h^2 and rounding/h are both about 1e-10 here.
        expect(Math.abs(gradient[n] - difference(opened, n, 1e-5))).toBeLessThan(
          1e-7 * (1 + Math.abs(gradient[n])),
        );
      }
    });
  }

  it('absent connections have no gradient', () => {
    const opened = open(NETWORKS[0][1], 'training');
    backward(opened);
    const places = new Set(connected(opened));
    const absent = Array.from({ length: opened.plan.trainableLength }, (_, n) => n).filter(
      (n) => !places.has(n),
    );
    expect(absent.length).toBe(2 * 2 * (3 * 4 - 8));
    for (const n of absent) expect(Math.abs(opened.gradient[n])).toBe(0);
  });

  it('a network run in pieces and the one with fused pooling give the same gradients', () => {
    const [inPieces, fused] = (['curvature', 'training'] as const).map((mode) => open(NETWORKS[2][1], mode));
    backward(inPieces);
    backward(fused);
    expect(Array.from(fused.gradient)).toEqual(Array.from(inPieces.gradient));
  });
});

/** Runs the curvature pass for the loss above: d2E/dy2 = 1. */
function curvatures(definition: Definition): { opened: ReturnType<typeof open>; values: Floats } {
  const opened = open(definition, 'curvature');
  backward(opened);
  opened.network.outputCurvature!.fill(1);
  opened.network.curvature(COUNT);
  return { opened, values: opened.curvature };
}

describe('curvatures', () => {
  it('of a full layer are the exact second derivatives', () => {
    const { opened, values } = curvatures(makeDefinition([{ name: 'OUT', kind: 'full', units: 3 }], 2, 2, 3));
    for (let n = 0; n < opened.plan.trainableLength; n++) {
      const h = 1e-3;
      const at = (shift: number) => {
        opened.parameters[n] += shift;
        const value = loss(opened);
        opened.parameters[n] -= shift;
        return value;
      };
      // The loss is quadratic in each weight: the second difference has rounding alone, about 1e-16 / h^2.
      expect(Math.abs(values[n] - (at(h) - 2 * at(0) + at(-h)) / h ** 2)).toBeLessThan(1e-8);
    }
  });

  it('of a shared weight are the sum over its places (equations 23 and 25)', () => {
    const { opened, values } = curvatures(
      makeDefinition([{ name: 'C1', kind: 'convolution', maps: 2, kernel: [2, 3] }], 1, 4, 5),
    );
    const { input } = opened.network;
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 3; j++) {
        let sum = 0;
        for (let b = 0; b < COUNT; b++) {
          for (let r = 0; r < 3; r++)
            for (let c = 0; c < 3; c++) sum += input[b * 20 + (r + i) * 5 + c + j] ** 2;
        }
        for (let m = 0; m < 2; m++) expect(values[(i * 3 + j) * 2 + m]).toBeCloseTo(sum, 10);
      }
    }
    expect(values[12]).toBeCloseTo(COUNT * 9, 10);
  });

  it('pass a squashing function as its slope squared (equation 27)', () => {
    const definition = makeDefinition([{ name: 'OUT', kind: 'full', units: 2, ...squash }], 1, 1, 2);
    const { opened, values } = curvatures(definition);
    const { input, output } = opened.network;
    for (let k = 0; k < 2; k++) {
      for (let m = 0; m < 2; m++) {
        let sum = 0;
        for (let b = 0; b < COUNT; b++) {
          const slope = (2 / 3 / 1.7159) * (1.7159 ** 2 - output[b * 2 + m] ** 2);
          sum += slope ** 2 * input[b * 2 + k] ** 2;
        }
        expect(values[k * 2 + m]).toBeCloseTo(sum, 10);
      }
    }
  });

  it('pass weights as their squares, pooling and coefficients too', () => {
    const definition = makeDefinition(
      [
        { name: 'C1', kind: 'convolution', maps: 1, kernel: 1 },
        { name: 'S2', kind: 'subsampling', size: 2 },
        { name: 'OUT', kind: 'full', units: 1 },
      ],
      1,
      2,
      2,
    );
    const { opened, values } = curvatures(definition);
    const { plan, parameters, network } = opened;
    const offset = (name: string) => plan.tensors.find((t) => t.fullName === name)!.offset;
    const [w, c, u] = ['C1.weights', 'S2.coefficients', 'OUT.weights'].map(
      (name) => parameters[offset(name)],
    );
    const squares = Array.from(network.input).reduce((sum, x) => sum + x * x, 0);
    expect(values[offset('C1.weights')]).toBeCloseTo((c * u) ** 2 * squares, 10);
    let sums = 0;
    for (let b = 0; b < COUNT; b++) {
      let block = 0;
      for (let n = 0; n < 4; n++) block += w * network.input[b * 4 + n];
      sums += (block + 4 * parameters[offset('C1.biases')]) ** 2;
    }
    expect(values[offset('S2.coefficients')]).toBeCloseTo(u ** 2 * sums, 10);
  });

  it('of the distances are exact in the unit before them', () => {
    const opened = open(
      makeDefinition(
        [
          { name: 'F1', kind: 'full', units: 4 },
          { name: 'RBF', kind: 'distances', codes },
        ],
        1,
        1,
        3,
      ),
      'curvature',
    );
    const { network, parameters, plan, curvature } = opened;
    // E = the penalty of class 0, as in equation (8): its curvature in each F6 unit is 2.
    const penalty = () => {
      network.refresh();
      network.forward(COUNT);
      return [0, 1, 2].reduce((sum, b) => sum + network.output[b * 3], 0);
    };
    penalty();
    for (let n = 0; n < COUNT * 3; n++) network.outputGradient![n] = n % 3 === 0 ? 1 : 0;
    network.outputCurvature!.fill(0);
    network.backward(COUNT);
    network.curvature(COUNT);
    for (let n = 0; n < plan.trainableLength; n++) {
      const kept = parameters[n];
      const h = 1e-3;
      const [above, at, below] = [h, 0, -h].map((shift) => {
        parameters[n] = kept + shift;
        return penalty();
      });
      parameters[n] = kept;
      expect(Math.abs(curvature[n] - (above - 2 * at + below) / h ** 2)).toBeLessThan(1e-7);
    }
  });
});
