// The loop: epochs of steps on a crew of threads, as an async iterator of reports. Leaving the iterator or aborting
// the signal stops it at the next report; nothing is lost, as every epoch ends with a checkpoint.
import type { Dataset } from '../data/dataset.ts';
import { DivergenceError, ShapeError, UsageError } from '../errors.ts';
import { compileKernels } from '../kernels/simd/compile.ts';
import { instantiateKernels } from '../kernels/simd/kernels.ts';
import { createMemory } from '../kernels/simd/memory.ts';
import type { Definition } from '../networks/definition.ts';
import { initialize } from '../networks/initialize.ts';
import { foldNormalization } from '../networks/normalization.ts';
import { checkKeys } from '../options.ts';
import { Random } from '../random.ts';
import { sizeOf } from '../shape.ts';
import { type Block, measureBlock, openBlock, type Plans, planTraining } from './block.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type Crew, SoloCrew } from './crew.ts';
import type { TrainingReport } from './events.ts';
import { Feed, STREAM } from './feed.ts';
import type { EpochReport } from './history.ts';
import { makeJudge } from './losses.ts';
import { checkData, checkLoss, checkTeachers, fingerprint, type Teacher } from './material.ts';
import { checkRecipe, type Recipe } from './recipe.ts';
import { type SessionSetup, TALLY_LENGTH, Tally } from './session.ts';

export interface TrainingOptions {
  readonly definition: Definition;
  readonly recipe: Recipe;
  readonly training: Dataset;
  /** What to learn from where the recipe has `distillation`: same input, same classes. */
  readonly teachers?: readonly Teacher[];
  /** Sets to report the error on; nothing is ever chosen by them. */
  readonly evaluation?: readonly Dataset[];
  /** Evaluate after every epoch, or only after the last one. */
  readonly evaluateEvery?: 'epoch' | 'end';
  /** Threads; one, in the calling thread, unless given. Closed when training ends. */
  readonly crew?: Crew;
  /** Goes on from here; definition and recipe are then the checkpoint's. */
  readonly resume?: Checkpoint;
  /** A finished network of the definition to begin with in place of chance; for recipes without normalisation. */
  readonly start?: Float32Array;
  readonly signal?: AbortSignalLike;
  /** How much is done between two reports. It decides no bit of the weights. */
  readonly pace?: Pace;
}

const OPTIONS: readonly (keyof TrainingOptions)[] = [
  ...(['definition', 'recipe', 'training', 'teachers', 'evaluation', 'evaluateEvery'] as const),
  ...(['crew', 'resume', 'start', 'signal', 'pace'] as const),
];

/** The part of AbortSignal that is used. */
export interface AbortSignalLike {
  readonly aborted: boolean;
}

/** Looked at before every stretch of steps, so that it may be changed between them. */
export interface Pace {
  /** Updates until the next progress report; about a tenth of a second's on one core unless told. */
  readonly steps?: number;
}

/** Multiply-adds (of forward passes) between two progress reports: about a tenth of a second on one core. */
const REPORT_WORK = 8e8;

/**
 * Trains a network. Same definition, recipe, seed and data give the same parameters, bit for bit, with any crew.
 * Throws UsageError, ShapeError for what does not fit, DivergenceError when a loss is no longer finite.
 */
export async function* train(options: TrainingOptions): AsyncGenerator<TrainingReport, void, void> {
  checkKeys('train: options', options, OPTIONS);
  const { definition, recipe } = options.resume ?? options;
  checkRecipe(recipe);
  const crew = options.crew ?? new SoloCrew();
  try {
    const run = await TrainingRun.open({ ...options, definition, recipe }, crew);
    yield* run.epochs();
  } finally {
    await crew.close();
  }
}

/** `length` floats that threads can share where the environment allows it. */
function sharedBuffer(bytes: number, shared: boolean): ArrayBuffer {
  return shared ? (new SharedArrayBuffer(bytes) as unknown as ArrayBuffer) : new ArrayBuffer(bytes);
}

function checkStart(start: Float32Array, recipe: Recipe, { plain }: Plans): void {
  if (recipe.normalization) {
    throw new UsageError('start: a finished network has no normalisation; expected a recipe without it.');
  }
  if (start.length !== plain.length) {
    throw new ShapeError(
      `start: ${start.length} parameters; expected ${plain.length} of '${plain.definition.name}'.`,
    );
  }
}

class TrainingRun {
  private readonly options: TrainingOptions;
  private readonly crew: Crew;
  private readonly plans: Plans;
  private readonly block: Block;
  private readonly setup: SessionSetup;
  private readonly history: EpochReport[];
  /** Names what is learned from. */
  private readonly data: string;

  private constructor(options: TrainingOptions, crew: Crew, plans: Plans, block: Block, setup: SessionSetup) {
    this.options = options;
    this.crew = crew;
    this.plans = plans;
    this.block = block;
    this.setup = setup;
    this.history = [...(options.resume?.history ?? [])];
    this.data = fingerprint(options.training, options.teachers ?? []);
  }

  static async open(options: TrainingOptions, crew: Crew): Promise<TrainingRun> {
    const { definition, recipe, training, evaluation = [], teachers: models = [] } = options;
    const teachers = models.map((teacher) => teacher.definition);
    const plans = planTraining(definition, recipe, teachers);
    checkLoss(plans, recipe);
    checkData(plans, recipe, training, evaluation);
    checkTeachers(plans, recipe);
    // Throws what each thread would, as the error that it is.
    new Feed(definition, recipe, training.rows, training.columns);
    const shared = crew.threads > 1;
    const sizes = measureBlock(plans, recipe);
    const memory = createMemory(sizes.shared + crew.threads * sizes.own, shared);
    const module = await compileKernels(shared);
    const rows = Math.max(1, ...evaluation.map((set) => set.count));
    const setup: SessionSetup = {
      ...{ definition, recipe, teachers, module, memory, training, evaluation, threads: crew.threads },
      order: new Uint32Array(sharedBuffer(4 * training.count, shared)),
      outputs: new Float32Array(sharedBuffer(4 * rows * sizeOf(plans.plain.output), shared)),
      tally: new Float64Array(sharedBuffer(8 * TALLY_LENGTH, shared)),
    };
    const block = openBlock(memory, (offset) => instantiateKernels(module, memory, offset), plans, recipe, 0);
    const run = new TrainingRun(options, crew, plans, block, setup);
    run.fillParameters();
    await crew.start(setup);
    return run;
  }

  private fillParameters(): void {
    const { resume, recipe, start, teachers = [] } = this.options;
    const { shared } = this.block;
    for (const [n, teacher] of teachers.entries()) shared.teachers[n].set(teacher.parameters);
    if (!resume && start) {
      checkStart(start, recipe, this.plans);
      shared.parameters.set(start);
      initialize(this.plans.plain, shared.finished, new Random(0));
      return;
    }
    if (!resume) {
      const random = new Random(recipe.seed, STREAM.weights);
      initialize(this.plans.trained, shared.parameters, random, recipe.initial);
      initialize(this.plans.plain, shared.finished, random);
      return;
    }
    for (const name of ['parameters', 'average', 'first', 'second'] as const) {
      if (shared[name].length !== resume[name].length) {
        throw new ShapeError(
          `resume: ${resume[name].length} values of '${name}' in the checkpoint; expected ${shared[name].length} for its own definition. It is damaged.`,
        );
      }
      shared[name].set(resume[name]);
    }
    if (resume.data !== this.data) {
      throw new UsageError(
        `resume: the run was started on ${resume.data}; got ${this.data}. Give the same data.`,
      );
    }
    initialize(this.plans.plain, shared.finished, new Random(0));
  }

  async *epochs(): AsyncGenerator<TrainingReport, void, void> {
    const { recipe, evaluateEvery = 'epoch' } = this.options;
    for (let epoch = this.options.resume?.epochs ?? 0; epoch < recipe.epochs; epoch++) {
      yield* this.epoch(epoch);
      if (this.options.signal?.aborted) return;
      this.finish();
      const isEvaluated = evaluateEvery === 'epoch' || epoch === recipe.epochs - 1;
      const report = await this.report(epoch, isEvaluated);
      this.history.push(report);
      yield report;
      yield { type: 'checkpoint', checkpoint: this.checkpoint(epoch + 1), snapshot: this.snapshot };
    }
    const { definition } = this.options;
    yield { type: 'done', definition, recipe, parameters: this.snapshot(), history: this.history };
  }

  private async *epoch(epoch: number): AsyncGenerator<TrainingReport, void, void> {
    const { recipe, training, signal, pace } = this.options;
    const { order, tally } = this.setup;
    for (let n = 0; n < order.length; n++) order[n] = n;
    new Random(recipe.seed, STREAM.order, recipe.order === 'constant' ? 0 : epoch).shuffle(order);
    tally.fill(0);
    const steps = Math.ceil(training.count / recipe.batch);
    const { multiplyAdds } = this.plans.plain;
    const stride = Math.max(1, Math.round(REPORT_WORK / multiplyAdds / recipe.batch));
    for (let from = 0, to = 0; from < steps; from = to) {
      if (signal?.aborted) return;
      to = Math.min(from + (pace?.steps ?? stride), steps);
      await this.crew.run({ kind: 'train', epoch, from, to });
      if (tally[Tally.failedStep] > 0) this.fail(epoch);
      yield {
        type: 'progress',
        epoch: epoch + 1,
        epochs: recipe.epochs,
        images: tally[Tally.images],
        total: training.count,
        loss: tally[Tally.loss] / tally[Tally.images],
        error: tally[Tally.errors] / tally[Tally.images],
        snapshot: this.snapshot,
      };
    }
  }

  /** Equal to what the sessions see as layers: names of the trained network's activations. */
  private fail(epoch: number): never {
    const { tally } = this.setup;
    const layer = this.block.trained.activations[tally[Tally.failedLayer] - 1]?.name ?? 'the loss';
    throw new DivergenceError(
      `training: no finite loss in epoch ${epoch + 1}, batch ${tally[Tally.failedStep]}; the first layer with values that are not finite is ${layer}. Use a lower learning rate, or look for damaged data.`,
    );
  }

  /** Makes the plain network's parameters of the trained ones. */
  private finish(): void {
    const { recipe } = this.options;
    const { shared } = this.block;
    const { trained, plain } = this.plans;
    const source = Float32Array.from(shared.parameters);
    if (recipe.averaging > 0) source.set(shared.average);
    if (recipe.normalization) foldNormalization(trained, source, plain, shared.finished);
    else shared.finished.set(source);
  }

  private readonly snapshot = (): Float32Array => {
    this.finish();
    return Float32Array.from(this.block.shared.finished);
  };

  private async report(epoch: number, isEvaluated: boolean): Promise<EpochReport> {
    const { tally } = this.setup;
    const errors: Record<string, number> = {};
    const sets = isEvaluated ? (this.options.evaluation ?? []) : [];
    const rates = [tally[Tally.lowestRate], tally[Tally.highestRate]] as const;
    for (const [n, set] of sets.entries()) errors[set.name] = await this.errorOn(n, set);
    return {
      type: 'epoch',
      epoch: epoch + 1,
      loss: tally[Tally.loss] / tally[Tally.images],
      trainingError: tally[Tally.errors] / tally[Tally.images],
      errors,
      ...(rates[1] > 0 ? { rates } : {}),
    };
  }

  private async errorOn(index: number, set: Dataset): Promise<number> {
    await this.crew.run({ kind: 'evaluate', set: index, count: set.count });
    const { plain } = this.plans;
    const countErrors = makeJudge(this.options.recipe, plain.output, plain.outputs);
    return countErrors(set.count, this.setup.outputs, set.labels) / set.count;
  }

  private checkpoint(epochs: number): Checkpoint {
    const { shared } = this.block;
    const { definition, recipe } = this.options;
    return {
      ...{ definition, recipe, epochs, data: this.data, history: [...this.history] },
      parameters: Float32Array.from(shared.parameters),
      average: Float32Array.from(shared.average),
      first: Float32Array.from(shared.first),
      second: Float32Array.from(shared.second),
    };
  }
}
