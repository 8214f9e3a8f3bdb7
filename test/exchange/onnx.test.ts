// ONNX: what is exported is held against an interpreter of the operators, what is imported against PyTorch's own
// outputs (golden/make_torch.py), and what cannot be imported is named.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quantizeModel, readOnnxModel, writeOnnxModel } from '../../src/exchange.ts';
import { type OnnxNode, readOnnx, writeOnnx } from '../../src/formats/onnx.ts';
import { type Model, networks, planNetwork } from '../../src/index.ts';
import { Classifier } from '../../src/networks/classifier.ts';
import { computeOutputs } from '../networks/reference.ts';
import { randomInk, randomModel, relativeDifference } from './networks.ts';
import { runOnnx } from './onnx-interpreter.ts';

const golden = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url));
const torch = JSON.parse(golden('torch.json').toString());

const outputsOf = async (model: Model, ink: Uint8Array, count: number, rows = 28, columns = 28) =>
  (await Classifier.open(model, 4)).outputs(ink, count, rows, columns);

/** The graph's outputs for one picture as large as the network's field. */
function runGraph(bytes: Uint8Array, { input }: Model['definition'], ink: Uint8Array) {
  const levels = Array.from(ink, (v) => input.background + ((input.foreground - input.background) * v) / 255);
  const graph = readOnnx(bytes, 'export');
  const values = runOnnx(graph, { shape: [1, 1, input.rows, input.columns], values: levels });
  return values.get(graph.outputs[0].name)!.values;
}

describe('export', () => {
  it.each([...networks.values()])('$name: the same outputs, batch free', (definition) => {
    const model = randomModel(definition);
    const { rows, columns } = definition.input;
    const ink = randomInk(1, rows, columns);
    const bytes = writeOnnxModel(model);
    const expected = computeOutputs(planNetwork(definition), model.parameters, ink);
    expect(relativeDifference(expected, runGraph(bytes, definition, ink))).toBeLessThan(1e-6);
    expect(readOnnx(bytes, 'export').inputs[0].shape[0]).toBe('batch');
  });

  it.each(['lenet5', 'lenet5-keras'])(
    '%s with preprocessing: bytes in, digit and confidence out',
    async (name) => {
      const model = randomModel(networks.get(name)!);
      const ink = randomInk(1, 28, 28);
      const graph = readOnnx(writeOnnxModel(model, { preprocessing: true }), 'export');
      const values = runOnnx(graph, { shape: [1, 28, 28], values: Array.from(ink) });
      const probabilities = (await Classifier.open(model, 1)).probabilities(ink, 1, 28, 28);
      const best = probabilities.indexOf(Math.max(...probabilities));
      expect(values.get('digit')!.values).toEqual([best]);
      expect(values.get('confidence')!.values[0]).toBeCloseTo(probabilities[best], 5);
      expect(relativeDifference(probabilities, values.get('probabilities')!.values)).toBeLessThan(1e-5);
    },
  );

  it('int8: the outputs of the model with rounded weights, a quarter of the size', () => {
    const model = randomModel(networks.get('lenet5')!);
    const ink = randomInk(1, 32, 32);
    const bytes = writeOnnxModel(model, { int8: true });
    const rounded = quantizeModel(model);
    const expected = computeOutputs(planNetwork(model.definition), rounded.parameters, ink);
    expect(relativeDifference(expected, runGraph(bytes, model.definition, ink))).toBeLessThan(1e-6);
    expect(bytes.length).toBeLessThan(70_000);
  });

  it('refuses preprocessing where 28x28 pictures do not fit', () => {
    const small = {
      ...networks.get('linear')!,
      input: { ...networks.get('linear')!.input, rows: 20, columns: 20 },
    };
    expect(() => writeOnnxModel(randomModel(small), { preprocessing: true })).toThrow('do not fit');
  });
});

describe('import', () => {
  it.each([...networks.values()])('$name comes back: same layers, same outputs', async (definition) => {
    const model = randomModel(definition);
    const { model: back } = readOnnxModel(writeOnnxModel(model), 'back.onnx');
    const { rows, columns } = definition.input;
    const ink = randomInk(2, rows, columns);
    const [a, b] = [
      await outputsOf(model, ink, 2, rows, columns),
      await outputsOf(back, ink, 2, rows, columns),
    ];
    expect(relativeDifference(a, b)).toBeLessThan(2e-5);
    expect(back.definition.name).toBe(definition.name);
    expect(back.definition.input).toEqual(definition.input);
    const kinds = ({ layers }: Model['definition']) =>
      layers.map(({ kind, activation }) => [kind, activation]);
    expect(kinds(back.definition)).toEqual(kinds(definition));
    expect(planNetwork(back.definition).parameters).toBe(planNetwork(definition).parameters);
  });

  it.each(['classic', 'modern'])('what PyTorch exports: %s', async (name) => {
    const { model, notes } = readOnnxModel(golden(`torch-${name}.onnx`), `torch-${name}.onnx`);
    const outputs = await outputsOf(model, Uint8Array.from(torch.ink.flat()), 3);
    expect(relativeDifference(torch.outputs[name].flat(), outputs)).toBeLessThan(1e-5);
    expect(model.definition.name).toBe(`torch-${name}`);
    expect(notes.length).toBe(model.definition.layers.length + 1);
    expect(notes.at(-1)).toContain('paper is 0, ink is 1');
  });

  it('channels last, products and sums, as tf2onnx exports Keras', async () => {
    const { bytes, ink, expected } = kerasLike();
    const { model } = readOnnxModel(bytes, 'keras.onnx');
    expect(model.definition.layers.map(({ kind }) => kind)).toEqual(['convolution', 'maxPooling', 'full']);
    expect(relativeDifference(expected, await outputsOf(model, ink, 1, 6, 6))).toBeLessThan(1e-6);
  });

  it('takes the levels that it is told', () => {
    const levels = { background: -1, foreground: 1 };
    const { model } = readOnnxModel(golden('torch-modern.onnx'), 'm.onnx', { levels, name: 'mine' });
    expect(model.definition).toMatchObject({ name: 'mine', input: levels });
    // Zeros around the picture would not be paper.
    expect(() => readOnnxModel(golden('torch-classic.onnx'), 'c.onnx', { levels })).toThrow(
      'expected paper 0',
    );
  });

  const node = (operator: string, inputs: string[], attributes: OnnxNode['attributes'] = {}): OnnxNode => ({
    ...{ operator, inputs, attributes },
    ...{ name: operator.toLowerCase(), outputs: [`${operator}_out`] },
  });
  const weights = { type: 'float', shape: [2, 1, 3, 3], values: new Array(18).fill(1) } as const;
  const graph = (nodes: OnnxNode[], shape: readonly (number | string)[] = ['n', 1, 6, 6]) =>
    writeOnnx({
      ...{ opset: 13, producer: 'test', name: 'g', metadata: {}, nodes, outputs: [] },
      constants: new Map([['w', weights]]),
      inputs: [{ name: 'x', type: 'float', shape }],
    });

  it.each([
    [
      'an operator',
      [node('LSTM', ['x', 'w'])],
      'node "lstm": operator LSTM is not supported; expected one of Conv,',
    ],
    ['a stride', [node('Conv', ['x', 'w'], { strides: [2, 2] })], 'a stride other than 1 is not supported'],
    ['groups', [node('Conv', ['x', 'w'], { group: 2 })], 'a convolution in groups is not supported'],
    [
      'overlapping pooling',
      [node('MaxPool', ['x'], { kernel_shape: [3, 3], strides: [2, 2] })],
      'square blocks',
    ],
    [
      'a softmax inside',
      [node('Conv', ['x', 'w']), node('Softmax', ['Conv_out']), node('Relu', ['Softmax_out'])],
      'after a softmax',
    ],
    ['a cast to whole numbers', [node('Cast', ['x'], { to: 7 })], 'Cast to whole numbers is not supported'],
    ['a branch', [node('Relu', ['x']), node('Tanh', ['x'])], 'a value that 2 nodes take'],
    ['two values', [node('Conv', ['x', 'w']), node('Add', ['Conv_out', 'y'])], 'a second value, "y"'],
    [
      'weights that do not fit',
      [node('Conv', ['x', 'w']), node('Conv', ['Conv_out', 'w'])],
      'expected [maps, 2,',
    ],
    ['no layers', [], 'no layers'],
    ['an activation alone', [node('Relu', ['x'])], 'expected a layer before'],
  ])('refuses %s and says so', (_, nodes, message) => {
    expect(() => readOnnxModel(graph(nodes), 'bad.onnx')).toThrow(message);
  });

  it('refuses colour and free sizes', () => {
    for (const shape of [['n', 3, 6, 6], ['n', 1, 'h', 'w'], []])
      expect(() => readOnnxModel(graph([node('Conv', ['x', 'w'])], shape), 'bad.onnx')).toThrow(
        'one grey picture',
      );
  });
});

/** A small network whose maps come last: its outputs are known from the one that it was made of. */
function kerasLike() {
  const model = randomModel({
    ...{ name: 'k', initial: { rule: 'squareRoot', gain: 1 } },
    input: { maps: 1, rows: 6, columns: 6, background: 0, foreground: 1 },
    layers: [
      { name: 'C1', kind: 'convolution', maps: 2, kernel: 3 },
      { name: 'S2', kind: 'maxPooling', size: 2, activation: 'relu' },
      { name: 'OUT', kind: 'full', units: 3 },
    ],
  });
  const { tensors } = planNetwork(model.definition);
  const [w1, b1, w2, b2] = tensors.map(({ offset, length }) =>
    model.parameters.subarray(offset, offset + length),
  );
  const ours = readOnnx(writeOnnxModel(model), 'ours').constants.get('C1.weights')!;
  const then = (
    operator: string,
    from: string,
    to: string,
    more: string[] = [],
    attributes = {},
  ): OnnxNode => ({
    ...{ operator, name: to, inputs: [from, ...more], outputs: [to], attributes },
  });
  const square = { kernel_shape: [2, 2], strides: [2, 2] };
  const bytes = writeOnnx({
    ...{ opset: 13, producer: 'tf2onnx', name: 'k', metadata: {} },
    inputs: [{ name: 'x', type: 'float', shape: ['n', 6, 6, 1] }],
    outputs: [{ name: 'y', type: 'float', shape: ['n', 3] }],
    constants: new Map([
      ['w1', ours],
      ['b1', { type: 'float', shape: [1, 2, 1, 1], values: b1 }],
      // Ours are [row][column][map] by unit already: that is what Keras has.
      ['w2', { type: 'float', shape: [8, 3], values: w2 }],
      ['b2', { type: 'float', shape: [3], values: b2 }],
      ['shape', { type: 'int64', shape: [2], values: [-1, 8] }],
    ]),
    nodes: [
      then('Transpose', 'x', 't1', [], { perm: [0, 3, 1, 2] }),
      then('Conv', 't1', 'c', ['w1'], { kernel_shape: [3, 3], auto_pad: 'VALID' }),
      then('Add', 'c', 'a', ['b1']),
      then('Relu', 'a', 'r'),
      then('MaxPool', 'r', 'p', [], square),
      then('Transpose', 'p', 't2', [], { perm: [0, 2, 3, 1] }),
      then('Reshape', 't2', 'f', ['shape']),
      then('MatMul', 'f', 'm', ['w2']),
      then('Add', 'm', 'y', ['b2']),
      then('Softmax', 'y', 's', [], { axis: 1 }),
    ],
  });
  expect(w1.length).toBe(18);
  const ink = randomInk(1, 6, 6);
  return { bytes, ink, expected: computeOutputs(planNetwork(model.definition), model.parameters, ink) };
}
