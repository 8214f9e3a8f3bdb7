// What has to be computed: jobs, each with everything that decides its result and a key made of it. A job is done once,
// whoever asks for it; figures share them.
import { createHash } from 'node:crypto';
import type { Definition, DistortionRanges, Evaluation, Recipe, Transformation } from '../../src/index.ts';
import { packageVersion } from '../package.ts';

/** Training digits: the first ones, with pixels inverted at random, or those that other networks find hard. */
export type SetSpec =
  | { readonly kind: 'first'; readonly count: number; readonly noise?: number }
  | {
      readonly kind: 'hard';
      readonly count: number;
      /** Keys of the jobs that train the networks before. */
      readonly networks: readonly string[];
      readonly distortions: DistortionRanges;
    };

export type Task =
  | {
      readonly kind: 'training';
      readonly definition: Definition;
      readonly recipe: Recipe;
      readonly set: SetSpec;
    }
  /** A model that comes with the package; the hash is of its file. */
  | { readonly kind: 'packaged'; readonly network: string; readonly sha256: string }
  | { readonly kind: 'committee'; readonly networks: readonly string[] }
  | { readonly kind: 'neighbours'; readonly k: number; readonly training: number; readonly test: number }
  | { readonly kind: 'quadratic'; readonly components: number; readonly training: number }
  | {
      readonly kind: 'tolerance';
      readonly network: string;
      readonly changes: readonly Transformation[];
      readonly test: number;
    };

export interface Job {
  /** 16 hexadecimal digits: the same for the same task by the same version. */
  readonly key: string;
  /** `lenet5, seed 1` */
  readonly title: string;
  readonly task: Task;
  /** Keys of jobs whose models it needs. */
  readonly needs: readonly string[];
  /** About how many seconds it takes on one core. */
  readonly cost: number;
}

/** How answers on the test digits turned out. */
export interface TestResult extends Pick<Evaluation, 'count' | 'errors' | 'errorRate' | 'confusion'> {
  /** [picture, label, answer, confidence] */
  readonly mistakes: readonly (readonly [number, number, number, number])[];
  /** Share to reject so that 0.5 % of the rest are wrong; null where answers have no outputs. */
  readonly rejected: number | null;
}

export interface JobResult {
  readonly test?: TestResult;
  /** After each pass, 0..1: training error on the fly, test error. */
  readonly curve?: readonly { readonly pass: number; readonly training: number; readonly test: number }[];
  readonly weightsSha256?: string;
  /** Test error after each change of a tolerance task. */
  readonly errors?: readonly number[];
  /** Patterns looked at to find a hard set. */
  readonly seen?: number;
}

/** A finished job, as it is kept. */
export interface JobRecord {
  readonly key: string;
  readonly title: string;
  readonly version: string;
  /** Of work, interrupted sessions included. */
  readonly seconds: number;
  readonly task: Task;
  readonly result: JobResult;
}

/** Keys are sorted and names left out: what decides nothing must not change the key. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, canonical(part)]),
  );
}

export function createJob(title: string, task: Task, cost: number): Job {
  const named = task.kind === 'training' ? { ...task, recipe: { ...task.recipe, name: undefined } } : task;
  const content = JSON.stringify(canonical({ version: packageVersion(), task: named }));
  const key = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return { key, title, task, needs: needsOf(task), cost };
}

function needsOf(task: Task): readonly string[] {
  if (task.kind === 'training') return task.set.kind === 'hard' ? task.set.networks : [];
  if (task.kind === 'committee') return task.networks;
  return task.kind === 'tolerance' ? [task.network] : [];
}
