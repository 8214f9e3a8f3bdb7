// One thread that does one job of the queue, keeps the result and ends.
import { parentPort, workerData } from 'node:worker_threads';
import type { Dataset } from '../../src/index.ts';
import { packageVersion } from '../package.ts';
import type { Job } from './jobs.ts';
import { Store } from './store.ts';
import { work } from './work.ts';

/** What the thread is started with. */
export interface JobOrder {
  readonly job: Job;
  readonly folder: string;
  readonly training: Dataset;
  readonly test: Dataset;
}

/** What it tells: the share that is done, then how it ended. */
export type JobMessage =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly reason: string };

const tell = (message: JobMessage) => parentPort!.postMessage(message);

async function run({ job, folder, training, test }: JobOrder): Promise<JobMessage> {
  const signal = { aborted: false };
  parentPort!.on('message', () => {
    signal.aborted = true;
  });
  const store = new Store(folder);
  const onProgress = (share: number) => tell({ kind: 'progress', share });
  const outcome = await work(job, { training, test, store, signal, onProgress });
  if (!outcome) return { kind: 'stopped' };
  const { key, title, task } = job;
  const { result, seconds, model } = outcome;
  await store.finish({ key, title, version: packageVersion(), seconds, task, result }, model);
  return { kind: 'done' };
}

tell(
  await run(workerData).catch((error: unknown) => ({
    kind: 'failed',
    reason: error instanceof Error ? error.message : String(error),
  })),
);
parentPort!.close();
