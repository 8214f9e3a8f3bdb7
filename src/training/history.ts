// What is remembered of each epoch: reported when it ends, kept in checkpoints and in the model's card.

export interface EpochReport {
  readonly type: 'epoch';
  readonly epoch: number;
  readonly loss: number;
  /** Share of wrong answers during the epoch, on the fly. */
  readonly trainingError: number;
  /** Share of wrong answers on each evaluation set, by its name; only after epochs that were evaluated. */
  readonly errors: Readonly<Record<string, number>>;
  /** Smallest and largest learning rate of a parameter in this epoch, where each has its own. */
  readonly rates?: readonly [number, number];
}
