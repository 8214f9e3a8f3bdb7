// One training run from the first step to the model's file: reports, a checkpoint after every epoch, interruption,
// and a card that says how the model was made. Knows no flags.
import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  type Card,
  type Checkpoint,
  type Definition,
  type DoneReport,
  type EpochReport,
  Lenet5Error,
  type Model,
  type Recipe,
  train,
  UsageError,
  wilsonInterval,
  writeCheckpoint,
} from '../src/index.ts';
import { createCrew } from './crew.ts';
import type { CurvePoint } from './curve.ts';
import { temporaryName, writeFileAtomically } from './files.ts';
import type { Interruption } from './interruption.ts';
import { hashWeights, keepBefore, saveModel } from './models.ts';
import { packageVersion } from './package.ts';
import { Progress } from './progress.ts';
import type { TrainingData } from './training-data.ts';

export interface RunSettings {
  readonly definition: Definition;
  readonly recipe: Recipe;
  readonly data: TrainingData;
  /** Models to learn from. */
  readonly teachers: readonly Model[];
  readonly threads: number;
  /** The model's file. */
  readonly out: string;
  /** The command line, for the card. */
  readonly command: string;
  /** The command line that goes on with a checkpoint. */
  readonly resumeCommand: (checkpoint: string) => string;
  readonly resume?: { readonly path: string; readonly checkpoint: Checkpoint };
  readonly interruption: Interruption;
  /** Called for each finished epoch. */
  readonly onEpoch?: (epoch: FinishedEpoch) => void;
}

export interface FinishedEpoch extends CurvePoint {
  readonly epochs: number;
  readonly seconds: number;
  readonly samplesPerSecond: number;
}

export interface RunResult {
  readonly model: Model;
  readonly weightsSha256: string;
  /** Where the model is kept that was in its place before, if it was another. */
  readonly before?: string;
  readonly curve: readonly CurvePoint[];
  /** On the evaluation set; null without one. */
  readonly error: number | null;
  readonly count: number;
  readonly interval: readonly [number, number] | null;
  /** Since the process started, reading the data included. */
  readonly seconds: number;
  readonly samplesPerSecond: number;
  /** Most memory the process has held so far. */
  readonly peakMemoryMiB: number;
}

/** Where the run stands on disk. */
interface SavedCheckpoint {
  readonly path: string;
  readonly epochs: number;
}

/** Thrown where training was asked to stop. */
export class InterruptedError extends Lenet5Error {
  override name = 'InterruptedError';
  readonly checkpoint: SavedCheckpoint | undefined;

  constructor(message: string, checkpoint: SavedCheckpoint | undefined) {
    super(message);
    this.checkpoint = checkpoint;
  }
}

export const checkpointPath = (out: string): string => `${out}.checkpoint`;

/**
 * Makes the folder of `path` and writes a file beside it: better now than after hours. Throws Lenet5Error, or
 * UsageError where `path` is no file.
 */
export async function checkWritable(path: string): Promise<void> {
  const status = await stat(path).catch(() => undefined);
  if (status && !status.isFile()) {
    const found = status.isDirectory() ? 'a folder' : 'no regular file';
    throw new UsageError(`${path}: cannot be written: expected a file's name, got ${found}.`);
  }
  const probe = join(dirname(path), temporaryName());
  try {
    await writeFileAtomically(probe, new Uint8Array(1));
  } catch (cause) {
    const reason = (cause as Error).message.replace(probe, path);
    throw new Lenet5Error(`${reason} Choose a place that can be written.`, { cause });
  }
  await rm(probe, { force: true });
}

export class TrainingRun {
  private readonly settings: RunSettings;
  private readonly progress: Progress;
  private saved: SavedCheckpoint | undefined;

  constructor(settings: RunSettings) {
    this.settings = settings;
    const { recipe, data, resume } = settings;
    if (resume) this.saved = { path: resume.path, epochs: resume.checkpoint.epochs };
    this.progress = new Progress({
      epochs: recipe.epochs,
      finished: resume?.checkpoint.epochs ?? 0,
      pictures: data.training.count,
      errorName: data.errorName,
    });
  }

  /** Trains and writes the model. Throws InterruptedError, or Lenet5Error if a file cannot be written. */
  async run(): Promise<RunResult> {
    const done = await this.train();
    const { out } = this.settings;
    const result = this.describeResult(done);
    let before: string | undefined;
    try {
      before = await keepBefore(out, result.model);
      await saveModel(out, result.model);
      await this.keepOther(checkpointPath(out));
    } catch (error) {
      throw this.explainFailedWrite(error, 'The training is done.');
    }
    await rm(checkpointPath(out), { force: true });
    return { ...result, before };
  }

  private async train(): Promise<DoneReport> {
    const { definition, recipe, data, teachers, threads, resume, interruption } = this.settings;
    const reports = train({
      definition,
      recipe,
      training: data.training,
      teachers,
      evaluation: data.evaluation ? [data.evaluation] : [],
      crew: createCrew(threads),
      resume: resume?.checkpoint,
      signal: interruption,
    });
    let done: DoneReport | undefined;
    try {
      for await (const report of reports) {
        if (report.type === 'progress') this.progress.progress(report);
        else if (report.type === 'epoch') this.reportEpoch(report);
        else if (report.type === 'checkpoint') await this.save(report.checkpoint);
        else done = report;
      }
    } finally {
      this.progress.erase();
    }
    if (!done) throw this.interrupt();
    return done;
  }

  private reportEpoch(report: EpochReport): void {
    const { seconds, samplesPerSecond } = this.progress.epoch(report);
    const { epochs } = this.settings.recipe;
    this.settings.onEpoch?.({ ...curvePoint(report), epochs, seconds, samplesPerSecond });
  }

  private async save(checkpoint: Checkpoint): Promise<void> {
    const path = checkpointPath(this.settings.out);
    try {
      await this.keepOther(path);
      await writeFileAtomically(path, writeCheckpoint(checkpoint));
    } catch (error) {
      throw this.explainFailedWrite(error, `Training stopped after epoch ${checkpoint.epochs}.`);
    }
    this.saved = { path, epochs: checkpoint.epochs };
    this.progress.resume();
  }

  /** What another run left where this one's checkpoint goes is kept beside it. */
  private async keepOther(checkpoint: string): Promise<void> {
    if (this.saved && resolve(this.saved.path) === resolve(checkpoint)) return;
    await keepBefore(checkpoint);
  }

  private explainFailedWrite(error: unknown, what: string): Lenet5Error {
    const reason = error instanceof Error ? error.message : String(error);
    return new Lenet5Error(`${reason} ${what} ${this.describeSaved()}`, { cause: error });
  }

  private interrupt(): InterruptedError {
    return new InterruptedError(`interrupted. ${this.describeSaved()}`, this.saved);
  }

  private describeSaved(): string {
    const { recipe, resumeCommand } = this.settings;
    const { saved } = this;
    if (!saved || !existsSync(saved.path)) return 'No epoch was kept; there is nothing to resume.';
    return `Epoch ${saved.epochs} of ${recipe.epochs} is kept in ${saved.path}. Go on with:\n  ${resumeCommand(saved.path)}`;
  }

  private describeResult(done: DoneReport): RunResult {
    const { data } = this.settings;
    const { definition, parameters, history } = done;
    const weightsSha256 = hashWeights({ definition, parameters, card: {} });
    const error = data.evaluation ? (history[history.length - 1].errors[data.evaluation.name] ?? null) : null;
    const count = data.evaluation?.count ?? 0;
    const outcome = {
      weightsSha256,
      curve: history.map(curvePoint),
      error,
      count,
      interval: error === null ? null : wilsonInterval(Math.round(error * count), count),
      seconds: round(process.uptime(), 3),
      samplesPerSecond: round(this.progress.samplesPerSecond, 1),
      peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    };
    return { ...outcome, model: { definition, parameters, card: this.makeCard(outcome) } };
  }

  private makeCard(outcome: Omit<RunResult, 'model'>): Card {
    const { command, recipe, definition, data, teachers, threads, resume } = this.settings;
    return {
      command,
      network: definition.name,
      recipe,
      seed: recipe.seed,
      data: `${data.training.name}, ${data.training.count} pictures`,
      evaluation: data.evaluation ? `${data.evaluation.name}, ${outcome.count} pictures` : null,
      ...(teachers.length > 0 ? { teachers: teachers.map(nameTeacher) } : {}),
      ...nameError(data.errorName, outcome.error),
      count: outcome.count,
      interval: outcome.interval,
      seconds: outcome.seconds,
      ...(resume ? { resumedAfterEpoch: resume.checkpoint.epochs } : {}),
      samplesPerSecond: outcome.samplesPerSecond,
      peakMemoryMiB: outcome.peakMemoryMiB,
      threads,
      node: process.version,
      machine: cpus()[0]?.model ?? process.arch,
      date: new Date().toISOString(),
      weightsSha256: outcome.weightsSha256,
      version: packageVersion(),
    };
  }
}

/** The test set's error is only ever called so when it is. */
export function nameError(
  errorName: TrainingData['errorName'],
  error: number | null,
): Record<string, unknown> {
  return errorName === 'test' ? { testError: error } : { testError: null, validationError: error };
}

function curvePoint({ epoch, loss, trainingError, errors }: EpochReport): CurvePoint {
  return { epoch, loss, trainingError, error: Object.values(errors)[0] };
}

/** Weights and not a file's name say which model it was. */
function nameTeacher(model: Model) {
  return { network: model.definition.name, weightsSha256: hashWeights(model) };
}

function round(value: number, places: number): number {
  return Number(value.toFixed(places));
}
