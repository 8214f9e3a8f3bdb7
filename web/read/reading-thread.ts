// The page's end of the worker that reads numbers. One picture is read at a time, and one may wait: a later one takes
// its place, since nobody will look at what is read of a drawing that has gone on.
import type { Picture, ReadingView, ReadOptions } from '../../src/index.ts';
import type { ReadingOutcome, ReadingTask } from './reading-worker.ts';

interface Request {
  readonly picture: Picture;
  readonly options: ReadOptions;
  readonly end: (outcome: ReadingOutcome | undefined) => void;
}

let worker: Worker | undefined;
let current: Request | undefined;
let waiting: Request | undefined;

function startWorker(): Worker {
  const started = new Worker(new URL('./reading-worker.ts', import.meta.url), { type: 'module' });
  started.onmessage = ({ data }: MessageEvent<ReadingOutcome>) => finish(data);
  started.onerror = (event) => {
    event.preventDefault();
    started.terminate();
    worker = undefined;
    const why = event.message ? ` (${event.message})` : '';
    finish({ fault: { name: 'LoadError', message: `reading: the worker stopped${why}. Reload the page.` } });
  };
  return started;
}

function start(request: Request): void {
  const { picture, options } = request;
  current = request;
  worker ??= startWorker();
  const task: ReadingTask = { picture, options, base: document.baseURI };
  worker.postMessage(task, [picture.data.buffer as ArrayBuffer]);
}

function finish(outcome: ReadingOutcome): void {
  current?.end(outcome);
  current = undefined;
  if (!waiting) return;
  const next = waiting;
  waiting = undefined;
  start(next);
}

/** Takes the picture's memory. undefined: overtaken by a later one. Rejects with what is wrong with picture or networks. */
export async function readNumber(picture: Picture, options: ReadOptions): Promise<ReadingView | undefined> {
  const outcome = await new Promise<ReadingOutcome | undefined>((end) => {
    waiting?.end(undefined);
    waiting = { picture, options, end };
    if (!current) {
      start(waiting);
      waiting = undefined;
    }
  });
  if (outcome && 'fault' in outcome) throw Object.assign(new Error(), outcome.fault);
  return outcome?.view;
}
