// What commands do that answer for one picture after the other: a record for each, on stdout or in a file that a later
// run goes on with. Several may be at hand at once; records are in the order of the files all the same. A file that
// fails does not stop the others; Ctrl-C stops after the pictures at hand.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Lenet5Error, UsageError } from '../src/index.ts';
import { AnswerFile } from './answers/answer-file.ts';
import { type AnswerRecord, csvTable, FAILED, jsonLines } from './answers/answer-format.ts';
import { AnswerStream } from './answers/answer-stream.ts';
import { FileProgress } from './answers/file-progress.ts';
import { OrderedWorks } from './answers/ordered-works.ts';
import type { PictureFile } from './answers/picture-files.ts';
import { describeError } from './error-text.ts';
import { INTERRUPTED, Interruption } from './interruption.ts';
import { quoteCommand } from './options.ts';
import { packageVersion } from './package.ts';
import type { RawSize } from './pictures/raw.ts';
import { type FilePage, loadFile, openFile } from './recognition.ts';
import { formatCount, formatPictures } from './text.ts';

/** An answer for programs, after the file's name, and for people. */
export interface FileAnswer {
  readonly json: object;
  /** For the table, if it is not the same. */
  readonly row?: object;
  readonly text: string;
}

export interface AnswerFlags {
  readonly raw?: RawSize;
  readonly json?: boolean;
  readonly csv?: string;
  readonly out?: string;
  readonly resume?: boolean;
  readonly retryFailed?: boolean;
}

export interface AnswerOptions {
  readonly files: readonly PictureFile[];
  readonly flags: AnswerFlags;
  /** Of the table, after file and page: keys of `FileAnswer.row` or `json`. */
  readonly columns: readonly string[];
  /** What decides the answers, beside the pictures and `flags.raw`: a file of answers goes on with the same only. */
  readonly settings: () => Promise<object>;
  readonly answer: (page: FilePage) => Promise<FileAnswer>;
  /** Pictures at hand at once, where `answer` leaves them to other threads; 1 unless told. */
  readonly atOnce?: number;
}

/** Before anything is read. Throws UsageError. */
export function checkAnswerFlags({ csv, out, resume, retryFailed }: AnswerFlags): void {
  if (retryFailed && !resume)
    throw new UsageError(
      '--retry-failed: expected --resume beside it, got none. A new run tries everything.',
    );
  if (!resume || out !== undefined || (csv !== undefined && csv !== '-')) return;
  throw new UsageError('--resume: expected --out FILE or --csv FILE beside it, to go on with; got neither.');
}

/** Answers for each picture in each file; exit code 1 if one failed, 130 if Ctrl-C was pressed. */
export async function answerEach(options: AnswerOptions): Promise<void> {
  const run = new AnswerRun(options, await openAnswers(options));
  await run.run();
}

async function openAnswers({ flags, columns, settings }: AnswerOptions): Promise<AnswerFile | undefined> {
  const { csv, out, raw, resume = false, retryFailed } = flags;
  const path = out ?? csv;
  if (path === undefined || (out === undefined && path === '-')) return undefined;
  const format = out === undefined ? csvTable(columns) : jsonLines;
  const all = { version: packageVersion(), ...(await settings()), raw };
  return AnswerFile.open(path, format, resume, retryFailed, all);
}

class AnswerRun {
  private readonly options: AnswerOptions;
  private readonly file: AnswerFile | undefined;
  private readonly stream = new AnswerStream();
  private readonly progress: FileProgress;
  private readonly interruption: Interruption;
  private readonly works: OrderedWorks;
  /** Files of which all is answered, and of them those that an earlier run had done. */
  private done = 0;
  private doneBefore = 0;
  private answered = 0;
  private failed = 0;

  constructor(options: AnswerOptions, file: AnswerFile | undefined) {
    this.options = options;
    this.file = file;
    this.progress = new FileProgress(options.files.length);
    const { atOnce = 1 } = options;
    this.works = new OrderedWorks(atOnce);
    const last = atOnce > 1 ? 'the pictures at hand' : 'this picture';
    this.interruption = new Interruption(`Stopping after ${last}; once more stops at once.`);
  }

  async run(): Promise<void> {
    const { files, flags, columns } = this.options;
    if (this.file && this.file.failedBefore > 0) process.exitCode = 1;
    try {
      if (flags.csv === '-') await this.stream.write(csvTable(columns).head ?? '');
      for (const file of files) {
        if (this.hasEnded) break;
        const first = this.file && file.path !== '-' ? this.file.firstPage(file.path) : 0;
        if (first !== undefined) await this.beginFile(file, first);
        else {
          this.doneBefore++;
          this.done++;
        }
      }
      while (!this.stream.isClosed && (await this.works.finishOne()));
      if (this.interruption.aborted && this.done < files.length) process.exitCode = INTERRUPTED;
    } finally {
      this.interruption.close();
      this.progress.erase();
      await this.file?.close();
      if (this.file) this.sayWhatIsAnswered(this.file);
      if (this.done < files.length && !this.stream.isClosed) this.sayHowToGoOn();
    }
  }

  private get hasEnded(): boolean {
    return this.interruption.aborted || this.stream.isClosed;
  }

  private async beginFile({ path, problem }: PictureFile, first: number): Promise<void> {
    const opened = problem ?? (await attempt(path, () => this.openFile(path)));
    if (opened instanceof Lenet5Error) return this.begin({ file: path }, Promise.resolve(opened), true);
    const { count } = opened.pages;
    if (first >= count) this.finishFile();
    for (let page = first; page < count && !this.hasEnded; page++) {
      const name = count > 1 ? { file: path, page: page + 1 } : { file: path };
      const answer = attempt(path, () => this.options.answer({ ...opened, page }));
      await this.begin(name, answer, page + 1 === count);
      // A signal is noticed between turns of the loop only.
      await nextTurn();
    }
  }

  private async openFile(path: string): Promise<Omit<FilePage, 'page'>> {
    const file = await loadFile(path, this.options.flags.raw);
    return { file, pages: openFile(file) };
  }

  /** The record of what is being answered follows those before it. */
  private begin(
    name: AnswerRecord,
    answer: Promise<FileAnswer | Lenet5Error>,
    isLast: boolean,
  ): Promise<void> {
    return this.works.add(answer, async (result) => {
      // Nobody wants to hear of what was given up.
      if (this.stream.isClosed) return;
      await this.report(name, result);
      if (isLast) this.finishFile();
    });
  }

  private finishFile(): void {
    this.done++;
    this.progress.draw(this.done);
  }

  private async report(name: AnswerRecord, answer: FileAnswer | Lenet5Error): Promise<void> {
    const { json, csv } = this.options.flags;
    const hasFailed = answer instanceof Lenet5Error;
    const record = {
      ...name,
      ...(hasFailed ? { status: FAILED, error: answer.message } : this.entriesOf(answer)),
    };
    // Lines below the bar would be written behind it.
    if (hasFailed || !this.file) this.progress.erase();
    if (hasFailed) {
      this.failed++;
      process.exitCode = 1;
      process.stderr.write(`lenet5: ${describeError(answer)}\n`);
    } else this.answered++;
    if (this.file) await this.file.write(record);
    else if (csv === '-') await this.stream.write(csvTable(this.options.columns).write(record));
    else if (json) await this.stream.write(jsonLines.write(record));
    else if (!hasFailed)
      await this.stream.write(`${name.file}${name.page ? `#${name.page}` : ''}: ${answer.text}\n`);
  }

  private entriesOf({ json, row = json }: FileAnswer): object {
    return this.options.flags.csv === undefined ? json : row;
  }

  private sayWhatIsAnswered({ path, failedBefore }: AnswerFile): void {
    const failed = this.failed > 0 ? `, ${formatCount(this.failed)} failed` : '';
    process.stderr.write(`${path}: ${formatPictures(this.answered)} answered${failed}.\n`);
    if (failedBefore === 0) return;
    process.stderr.write(
      `${path}: ${formatPictures(failedBefore)} failed before. To try again: ${commandWith('--resume', '--retry-failed')}\n`,
    );
  }

  private sayHowToGoOn(): void {
    const command = this.file
      ? `To go on: ${commandWith('--resume')}`
      : 'With --out FILE or --csv FILE, a run that was stopped can go on.';
    const of = `${formatCount(this.done)} of ${formatCount(this.options.files.length)} files`;
    const before = this.doneBefore > 0 ? `, ${formatCount(this.doneBefore)} of them done before` : '';
    process.stderr.write(`Stopped after ${of}${before}. ${command}\n`);
  }
}

/** This command line with `flags` at its end, each once. */
function commandWith(...flags: readonly string[]): string {
  const words = process.argv.slice(2).filter((word) => !flags.includes(word));
  return quoteCommand(['lenet5', ...words, ...flags]);
}

/** Whatever goes wrong with a picture is its answer: a run over many must not end at a bad one, nor at our mistake. */
async function attempt<T>(path: string, work: () => T | Promise<T>): Promise<T | Lenet5Error> {
  const where = path === '-' ? 'standard input' : path;
  try {
    return await work();
  } catch (error) {
    if (error instanceof Lenet5Error && error.message.startsWith(where)) return error;
    const message = error instanceof Lenet5Error ? error.message : `unexpected: ${(error as Error).message}`;
    return new Lenet5Error(`${where}: ${message}`, { cause: error });
  }
}
