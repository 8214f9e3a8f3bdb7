// A worker that reads numbers, so that the page can go on drawing. It loads its networks when the first picture comes.
import { type Picture, Reader, type ReadingView, type ReadOptions } from '../../src/index.ts';
import { type Fault, toFault } from '../fault.ts';
import { fetchModel } from '../models.ts';

export interface ReadingTask {
  readonly picture: Picture;
  readonly options: ReadOptions;
  /** The page's address; the worker has another. */
  readonly base: string;
}

export type ReadingOutcome = { readonly view: ReadingView } | { readonly fault: Fault };

let opened: Promise<Reader> | undefined;

async function openReader(base: string): Promise<Reader> {
  const [pieces, line] = await Promise.all(['reading', 'reading-line'].map((name) => fetchModel(name, base)));
  return Reader.open(pieces, line);
}

async function read({ picture, options, base }: ReadingTask): Promise<ReadingOutcome> {
  try {
    opened ??= openReader(base);
    return { view: (await opened.catch(forget)).look(picture, options) };
  } catch (error) {
    return { fault: toFault(error) };
  }
}

/** The next picture tries again. */
function forget(error: Error): never {
  opened = undefined;
  throw error;
}

// What a worker has of its page looks like a worker.
const page = self as unknown as Worker;
page.onmessage = async ({ data }: MessageEvent<ReadingTask>) => page.postMessage(await read(data));
