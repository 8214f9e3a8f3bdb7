// Runs jobs side by side, one thread each. Jobs that are done already are left alone, others go on where they stopped;
// the longest way to the end goes first.
import { Worker } from 'node:worker_threads';
import type { Dataset } from '../../src/index.ts';
import type { JobMessage, JobOrder } from './job-worker.ts';
import type { Job } from './jobs.ts';
import type { Store } from './store.ts';

export interface QueueOptions {
  readonly jobs: readonly Job[];
  readonly store: Store;
  readonly training: Dataset;
  readonly test: Dataset;
  readonly threads: number;
  readonly signal: { readonly aborted: boolean };
  readonly watcher: QueueWatcher;
}

/** Who is told how far it is. */
export interface QueueWatcher {
  start(job: Job): void;
  progress(job: Job, share: number): void;
  /** `failure`: why there is no result. */
  end(job: Job, failure?: string): void;
}

/** How often a request to stop is looked for. */
const LOOK_MILLISECONDS = 50;

export class Queue {
  private readonly options: QueueOptions;
  private readonly done = new Set<string>();
  private readonly failed = new Map<string, string>();
  private readonly running = new Map<Job, Worker>();
  private waiting: Job[];

  constructor(options: QueueOptions) {
    this.options = options;
    const { jobs, store } = options;
    for (const job of jobs) if (store.isDone(job)) this.done.add(job.key);
    const rank = rankJobs(jobs);
    this.waiting = jobs
      .filter((job) => !this.done.has(job.key))
      .sort((a, b) => rank.get(b.key)! - rank.get(a.key)!);
  }

  /** Reasons of failed jobs by key. Ends early, with jobs left, if it is asked to stop; look at the signal. */
  async run(): Promise<ReadonlyMap<string, string>> {
    const { signal } = this.options;
    const look = setInterval(() => {
      if (signal.aborted) for (const worker of this.running.values()) worker.postMessage('stop');
    }, LOOK_MILLISECONDS);
    try {
      const threads = Array.from({ length: this.options.threads }, () => this.workThrough());
      await Promise.all(threads);
      return this.failed;
    } finally {
      clearInterval(look);
    }
  }

  private async workThrough(): Promise<void> {
    while (!this.options.signal.aborted) {
      const job = this.takeReady();
      if (job) await this.runJob(job);
      else if (this.waiting.length === 0) return;
      else await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
  }

  /** The first job whose needs are there; those that wait for a failed one fail with it. */
  private takeReady(): Job | undefined {
    const isHopeless = (job: Job) => job.needs.some((key) => this.failed.has(key));
    for (const job of this.waiting.filter(isHopeless)) this.end(job, 'what it needs failed');
    const ready = this.waiting.find((job) => job.needs.every((key) => this.done.has(key)));
    this.waiting = this.waiting.filter((job) => job !== ready && !this.failed.has(job.key));
    return ready;
  }

  private end(job: Job, failure?: string): void {
    if (failure === undefined) this.done.add(job.key);
    else this.failed.set(job.key, failure);
    this.options.watcher.end(job, failure);
  }

  private async runJob(job: Job): Promise<void> {
    const { store, training, test, watcher } = this.options;
    const order: JobOrder = { job, folder: store.folder, training, test };
    const worker = new Worker(new URL('./job-worker.js', import.meta.url), { workerData: order });
    this.running.set(job, worker);
    watcher.start(job);
    const message = await listen(worker, (share) => watcher.progress(job, share));
    this.running.delete(job);
    if (message.kind === 'done') this.end(job);
    else if (message.kind === 'failed') this.end(job, message.reason);
  }
}

/** The last message of a thread, when it has ended. */
function listen(worker: Worker, onProgress: (share: number) => void): Promise<JobMessage> {
  return new Promise((resolve) => {
    let last: JobMessage = { kind: 'failed', reason: 'the thread ended without a word' };
    worker.on('message', (message: JobMessage) => {
      if (message.kind === 'progress') onProgress(message.share);
      else last = message;
    });
    worker.on('error', (error) => {
      last = { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
    });
    worker.on('exit', () => resolve(last));
  });
}

/** Cost from a job's start to the end of the last one that waits for it. */
function rankJobs(jobs: readonly Job[]): Map<string, number> {
  const rank = new Map<string, number>();
  const rankOf = (job: Job): number => {
    const known = rank.get(job.key);
    if (known !== undefined) return known;
    const after = jobs.filter((other) => other.needs.includes(job.key)).map(rankOf);
    rank.set(job.key, job.cost + Math.max(0, ...after));
    return rank.get(job.key)!;
  };
  for (const job of jobs) rankOf(job);
  return rank;
}
