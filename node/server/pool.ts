// Threads that recognize and read. Works wait in one queue; a thread that is free takes a fair share of what waits, in
// one message: under load batches grow by themselves, without load nothing waits for company. Small works are copied,
// so that those of a thread that died can be done again, each alone; a large one is handed over and has a thread to itself.
import { Worker } from 'node:worker_threads';
import { Lenet5Error } from '../../src/index.ts';
import { Problem } from './problem.ts';
import { type Answer, type Result, type Work, type WorkerSetup, weightOf } from './work.ts';

export interface PoolOptions extends WorkerSetup {
  readonly threads: number;
  /** Works that may wait; more are refused. */
  readonly maxQueue: number;
  /** A batch that takes longer is given up, and its thread replaced. */
  readonly seconds: number;
}

/** Most works and bytes of a message. */
const MOST_WORKS = 32;
const MOST_BYTES = 2 ** 20;

const RESTART_MILLISECONDS = 1000;

/** Of a thread, pixels aside: what wants more was made to. */
const HEAP_MEBIBYTES = 256;

interface Task {
  readonly work: Work;
  readonly weight: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
  /** It was in a batch whose thread died. */
  isSuspect: boolean;
  isAbandoned: boolean;
}

interface Thread {
  readonly worker: Worker;
  isReady: boolean;
  tasks: readonly Task[];
  timer?: NodeJS.Timeout;
  /** Why it was ended. */
  reason?: string;
}

export class Pool {
  private readonly options: PoolOptions;
  private readonly threads = new Set<Thread>();
  private queue: Task[] = [];
  private isClosed = false;

  private constructor(options: PoolOptions) {
    this.options = options;
  }

  /** Throws Lenet5Error if the models cannot be opened. */
  static async open(options: PoolOptions): Promise<Pool> {
    const pool = new Pool(options);
    try {
      await Promise.all(Array.from({ length: options.threads }, () => pool.start()));
      return pool;
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /** Works that wait. */
  get waiting(): number {
    return this.queue.length;
  }

  /** Works that are being done. */
  get working(): number {
    return [...this.threads].reduce((sum, { tasks }) => sum + tasks.length, 0);
  }

  get isReady(): boolean {
    return !this.isClosed && [...this.threads].some(({ isReady }) => isReady);
  }

  /** Answers of a work; throws Problem. Given up where `signal` is aborted, even before it is begun. */
  async answers(work: Work, signal?: AbortSignal): Promise<readonly Answer[]> {
    const result = await this.perform(work, signal);
    return 'answers' in result ? result.answers : [];
  }

  /** [picture][class]; throws Problem. */
  async probabilities(work: Work & { kind: 'infer' }, signal?: AbortSignal): Promise<Float32Array> {
    const result = await this.perform(work, signal);
    return 'probabilities' in result ? result.probabilities : new Float32Array();
  }

  /** Ends the threads; what waits is refused. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const task of this.queue.splice(0)) task.reject(new Problem(503, 'server: it is going down.'));
    await Promise.all([...this.threads].map(({ worker }) => worker.terminate()));
  }

  private async perform(work: Work, signal?: AbortSignal): Promise<Result> {
    if (this.isClosed) throw new Problem(503, 'server: it is going down.');
    if (this.queue.length >= this.options.maxQueue) {
      throw new Problem(503, `server: busy; ${this.queue.length} works wait. Try again a little later.`);
    }
    const result = await new Promise<Result>((resolve, reject) => {
      const task = { work, weight: weightOf(work), resolve, reject, isSuspect: false, isAbandoned: false };
      const giveUp = () => {
        task.isAbandoned = true;
        reject(signal?.reason);
      };
      if (signal?.aborted) return giveUp();
      signal?.addEventListener('abort', giveUp, { once: true });
      this.queue.push(task);
      this.dispatch();
    });
    if ('failure' in result) throw new Problem(result.failure.status, result.failure.message);
    return result;
  }

  private dispatch(): void {
    for (const thread of this.threads) {
      if (this.queue.length === 0) return;
      if (thread.isReady && thread.tasks.length === 0) this.give(thread);
    }
  }

  private give(thread: Thread): void {
    const tasks = this.takeBatch();
    if (tasks.length === 0) return;
    thread.tasks = tasks;
    thread.timer = setTimeout(() => {
      thread.reason = `took longer than ${this.options.seconds} s`;
      void thread.worker.terminate();
    }, 1000 * this.options.seconds);
    const isLarge = tasks.length === 1 && tasks[0].weight > MOST_BYTES;
    const works = tasks.map(({ work }) => compact(work));
    thread.worker.postMessage(works, isLarge ? [bufferOf(works[0])] : []);
  }

  private takeBatch(): Task[] {
    this.queue = this.queue.filter(({ isAbandoned }) => !isAbandoned);
    const share = Math.min(MOST_WORKS, Math.ceil(this.queue.length / this.threads.size));
    let count = 0;
    for (let bytes = 0; count < share; count++) {
      const { weight, isSuspect } = this.queue[count];
      bytes += weight;
      if (count > 0 && (bytes > MOST_BYTES || isSuspect)) break;
      if (isSuspect) {
        count++;
        break;
      }
    }
    return this.queue.splice(0, count);
  }

  private start(): Promise<void> {
    const { models, maxPixels, maxPages } = this.options;
    const setup: WorkerSetup = { models, maxPixels, maxPages };
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEBIBYTES },
    });
    const thread: Thread = { worker, isReady: false, tasks: [] };
    this.threads.add(thread);
    return new Promise((resolve, reject) => {
      worker.on('message', ({ results }: { results?: readonly Result[] }) => {
        if (results) this.settle(thread, results);
        thread.isReady = true;
        resolve();
        this.dispatch();
      });
      worker.on('error', (error) => {
        thread.reason ??= error.message;
        reject(error instanceof Lenet5Error ? error : new Lenet5Error(error.message, { cause: error }));
      });
      worker.on('exit', () => this.bury(thread));
    });
  }

  private settle(thread: Thread, results: readonly Result[]): void {
    clearTimeout(thread.timer);
    const { tasks } = thread;
    thread.tasks = [];
    for (const [n, task] of tasks.entries()) task.resolve(results[n]);
  }

  /** A thread has ended: who was alone in it is to blame; others are tried again, each alone. */
  private bury(thread: Thread): void {
    clearTimeout(thread.timer);
    this.threads.delete(thread);
    const { tasks, reason = 'its thread ended' } = thread;
    if (this.isClosed) {
      for (const { reject } of tasks) reject(new Problem(503, 'server: it is going down.'));
      return;
    }
    if (tasks.length === 1)
      tasks[0].reject(new Problem(503, `${nameOf(tasks[0].work)}: given up: ${reason}.`));
    else {
      for (const task of tasks) task.isSuspect = true;
      this.queue.unshift(...tasks);
    }
    this.restart(thread.isReady ? 0 : RESTART_MILLISECONDS);
  }

  private restart(milliseconds: number): void {
    setTimeout(() => {
      if (!this.isClosed) this.start().catch(() => undefined);
    }, milliseconds).unref();
  }
}

const nameOf = (work: Work): string => ('name' in work ? work.name : 'the pictures');

const bufferOf = (work: Work): ArrayBuffer =>
  (work.kind === 'digits' || work.kind === 'infer' ? work.ink : work.bytes).buffer as ArrayBuffer;

/** A view into a larger buffer would take all of that along. */
function compact(work: Work): Work {
  const bytes = work.kind === 'digits' || work.kind === 'infer' ? work.ink : work.bytes;
  if (bytes.byteLength === bytes.buffer.byteLength) return work;
  return 'ink' in work ? { ...work, ink: work.ink.slice() } : { ...work, bytes: work.bytes.slice() };
}
