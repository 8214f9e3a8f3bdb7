// What a training run reports, in order: progress ... epoch, checkpoint, progress ... epoch, checkpoint, done.

import type { Definition } from '../networks/definition.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { EpochReport } from './history.ts';
import type { Recipe } from './recipe.ts';

/**
 * The parameters that the finished network would have now, normalisation folded in; a copy. To be called before the
 * next report is asked for.
 */
export type Snapshot = () => Float32Array;

/** Several times a second. */
export interface ProgressReport {
  readonly type: 'progress';
  /** The epoch at work, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Images of this epoch so far, and all. */
  readonly images: number;
  readonly total: number;
  /** Mean loss and share of wrong answers in this epoch so far, as the images were shown. */
  readonly loss: number;
  readonly error: number;
  readonly snapshot: Snapshot;
}

export interface CheckpointReport {
  readonly type: 'checkpoint';
  readonly checkpoint: Checkpoint;
  readonly snapshot: Snapshot;
}

export interface DoneReport {
  readonly type: 'done';
  readonly definition: Definition;
  readonly recipe: Recipe;
  /** The finished network's parameters, normalisation folded in: one block as the plan lays it out. */
  readonly parameters: Float32Array;
  readonly history: readonly EpochReport[];
}

export type TrainingReport = ProgressReport | EpochReport | CheckpointReport | DoneReport;
