// Reading on several threads, each with a reader of its own. What is read, and what is thrown, is what one reader would
// read and throw: its answer does not depend on what it read before.
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import {
  type FormOptions,
  type FormReading,
  layForm,
  type Picture,
  type Reader,
  type Reading,
  type ReadOptions,
  readForm,
  type Template,
  UsageError,
} from '../src/index.ts';
import { defaultThreads } from './crew.ts';
import { type EncodedFile, type FilePage, openReader } from './recognition.ts';
import { WorkerQueue } from './worker-queue.ts';

export interface ReadingCrewOptions {
  /** 1..64; one for each core, up to 8, unless told. With 1 the calling thread reads. */
  readonly threads?: number;
  /** Whether the calling thread is one of them: it does nothing else while it reads. False unless told. */
  readonly callerReads?: boolean;
  /** The file of a network of pieces; the packaged networks unless told. */
  readonly model?: string;
}

/** What a thread is sent: a picture to read, or a form where there is a template. */
export interface ReadingWork {
  readonly source: Picture | { readonly file: EncodedFile; readonly page: number };
  readonly template?: Template;
  readonly options: ReadOptions | FormOptions;
}

/** A file of several pages is copied for each page that is sent; a larger one is decoded in the calling thread. */
const COPIED_BYTES = 2 ** 24;

/** Threads that read. They start when there is something for them; while they are idle the program may end. */
export interface ReadingCrew {
  readonly threads: number;
  /**
   * The number in a picture, read by the first thread that is free; leave its pixels as they are until then. Throws as
   * `Reader.read`, and Lenet5Error where the thread dies or the crew is closed.
   */
  read(picture: Picture, options?: ReadOptions): Promise<Reading>;
  /** A form: its page is laid upon the template here, its fields are read by all threads. Throws as `readForm` and `read`. */
  readForm(page: Picture, template: Template, options?: FormOptions): Promise<FormReading>;
  /** Ends the threads at once; what is not read yet is rejected. */
  close(): Promise<void>;
}

/** A crew that takes pages of files, too, so that decoding is shared. */
export class PageCrew implements ReadingCrew {
  readonly threads: number;
  private readonly reader: Reader;
  private readonly queue: WorkerQueue<ReadingWork>;

  /** With the reader of the calling thread, made of the same model. Throws UsageError for threads outside 1..64. */
  constructor(reader: Reader, options: ReadingCrewOptions = {}) {
    const { threads = defaultThreads(), callerReads = false, model } = options;
    if (!Number.isInteger(threads) || threads < 1 || threads > 64)
      throw new UsageError(`threads: must be a whole number in 1..64; got ${threads}.`);
    this.threads = threads;
    this.reader = reader;
    const callerWorks = callerReads || threads === 1;
    const workers = callerWorks ? threads - 1 : threads;
    this.queue = new WorkerQueue({ workers, start: () => startWorker(model), callerWorks });
  }

  read(picture: Picture, options: ReadOptions = {}): Promise<Reading> {
    return this.queue.perform(
      () => ({ source: compact(picture), options }),
      () => this.reader.read(picture, options),
    );
  }

  async readForm(page: Picture, template: Template, options: FormOptions = {}): Promise<FormReading> {
    const form = layForm(page, template, options);
    return form.complete(
      await Promise.all(form.pictures.map((picture, n) => this.read(picture, form.options[n]))),
    );
  }

  /** The number on a page of a file; the thread that reads it decodes it, too. Throws as `loadPicture` and `read`. */
  readPage(page: FilePage, options: ReadOptions = {}): Promise<Reading> {
    return this.queue.perform(
      () => ({ source: sourceOf(page), options }),
      () => this.reader.read(page.pages.decode(page.page), options),
    );
  }

  /** The form on a page of a file: all in one thread, for many pages. Throws as `loadPicture` and `readForm`. */
  readFormPage(page: FilePage, template: Template, options: FormOptions = {}): Promise<FormReading> {
    return this.queue.perform(
      () => ({ source: sourceOf(page), template, options }),
      () => readForm(this.reader, page.pages.decode(page.page), template, options),
    );
  }

  close(): Promise<void> {
    return this.queue.close();
  }
}

/**
 * A crew of threads that read numbers and forms. Throws UsageError for threads outside 1..64, and as `openReader` for
 * the model. With its first thread the flag --no-concurrent-recompilation is set for all threads that the program starts
 * later: `startWorker` says why.
 */
export async function openReadingCrew(options: ReadingCrewOptions = {}): Promise<ReadingCrew> {
  return new PageCrew(await openReader(options.model), options);
}

/**
 * Node 20 now and then aborts the process where a thread ends while V8 still compiles code of it in the background:
 * threads that are started from now on compile in the foreground.
 */
function startWorker(model?: string): Worker {
  setFlagsFromString('--no-concurrent-recompilation');
  const file = new URL('./reading-worker.js', import.meta.url);
  // Flags of the program, such as --input-type, are not for the thread.
  return new Worker(file, { workerData: { model }, execArgv: [] });
}

function sourceOf({ file, pages, page }: FilePage): ReadingWork['source'] {
  return pages.count === 1 || file.bytes.length <= COPIED_BYTES ? { file, page } : pages.decode(page);
}

/** A view into a larger buffer would take all of that along. */
function compact(picture: Picture): Picture {
  const { width, height, data } = picture;
  const isAll = !ArrayBuffer.isView(data) || data.byteLength === data.buffer.byteLength;
  return { width, height, data: isAll ? data : new Uint8Array(data) };
}
