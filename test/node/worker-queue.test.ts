// Works in worker threads: whose answer it is, errors that keep their class, threads that die, the calling thread's part.
import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { describeThrown } from '../../node/thrown-errors.ts';
import { WorkerQueue } from '../../node/worker-queue.ts';
import { FormatError, Lenet5Error, ShapeError, UsageError } from '../../src/index.ts';

interface Work {
  readonly answer?: unknown;
  readonly error?: object;
  /** First of all. */
  readonly wait?: number;
  readonly death?: 'exit' | 'memory';
}

const WORKER = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ wait = 0, death, ...outcome }) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
  if (death === 'exit') process.exit(1);
  for (const hoard = []; death === 'memory'; ) hoard.push(new Array(10000).fill({}).map(() => ({})));
  parentPort.postMessage(outcome);
});`;

let started = 0;
const open: WorkerQueue<Work>[] = [];

function start(): Worker {
  started++;
  return new Worker(WORKER, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 32 } });
}

function openQueue(workers: number, callerWorks = false): WorkerQueue<Work> {
  started = 0;
  const queue = new WorkerQueue<Work>({ workers, start, callerWorks });
  open.push(queue);
  return queue;
}

const never = () => {
  throw new Error('not here');
};

afterEach(async () => {
  for (const queue of open.splice(0)) await queue.close();
});

describe('WorkerQueue', () => {
  it('gives everybody his own answer, and starts no more threads than there is work for', async () => {
    const queue = openQueue(3);
    expect(await queue.perform(() => ({ answer: 'one' }), never)).toBe('one');
    expect(started).toBe(1);
    const answers = Array.from({ length: 12 }, (_, n) =>
      queue.perform(() => ({ answer: n, wait: n % 2 ? 0 : 20 }), never),
    );
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 12 }, (_, n) => n));
    expect(started).toBe(3);
  });

  it('makes a work when a thread takes it', async () => {
    const queue = openQueue(1);
    const made: number[] = [];
    const answers = [0, 1, 2].map((n) =>
      queue.perform(() => {
        made.push(n);
        return { answer: n };
      }, never),
    );
    expect(made).toEqual([0]);
    await Promise.all(answers);
    expect(made).toEqual([0, 1, 2]);
  });

  it.each([Lenet5Error, ShapeError, FormatError, UsageError, Error])(
    'throws the same error: %o',
    async (Kind) => {
      const error = describeThrown(new Kind('what: went wrong.'));
      const thrown = await openQueue(1)
        .perform(() => ({ error }), never)
        .catch((caught) => caught);
      expect(thrown.constructor).toBe(Kind);
      expect(thrown.message).toBe('what: went wrong.');
    },
  );

  it('goes on after an error, one of making it included', async () => {
    const queue = openQueue(1);
    const failed = queue.perform(() => ({ error: describeThrown(new ShapeError('a')) }), never);
    const unmade = queue.perform(() => {
      throw new FormatError('b');
    }, never);
    const fine = queue.perform(() => ({ answer: 3 }), never);
    await expect(failed).rejects.toThrow(ShapeError);
    await expect(unmade).rejects.toThrow(new FormatError('b'));
    expect(await fine).toBe(3);
    expect(started).toBe(1);
  });

  it('refuses what is no plain data', async () => {
    const work = openQueue(1).perform(() => ({ answer: () => 1 }), never);
    await expect(work).rejects.toThrow(UsageError);
    await expect(work).rejects.toThrow('thread: expected plain data, got what no other thread can have: ');
  });

  it.each([
    ['exit', 'thread: it ended before this was done.'],
    ['memory', 'thread: it ended before this was done: Worker terminated due to reaching memory limit'],
  ] as const)('replaces a thread that dies: %s', async (death, message) => {
    const queue = openQueue(1);
    const dying = queue.perform(() => ({ death }), never);
    const after = queue.perform(() => ({ answer: 'alive' }), never);
    await expect(dying).rejects.toThrow(Lenet5Error);
    await expect(dying).rejects.toThrow(message);
    expect(await after).toBe('alive');
    expect(started).toBe(2);
  });

  it('gives another thread what a dead one had not begun', async () => {
    const queue = openQueue(1, true);
    const dying = queue.perform(() => ({ death: 'exit', wait: 50 }), never);
    const here = queue.perform(never, () => 'here');
    // Sent to the thread behind the work that it dies of, since the calling one is about to be busy.
    const behind = queue.perform(
      () => ({ answer: 'there' }),
      () => 'here',
    );
    await expect(dying).rejects.toThrow('thread: it ended before this was done.');
    expect(await here).toBe('here');
    expect(await behind).toBe('there');
    expect(started).toBe(2);
  });

  it('with no workers works here, and throws as the work does', async () => {
    const queue = openQueue(0);
    const answers = [1, 2].map((n) => queue.perform<number>(never, () => n));
    expect(await Promise.all(answers)).toEqual([1, 2]);
    await expect(
      queue.perform(never, () => {
        throw new ShapeError('here');
      }),
    ).rejects.toThrow(new ShapeError('here'));
    expect(started).toBe(0);
  });

  it('closed, it rejects what is left and what comes', async () => {
    const queue = openQueue(1);
    const left = [0, 1].map((n) => queue.perform(() => ({ answer: n, wait: 10_000 }), never));
    const rejections = left.map((work) =>
      expect(work).rejects.toThrow('thread: closed before this was done.'),
    );
    await queue.close();
    await Promise.all(rejections);
    await expect(queue.perform(() => ({ answer: 1 }), never)).rejects.toThrow(Lenet5Error);
  });

  it('waits for a thread that answers while it is ended', async () => {
    const worker = new (class extends EventEmitter {
      isWaitedFor = true;
      ref() {
        this.isWaitedFor = true;
      }
      unref() {
        this.isWaitedFor = false;
      }
      postMessage() {}
      /** As Worker does it. */
      terminate() {
        this.ref();
        return new Promise((resolve) => this.once('exit', resolve));
      }
    })();
    const queue = new WorkerQueue<string>({
      workers: 1,
      start: () => worker as unknown as Worker,
      callerWorks: false,
    });
    const answer = queue.perform(
      () => 'work',
      () => 'here',
    );
    const closed = queue.close();
    worker.emit('message', { answer: 'late' });
    expect(worker.isWaitedFor).toBe(true);
    worker.emit('exit');
    await closed;
    expect(await answer).toBe('late');
  });
});
