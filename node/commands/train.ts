// `lenet5 train`: flags to a run, the run to a model's file and a summary.
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  type Checkpoint,
  checkRecipe,
  type Definition,
  distillation,
  type Model,
  type Recipe,
  readCheckpoint,
  recipeFor,
  UsageError,
} from '../../src/index.ts';
import { defaultThreads } from '../crew.ts';
import { drawCurve, drawCurveSvg } from '../curve.ts';
import { readBytes, writeFileAtomically } from '../files.ts';
import { INTERRUPTED, Interruption } from '../interruption.ts';
import { loadDefinition, loadModel, placeBefore } from '../models.ts';
import { addExamples, addFlags, quoteCommand } from '../options.ts';
import { checkOutput } from '../output.ts';
import { formatCount, formatDuration, formatInterval, formatPercent, formatPictures } from '../text.ts';
import { checkDataFlags, type DataFlags, loadTrainingData, type TrainingData } from '../training-data.ts';
import {
  checkpointPath,
  checkWritable,
  type FinishedEpoch,
  InterruptedError,
  nameError,
  type RunResult,
  TrainingRun,
} from '../training-run.ts';

export interface TrainFlags extends DataFlags {
  readonly network?: string;
  readonly recipe?: string;
  readonly epochs?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly batch?: number;
  readonly rate?: number;
  readonly out?: string;
  readonly resume?: string;
  readonly teacher?: readonly string[];
  readonly plot?: string;
  readonly distortions: boolean;
  readonly json?: boolean;
}

export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .description('Train a network. The test set is only reported on; nothing is chosen by it.');
  addFlags(command, ['network', 'recipe', 'data', 'images', 'labels', 'testImages', 'testLabels', 'limit']);
  addFlags(command, ['validation', 'writers', 'epochs', 'seed', 'threads', 'batch', 'rate', 'noDistortions']);
  addFlags(command, ['teacher', 'out', 'resume', 'plot', 'json']).action(async (flags: TrainFlags) => {
    await runTrain(flags, process.argv.slice(2));
  });
  addExamples(command, [
    ['lenet5 train', 'LeNet-5 on MNIST by its default recipe'],
    ['lenet5 train --recipe 1998', 'the way of the paper'],
    ['lenet5 train --network lenet5-modern --epochs 20 --seed 7 --plot curve.svg', 'another network, longer'],
    [
      'lenet5 train --validation 10000 --writers mnist-train-writers.csv.gz',
      'report on unseen writers instead',
    ],
    [
      'lenet5 train --network lenet5-best --teacher out/lenet5-large.safetensors',
      'learn from a larger network too',
    ],
    ['lenet5 train --resume out/lenet5.safetensors.checkpoint', 'go on after an interruption'],
  ]);
}

/** What is decided before the data are read. */
interface Plan {
  readonly definition: Definition;
  readonly recipe: Recipe;
  readonly teachers: readonly Model[];
  readonly out: string;
  readonly resume?: { path: string; checkpoint: Checkpoint };
}

/** The whole command; the result is undefined if it was interrupted. `words`: the command line, for the card. */
export async function runTrain(flags: TrainFlags, words: readonly string[]): Promise<RunResult | undefined> {
  const interruption = new Interruption();
  try {
    checkDataFlags(flags);
    const plan = flags.resume === undefined ? await planFresh(flags) : await planResumed(flags, flags.resume);
    await checkOutputs(flags, plan);
    for (const path of [plan.out, checkpointPath(plan.out)]) await checkWritable(path);
    if (flags.plot !== undefined) await checkWritable(flags.plot);
    await warnOfCheckpoint(plan);
    const threads = flags.threads ?? defaultThreads();
    const data = await loadTrainingData(flags, threads > 1);
    announce(plan, data.training.count, threads);
    const run = new TrainingRun({
      ...plan,
      ...{ data, threads, interruption },
      command: quoteCommand(['lenet5', ...words]),
      resumeCommand: (checkpoint) => resumeCommand(flags, checkpoint),
      onEpoch: flags.json ? (epoch) => printJson(describeEpoch(epoch, data.errorName)) : undefined,
    });
    const result = await run.run();
    report(result, plan, flags, data.errorName);
    if (flags.plot !== undefined) await writePlot(flags.plot, result, plan, data.errorName);
    return result;
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    if (flags.json) printJson({ event: 'interrupted', checkpoint: null, epochs: 0, ...describeKept(error) });
    process.stderr.write(`lenet5: ${error.message}\n`);
    process.exitCode = INTERRUPTED;
    return undefined;
  } finally {
    interruption.close();
  }
}

/** Throws UsageError where a file that is read would be lost, or the curve would not be what its name says. */
async function checkOutputs(flags: TrainFlags, { out }: Plan): Promise<void> {
  const { images, labels, testImages, testLabels, writers, network, teacher = [], resume, plot } = flags;
  const inputs = [images, labels, testImages, testLabels, writers, ...teacher];
  if (network?.endsWith('.json')) inputs.push(network);
  await checkOutput({ name: '--plot', path: plot, ending: '.svg', inputs: [...inputs, resume] });
  await checkOutput({ name: '--out', path: out, inputs: [...inputs, resume] });
  // Its own checkpoint is what a resumed run goes on from.
  await checkOutput({ name: '--out', path: checkpointPath(out), inputs });
}

async function planFresh(flags: TrainFlags): Promise<Plan> {
  const definition = await loadDefinition(flags.network ?? 'lenet5');
  const usual = recipeFor(definition.name, flags.recipe);
  const batch = flags.batch ?? usual.batch;
  const teachers = await loadTeachers(flags);
  const recipe = checkRecipe({
    ...usual,
    batch,
    epochs: flags.epochs ?? usual.epochs,
    seed: flags.seed ?? usual.seed,
    shard: Math.min(usual.shard, batch),
    schedule: { ...usual.schedule, peak: flags.rate ?? usual.schedule.peak },
    distortions: flags.distortions ? usual.distortions : null,
    ...(teachers.length > 0 ? { distillation } : {}),
  });
  return { definition, recipe, teachers, out: flags.out ?? join('out', `${definition.name}.safetensors`) };
}

const loadTeachers = ({ teacher = [] }: TrainFlags): Promise<Model[]> => Promise.all(teacher.map(loadModel));

async function planResumed(flags: TrainFlags, path: string): Promise<Plan> {
  const checkpoint = readCheckpoint(await readBytes(path), path);
  const { definition, recipe } = checkpoint;
  if (flags.network !== undefined) {
    const asked = await loadDefinition(flags.network);
    if (JSON.stringify(asked) !== JSON.stringify(definition)) {
      throw contradiction('--network', definition.name, flags.network, path);
    }
  }
  for (const [flag, kept, asked] of [
    ['--recipe', recipe.name, flags.recipe],
    ['--epochs', recipe.epochs, flags.epochs],
    ['--seed', recipe.seed, flags.seed],
    ['--batch', recipe.batch, flags.batch],
    ['--rate', recipe.schedule.peak, flags.rate],
    ['--no-distortions', recipe.distortions !== null, flags.distortions ? undefined : false],
  ] as const) {
    if (asked !== undefined && asked !== kept) throw contradiction(flag, kept, asked, path);
  }
  const usual = path.endsWith('.checkpoint')
    ? path.slice(0, -'.checkpoint'.length)
    : join('out', `${definition.name}.safetensors`);
  const teachers = await loadTeachers(flags);
  return { definition, recipe, teachers, out: flags.out ?? usual, resume: { path, checkpoint } };
}

function contradiction(flag: string, kept: unknown, asked: unknown, path: string): UsageError {
  return new UsageError(
    `${flag}: a resumed run keeps its network and recipe; expected ${kept} as in ${path}, got ${asked}. Leave the flag out.`,
  );
}

async function warnOfCheckpoint({ out, resume }: Plan): Promise<void> {
  const path = checkpointPath(out);
  const kept = resume && resolve(resume.path) === resolve(path) ? undefined : await placeBefore(path);
  if (kept === undefined) return;
  process.stderr.write(
    `${path}: an interrupted run is kept here; the first epoch of this one will move it to ${kept}. To go on with it instead: lenet5 train --resume ${quoteCommand([path])}\n`,
  );
}

function announce({ definition, recipe, resume }: Plan, count: number, threads: number): void {
  const after = resume ? `, after epoch ${resume.checkpoint.epochs}` : '';
  process.stderr.write(
    `Training ${definition.name}: ${formatPictures(count)}, ${recipe.epochs} ${recipe.epochs === 1 ? 'epoch' : 'epochs'}${after}, seed ${recipe.seed}, ${threads} ${threads === 1 ? 'thread' : 'threads'}\n`,
  );
}

/** The flags that a resumed run needs again; network and recipe come from the checkpoint. */
function resumeCommand(flags: TrainFlags, checkpoint: string): string {
  const words = ['lenet5', 'train', '--resume', checkpoint];
  const kept: [string, string | number | undefined][] = [
    ['--data', flags.data],
    ['--images', flags.images],
    ['--labels', flags.labels],
    ['--test-images', flags.testImages],
    ['--test-labels', flags.testLabels],
    ['--limit', flags.limit],
    ['--validation', flags.validation],
    ['--writers', flags.writers],
    ['--teacher', flags.teacher?.join()],
    ['--threads', flags.threads],
    ['--out', flags.out],
    ['--plot', flags.plot],
  ];
  for (const [flag, value] of kept) if (value !== undefined) words.push(flag, String(value));
  if (flags.json) words.push('--json');
  return quoteCommand(words);
}

function describeEpoch(epoch: FinishedEpoch, errorName: TrainingData['errorName']): Record<string, unknown> {
  const { error, ...rest } = epoch;
  return { event: 'epoch', ...rest, ...nameError(errorName, error ?? null) };
}

function describeKept({ checkpoint }: InterruptedError): Record<string, unknown> {
  return checkpoint ? { checkpoint: checkpoint.path, epochs: checkpoint.epochs } : {};
}

/** The summary: to stdout, or to stderr beside --json. */
function report(
  result: RunResult,
  { definition, recipe, out }: Plan,
  flags: TrainFlags,
  errorName: TrainingData['errorName'],
): void {
  const { error, interval, count, seconds, samplesPerSecond, peakMemoryMiB, weightsSha256, curve, before } =
    result;
  const lines = ['', drawCurve(curve, errorName), ''];
  if (error !== null && interval) {
    lines.push(
      `${errorName} error  ${formatPercent(error)} of ${formatPictures(count)} (95 %: ${formatInterval(interval)})`,
    );
  }
  lines.push(
    `time        ${formatDuration(seconds)} in all, ${formatCount(samplesPerSecond)} samples/s in training, ${peakMemoryMiB} MiB at most`,
  );
  lines.push(`weights     SHA-256 ${weightsSha256}`);
  lines.push(`model       ${out}`);
  if (before !== undefined) lines.push(`before      ${before}, the model that was in its place`);
  lines.push('');
  (flags.json ? process.stderr : process.stdout).write(lines.join('\n'));
  if (!flags.json) return;
  printJson({
    event: 'done',
    network: definition.name,
    epochs: recipe.epochs,
    seed: recipe.seed,
    weightsSha256,
    ...nameError(errorName, error),
    count,
    interval,
    seconds,
    samplesPerSecond,
    peakMemoryMiB,
    out,
    before: before ?? null,
  });
}

async function writePlot(
  path: string,
  result: RunResult,
  plan: Plan,
  errorName: TrainingData['errorName'],
): Promise<void> {
  const title = `${plan.definition.name}, ${plan.recipe.epochs} epochs, seed ${plan.recipe.seed}`;
  await writeFileAtomically(path, new TextEncoder().encode(drawCurveSvg(result.curve, title, errorName)));
}

function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
