// What the page and the worker that trains say to each other.
import type { Dataset, Definition, Evaluation, Recipe } from '../../src/index.ts';
import type { Fault } from '../fault.ts';
import type { KernelPictures } from './kernel-pictures.ts';

/** Digits of MNIST, the first so many, beside the page at `base`. */
export interface MnistMaterial {
  readonly kind: 'mnist';
  readonly base: string;
  readonly training: number;
  readonly test: number;
}

/** A user's own files. */
export interface FileMaterial {
  readonly kind: 'files';
  readonly training: Dataset;
  readonly test: Dataset;
}

/** A user's own digits, among MNIST's. */
export interface MixedMaterial {
  readonly kind: 'mixed';
  readonly mnist: MnistMaterial;
  /** Learnt from, each `times` times an epoch. */
  readonly own: Dataset;
  readonly times: number;
  /** Never learnt from. */
  readonly held: Dataset;
}

export type Material = MnistMaterial | FileMaterial | MixedMaterial;

export interface Job {
  readonly definition: Definition;
  readonly recipe: Recipe;
  readonly threads: number;
  readonly material: Material;
  /** Parameters to begin with. */
  readonly start?: Float32Array;
}

export type Order =
  | { readonly type: 'start'; readonly job: Job }
  | { readonly type: 'go' | 'pause' | 'stop' | 'batch' | 'epoch' };

/** Errors on a set: wrong ones and all. */
export interface Score {
  readonly errors: number;
  readonly count: number;
}

/** One point of the curves: digits since the point before. */
export interface Point {
  /** In epochs. */
  readonly at: number;
  readonly loss: number;
  readonly error: number;
}

export interface FinishedEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly trainingError: number;
  readonly test: Score;
  readonly held?: Score;
}

/** All since the report before; ten a second at most. */
export interface Report {
  readonly type: 'report';
  readonly epoch: number;
  readonly images: number;
  readonly total: number;
  readonly samplesPerSecond: number;
  readonly secondsLeft: number;
  readonly points: readonly Point[];
  readonly epochs: readonly FinishedEpoch[];
  readonly kernels?: KernelPictures;
  /** On the test digits, after the last finished epoch. */
  readonly evaluation?: Evaluation;
  /** After the last finished epoch. */
  readonly parameters?: Float32Array;
}

export type News =
  | { readonly type: 'ready'; readonly training: number; readonly test: Dataset; readonly before?: Before }
  | Report
  | { readonly type: 'paused' }
  | { readonly type: 'stopped'; readonly parameters: Float32Array; readonly evaluation: Evaluation }
  | { readonly type: 'done'; readonly parameters: Float32Array; readonly sha256: string }
  | { readonly type: 'failed'; readonly fault: Fault };

/** What the network that training began with could do. */
export interface Before {
  readonly test: Score;
  readonly held?: Score;
}
