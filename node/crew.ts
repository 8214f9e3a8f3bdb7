// A crew of worker threads on shared memory. Workers are unreferenced while idle, so that a finished program ends.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  type Crew,
  type CrewCommand,
  type CrewSetup,
  Lenet5Error,
  SoloCrew,
  UsageError,
} from '../src/index.ts';

/** What a worker answers to a setup or a command. */
interface Answer {
  readonly error?: string;
}

class WorkerCrew implements Crew {
  readonly threads: number;
  private readonly workers: Worker[];

  constructor(threads: number) {
    this.threads = threads;
    const file = new URL('./worker.js', import.meta.url);
    this.workers = Array.from({ length: threads }, (_, thread) => {
      const worker = new Worker(file, { workerData: { thread } });
      worker.unref();
      return worker;
    });
  }

  start(setup: CrewSetup): Promise<void> {
    return this.tell({ setup });
  }

  run(command: CrewCommand): Promise<void> {
    return this.tell({ command });
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private async tell(message: { setup: CrewSetup } | { command: CrewCommand }): Promise<void> {
    await Promise.all(this.workers.map((worker) => ask(worker, message)));
  }
}

function ask(worker: Worker, message: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      worker.off('message', onMessage);
      worker.off('error', settle);
      worker.unref();
      if (error) reject(error);
      else resolve();
    };
    const onMessage = ({ error }: Answer) => settle(error ? new Lenet5Error(`thread: ${error}`) : undefined);
    worker.ref();
    worker.on('message', onMessage);
    worker.on('error', settle);
    worker.postMessage(message);
  });
}

/** A crew of `threads` threads; as many as the machine has cores unless told. Throws UsageError outside 1..64. */
export function createCrew(threads: number = defaultThreads()): Crew {
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new UsageError(`threads: must be a whole number in 1..64; got ${threads}.`);
  }
  return threads === 1 ? new SoloCrew() : new WorkerCrew(threads);
}

export function defaultThreads(): number {
  return Math.min(8, availableParallelism());
}
