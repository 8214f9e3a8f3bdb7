// Small networks and recipes that train in a fraction of a second, and what the tests do with a run.
import {
  type Checkpoint,
  type Definition,
  type DoneReport,
  type Recipe,
  recipeFor,
  type TrainingOptions,
  type TrainingReport,
  train,
} from 'lenet5';

/** Scores, fused pooling, ReLU. */
export const small: Definition = {
  name: 'small',
  input: { maps: 1, rows: 28, columns: 28, background: 0, foreground: 1 },
  initial: { rule: 'squareRoot', gain: 1 },
  layers: [
    { name: 'C1', kind: 'convolution', maps: 5, kernel: 5 },
    { name: 'S2', kind: 'maxPooling', size: 2, activation: 'relu' },
    { name: 'C3', kind: 'convolution', maps: 6, kernel: 5, activation: 'relu' },
    { name: 'S4', kind: 'averagePooling', size: 4 },
    { name: 'OUT', kind: 'full', units: 10 },
  ],
};

/** Penalties, a connection table, trainable subsampling, the squashing function. */
export const smallClassic: Definition = {
  name: 'small-classic',
  input: { maps: 1, rows: 28, columns: 28, background: -0.1, foreground: 1.175 },
  initial: { rule: 'squareRoot', gain: 1 },
  layers: [
    { name: 'C1', kind: 'convolution', maps: 3, kernel: 5, activation: 'squash' },
    { name: 'S2', kind: 'subsampling', size: 4, activation: 'squash' },
    {
      name: 'C3',
      kind: 'convolution',
      maps: 4,
      kernel: 3,
      table: [
        [0, 1],
        [1, 2],
        [0, 2],
        [0, 1, 2],
      ],
      activation: 'squash',
    },
    { name: 'F4', kind: 'full', units: 10, activation: 'squash' },
    {
      name: 'RBF',
      kind: 'distances',
      codes: Array.from({ length: 10 }, (_, m) => Array.from({ length: 10 }, (_, k) => (k === m ? 1 : -1))),
    },
  ],
};

export const recipe: Recipe = {
  ...recipeFor('lenet5-modern'),
  epochs: 3,
  batch: 18,
  shard: 5,
  averaging: 0.9,
  schedule: { peak: 0.01, warmup: 0.1, shape: 'cosine' },
};

export const classicRecipe: Recipe = {
  ...recipe,
  batch: 7,
  shard: 3,
  loss: 'penalty',
  update: { rule: 'momentum', momentum: 0.9, decay: 1e-4 },
  schedule: { peak: 0.01, warmup: 0, shape: 'linear' },
  normalization: false,
  averaging: 0,
};

type Values<T> = T extends unknown ? Omit<T, 'snapshot'> : never;

export interface Run {
  /** Without their functions, so that runs can be compared. */
  readonly reports: readonly Values<TrainingReport>[];
  readonly checkpoints: readonly Checkpoint[];
  readonly done: DoneReport;
}

/** Trains to the end. */
export async function runTraining(options: TrainingOptions): Promise<Run> {
  const reports: Values<TrainingReport>[] = [];
  for await (const report of train(options)) {
    const { snapshot: _, ...values } = { snapshot: undefined, ...report };
    reports.push(values as Values<TrainingReport>);
  }
  const done = reports.at(-1);
  if (done?.type !== 'done') throw new Error('training ended without its last report');
  const checkpoints = reports.flatMap((report) => (report.type === 'checkpoint' ? [report.checkpoint] : []));
  return { reports, checkpoints, done };
}
