// The page's side of training: one run at a time, which goes on whatever the page shows. What is known of it is one
// value, a new one with each report.
import type { Dataset, Evaluation, Model } from '../../src/index.ts';
import type { Fault } from '../fault.ts';
import type { KernelPictures } from './kernel-pictures.ts';
import type { Before, FinishedEpoch, Job, Material, News, Order, Point } from './messages.ts';
import type { OwnFiles } from './settings.ts';

export type RunStatus = 'loading' | 'running' | 'paused' | 'stopped' | 'done' | 'failed';

export interface Run {
  readonly job: Job;
  /** The command line that ends with the same weights, if there is one. */
  readonly command: string | undefined;
  readonly status: RunStatus;
  /** The epoch at work, its digits so far and all. */
  readonly epoch: number;
  readonly images: number;
  readonly total: number;
  readonly samplesPerSecond: number;
  readonly secondsLeft: number;
  readonly points: readonly Point[];
  readonly epochs: readonly FinishedEpoch[];
  readonly before?: Before;
  readonly kernels?: KernelPictures;
  readonly test?: Dataset;
  readonly evaluation?: Evaluation;
  /** After the last finished epoch, or where it was stopped. */
  readonly model?: Model;
  /** Of the weights of a finished run. */
  readonly sha256?: string;
  readonly fault?: Fault;
}

export const isAtWork = (status: RunStatus | undefined): boolean =>
  status !== undefined && ['loading', 'running', 'paused'].includes(status);

/** More points than a curve has pixels are put together, two by two. */
const MOST_POINTS = 1200;

function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  return Array.from({ length: Math.floor(points.length / 2) }, (_, n) => {
    const [one, other] = [points[2 * n], points[2 * n + 1]];
    return {
      at: other.at,
      loss: (one.loss + other.loss) / 2,
      error: (one.error + other.error) / 2,
    };
  });
}

const NAMES: Readonly<Record<Material['kind'], string>> = {
  mnist: 'MNIST, the first',
  files: 'own files,',
  mixed: 'MNIST and own digits,',
};

/** The model with how it was made, in the words of the command line's cards. */
function modelOf({ job, total, epochs, before }: Run, parameters: Float32Array, sha256?: string): Model {
  const { definition, recipe, material } = job;
  const last = epochs.at(-1);
  const error = last ? last.test.errors / last.test.count : null;
  const card = {
    network: definition.name,
    ...{ recipe, seed: recipe.seed, epochs: epochs.length },
    data: `${NAMES[material.kind]} ${total} pictures`,
    ...(material.kind === 'files' ? { validationError: error } : { testError: error }),
    count: last?.test.count ?? 0,
    ...(before ? { began: 'with a finished network' } : {}),
    ...(sha256 ? { weightsSha256: sha256 } : {}),
  };
  return { definition, parameters, card };
}

/** The run after some news. */
function follow(run: Run, news: News): Run {
  switch (news.type) {
    case 'ready':
      return { ...run, status: 'running', total: news.training, test: news.test, before: news.before };
    case 'paused':
      return { ...run, status: 'paused' };
    case 'failed':
      return { ...run, status: 'failed', fault: news.fault };
    case 'stopped': {
      const { parameters, evaluation } = news;
      return { ...run, status: 'stopped', evaluation, model: modelOf(run, parameters) };
    }
    case 'done': {
      const { parameters, sha256 } = news;
      return { ...run, status: 'done', sha256, model: modelOf(run, parameters, sha256) };
    }
    case 'report': {
      const { type: _, points, epochs, parameters, ...rest } = news;
      const next = {
        ...{ ...run, ...rest },
        evaluation: rest.evaluation ?? run.evaluation,
        points: thin([...run.points, ...points]),
        epochs: [...run.epochs, ...epochs],
      };
      return parameters ? { ...next, model: modelOf(next, parameters) } : next;
    }
  }
}

class Training {
  run: Run | undefined;
  /** Chosen for the next one. */
  files: OwnFiles | undefined;
  private worker: Worker | undefined;
  private readonly listeners = new Set<() => void>();

  constructor() {
    // The browser asks before a page is left, or loaded again, in the middle of a run.
    addEventListener('beforeunload', (event) => {
      if (isAtWork(this.run?.status)) event.preventDefault();
    });
  }

  /** Begins a run; one that is at work ends. `command` is the command line that does the same, if one does. */
  start(job: Job, command?: string): void {
    this.worker?.terminate();
    const none = { epoch: 1, images: 0, total: 0, samplesPerSecond: 0, secondsLeft: 0 };
    this.set({ ...none, job, command, status: 'loading', points: [], epochs: [] });
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'training' });
    this.worker = worker;
    worker.onmessage = ({ data }: MessageEvent<News>) => this.take(data);
    worker.onerror = ({ message }) =>
      this.take({
        type: 'failed',
        fault: { name: 'LoadError', message: `worker: ${message || 'could not be started'}.` },
      });
    worker.postMessage({ type: 'start', job } satisfies Order);
  }

  tell(type: Exclude<Order['type'], 'start'>): void {
    if (!isAtWork(this.run?.status)) return;
    if (this.run!.status === 'loading') {
      // There is nothing to hold or to keep yet.
      if (type === 'stop') this.end(undefined);
      return;
    }
    if (type !== 'pause' && type !== 'stop') this.set({ ...this.run!, status: 'running' });
    this.worker!.postMessage({ type } satisfies Order);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private take(news: News): void {
    const run = follow(this.run!, news);
    if (isAtWork(run.status)) this.set(run);
    else this.end(run);
  }

  private end(run: Run | undefined): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.set(run);
  }

  private set(run: Run | undefined): void {
    this.run = run;
    for (const listener of this.listeners) listener();
  }
}

/** The page's only one: it outlives what shows it. */
export const training = new Training();
