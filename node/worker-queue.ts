// Works for worker threads, first come, first served. Threads are started when there is work for them, and unreferenced
// while idle, so that a finished program ends. One that dies takes the work that it was at with it; what it had not
// begun is given to another. The calling thread may take part: just before it works itself, and hears nothing, it gives
// every thread a second work.
import type { Worker } from 'node:worker_threads';
import { Lenet5Error, UsageError } from '../src/index.ts';
import { restoreThrown, type ThrownError } from './thrown-errors.ts';

/** What a thread says to each work. */
export type Outcome<Answer> = { readonly answer: Answer } | { readonly error: ThrownError };

export interface QueueOptions {
  /** Worker threads at most; with none the calling thread takes part. */
  readonly workers: number;
  /** Makes a thread that posts an `Outcome` for each message, in their order. */
  readonly start: () => Worker;
  readonly callerWorks: boolean;
}

interface Task<Work> {
  readonly make: () => Work;
  readonly workHere: () => unknown;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread<Work> {
  readonly worker: Worker;
  /** What it was sent; it is at the first. */
  readonly tasks: Task<Work>[];
  /** Why it died. */
  reason?: string;
}

export class WorkerQueue<Work> {
  private readonly options: QueueOptions;
  private readonly threads = new Set<Thread<Work>>();
  private readonly waiting: Task<Work>[] = [];
  private isTurnComing = false;
  private isClosed = false;

  constructor(options: QueueOptions) {
    this.options = options;
  }

  /**
   * What a thread answers to the work that `make` gives, or what the calling one makes of it. It is made when a thread
   * takes it, so that works that wait need no memory. Throws what the thread or `make` throws, Lenet5Error where the thread dies or
   * the queue is closed before the answer, UsageError for work that is no plain data.
   */
  perform<Answer>(make: () => Work, workHere: () => Answer): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      this.waiting.push({ make, workHere, resolve, reject });
      this.dispatch();
    });
  }

  /** Ends the threads at once; what waits or is in their hands is rejected. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.dispatch();
    await Promise.all([...this.threads].map(({ worker }) => worker.terminate()));
  }

  private dispatch(): void {
    if (this.isClosed) for (const { reject } of this.waiting.splice(0)) reject(closed());
    this.giveOut(1);
    const { workers, callerWorks } = this.options;
    if (this.waiting.length === 0 || this.isTurnComing || !(callerWorks || workers === 0)) return;
    this.isTurnComing = true;
    setImmediate(() => this.takeTurn());
  }

  /** The calling thread does one work. */
  private takeTurn(): void {
    this.isTurnComing = false;
    this.giveOut(1);
    const task = this.waiting.shift();
    if (!task) return;
    this.giveOut(2);
    try {
      task.resolve(task.workHere() as never);
    } catch (error) {
      task.reject(error);
    }
    this.dispatch();
  }

  /** Until every thread has so many. */
  private giveOut(most: number): void {
    while (this.waiting.length > 0) {
      const thread = this.findFree(most);
      if (!thread) return;
      give(thread, this.waiting.shift()!);
    }
  }

  private findFree(most: number): Thread<Work> | undefined {
    const alive = [...this.threads].filter(
      ({ tasks, reason }) => tasks.length < most && reason === undefined,
    );
    const idlest = alive.sort((a, b) => a.tasks.length - b.tasks.length)[0];
    if (idlest?.tasks.length === 0 || this.threads.size >= this.options.workers) return idlest;
    return this.add();
  }

  private add(): Thread<Work> {
    const thread: Thread<Work> = { worker: this.options.start(), tasks: [] };
    const { worker } = thread;
    worker.unref();
    worker.on('message', (outcome: Outcome<never>) => {
      const task = thread.tasks.shift();
      // Whoever closes waits for the thread's end: the program must not end before it.
      if (thread.tasks.length === 0 && !this.isClosed) worker.unref();
      if ('error' in outcome) task?.reject(restoreThrown(outcome.error));
      else task?.resolve(outcome.answer);
      this.dispatch();
    });
    worker.on('error', (error) => {
      thread.reason = error.message;
    });
    worker.on('exit', () => this.bury(thread));
    this.threads.add(thread);
    return thread;
  }

  private bury(thread: Thread<Work>): void {
    this.threads.delete(thread);
    const [task, ...untouched] = thread.tasks;
    task?.reject(this.isClosed ? closed() : died(thread.reason));
    this.waiting.unshift(...untouched);
    this.dispatch();
  }
}

const closed = (): Lenet5Error => new Lenet5Error('thread: closed before this was done.');

const died = (reason?: string): Lenet5Error =>
  new Lenet5Error(`thread: it ended before this was done${reason === undefined ? '' : `: ${reason}`}.`);

function give<Work>({ worker, tasks }: Thread<Work>, task: Task<Work>): void {
  try {
    const work = task.make();
    worker.postMessage(work);
    worker.ref();
    tasks.push(task);
  } catch (error) {
    task.reject((error as Error).name === 'DataCloneError' ? notPlain(error as Error) : error);
  }
}

function notPlain(cause: Error): UsageError {
  return new UsageError(`thread: expected plain data, got what no other thread can have: ${cause.message}`, {
    cause,
  });
}
