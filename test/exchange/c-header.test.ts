// C headers: compiled by gcc with every warning an error and its checks of memory, run, and held against the
// library. `npm run eval:formats` does the same with all of MNIST's test digits.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatFloat } from '../../src/exchange/c-header.ts';
import { quantizeModel, writeCHeader } from '../../src/exchange.ts';
import { networks } from '../../src/index.ts';
import { Classifier } from '../../src/networks/classifier.ts';
import { randomInk, randomModel, relativeDifference } from './networks.ts';

const hasGcc = spawnSync('gcc', ['--version']).status === 0;
if (!hasGcc) console.warn('c-header.test.ts: gcc is not installed; compiling is skipped.');
const runner = fileURLToPath(new URL('../../tools/formats/run-header.c', import.meta.url));
/** Checks of memory, where this gcc has them. */
const CHECKED = ['-fsanitize=address,undefined'];
const canCheck =
  spawnSync('gcc', [...CHECKED, '-x', 'c', '-', '-o', '/dev/null'], { input: 'int main(void) { return 0; }' })
    .status === 0;
const STRICT = ['-std=c99', '-Wall', '-Wextra', '-Werror', '-pedantic', '-O1', ...(canCheck ? CHECKED : [])];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lenet5-c-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Outputs and digits for the pictures. */
function runHeader(text: string, name: string, ink: Uint8Array, classes: number) {
  const header = join(folder, `${name}.h`);
  writeFileSync(header, text);
  const defines = [`-DHEADER="${header}"`, `-DNAME=${name}`, `-DCLASSES=${classes}`, '-DPICTURE=784'];
  const program = join(folder, 'run');
  const compiled = spawnSync('gcc', [...STRICT, ...defines, runner, '-lm', '-o', program]);
  expect(compiled.stderr.toString()).toBe('');
  const { stdout, status, stderr } = spawnSync(program, [], { input: ink });
  expect(status, stderr.toString()).toBe(0);
  const outputs: number[] = [];
  const digits: number[] = [];
  for (let at = 0; at < stdout.length; at += 4 * classes + 1) {
    for (let m = 0; m < classes; m++) outputs.push(stdout.readFloatLE(at + 4 * m));
    digits.push(stdout[at + 4 * classes]);
  }
  return { outputs, digits };
}

const COUNT = 5;
const ink = randomInk(COUNT, 28, 28);
const sigmoid = {
  ...networks.get('lenet4')!,
  name: '4-sigmoid',
  layers: networks
    .get('lenet4')!
    .layers.map((layer) => (layer.activation ? { ...layer, activation: 'sigmoid' } : layer)),
} as never;

describe.skipIf(!hasGcc)('a C header', () => {
  it.each([
    ['lenet5', false],
    ['lenet5', true],
    ['lenet5-modern', true],
    ['lenet1', false],
    ['linear', false],
    ['4-sigmoid', false],
  ] as const)('of %s (int8: %s) gives the outputs and answers of the library', async (name, int8) => {
    const model = randomModel(networks.get(name) ?? sigmoid);
    const expected = int8 ? quantizeModel(model) : model;
    const classifier = await Classifier.open(expected, COUNT);
    const own = classifier.outputs(ink, COUNT, 28, 28);
    const prefix = name.replaceAll('-', '_').replace(/^(?=\d)/, '_');
    const { outputs, digits } = runHeader(writeCHeader(model, { int8 }), prefix, ink, 10);
    expect(relativeDifference(own, outputs)).toBeLessThan(1e-5);
    const probabilities = classifier.probabilities(ink, COUNT, 28, 28);
    const answers = Array.from({ length: COUNT }, (_, p) => {
      const row = probabilities.subarray(10 * p, 10 * p + 10);
      return row.indexOf(Math.max(...row));
    });
    expect(digits).toEqual(answers);
  });
});

describe('names', () => {
  it('of a stranger get into the code as letters, digits and _ only', () => {
    const linear = networks.get('linear')!;
    const evil = {
      ...linear,
      name: 'a*/b\nint x;',
      layers: [{ ...linear.layers[0], name: '*/ #include "x"' }],
    };
    const text = writeCHeader(randomModel(evil as never));
    expect(text).toContain('a_b_int_x__recognize');
    expect(text).not.toMatch(/int x;|#include "x"/);
  });
});

describe('numbers in C', () => {
  it.each([
    [0, '0.f'],
    [1, '1.f'],
    [-1.5, '-1.5f'],
    [0.1, '.1f'],
    [-0.25, '-.25f'],
    [1 / 3, '.33333334f'],
    [2 ** -149, '1e-45f'],
    [1.7159, '1.7159f'],
    [1e21, '1e+21f'],
  ])('%s is %s', (value, text) => {
    expect(formatFloat(value)).toBe(text);
    expect(Math.fround(Number.parseFloat(text))).toBe(Math.fround(value));
  });
});
