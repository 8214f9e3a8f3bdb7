// PyTorch's state_dicts: what a module of PyTorch's computed, what ours computes with its weights, and the other way round.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readPt, readStateDict, writePt, writeStateDict } from '../../src/exchange.ts';
import { type Model, networks, readSafetensors, writeSafetensors } from '../../src/index.ts';
import { Classifier } from '../../src/networks/classifier.ts';
import type { Definition } from '../../src/networks/definition.ts';
import { randomInk, randomModel, relativeDifference } from './networks.ts';
import { findPython } from './python.ts';

const golden = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url));
const torch = JSON.parse(golden('torch.json').toString());
const plain: Definition = {
  ...{ name: 'plain', initial: { rule: 'squareRoot', gain: 1 } },
  input: { maps: 1, rows: 28, columns: 28, background: 0, foreground: 1 },
  layers: [
    { name: 'C1', kind: 'convolution', maps: 3, kernel: 5 },
    { name: 'S2', kind: 'maxPooling', size: 2, activation: 'relu' },
    { name: 'C3', kind: 'convolution', maps: 4, kernel: 5 },
    { name: 'S4', kind: 'maxPooling', size: 2, activation: 'relu' },
    { name: 'F5', kind: 'full', units: 12, activation: 'relu' },
    { name: 'OUT', kind: 'full', units: 10 },
  ],
};
const outputsOf = async (model: Model, ink: Uint8Array, count: number) =>
  (await Classifier.open(model, count)).outputs(ink, count, 28, 28);

describe('a state_dict is read', () => {
  it.each([
    ['.pt', () => readPt(golden('torch-plain.pt'), 'p')],
    ['.safetensors', () => readSafetensors(golden('torch-plain.safetensors'), 'p').tensors],
  ])('from PyTorch (%s): same outputs, and says what is what', async (_, read) => {
    const { model, notes } = readStateDict(read(), 'p', { network: plain });
    const outputs = await outputsOf(model, Uint8Array.from(torch.ink.flat()), 3);
    expect(relativeDifference(torch.outputs.plain.flat(), outputs)).toBeLessThan(1e-5);
    expect(notes.slice(0, 4)).toEqual(['conv1 -> C1', 'conv2 -> C3', 'fc1 -> F5', 'fc2 -> OUT']);
  });

  it('as the named network that it fits; a full layer may stand for a convolution', async () => {
    const modern = randomModel(networks.get('lenet5-modern')!);
    const names = [
      ['C1', 'conv1'],
      ['C3', 'conv2'],
      ['C5', 'fc1'],
      ['F6', 'fc2'],
      ['OUT', 'fc3'],
    ] as const;
    const tensors = new Map(
      [...writeStateDict(modern, { map: new Map(names) })].map(([name, { shape, values }]) => [
        name,
        // nn.Linear(400, 120), and the order of the alphabet.
        { shape: name === 'fc1.weight' ? [120, 400] : shape, values },
      ]),
    );
    const { model, notes } = readStateDict(new Map([...tensors].reverse()), 'p', {
      levels: modern.definition.input,
    });
    expect(model.parameters).toEqual(modern.parameters);
    expect(notes[0]).toContain('taken for lenet5-modern');
  });

  it('with the names that it is told, where shapes leave a choice', () => {
    const [c1, s2, c3, s4, f5, out] = plain.layers;
    const layers = [c1, s2, c3, s4, f5, { ...f5, name: 'F6' }, { ...f5, name: 'F7' }, out];
    const model = randomModel({ ...plain, layers });
    const tensors = writeStateDict(model);
    const swapped = readStateDict(tensors, 'p', {
      network: model.definition,
      map: new Map([
        ['F6', 'F7'],
        ['F7', 'F6'],
      ]),
    });
    const back = writeStateDict(swapped.model);
    expect(back.get('F6.weight')).toEqual(tensors.get('F7.weight'));
    expect(back.get('F7.bias')).toEqual(tensors.get('F6.bias'));
  });

  it('or refused: what does not fit is named', () => {
    const tensors = readPt(golden('torch-plain.pt'), 'p');
    expect(() => readStateDict(tensors, 'p.pt')).toThrow(
      'p.pt: a state_dict has no architecture, and these shapes fit no',
    );
    const map = (ours: string, theirs: string) => ({ network: plain, map: new Map([[ours, theirs]]) });
    expect(() => readStateDict(tensors, 'p', map('OUT', 'fc1'))).toThrow(
      "layer OUT: expected 'fc1' to have weights [10, 12]",
    );
    expect(() => readStateDict(tensors, 'p', map('C9', 'fc1'))).toThrow(
      "expected a layer of the network (C1, S2, C3, S4, F5, OUT), got 'C9'",
    );
    const more = new Map([...tensors, ['norm.running_mean', { shape: [3], values: new Float32Array(3) }]]);
    expect(() => readStateDict(more, 'p', { network: plain })).toThrow('nothing takes norm.running_mean');
    const nan = new Map([
      ...tensors,
      ['fc2.bias', { shape: [10], values: new Float32Array(10).fill(Number.NaN) }],
    ]);
    expect(() => readStateDict(nan, 'p', { network: plain })).toThrow('expected finite weights, got NaN');
  });
});

describe('a state_dict is written', () => {
  it.each([...networks.values()])('of $name, and comes back', (definition) => {
    const model = randomModel(definition);
    const { model: back } = readStateDict(writeStateDict(model), 'p', { network: definition });
    expect(back.parameters).toEqual(model.parameters);
  });

  it('with the names and shapes of a module', () => {
    const modern = randomModel(networks.get('lenet5-modern')!);
    const like = new Map(
      [...writeStateDict(modern)].map(([name, { shape, values }]) => [
        `net.${name}`,
        { shape: name === 'C5.weight' ? [120, 400] : shape, values: new Float32Array(values.length) },
      ]),
    );
    const written = writeStateDict(modern, { like });
    expect([...written].map(([name, { shape }]) => [name, shape])).toEqual(
      [...like].map(([name, { shape }]) => [name, shape]),
    );
    const other = new Map([...like].slice(2));
    expect(() => writeStateDict(modern, { like: other })).toThrow(
      "like: does not fit 'lenet5-modern': layer C1",
    );
  });

  const python = findPython('state-dict.test.ts', 'torch', 'numpy');
  it.skipIf(!python).each(['lenet5', 'lenet4'])(
    'of %s as PyTorch runs it, .pt and .safetensors (needs PyTorch)',
    async (name) => {
      const model = randomModel(networks.get(name)!);
      const ink = randomInk(3, 28, 28);
      const expected = await outputsOf(model, ink, 3);
      const folder = mkdtempSync(join(tmpdir(), 'lenet5-torch-'));
      const path = (file: string) => join(folder, file);
      const state = writeStateDict(model);
      writeFileSync(path('definition.json'), JSON.stringify(model.definition));
      writeFileSync(path('ink'), ink);
      writeFileSync(path('state.pt'), writePt(state));
      writeFileSync(path('state.safetensors'), writeSafetensors(state));
      const script = fileURLToPath(new URL('../../tools/formats/run_torch.py', import.meta.url));
      for (const file of ['state.pt', 'state.safetensors']) {
        const words = [script, path('definition.json'), path(file), path('ink')];
        const { stdout, stderr } = spawnSync(python!, words);
        expect(stdout.length, stderr.toString()).toBe(4 * expected.length);
        const outputs = new Float32Array(new Uint8Array(stdout).buffer);
        expect(relativeDifference(expected, outputs)).toBeLessThan(1e-5);
      }
      rmSync(folder, { recursive: true });
    },
  );
});
