// A recipe: everything besides the data that decides the bytes of the trained weights. A plain object, saved with
// the model.
import type { DistortionRanges } from '../data/distort.ts';
import { cos } from '../elementary.ts';
import { UsageError } from '../errors.ts';
import type { InitialRule } from '../networks/definition.ts';
import { checkKeys } from '../options.ts';
import type { Distillation } from './distillation.ts';

/**
 * `penalty` is equation (8), `map` equation (9) with its rubbish class, `crossEntropy` the same without it; `forward`
 * is for texts, by a network that is swept over them (forward-loss.ts).
 */
export type LossName = 'penalty' | 'map' | 'meanSquare' | 'crossEntropy' | 'forward';

export type UpdateRule =
  | { readonly rule: 'momentum'; readonly momentum: number; readonly decay: number }
  | {
      readonly rule: 'adamW';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly decay: number;
    }
  | {
      /** Stochastic diagonal Levenberg-Marquardt (appendix C): one pattern an update, rate / (mu + curvature). */
      readonly rule: 'levenbergMarquardt';
      readonly mu: number;
      /** Patterns that the curvature is averaged over before each epoch. */
      readonly patterns: number;
    };

/** Learning rate: linear from 0 over the first `warmup` of all steps, then `shape` from `peak` down. */
export interface Schedule {
  readonly peak: number;
  /** Fraction of all steps, 0..1. */
  readonly warmup: number;
  readonly shape: 'cosine' | 'linear' | 'constant' | 'steps';
  /** Of the shape 'steps': stretches of the run, each at a share of `peak`. They count in proportion to each other. */
  readonly steps?: readonly { readonly epochs: number; readonly share: number }[];
}

export interface Recipe {
  /** What it is called among the network's recipes. It decides nothing. */
  readonly name?: string;
  readonly epochs: number;
  /** Images of one update. */
  readonly batch: number;
  /** Images of one shard: fixed here and not by the number of threads, so that any number gives the same bits. */
  readonly shard: number;
  readonly seed: number;
  readonly loss: LossName;
  /** Of the loss `map`: j of equation (9), the penalty of the rubbish class. */
  readonly rubbish?: number;
  /** Of the loss `forward`: the class of what is no symbol. */
  readonly blank?: number;
  readonly update: UpdateRule;
  readonly schedule: Schedule;
  /** Batch normalisation while training, folded into the weights afterwards. */
  readonly normalization: boolean;
  /** Keep of the running mean of the weights that becomes the model, 0..1; 0: the last weights themselves. */
  readonly averaging: number;
  readonly distortions: DistortionRanges | null;
  /** A new order of the pictures in each epoch, unless told; 'constant': shuffled once, as in the paper. */
  readonly order?: 'constant';
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
  if (schedule.shape === 'steps') return schedule.peak * shareAt(schedule.steps!, rest);
  return schedule.shape === 'linear' ? schedule.peak * (1 - rest) : schedule.peak;
}

/** The share of the stretch that `part`, 0..1 of the run, falls into. */
function shareAt(steps: NonNullable<Schedule['steps']>, part: number): number {
  const total = steps.reduce((sum, { epochs }) => sum + epochs, 0);
  let left = part * total;
  for (const { epochs, share } of steps) {
    // A millionth of an epoch is less than a step, and more than rounding.
    if (left < epochs - 1e-6) return share;
    left -= epochs;
  }
  return steps[steps.length - 1].share;
}

const LOSSES: readonly LossName[] = ['penalty', 'map', 'meanSquare', 'crossEntropy', 'forward'];
const RULES: readonly UpdateRule['rule'][] = ['momentum', 'adamW', 'levenbergMarquardt'];
const SHAPES: readonly Schedule['shape'][] = ['cosine', 'linear', 'constant', 'steps'];

function expect(condition: boolean, what: string, range: string, got: unknown): void {
  if (!condition) throw new UsageError(`recipe: ${what} must be ${range}; got ${String(got)}.`);
}

const isWhole = (value: number, low: number, high: number) =>
  Number.isInteger(value) && value >= low && value <= high;
const isBetween = (value: number, low: number, high: number) => value >= low && value <= high;

function checkRates(update: UpdateRule): void {
  if (update.rule === 'levenbergMarquardt') {
    expect(isBetween(update.mu, 1e-6, 1000), 'mu', 'in 1e-6..1000', update.mu);
    expect(isWhole(update.patterns, 1, 1e6), 'patterns', 'a whole number in 1..1000000', update.patterns);
    return;
  }
  expect(isBetween(update.decay, 0, 1000), 'weight decay', 'in 0..1000', update.decay);
  if (update.rule === 'momentum') {
    expect(isBetween(update.momentum, 0, 0.999999), 'momentum', 'in 0..0.999999', update.momentum);
    return;
  }
  expect(isBetween(update.beta1, 0, 0.999999), 'beta1', 'in 0..0.999999', update.beta1);
  expect(isBetween(update.beta2, 0, 0.999999), 'beta2', 'in 0..0.999999', update.beta2);
  expect(isBetween(update.epsilon, 1e-30, 1), 'epsilon', 'in 1e-30..1', update.epsilon);
}

function checkSteps(steps: Schedule['steps']): void {
  const isStep = (step: { epochs: number; share: number }) =>
    isBetween(step?.epochs, 1e-3, 1e6) && isBetween(step?.share, 0, 1);
  const isList = Array.isArray(steps) && steps.length > 0 && steps.every(isStep);
  expect(isList, 'steps', 'a list of epochs above 0 with shares in 0..1', JSON.stringify(steps));
}

/** One pattern an update, and nothing that works on several. */
function checkStochastic({ batch, normalization, averaging }: Recipe): void {
  expect(batch === 1, 'batch', '1 with levenbergMarquardt', batch);
  expect(!normalization, 'normalization', 'false with levenbergMarquardt', normalization);
  expect(averaging === 0, 'averaging', '0 with levenbergMarquardt', averaging);
}

function checkDistillation({ weight, temperature }: Distillation, loss: LossName): void {
  expect(loss === 'crossEntropy', 'loss with distillation', 'crossEntropy', loss);
  expect(isBetween(weight, 0, 1), 'weight of distillation', 'in 0..1', weight);
  expect(isBetween(temperature, 0.01, 1000), 'temperature of distillation', 'in 0.01..1000', temperature);
}

const KEYS: readonly (keyof Recipe)[] = [
  'name',
  'epochs',
  'batch',
  'shard',
  'seed',
  'loss',
  'rubbish',
  'blank',
  'update',
  'schedule',
  'normalization',
  'averaging',
  'distortions',
  'order',
  'distillation',
  'initial',
];
const RATES: Readonly<Record<UpdateRule['rule'], readonly string[]>> = {
  momentum: ['rule', 'momentum', 'decay'],
  adamW: ['rule', 'beta1', 'beta2', 'epsilon', 'decay'],
  levenbergMarquardt: ['rule', 'mu', 'patterns'],
};

/** Throws UsageError naming the first entry that is unknown or out of range. */
export function checkRecipe(recipe: Recipe): Recipe {
  checkKeys('recipe', recipe, KEYS);
  const { epochs, batch, shard, seed, schedule, averaging, update } = recipe;
  expect(isWhole(epochs, 1, 100_000), 'epochs', 'a whole number in 1..100000', epochs);
  expect(isWhole(batch, 1, 65_536), 'batch', 'a whole number in 1..65536', batch);
  expect(isWhole(shard, 1, batch), 'shard', `a whole number in 1..${batch} (the batch)`, shard);
  expect(isWhole(seed, 0, 0xffffffff), 'seed', 'a whole number in 0..4294967295', seed);
  expect(
    LOSSES.includes(recipe.loss),
    'loss',
    'penalty, map, meanSquare, crossEntropy or forward',
    recipe.loss,
  );
  if (recipe.loss === 'map')
    expect(isBetween(recipe.rubbish!, 0, 1e6), 'rubbish', 'in 0..1000000', recipe.rubbish);
  if (recipe.loss === 'forward')
    expect(isWhole(recipe.blank!, 0, 254), 'blank', 'a whole number in 0..254', recipe.blank);
  expect(RULES.includes(update?.rule), 'update rule', 'momentum, adamW or levenbergMarquardt', update?.rule);
  checkKeys('recipe: update', update, RATES[update.rule]);
  checkRates(update);
  if (update.rule === 'levenbergMarquardt') checkStochastic(recipe);
  expect(typeof schedule === 'object' && schedule !== null, 'schedule', 'an object', schedule);
  checkKeys('recipe: schedule', schedule, ['peak', 'warmup', 'shape', 'steps']);
  expect(SHAPES.includes(schedule.shape), 'schedule', 'cosine, linear, constant or steps', schedule.shape);
  if (schedule.shape === 'steps') checkSteps(schedule.steps);
  expect(isBetween(schedule.peak, 0, 1000), 'peak learning rate', 'in 0..1000', schedule.peak);
  expect(isBetween(schedule.warmup, 0, 0.99), 'warm-up', 'in 0..0.99', schedule.warmup);
  expect([undefined, 'constant'].includes(recipe.order), 'order', 'constant or left out', recipe.order);
  expect(isBetween(averaging, 0, 0.999999), 'averaging', 'in 0..0.999999', averaging);
  if (recipe.distillation) checkDistillation(recipe.distillation, recipe.loss);
  return recipe;
}
