// A recipe: everything besides the data that decides the bytes of the trained weights. A plain object, saved with
// the model.
import type { DistortionRanges } from '../data/distort.ts';
import { cos } from '../elementary.ts';
import { UsageError } from '../errors.ts';
import type { InitialRule } from '../networks/definition.ts';
import type { Distillation } from './distillation.ts';

export type LossName = 'penalty' | 'meanSquare' | 'crossEntropy';

export type UpdateRule =
  | { readonly rule: 'momentum'; readonly momentum: number; readonly decay: number }
  | {
      readonly rule: 'adamW';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly decay: number;
    };

/** Learning rate: linear from 0 over the first `warmup` of all steps, then `shape` from `peak` down. */
export interface Schedule {
  readonly peak: number;
  /** Fraction of all steps, 0..1. */
  readonly warmup: number;
  readonly shape: 'cosine' | 'linear' | 'constant';
}

export interface Recipe {
  readonly epochs: number;
  /** Images of one update. */
  readonly batch: number;
  /** Images of one shard: fixed here and not by the number of threads, so that any number gives the same bits. */
  readonly shard: number;
  readonly seed: number;
  readonly loss: LossName;
  readonly update: UpdateRule;
  readonly schedule: Schedule;
  /** Batch normalisation while training, folded into the weights afterwards. */
  readonly normalization: boolean;
  /** Keep of the running mean of the weights that becomes the model, 0..1; 0: the last weights themselves. */
  readonly averaging: number;
  readonly distortions: DistortionRanges | null;
  /** How to learn from teachers, which a run is given as it is given data. */
  readonly distillation?: Distillation;
  /** Initial values in place of the definition's rule. */
  readonly initial?: InitialRule;
}

/** Fraction of `peak` at `step` of `steps`. */
export function rateAt(schedule: Schedule, step: number, steps: number): number {
  const t = step / steps;
  if (t < schedule.warmup) return (schedule.peak * (step + 1)) / (schedule.warmup * steps + 1);
  const rest = (t - schedule.warmup) / (1 - schedule.warmup);
  if (schedule.shape === 'cosine') return schedule.peak * 0.5 * (1 + cos(Math.PI * rest));
  return schedule.shape === 'linear' ? schedule.peak * (1 - rest) : schedule.peak;
}

// Ranges, rates and lengths below were chosen on training digits of writers held out (docs/results.md).
const DISTORTIONS: DistortionRanges = {
  rotation: 10,
  scale: 0.1,
  aspect: 0.06,
  shear: 0.1,
  shift: 1.5,
  elastic: 0.5,
  thickness: 1,
};

/** Half of them: a network without normalisation, trained for a short time, learns more from fewer. */
const MILD_DISTORTIONS: DistortionRanges = {
  rotation: 5,
  scale: 0.06,
  aspect: 0.04,
  shear: 0.06,
  shift: 1,
  elastic: 0.4,
  thickness: 0.3,
};

const modern: Recipe = {
  epochs: 12,
  batch: 64,
  shard: 16,
  seed: 1,
  loss: 'crossEntropy',
  update: { rule: 'adamW', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0.01 },
  schedule: { peak: 0.004, warmup: 0.15, shape: 'cosine' },
  normalization: true,
  averaging: 0,
  distortions: DISTORTIONS,
};

/** The networks of 1998, by first-order descent on the penalty of the right class, equation (8). */
const classic: Recipe = {
  epochs: 12,
  batch: 16,
  shard: 8,
  seed: 1,
  loss: 'penalty',
  update: { rule: 'momentum', momentum: 0.9, decay: 0 },
  schedule: { peak: 0.001, warmup: 0.05, shape: 'cosine' },
  normalization: false,
  averaging: 0,
  distortions: MILD_DISTORTIONS,
  // 2.4 / F is very small for units with 400 inputs; the square root learns faster at first-order rates.
  initial: { rule: 'squareRoot', gain: 1 },
};

/** How to learn from teachers, where a run has some. */
export const distillation: Distillation = { weight: 0.9, temperature: 3 };

const recipes: Record<string, Recipe> = {
  'lenet5-modern': modern,
  'lenet5-best': { ...modern, epochs: 30, averaging: 0.999 },
  'lenet5-large': { ...modern, averaging: 0.999 },
  'lenet5-keras': { ...modern, epochs: 8 },
  lenet5: classic,
  lenet1: {
    ...classic,
    loss: 'meanSquare',
    schedule: { peak: 0.02, warmup: 0.05, shape: 'cosine' },
    distortions: null,
  },
};

/** The default recipe of a network; of one without a name of its own, that of lenet5-modern. */
export function recipeFor(network: string): Recipe {
  return Object.hasOwn(recipes, network) ? recipes[network] : { ...modern, normalization: false };
}

function expect(condition: boolean, what: string, range: string, got: unknown): void {
  if (!condition) throw new UsageError(`recipe: ${what} must be ${range}; got ${String(got)}.`);
}

const isWhole = (value: number, low: number, high: number) =>
  Number.isInteger(value) && value >= low && value <= high;
const isBetween = (value: number, low: number, high: number) => value >= low && value <= high;

function checkRates(update: UpdateRule): void {
  expect(isBetween(update.decay, 0, 1000), 'weight decay', 'in 0..1000', update.decay);
  if (update.rule === 'momentum') {
    expect(isBetween(update.momentum, 0, 0.999999), 'momentum', 'in 0..0.999999', update.momentum);
    return;
  }
  expect(isBetween(update.beta1, 0, 0.999999), 'beta1', 'in 0..0.999999', update.beta1);
  expect(isBetween(update.beta2, 0, 0.999999), 'beta2', 'in 0..0.999999', update.beta2);
  expect(isBetween(update.epsilon, 1e-30, 1), 'epsilon', 'in 1e-30..1', update.epsilon);
}

function checkDistillation({ weight, temperature }: Distillation, loss: LossName): void {
  expect(loss === 'crossEntropy', 'loss with distillation', 'crossEntropy', loss);
  expect(isBetween(weight, 0, 1), 'weight of distillation', 'in 0..1', weight);
  expect(isBetween(temperature, 0.01, 1000), 'temperature of distillation', 'in 0.01..1000', temperature);
}

/** Throws UsageError naming the first entry that is out of range. */
export function checkRecipe(recipe: Recipe): Recipe {
  const { epochs, batch, shard, seed, schedule, averaging, update } = recipe;
  expect(isWhole(epochs, 1, 100_000), 'epochs', 'a whole number in 1..100000', epochs);
  expect(isWhole(batch, 1, 65_536), 'batch', 'a whole number in 1..65536', batch);
  expect(isWhole(shard, 1, batch), 'shard', `a whole number in 1..${batch} (the batch)`, shard);
  expect(isWhole(seed, 0, 0xffffffff), 'seed', 'a whole number in 0..4294967295', seed);
  expect(
    ['penalty', 'meanSquare', 'crossEntropy'].includes(recipe.loss),
    'loss',
    'penalty, meanSquare or crossEntropy',
    recipe.loss,
  );
  expect(['momentum', 'adamW'].includes(update?.rule), 'update rule', 'momentum or adamW', update?.rule);
  checkRates(update);
  expect(typeof schedule === 'object' && schedule !== null, 'schedule', 'an object', schedule);
  expect(
    ['cosine', 'linear', 'constant'].includes(schedule.shape),
    'schedule',
    'cosine, linear or constant',
    schedule.shape,
  );
  expect(isBetween(schedule.peak, 0, 1000), 'peak learning rate', 'in 0..1000', schedule.peak);
  expect(isBetween(schedule.warmup, 0, 0.99), 'warm-up', 'in 0..0.99', schedule.warmup);
  expect(isBetween(averaging, 0, 0.999999), 'averaging', 'in 0..0.999999', averaging);
  if (recipe.distillation) checkDistillation(recipe.distillation, recipe.loss);
  return recipe;
}
