// A worker thread that reads shards, one at a time, as who gives them sees it.
import { Worker } from 'node:worker_threads';
import { Lenet5Error } from '../../src/index.ts';
import type { BulkWorkerData, BulkWorkerSetup } from './bulk-worker.ts';
import type { Shard } from './manifest.ts';
import { WriteGate } from './write-gate.ts';

/** How many rows, or why the thread is no more. */
export type Outcome = { readonly rows: number } | { readonly death: string };

const LOOK_MILLISECONDS = 100;

export class ShardThread {
  private readonly worker: Worker;
  private readonly gate = new WriteGate();

  constructor({ manifest, out, settings }: BulkWorkerSetup) {
    const workerData: BulkWorkerData = { manifest, out, settings, gate: this.gate.state };
    this.worker = new Worker(new URL('./bulk-worker.js', import.meta.url), { workerData });
  }

  /** Ends the thread when `signal` is aborted, but not while it writes, or throws Lenet5Error: the answers cannot be written. */
  read(shard: Shard, signal: { readonly aborted: boolean }): Promise<Outcome> {
    const { worker, gate } = this;
    return new Promise((resolve, reject) => {
      let death = 'its thread ended';
      const look = setInterval(() => {
        if (signal.aborted && gate.close()) void worker.terminate();
      }, LOOK_MILLISECONDS);
      const onMessage = ({ rows, error }: { rows: number; error?: string }) => {
        settle();
        if (error === undefined) return resolve({ rows });
        const failure = new Lenet5Error(error);
        worker.terminate().then(() => reject(failure), reject);
      };
      const onError = ({ message }: Error) => {
        death = message;
      };
      const onExit = () => {
        settle();
        resolve({ death });
      };
      const settle = () => {
        clearInterval(look);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      };
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(shard);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
