// The recipes that have a name, by network. What holds for one of them is said in docs/paper.md and docs/results.md.
import type { DistortionRanges } from '../data/distort.ts';
import { UsageError } from '../errors.ts';
import type { Distillation } from './distillation.ts';
import type { Recipe } from './recipe.ts';

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
  name: 'default',
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
  name: 'default',
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

/**
 * The paper's way (section III.B and appendix C), for LeNet-5. What the paper leaves open, and rates 0.4 times its
 * own, were chosen on training digits of writers held out: docs/paper.md.
 */
const paper: Recipe = {
  name: '1998',
  epochs: 20,
  batch: 1,
  shard: 1,
  seed: 1,
  loss: 'map',
  rubbish: 10,
  update: { rule: 'levenbergMarquardt', mu: 0.02, patterns: 500 },
  // In the paper 5e-4, 2e-4, 1e-4, 5e-5, 1e-5.
  schedule: {
    peak: 2e-4,
    warmup: 0,
    shape: 'steps',
    steps: [
      { epochs: 2, share: 1 },
      { epochs: 3, share: 0.4 },
      { epochs: 3, share: 0.2 },
      { epochs: 4, share: 0.1 },
      { epochs: 8, share: 0.02 },
    ],
  },
  normalization: false,
  averaging: 0,
  distortions: null,
  order: 'constant',
  initial: { rule: 'squareRoot', gain: 1, coefficient: 0.6 },
};

/**
 * Those of section III.C alone: shift, scale, squeeze and shear. Drawn anew each time: the paper's 540,000 were made
 * beforehand, but each was seen only twice.
 */
const paperDistorted: Recipe = {
  ...paper,
  name: '1998-distorted',
  distortions: { rotation: 0, scale: 0.1, aspect: 0.1, shear: 0.1, shift: 1, elastic: 0, thickness: 0 },
};

const adam = { rule: 'adamW', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0 } as const;

/** The smaller networks of the paper, whose squashed outputs are scores. */
const smaller: Recipe = {
  ...classic,
  epochs: 20,
  batch: 32,
  loss: 'crossEntropy',
  distortions: null,
};

const lenet1: Recipe = {
  ...smaller,
  update: { ...adam, decay: 0.01 },
  schedule: { peak: 0.01, warmup: 0.1, shape: 'cosine' },
};

const lenet4: Recipe = {
  ...smaller,
  update: { ...adam, decay: 0.05 },
  schedule: { peak: 0.006, warmup: 0.1, shape: 'cosine' },
};

/** Full layers alone: scores of +1 and -1. */
const perceptron: Recipe = {
  ...smaller,
  epochs: 8,
  shard: 16,
  loss: 'meanSquare',
  update: adam,
  schedule: { peak: 0.001, warmup: 0.05, shape: 'cosine' },
};

/** A single layer of weights: plain descent. */
const linear: Recipe = {
  ...perceptron,
  update: { rule: 'momentum', momentum: 0, decay: 0 },
  schedule: { ...perceptron.schedule, peak: 0.02 },
};

/** The paper's way for scores: half the squared error, and rates of their own. */
const paperScoring = ({ rubbish: _, ...recipe }: Recipe, peak: number): Recipe => ({
  ...recipe,
  loss: 'meanSquare',
  schedule: { ...recipe.schedule, peak },
});

/** How to learn from teachers, where a run has some. */
export const distillation: Distillation = { weight: 0.9, temperature: 3 };

/** By network; the first one is taken unless told. */
const recipes: Readonly<Record<string, readonly Recipe[]>> = {
  'lenet5-modern': [modern],
  'lenet5-best': [{ ...modern, epochs: 30, averaging: 0.999 }],
  'lenet5-large': [{ ...modern, averaging: 0.999 }],
  'lenet5-keras': [{ ...modern, epochs: 8 }],
  lenet5: [classic, paper, paperDistorted],
  lenet1: [lenet1, paperScoring(paper, 1.5e-3)],
  lenet4: [lenet4, paperScoring(paper, 5e-4)],
  linear: [linear],
  'mlp-300': [perceptron],
  'mlp-1000': [perceptron],
  'mlp-300-100': [perceptron],
};

/** Of a network without a name of its own. */
const others: readonly Recipe[] = [{ ...modern, normalization: false }];

const recipesOf = (network: string) => (Object.hasOwn(recipes, network) ? recipes[network] : others);

/** The names of a network's recipes, 'default' first. */
export function recipeNames(network: string): string[] {
  return recipesOf(network).map(({ name }) => name!);
}

/** A recipe of a network by name. Throws UsageError for an unknown one. */
export function recipeFor(network: string, name = 'default'): Recipe {
  const recipe = recipesOf(network).find((known) => known.name === name);
  if (recipe) return recipe;
  throw new UsageError(
    `recipe: '${name}' is not known for '${network}'; expected one of ${recipeNames(network).join(', ')}.`,
  );
}
