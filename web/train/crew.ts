// A crew of Workers on shared memory: the same script as the worker that opens it, each with a part of its own.
import {
  type Crew,
  type CrewCommand,
  type CrewSetup,
  type Hand,
  Lenet5Error,
  openHand,
  SoloCrew,
} from '../../src/index.ts';

/** A worker of this name is a hand. */
export const HAND = 'hand';

type Order = { readonly setup: CrewSetup; readonly thread: number } | { readonly command: CrewCommand };

interface Answer {
  readonly error?: string;
}

class WorkerCrew implements Crew {
  readonly threads: number;
  private readonly workers: readonly Worker[];

  constructor(threads: number) {
    this.threads = threads;
    this.workers = Array.from(
      { length: threads },
      () => new Worker(self.location.href, { type: 'module', name: HAND }),
    );
  }

  async start(setup: CrewSetup): Promise<void> {
    await Promise.all(this.workers.map((worker, thread) => ask(worker, { setup, thread })));
  }

  async run(command: CrewCommand): Promise<void> {
    await Promise.all(this.workers.map((worker) => ask(worker, { command })));
  }

  async close(): Promise<void> {
    for (const worker of this.workers) worker.terminate();
  }
}

function ask(worker: Worker, order: Order): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data: { error } }: MessageEvent<Answer>) => {
      if (error) reject(new Lenet5Error(`worker: ${error}`));
      else resolve();
    };
    worker.onerror = ({ message }) =>
      reject(new Lenet5Error(`worker: ${message || 'could not be started'}.`));
    worker.postMessage(order);
  });
}

/** As many Workers as told, each with a core if there are as many; one needs no shared memory. */
export const createCrew = (threads: number): Crew =>
  threads === 1 ? new SoloCrew() : new WorkerCrew(threads);

/** Makes this worker a hand: it readies itself with the setup it is sent, then runs commands. */
export function serveHand(): void {
  let hand: Hand | undefined;
  self.onmessage = ({ data }: MessageEvent<Order>) => {
    try {
      if ('setup' in data) hand = openHand(data.setup, data.thread);
      else hand!.run(data.command);
      self.postMessage({});
    } catch (error) {
      self.postMessage({ error: (error as Error).message });
    }
  };
}
