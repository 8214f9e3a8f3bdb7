// Threads that recognize and read. A thread that is free takes a fair share of what waits, in one message: under load
// batches grow by themselves, without load nothing waits for company. All threads but one take large pictures, so that
// there is one for what is soon done. Small works are copied and the copies handed over, so that those of a thread that
// died can be done again, each alone; of one of many bytes there is no second copy.
import { Worker } from 'node:worker_threads';
import { Lenet5Error } from '../../src/index.ts';
import { costOf } from './cost.ts';
import { Problem } from './problem.ts';
import { isLarge, Queue, type Task } from './queue.ts';
import type { Answer, InkBatch, Result, Work, WorkerSetup } from './work.ts';

export interface PoolOptions extends WorkerSetup {
  readonly threads: number;
  /** Works that may wait; more are refused. */
  readonly maxQueue: number;
  /** A batch that takes longer is given up, and its thread replaced. */
  readonly seconds: number;
}

/** Works of more bytes are handed over, smaller ones copied. */
const HANDED_OVER = 2 ** 20;

/** While large pictures wait with as many pixels as so many of the largest, no more are taken. */
const WAITING_PICTURES = 8;

const RESTART_MILLISECONDS = 1000;

/** Of a thread, pixels aside: what wants more was made to. */
const HEAP_MEBIBYTES = 256;

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
  private readonly queue = new Queue();
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

  /** Throws Problem 503 where a large picture is among the works and too many wait already. */
  checkRoom(works: readonly Work[]): void {
    const { maxPixels } = this.options;
    if (this.queue.pixels < WAITING_PICTURES * maxPixels) return;
    if (works.some((work) => isLarge(costOf(work, maxPixels))))
      throw new Problem(503, 'server: busy; many large pictures wait. Try again a little later.');
  }

  /**
   * Answers of a work; throws Problem. Given up where `signal` is aborted, even before it is begun. `isPart`: one of
   * many of its request, which others may overtake.
   */
  async answers(work: Work, isPart: boolean, signal?: AbortSignal): Promise<readonly Answer[]> {
    const result = await this.perform(work, isPart, signal);
    return 'answers' in result ? result.answers : [];
  }

  /** [picture][class]; throws Problem. */
  async probabilities(
    work: Work & { kind: 'infer' },
    isPart: boolean,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const result = await this.perform(work, isPart, signal);
    return 'probabilities' in result ? result.probabilities : new Float32Array();
  }

  /** Ends the threads; what waits is refused. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const task of this.queue.empty()) task.reject(new Problem(503, 'server: it is going down.'));
    await Promise.all([...this.threads].map(({ worker }) => worker.terminate()));
  }

  private async perform(work: Work, isPart: boolean, signal?: AbortSignal): Promise<Result> {
    const { maxQueue, maxPixels } = this.options;
    if (this.isClosed) throw new Problem(503, 'server: it is going down.');
    if (this.queue.length >= maxQueue) {
      throw new Problem(503, `server: busy; ${this.queue.length} works wait. Try again a little later.`);
    }
    const cost = costOf(work, maxPixels);
    const result = await new Promise<Result>((resolve, reject) => {
      const since = performance.now();
      const task = { work, cost, isPart, since, resolve, reject, isSuspect: false, isAbandoned: false };
      const giveUp = () => {
        task.isAbandoned = true;
        reject(signal?.reason);
      };
      if (signal?.aborted) return giveUp();
      signal?.addEventListener('abort', giveUp, { once: true });
      this.queue.add(task);
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
    const { threads, seconds } = this.options;
    const large = [...this.threads].filter(({ tasks }) => tasks.some(({ cost }) => isLarge(cost))).length;
    const tasks = this.queue.take(threads, large < Math.max(1, threads - 1), performance.now());
    if (tasks.length === 0) return;
    thread.tasks = tasks;
    thread.timer = setTimeout(() => {
      thread.reason = `took longer than ${seconds} s`;
      void thread.worker.terminate();
    }, 1000 * seconds);
    const works = tasks.map(({ work }) => compact(work));
    const isHandedOver = works.length === 1 && tasks[0].cost.bytes > HANDED_OVER;
    const own = works.filter((work, n) => isHandedOver || work !== tasks[n].work);
    thread.worker.postMessage(works, own.map(bufferOf));
  }

  private start(): Promise<void> {
    const { models, maxPixels, maxPages } = this.options;
    const setup: WorkerSetup = { models, maxPixels, maxPages };
    const worker = new Worker(new URL('./server-worker.js', import.meta.url), {
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
      this.queue.putBack(tasks);
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
  return 'ink' in work ? { ...work, ink: copyOf(work.ink) } : { ...work, bytes: copyOf(work.bytes) };
}

/** The slice of a Buffer would be no copy. */
function copyOf(values: Uint8Array): Uint8Array;
function copyOf(values: InkBatch): InkBatch;
function copyOf(values: InkBatch): InkBatch {
  return values instanceof Float32Array ? values.slice() : new Uint8Array(values);
}
