// `lenet5 convert` as a process: every format there and back, what it prints, what it refuses.
import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConversionOptions, convertFile } from '../../node/conversion.ts';
import { parseLevels, parseMap } from '../../node/conversion-flags.ts';
import { loadModel, networks, saveModel } from '../../node/index.ts';
import { randomModel, relativeDifference } from '../exchange/networks.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const cli = join(root, 'dist/lib/cli.js');
const execute = promisify(execFile);
const model = randomModel(networks.get('lenet5-modern')!);

let folder: string;
const inside = (name: string) => join(folder, name);
const convert = (...words: string[]) =>
  execute(process.execPath, [cli, 'convert', ...words], { cwd: folder });
const failure = async (...words: string[]): Promise<{ code: number; stderr: string }> => {
  const { code, stderr } = await convert(...words).catch((error) => error);
  return { code, stderr };
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lenet5-convert-'));
  await saveModel(join(folder, 'm.safetensors'), model);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('convertFile', () => {
  it.each(['m.onnx', 'm.pt', 'm.keras', 'm.h5', 'tfjs/m.json'])(
    'to %s and back: the same weights',
    async (file) => {
      const { files } = await convertFile(inside('m.safetensors'), inside(file));
      for (const { file: path, bytes } of files) expect(readFileSync(path).length).toBe(bytes);
      const back = inside(`${file}.safetensors`);
      await convertFile(inside(file), back, file === 'm.pt' ? { network: 'lenet5-modern' } : {});
      const { definition, parameters } = await loadModel(back);
      expect(definition.input).toEqual(model.definition.input);
      expect(relativeDifference(model.parameters, parameters)).toBeLessThan(1e-6);
    },
  );

  it('keeps another .safetensors that is in its place, and no file that is the same', async () => {
    await convertFile(inside('m.safetensors'), inside('once.onnx'));
    writeFileSync(inside('once.safetensors'), 'trained for hours');
    const { before } = await convertFile(inside('once.onnx'), inside('once.safetensors'));
    expect(readFileSync(before!, 'utf8')).toBe('trained for hours');
    const { code, stdout } = await convert('once.onnx', 'once.safetensors', '--json').then(
      (out) => ({ code: 0, ...out }),
      (error) => error,
    );
    expect([code, JSON.parse(stdout).before]).toEqual([0, null]);
    const again = await convert('m.safetensors', 'once.safetensors', '--to', 'pytorch');
    expect(again.stdout).toMatch(/once\.before-[0-9a-f]{12}\.safetensors: what was in its place\n$/);
  });

  it('writes C, and weights as bytes', async () => {
    await convertFile(inside('m.safetensors'), inside('m.h'), { int8: true });
    expect(readFileSync(inside('m.h'), 'utf8')).toContain(
      'static const int8_t lenet5_modern_C1_weights[150]',
    );
  });

  it.each<[string, string, ConversionOptions, string]>([
    ['absent.onnx', 'o.onnx', {}, 'absent.onnx: cannot be read: no such file'],
    ['m.safetensors', 'o.tflite', {}, 'o.tflite: expected a format to write: lenet5 (.safetensors), onnx'],
    ['m.safetensors', 'o.onnx', { to: 'zip' }, '--to: expected a format to write'],
    ['m.safetensors', '../o/m.safetensors', {}, 'another file'],
    [
      'm.safetensors',
      'o.onnx',
      { levels: { background: 0, foreground: 1 } },
      "--levels: is for other software's",
    ],
    ['m.safetensors', 'o.h', { withPreprocessing: true }, '--with-preprocessing: is for ONNX files'],
    ['junk.onnx', 'o.safetensors', {}, 'junk.onnx: '],
    ['bad.json', 'o.safetensors', {}, 'expected the path of a file beside it'],
  ])('refuses %s to %s (%j) and writes nothing', async (input, output, options, message) => {
    writeFileSync(inside('junk.onnx'), 'this is no model');
    const manifest = [{ paths: ['../secret'], weights: [] }];
    const topology = { class_name: 'Sequential', config: { layers: [] } };
    writeFileSync(inside('bad.json'), JSON.stringify({ modelTopology: topology, weightsManifest: manifest }));
    const target = inside(output.replace('../o', `../${basename(folder)}`));
    await expect(convertFile(inside(input), target, options)).rejects.toThrow(message);
    for (const name of readdirSync(folder)) expect(name).not.toMatch(/^o\./);
  });
});

describe('the flags of lenet5 convert', () => {
  it('are checked', () => {
    expect(parseLevels(' -0.4242, 2.8215')).toEqual({ background: -0.4242, foreground: 2.8215 });
    for (const text of ['', '1', '1,', '0,1,2', 'a,b'])
      expect(() => parseLevels(text)).toThrow('expected PAPER,INK');
    expect([...parseMap('C1=conv1, OUT=net.2')]).toEqual([
      ['C1', 'conv1'],
      ['OUT', 'net.2'],
    ]);
    for (const text of ['', 'C1', 'C1=', '=a', 'a=b=c'])
      expect(() => parseMap(text)).toThrow('expected OURS=THEIRS');
  });
});

describe('lenet5 convert', () => {
  it('prints one object with --json, and what was guessed in it', async () => {
    await convert('m.safetensors', 's.safetensors', '--to', 'pytorch', '--map', 'C1=conv1');
    const { stdout } = await convert('s.safetensors', 'o.safetensors', '--levels', '0,3.33', '--json');
    const { from, to, network, notes, files } = JSON.parse(stdout);
    expect({ from, to, network }).toEqual({ from: 'pytorch', to: 'lenet5', network: 'lenet5-modern' });
    expect(notes).toContain('conv1 -> C1');
    expect(files).toEqual([
      { file: 'o.safetensors', bytes: readFileSync(join(folder, 'o.safetensors')).length },
    ]);
    expect((await loadModel(join(folder, 'o.safetensors'))).parameters).toEqual(model.parameters);
  });

  it('ends with 2 for wrong usage and 1 for a bad file, in one line', async () => {
    for (const [code, file, message] of [
      [2, 'absent.onnx', 'absent.onnx: cannot be read'],
      [1, 'junk.onnx', 'junk.onnx: not protocol buffers'],
      [2, './o.safetensors', 'o.safetensors: expected another file than those that are read'],
    ] as const) {
      const { code: got, stderr } = await failure(file, 'o.safetensors');
      expect([got, stderr.trim().split('\n').length]).toEqual([code, 1]);
      expect(stderr).toContain(message);
    }
  });

  it('says what to install where h5wasm is not', async () => {
    // A copy of what is built, with the packages of users and no others.
    const project = join(folder, 'project');
    cpSync(join(root, 'dist/lib'), join(project, 'dist/lib'), { recursive: true });
    copyFileSync(join(root, 'package.json'), join(project, 'package.json'));
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const name of [...Object.keys(dependencies), 'iobuffer'])
      cpSync(join(root, 'node_modules', name), join(project, 'node_modules', name), { recursive: true });
    copyFileSync(join(folder, 'm.safetensors'), join(project, 'm.safetensors'));
    const words = [join(project, 'dist/lib/cli.js'), 'convert', 'm.safetensors', 'm.keras'];
    const { code, stderr } = await execute(process.execPath, words, { cwd: project }).catch((error) => error);
    expect(stderr).toContain('the package h5wasm is not installed. npm install h5wasm');
    expect(code).toBe(2);
  });
});
