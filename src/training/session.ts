// One thread's part in training and evaluation. All threads run the same code on the same memory: shards of a batch
// are taken from a counter, their gradients are added in the order of the shards, each thread updates a slice of the
// parameters. Which thread does what never changes a bit of the result.
import type { Dataset } from '../data/dataset.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { instantiateKernels } from '../kernels/simd/kernels.ts';
import type { Definition } from '../networks/definition.ts';
import type { Activations } from '../networks/network.ts';
import { sizeOf } from '../shape.ts';
import { Barrier } from './barrier.ts';
import { type Block, EVALUATION_BLOCK, openBlock, type Plans, planTraining, SHARD_SUMS } from './block.ts';
import { Distiller } from './distillation.ts';
import { Feed } from './feed.ts';
import { LevenbergMarquardt } from './levenberg-marquardt.ts';
import { type Judge, type Loss, labelsOfImage, makeJudge, makeLoss } from './losses.ts';
import { type Recipe, rateAt } from './recipe.ts';
import { Updater } from './updater.ts';

/** Everything a thread needs to join; survives being posted to a worker. */
export interface SessionSetup {
  readonly definition: Definition;
  readonly recipe: Recipe;
  /** Networks to learn from; their parameters are in the memory. */
  readonly teachers: readonly Definition[];
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly threads: number;
  readonly training: Dataset;
  /** Sets to evaluate on, by position. */
  readonly evaluation: readonly Dataset[];
  /** The order of the current epoch: indices into the training set. */
  readonly order: Uint32Array;
  /** Outputs of an evaluation: as many rows as the largest evaluation set. */
  readonly outputs: Float32Array;
  /** The running sums of an epoch; see Tally. */
  readonly tally: Float64Array;
}

/** Places in `tally`: sum of losses, wrong answers, images, where a loss stopped being finite, range of the rates. */
export const Tally = {
  ...{ loss: 0, errors: 1, images: 2, failedStep: 3, failedLayer: 4, lowestRate: 5, highestRate: 6 },
} as const;
export const TALLY_LENGTH = 8;

export type Command =
  | { readonly kind: 'train'; readonly epoch: number; readonly from: number; readonly to: number }
  | { readonly kind: 'evaluate'; readonly set: number; readonly count: number };

export class Session {
  private readonly setup: SessionSetup;
  private readonly thread: number;
  private readonly block: Block;
  private readonly barrier: Barrier;
  private readonly feed: Feed;
  private readonly loss: Loss;
  private readonly countErrors: Judge;
  private readonly distiller: Distiller | undefined;
  private readonly updater: Updater;
  /** In place of the updater where each pattern is an update. */
  private readonly descent: LevenbergMarquardt | undefined;
  private readonly kernels: Kernels;
  /** Values of one image's outputs. */
  private readonly answer: number;
  private readonly plans: Plans;

  constructor(setup: SessionSetup, thread: number) {
    const { definition, recipe, memory, module, threads, training } = setup;
    this.setup = setup;
    this.thread = thread;
    this.plans = planTraining(definition, recipe, setup.teachers);
    let kernels: Kernels | undefined;
    this.block = openBlock(
      memory,
      (offset) => {
        kernels = instantiateKernels(module, memory, offset);
        return kernels;
      },
      this.plans,
      recipe,
      thread,
    );
    this.kernels = kernels!;
    this.barrier = new Barrier(this.block.shared.control, threads);
    this.feed = new Feed(definition, recipe, training.rows, training.columns);
    const { output, outputs } = this.plans.plain;
    this.answer = sizeOf(output);
    this.loss = makeLoss(recipe, output, outputs);
    this.countErrors = makeJudge(recipe, output, outputs);
    if (recipe.distillation) {
      const { teachers } = this.block;
      this.distiller = new Distiller(recipe.distillation, this.plans.plain, teachers, recipe.shard);
    }
    this.updater = new Updater(this.plans.trained, recipe, this.block.shared, this.kernels, thread, threads);
    if (recipe.update.rule === 'levenbergMarquardt') {
      const { trained } = this.plans;
      this.descent = new LevenbergMarquardt(recipe.update, trained, this.block, this.feed, this.kernels);
    }
    this.feed.painter.clear(this.block.trained.input);
    this.feed.painter.clear(this.block.finished.input);
  }

  run(command: Command): void {
    if (command.kind === 'evaluate') this.evaluate(command.set, command.count);
    else if (!this.descent) this.train(command.epoch, command.from, command.to);
    // Nothing that threads could share: the others have a rest.
    else if (this.thread === 0) this.descend(this.descent, command.epoch, command.from, command.to);
  }

  /** Steps `from`..`to` (exclusive) of an epoch. Stops early, all threads at the same step, if a loss is not finite. */
  private train(epoch: number, from: number, to: number): void {
    const { recipe, order } = this.setup;
    const stepsPerEpoch = Math.ceil(order.length / recipe.batch);
    this.refresh();
    for (let step = from; step < to; step++) {
      const first = step * recipe.batch;
      const count = Math.min(recipe.batch, order.length - first);
      const used = Math.ceil(count / recipe.shard);
      for (let s = this.barrier.take(); s < used; s = this.barrier.take()) {
        this.kernels.clear(this.plans.trained.length, this.block.shared.gradients[s]);
        this.runShard(epoch, s, first + s * recipe.shard, Math.min(recipe.shard, count - s * recipe.shard));
      }
      this.barrier.meet();
      this.barrier.endRound();
      if (!this.addUp(used, count, step)) return;
      const done = epoch * stepsPerEpoch + step;
      const rate = rateAt(recipe.schedule, done, recipe.epochs * stepsPerEpoch);
      this.updater.update(used, count, rate, done + 1);
      this.barrier.meet();
      this.refresh();
    }
  }

  /** The same where each pattern is an update. */
  private descend(descent: LevenbergMarquardt, epoch: number, from: number, to: number): void {
    const { recipe, order, training, tally } = this.setup;
    const rateOf = (step: number) =>
      rateAt(recipe.schedule, epoch * order.length + step, recipe.epochs * order.length);
    if (from === 0) {
      const [lowest, highest] = descent.measure(training, recipe, epoch);
      tally[Tally.lowestRate] = rateOf(0) * lowest;
      tally[Tally.highestRate] = rateOf(0) * highest;
    }
    this.block.trained.refresh();
    for (let step = from; step < to; step++) {
      this.runShard(epoch, 0, step, 1);
      if (!this.addUp(1, 1, step)) return;
      descent.update(rateOf(step));
      this.block.trained.refresh();
    }
  }

  /** Recomputes what is derived from the parameters, shared among the threads. */
  private refresh(): void {
    const { trained } = this.block;
    for (let part = this.barrier.take(); part < trained.parts; part = this.barrier.take()) {
      trained.refreshPart(trained.parts - 1 - part);
    }
    this.barrier.meet();
    this.barrier.endRound();
  }

  private runShard(epoch: number, shard: number, first: number, count: number): void {
    const { training, order, recipe } = this.setup;
    const { trained, shared, labels } = this.block;
    const length = labelsOfImage(recipe);
    const input = trained.input as Float32Array;
    for (let n = 0; n < count; n++) {
      const index = order[first + n];
      this.feed.show(training, index, epoch, input, n);
      for (let l = 0; l < length; l++) labels[n * length + l] = training.labels[index * length + l];
    }
    trained.forward(count);
    const gradient = trained.outputGradient!;
    let loss = this.loss(count, trained.output, labels, gradient, this.kernels);
    if (this.distiller) {
      const targets = this.distiller.ask(count, input);
      loss = this.distiller.mix(count, trained.output, targets, loss, gradient);
    }
    const failed = Number.isFinite(loss) ? 0 : this.findFailure(count);
    shared.shardSums.set([loss, this.countErrors(count, trained.output, labels), failed], SHARD_SUMS * shard);
    trained.backward(count, shard);
  }

  /** Adds the shards' losses in their order; false if one is not a finite number. */
  private addUp(used: number, count: number, step: number): boolean {
    const { tally } = this.setup;
    const { shardSums } = this.block.shared;
    let loss = 0;
    let errors = 0;
    let failedLayer = 0;
    for (let s = 0; s < used; s++) {
      loss += shardSums[SHARD_SUMS * s];
      errors += shardSums[SHARD_SUMS * s + 1];
      failedLayer ||= shardSums[SHARD_SUMS * s + 2];
    }
    if (this.thread === 0) {
      tally[Tally.loss] += loss;
      tally[Tally.errors] += errors;
      tally[Tally.images] += count;
      if (!Number.isFinite(loss)) {
        tally[Tally.failedStep] = step + 1;
        tally[Tally.failedLayer] = failedLayer;
      }
    }
    return Number.isFinite(loss);
  }

  /** The first layer whose output for `count` images is not finite, from 1; 0 if it is the loss alone. */
  private findFailure(count: number): number {
    const isFailed = ({ shape, values }: Activations) =>
      // What lies behind the last image is left over from tiles and is no answer.
      !values.subarray(0, count * sizeOf(shape)).every(Number.isFinite);
    return this.block.trained.activations.findIndex(isFailed) + 1;
  }

  /** Outputs of the finished network for the first `count` pictures of an evaluation set. */
  private evaluate(index: number, count: number): void {
    const set = this.setup.evaluation[index];
    const { finished } = this.block;
    const { outputs } = this.setup;
    const blocks = Math.ceil(count / EVALUATION_BLOCK);
    for (let b = this.barrier.take(); b < blocks; b = this.barrier.take()) {
      const first = b * EVALUATION_BLOCK;
      const images = Math.min(EVALUATION_BLOCK, count - first);
      const { painter } = this.feed;
      const from = set.rows * set.columns;
      const to = sizeOf(this.plans.plain.input);
      for (let n = 0; n < images; n++) painter.paint(set.images, (first + n) * from, finished.input, n * to);
      finished.forward(images);
      outputs.set(finished.output.subarray(0, images * this.answer), first * this.answer);
    }
    this.barrier.meet();
    this.barrier.endRound();
  }
}
