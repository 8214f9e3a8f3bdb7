// Keras and TensorFlow.js: files that h5py and Python wrote give what numpy computed (golden/make_keras.py), what is written
// is read back and run by the same numpy code, and what cannot be a layer here is named.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readKerasConfig } from '../../src/exchange/keras-config.ts';
import { importKeras } from '../../src/exchange/keras-import.ts';
import type { Tensor } from '../../src/exchange/step.ts';
import { readKeras, readKerasH5, readTfjs, writeKeras, writeKerasH5, writeTfjs } from '../../src/exchange.ts';
import { readHdf5, writeHdf5 } from '../../src/formats/hdf5.ts';
import { readZip, writeZip } from '../../src/formats/zip.ts';
import { type Model, networks, planNetwork } from '../../src/index.ts';
import { Classifier } from '../../src/networks/classifier.ts';
import { Painter } from '../../src/networks/painter.ts';
import { randomInk, randomModel, relativeDifference } from './networks.ts';
import { findPython } from './python.ts';

const golden = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url));
const keras = JSON.parse(golden('keras.json').toString());
const shard = async (name: string) => golden(name);
const probabilitiesOf = async (model: Model, ink: Uint8Array, count: number, rows = 28, columns = 28) =>
  (await Classifier.open(model, count)).probabilities(ink, count, rows, columns);

describe('import', () => {
  it.each([
    ['h5', () => readKerasH5(golden('keras.h5'), 'keras.h5')],
    ['keras', () => readKeras(golden('keras.keras'), 'keras.keras')],
    ['tfjs', () => readTfjs(golden('tfjs.json'), shard, 'tfjs.json')],
  ])('of %s: the probabilities that numpy computed', async (name, read) => {
    const { model, notes } = await read();
    const found = await probabilitiesOf(model, Uint8Array.from(keras.ink.flat()), 3);
    expect(relativeDifference(keras.outputs[name].flat(), found)).toBeLessThan(1e-5);
    expect(notes[0]).toBe('first -> C1 (convolution)');
    expect(model.definition.layers.map(({ name }) => name)).toEqual(['C1', 'S2', 'C3', 'S4', 'F5', 'OUT']);
  });
});

describe('export', () => {
  it.each([...networks.values()])(
    '$name comes back from all three with the same probabilities',
    async (definition) => {
      const model = randomModel(definition);
      const { rows, columns } = definition.input;
      const ink = randomInk(2, rows, columns);
      const expected = await probabilitiesOf(model, ink, 2, rows, columns);
      const { json, weights } = writeTfjs(model, 'w.bin');
      for (const { model: back } of [
        await readKerasH5(await writeKerasH5(model), 'm.h5'),
        await readKeras(await writeKeras(model), 'm.keras'),
        await readTfjs(json, async () => weights, 'm.json'),
      ]) {
        expect(relativeDifference(expected, await probabilitiesOf(back, ink, 2, rows, columns))).toBeLessThan(
          1e-4,
        );
        expect(back.definition.input).toEqual(definition.input);
      }
    },
  );

  it('brings the structure back, but for the RBF outputs', async () => {
    const { model } = await readKerasH5(await writeKerasH5(randomModel(networks.get('lenet5')!)), 'm.h5');
    const kinds = model.definition.layers.map(({ kind, activation }) => [kind, activation]);
    const ours = networks
      .get('lenet5')!
      .layers.slice(0, -1)
      .map(({ kind, activation }) => [kind, activation]);
    expect(kinds).toEqual([...ours, ['full', undefined]]);
    // 850 of the dense layer that stands for the fixed codes; C3's table is found again.
    expect(planNetwork(model.definition).parameters).toBe(60_000 + 850);
  });

  const python = findPython('keras.test.ts', 'h5py', 'numpy');
  it.skipIf(!python).each(['lenet5', 'lenet5-keras', 'lenet4'])(
    '%s as numpy reads and runs it, .h5 and .keras (needs h5py)',
    async (name) => {
      const model = randomModel(networks.get(name)!);
      const { rows, columns } = model.definition.input;
      const ink = randomInk(3, 28, 28);
      const painter = new Painter(model.definition, 28, 28);
      const input = new Float32Array(3 * rows * columns);
      painter.clear(input);
      for (let p = 0; p < 3; p++) painter.paint(ink, p * 784, input, p * rows * columns);
      const expected = await probabilitiesOf(model, ink, 3);
      const folder = mkdtempSync(join(tmpdir(), 'lenet5-keras-'));
      const path = (file: string) => join(folder, file);
      writeFileSync(path('input'), new Uint8Array(input.buffer));
      writeFileSync(path('m.h5'), await writeKerasH5(model));
      writeFileSync(path('m.keras'), await writeKeras(model));
      const script = fileURLToPath(new URL('../../tools/formats/run_keras.py', import.meta.url));
      for (const file of ['m.h5', 'm.keras']) {
        const words = ['-B', script, path(file), path('input'), String(rows), String(columns)];
        const { stdout, stderr } = spawnSync(python!, words);
        expect(stdout.length, stderr.toString()).toBe(4 * expected.length);
        expect(relativeDifference(expected, new Float32Array(new Uint8Array(stdout).buffer))).toBeLessThan(
          1e-5,
        );
      }
      rmSync(folder, { recursive: true });
    },
  );
});

/** A Sequential model of these layers; weights by the layer's name. */
function load(layers: [string, object][], weights: Record<string, Tensor[]> = {}, kind = 'Sequential') {
  const all = [['InputLayer', { batch_shape: [null, 6, 6, 1], name: 'in' }] as [string, object], ...layers];
  const config = readKerasConfig(
    {
      class_name: kind,
      config: { name: 'm', layers: all.map(([class_name, config]) => ({ class_name, config })) },
    },
    'm',
  );
  return importKeras(config, ({ name }) => weights[name] ?? [], 'm', {}, undefined, 'test').model;
}

const filled = (shape: number[], value = 0.1): Tensor => ({
  shape,
  values: new Float32Array(shape.reduce((a, b) => a * b, 1)).map((_, n) => value * ((n % 7) - 3)),
});
const conv = { name: 'c', filters: 2, kernel_size: [3, 3] };
const dense = { name: 'd', units: 3 };
const convWeights = { c: [filled([3, 3, 1, 2]), filled([2])] };

describe('layers', () => {
  it('of normalisation, scaling and padding go into the others', async () => {
    const norm = [2, 0.5, 1, -1, 0.3, -0.2, 0.5, 2].map((value) => value);
    const pair = (n: number): Tensor => ({ shape: [2], values: Float32Array.of(norm[n], norm[n + 1]) });
    const model = load(
      [
        ['Rescaling', { name: 'r', scale: 1 / 2, offset: 0 }],
        ['Conv2D', { ...conv, padding: 'valid' }],
        ['BatchNormalization', { name: 'b', epsilon: 0.001 }],
        ['ReLU', { name: 'a' }],
        ['GlobalAveragePooling2D', { name: 'g' }],
        ['Dense', { ...dense, activation: 'softmax' }],
      ],
      { ...convWeights, b: [pair(0), pair(2), pair(4), pair(6)], d: [filled([2, 3]), filled([3])] },
    );
    const ink = randomInk(1, 6, 6);
    const found = (await Classifier.open(model, 1)).outputs(ink, 1, 6, 6);
    expect(relativeDifference(byHand(ink, norm), found)).toBeLessThan(1e-5);
  });

  it("with padding 'same' in front take a larger picture", () => {
    const model = load(
      [
        ['Conv2D', { ...conv, padding: 'same' }],
        ['Flatten', { name: 'f' }],
        ['Dense', dense],
      ],
      { ...convWeights, d: [filled([72, 3]), filled([3])] },
    );
    expect(model.definition.input).toMatchObject({ rows: 8, columns: 8 });
  });

  it('that scale may come before padding', () => {
    const scaled = [
      ['Rescaling', { name: 'r', scale: 1 / 255 }],
      ['Conv2D', { ...conv, padding: 'same' }],
    ] as [string, object][];
    const model = load(scaled, convWeights);
    expect(model.definition.input).toMatchObject({ rows: 8, columns: 8 });
    expect(model.parameters[0]).toBeCloseTo(convWeights.c[0].values[0] / 255, 8);
    expect(() => load([['Rescaling', { name: 'r', scale: 1, offset: -1 }], scaled[1]], convWeights)).toThrow(
      'padding inside',
    );
  });

  it('whose maps come first give them to the dense layer in their own order, or in that of Flatten', () => {
    const weights = { c: convWeights.c, d: [filled([32, 3]), filled([3])] };
    const first = { data_format: 'channels_first' };
    const input: [string, object] = ['InputLayer', { batch_shape: [null, 1, 6, 6], name: 'first' }];
    const read = (flatten: object) => {
      const layers = [input, ['Conv2D', { ...conv, ...first }], ['Flatten', flatten], ['Dense', dense]] as [
        string,
        object,
      ][];
      const entries = layers.map(([class_name, config]) => ({ class_name, config }));
      const config = readKerasConfig({ class_name: 'Sequential', config: { layers: entries } }, 'm');
      return importKeras(config, ({ name }) => weights[name as 'c' | 'd'] ?? [], 'm', {}, undefined, 't')
        .model;
    };
    const plain = load(
      [
        ['Conv2D', conv],
        ['Flatten', { name: 'f' }],
        ['Dense', dense],
      ],
      weights,
    );
    expect(read({ name: 'f', ...first }).parameters).toEqual(plain.parameters);
    expect(read({ name: 'f' }).parameters).not.toEqual(plain.parameters);
  });

  it.each<[string, [string, object][], string]>([
    [
      'an unknown kind',
      [['LSTM', { name: 'l' }]],
      'layer "l": layers of kind LSTM are not supported; expected one of Conv2D,',
    ],
    ['a stride', [['Conv2D', { ...conv, strides: [2, 2] }]], 'a stride other than 1'],
    [
      'an activation',
      [['Conv2D', { ...conv, activation: 'gelu' }]],
      "the activation 'gelu' is not supported",
    ],
    ['overlapping pooling', [['MaxPooling2D', { name: 'p', pool_size: 3, strides: 2 }]], 'square blocks'],
    [
      'a reshape in the middle',
      [
        ['Conv2D', conv],
        ['Reshape', { name: 'r', target_shape: [2, 4, 4] }],
      ],
      'a reshape to [2,4,4]',
    ],
    ['weights that are missing', [['Dense', dense]], 'expected 2 dimensions of weight 0, got none'],
    ['a setting of another type', [['Conv2D', { ...conv, padding: 3 }]], 'padding: expected a text, got 3'],
    [
      'padding inside',
      [
        ['Conv2D', conv],
        ['ZeroPadding2D', { name: 'z', padding: 1 }],
      ],
      'padding inside the network',
    ],
  ])('of %s are refused', (_, layers, message) => {
    expect(() => load(layers, convWeights)).toThrow(message);
  });

  it('must be a chain', () => {
    expect(() => load([['Conv2D', conv]], convWeights, 'MyModel')).toThrow(
      'configuration of a Sequential model, got MyModel',
    );
    const node = (name: string) => [[[name, 0, 0, {}]]];
    const chain = (source: string): [string, object][] => [
      ['Conv2D', conv],
      ['Flatten', { name: source }],
    ];
    expect(() => load(chain('f'), convWeights, 'Functional')).toThrow('each taking the one before');
    const layers = [
      {
        class_name: 'InputLayer',
        config: { name: 'in', batch_input_shape: [null, 6, 6, 1] },
        inbound_nodes: [],
      },
      { class_name: 'Conv2D', config: conv, inbound_nodes: node('in') },
    ];
    expect(readKerasConfig({ class_name: 'Functional', config: { layers } }, 'm').layers.length).toBe(2);
  });
});

/** What the layers of the first test compute, written out. */
function byHand(ink: Uint8Array, [g0, g1, b0, b1, m0, m1, v0, v1]: number[]): number[] {
  const [kernel, bias] = convWeights.c.map(({ values }) => values);
  const [gamma, beta, mean, variance] = [
    [g0, g1],
    [b0, b1],
    [m0, m1],
    [v0, v1],
  ];
  const means = [0, 1].map((m) => {
    let sum = 0;
    for (let r = 0; r < 4; r++) {
      for (let c = 0; c < 4; c++) {
        let a = bias[m];
        for (let i = 0; i < 3; i++)
          for (let j = 0; j < 3; j++) a += (kernel[(i * 3 + j) * 2 + m] * ink[(r + i) * 6 + c + j]) / 255 / 2;
        sum += Math.max(0, (gamma[m] * (a - mean[m])) / Math.sqrt(variance[m] + 0.001) + beta[m]);
      }
    }
    return sum / 16;
  });
  const [matrix, shift] = [filled([2, 3]).values, filled([3]).values];
  return [0, 1, 2].map((u) => shift[u] + means[0] * matrix[u] + means[1] * matrix[3 + u]);
}

describe('damage', () => {
  const damaged = async (read: () => Promise<unknown>, message: string) =>
    expect(read()).rejects.toThrow(message);

  it('of a .h5 is named', async () => {
    await damaged(() => readKerasH5(new Uint8Array(10), 'x.h5'), 'x.h5: not an HDF5 file');
    await damaged(() => readKerasH5(golden('keras.h5').subarray(0, 3000), 'x.h5'), 'x.h5: damaged HDF5 file');
    const empty = await writeHdf5({ kind: 'group', attributes: {}, children: new Map() });
    await damaged(
      () => readKerasH5(empty, 'x.h5'),
      'model_config is missing; expected a whole model, not weights alone',
    );
  });

  it('of a .keras is named', async () => {
    const files = readZip(golden('keras.keras'), 'k');
    const without = (name: string) => writeZip(new Map([...files].filter(([key]) => key !== name)));
    await damaged(() => readKeras(without('config.json'), 'x.keras'), 'config.json is missing');
    await damaged(() => readKeras(without('model.weights.h5'), 'x.keras'), 'model.weights.h5 is missing');
    const torn = writeZip(new Map([...files, ['config.json', Uint8Array.of(123)]]));
    await damaged(() => readKeras(torn, 'x.keras'), 'config.json is no JSON');
  });

  it('of a model.json is named; it may ask for files beside it only', async () => {
    const text = golden('tfjs.json').toString();
    const read = (from: string, to: string, load = shard) =>
      readTfjs(new TextEncoder().encode(text.replaceAll(from, to)), load, 'm.json');
    for (const path of ['../../secret', '/etc/passwd', 'a/../../b', 'c:x'])
      await damaged(() => read('group1-shard1of2.bin', path), 'expected the path of a file beside it');
    await damaged(() => read('float32', 'complex64'), 'a dtype of float32');
    await damaged(
      () => read('', '', async () => golden('group1-shard1of2.bin')),
      'end after their 2002 bytes',
    );
    await damaged(() => read('layers-model', 'graph-model'), 'a graph model; expected a layers model');
    await damaged(() => readTfjs(Uint8Array.of(1), shard, 'm.json'), 'm.json: expected JSON in UTF-8');
  });
});

describe('HDF5', () => {
  it('trees come back', async () => {
    const tree = {
      ...{ kind: 'group', attributes: { text: 'grün', list: ['a', 'bb'] } },
      children: new Map([
        ['a', { kind: 'dataset', shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }],
        [
          'g',
          {
            kind: 'group',
            attributes: {},
            children: new Map([['s', { kind: 'dataset', shape: [], values: Float32Array.of(7) }]]),
          },
        ],
      ]),
    } as const;
    expect(await readHdf5(await writeHdf5(tree as never), 't')).toEqual(tree);
  });
});

describe('quantised weights of TensorFlow.js', () => {
  it('are scaled back', async () => {
    const model = randomModel(networks.get('linear')!);
    const { json, weights } = writeTfjs(model, 'w');
    const file = JSON.parse(new TextDecoder().decode(json));
    const [kernel] = file.weightsManifest[0].weights;
    const count = kernel.shape[0] * kernel.shape[1];
    const floats = new Float32Array(weights.buffer, 0, count);
    const [low, high] = [Math.min(...floats), Math.max(...floats)];
    kernel.quantization = { dtype: 'uint8', min: low, scale: (high - low) / 255 };
    const bytes = Uint8Array.from(floats, (w) => Math.round((w - low) / kernel.quantization.scale));
    const packed = Uint8Array.from([...bytes, ...weights.subarray(4 * count)]);
    const { model: back } = await readTfjs(
      new TextEncoder().encode(JSON.stringify(file)),
      async () => packed,
      'q',
    );
    expect(relativeDifference(model.parameters, back.parameters)).toBeLessThan(1 / 255);
    expect(back.parameters).not.toEqual(model.parameters);
  });
});
