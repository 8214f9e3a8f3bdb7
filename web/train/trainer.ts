// The worker's side of a training run: digits, the library's `train`, and reports to the page, ten a second at most.
import {
  evaluate,
  type Model,
  type NetworkPlan,
  type ProgressReport,
  planNetwork,
  type TrainingReport,
  train,
} from '../../src/index.ts';
import { toFault } from '../fault.ts';
import { hashWeights } from '../weights.ts';
import { createCrew } from './crew.ts';
import { Gate } from './gate.ts';
import { kernelPictures } from './kernel-pictures.ts';
import { type Digits, loadDigits } from './material.ts';
import type { FinishedEpoch, Job, News, Order, Point, Report, Score } from './messages.ts';

const REPORT_MILLISECONDS = 100;

const post = (news: News): void => self.postMessage(news);

type Changing<T> = { -readonly [K in keyof T]: T[K] };

class Trainer {
  private readonly job: Job;
  private readonly gate: Gate;
  private readonly plan: NetworkPlan;
  /** Seconds in which steps were done, and digits shown in them. */
  private seconds = 0;
  private shown = 0;
  private mark = performance.now();
  private posted = 0;
  private before: Pick<ProgressReport, 'images' | 'loss' | 'error'> = { images: 0, loss: 0, error: 0 };
  private pending: { points: Point[]; epochs: FinishedEpoch[] } & Changing<
    Pick<Report, 'evaluation' | 'parameters'>
  > = { points: [], epochs: [] };

  constructor(job: Job, gate: Gate) {
    this.job = job;
    this.gate = gate;
    this.plan = planNetwork(job.definition);
  }

  async run(): Promise<void> {
    const { job, gate } = this;
    const digits = await loadDigits(job);
    const { training, test } = digits;
    const first = job.start && (await this.judge(job.start, digits));
    post({
      type: 'ready',
      training: training.count,
      test,
      before: first && { test: first.test, held: first.held },
    });
    const { definition, recipe, start } = job;
    gate.setUsual(batchesOfPoint(job, this.plan, training.count));
    const crew = createCrew(job.threads);
    this.mark = performance.now();
    for await (const report of train({ definition, recipe, training, crew, start, pace: gate })) {
      if (report.type === 'progress') await this.progress(report);
      else if (report.type === 'checkpoint') await this.finishEpoch(report, digits);
      else if (report.type === 'done') return this.finish(report.parameters);
      if (gate.isStopped && 'snapshot' in report) {
        const parameters = report.snapshot();
        const { evaluation } = await this.judge(parameters, digits);
        return post({ type: 'stopped', parameters, evaluation });
      }
    }
  }

  private async progress(report: ProgressReport): Promise<void> {
    const { epoch, images, total } = report;
    const now = performance.now();
    const { before } = this;
    const added = images - before.images;
    this.seconds += (now - this.mark) / 1000;
    this.shown += added;
    const since = (sum: number, sumBefore: number) => (sum * images - sumBefore * before.images) / added;
    this.pending.points.push({
      at: epoch - 1 + images / total,
      loss: since(report.loss, before.loss),
      error: since(report.error, before.error),
    });
    this.before = report.images === total ? { images: 0, loss: 0, error: 0 } : report;
    const isHeld = this.gate.closes('progress');
    if (isHeld || now - this.posted >= REPORT_MILLISECONDS) this.flush(report, report.snapshot());
    if (isHeld) await this.hold();
    this.mark = performance.now();
  }

  private async finishEpoch(
    { checkpoint, snapshot }: TrainingReport & { type: 'checkpoint' },
    digits: Digits,
  ): Promise<void> {
    const parameters = snapshot();
    const { test, held, evaluation } = await this.judge(parameters, digits);
    const { epoch, loss, trainingError } = checkpoint.history.at(-1)!;
    const { pending } = this;
    pending.epochs.push({ epoch, loss, trainingError, test, held });
    pending.evaluation = evaluation;
    pending.parameters = parameters;
    const total = digits.training.count;
    const isLast = epoch === this.job.recipe.epochs;
    const isHeld = this.gate.closes('checkpoint') && !isLast;
    if (isHeld || isLast) this.flush({ epoch, images: total, total }, parameters);
    if (isHeld) await this.hold();
    this.mark = performance.now();
  }

  private finish(parameters: Float32Array): void {
    const { definition } = this.job;
    post({ type: 'done', parameters, sha256: hashWeights({ definition, parameters, card: {} }) });
  }

  private async hold(): Promise<void> {
    post({ type: 'paused' });
    await this.gate.wait();
  }

  private flush(
    { epoch, images, total }: Pick<ProgressReport, 'epoch' | 'images' | 'total'>,
    now: Float32Array,
  ) {
    const { recipe } = this.job;
    const samplesPerSecond = this.shown / this.seconds;
    const left = (recipe.epochs - epoch) * total + total - images;
    const kernels = kernelPictures(this.plan, now);
    const secondsLeft = left / samplesPerSecond;
    post({ type: 'report', epoch, images, total, samplesPerSecond, secondsLeft, kernels, ...this.pending });
    this.pending = { points: [], epochs: [] };
    this.posted = performance.now();
  }

  private async judge(parameters: Float32Array, { test, held }: Digits) {
    const model: Model = { definition: this.job.definition, parameters, card: {} };
    const score = ({ errors, count }: Score): Score => ({ errors, count });
    const evaluation = await evaluate(model, test);
    return {
      evaluation,
      test: score(evaluation),
      ...(held ? { held: score(await evaluate(model, held)) } : {}),
    };
  }
}

/** A point of the curves is of so many digits, or fewer where they take longer than a report. */
const POINT_DIGITS = 500;
/** Multiply-adds of about a tenth of a second on one core. */
const REPORT_WORK = 8e8;

/** Batches of a point; those of an epoch are about equal, so that none is of a handful of digits. */
function batchesOfPoint({ recipe }: Job, { multiplyAdds }: NetworkPlan, count: number): number {
  const digits = Math.min(POINT_DIGITS, REPORT_WORK / multiplyAdds);
  const batches = Math.ceil(count / recipe.batch);
  return Math.ceil(batches / Math.ceil(count / digits));
}

/** Makes this worker one that trains, once. */
export function serveTrainer(): void {
  const gate = new Gate();
  self.onmessage = ({ data }: MessageEvent<Order>) => {
    if (data.type !== 'start') return gate.take(data.type);
    new Trainer(data.job, gate).run().catch((error) => post({ type: 'failed', fault: toFault(error) }));
  };
}
