// What threads are asked to do, and what comes back: plain data, as messages carry it.

/** Side of a digit that comes as ink. */
export const SIDE = 28;

/** Pictures of ink, 28x28 each, one after the other: 0 paper .. 255 full ink. */
export type InkBatch = Uint8Array | Float32Array;

/** How to read, as text that a thread makes sense of. */
export interface ReadingRules {
  /** As `lenet5 read --field` takes it. */
  readonly field?: string;
  /** A template's JSON. */
  readonly template?: string;
  readonly maxError?: number;
}

export type Work =
  | {
      readonly kind: 'recognize';
      /** A picture file. */
      readonly bytes: Uint8Array;
      readonly name: string;
      readonly minConfidence: number;
    }
  | { readonly kind: 'digits'; readonly ink: InkBatch; readonly minConfidence: number }
  | {
      readonly kind: 'read';
      readonly bytes: Uint8Array;
      readonly name: string;
      readonly rules: ReadingRules;
    }
  | { readonly kind: 'infer'; readonly model: string; readonly ink: InkBatch };

/** An answer as `lenet5 recognize --json` and `lenet5 read --json` have it. */
export interface Answer {
  readonly status: 'accepted' | 'rejected' | 'failed';
  readonly [key: string]: unknown;
}

/** Answers: of a file one for each page, of digits one for each; of `infer` probabilities, [picture][class]. */
export type Result =
  | { readonly answers: readonly Answer[] }
  | { readonly probabilities: Float32Array }
  | { readonly failure: { readonly status: number; readonly message: string } };

/** A model that a thread loads, by the name under which it is asked for. */
export interface ModelFile {
  readonly name: string;
  readonly path: string;
}

/** What a thread is started with. */
export interface WorkerSetup {
  /** The one that recognizes digits is the first. */
  readonly models: readonly ModelFile[];
  readonly maxPixels: number;
  readonly maxPages: number;
}
