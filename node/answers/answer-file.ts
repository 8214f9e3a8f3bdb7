// A file of answers that grows by a record for each picture. A run that was stopped or killed goes on in it: a record
// torn in the middle is cut off, the whole ones tell what is answered.
import { constants, type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FormatError, Lenet5Error, UsageError } from '../../src/index.ts';
import { makeFolder, reasonFor, writeFileAtomically } from '../files.ts';
import type { AnswerFormat, AnswerRecord } from './answer-format.ts';
import { keepSettings } from './answer-settings.ts';

const PIECE = 65_536;
/** Longest record; a file with a longer one is something else. */
const LONGEST = 2 ** 24;
const NEWLINE = 0x0a;
const QUOTE = 0x22;

export class AnswerFile {
  readonly path: string;
  private readonly handle: FileHandle;
  private readonly format: AnswerFormat;
  /** Bytes of the records that are whole. */
  private length = 0;
  /** The last page of each file that is answered; undefined where the file is one picture, or could not be opened. */
  private readonly answered = new Map<string, number | undefined>();
  /** Pictures that an earlier run wrote of as failed. */
  private failures = 0;

  private constructor(path: string, handle: FileHandle, format: AnswerFormat) {
    this.path = path;
    this.handle = handle;
    this.format = format;
  }

  /**
   * Makes the file, or with `resumes` goes on in it, with `retriesFailed` without its records of failures. Throws
   * UsageError (it exists, no regular file, or its answers were made with other `settings`), FormatError (its records
   * are of something else) or Lenet5Error (no permission, no space); then nothing in it is changed.
   */
  static async open(
    path: string,
    format: AnswerFormat,
    resumes: boolean,
    retriesFailed = false,
    settings?: object,
  ): Promise<AnswerFile> {
    const handle = await openToAppend(path, resumes);
    const file = new AnswerFile(path, handle, format);
    try {
      await file.readRecords();
      if (settings) await keepSettings(path, settings, file.answered.size > 0);
      if (retriesFailed && file.failures > 0) {
        await writeFileAtomically(path, file.withoutFailures());
        await handle.close();
        return await AnswerFile.open(path, format, true);
      }
      if (file.length === 0 && format.head) await file.append(format.head);
      return file;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get failedBefore(): number {
    return this.failures;
  }

  /** The first page of a file, from 0, that may not be answered; undefined if all of it is. */
  firstPage(file: string): number | undefined {
    return this.answered.has(file) ? this.answered.get(file) : 0;
  }

  /** Throws Lenet5Error if it cannot be written; the records before it are kept. */
  async write(answer: AnswerRecord): Promise<void> {
    await this.append(this.format.write(answer));
  }

  /** Throws Lenet5Error if the disk turns out not to have kept it all. */
  async close(): Promise<void> {
    try {
      await this.handle.sync();
    } catch (error) {
      throw new Lenet5Error(
        `${this.path}: cannot be written: ${reasonFor(error)}. Its last answers may be missing.`,
        { cause: error },
      );
    } finally {
      await this.handle.close();
    }
  }

  private async append(text: string): Promise<void> {
    try {
      await this.handle.appendFile(text);
      this.length += Buffer.byteLength(text);
    } catch (error) {
      await this.handle.truncate(this.length).catch(() => undefined);
      throw new Lenet5Error(
        `${this.path}: cannot be written: ${reasonFor(error)}. The answers before are kept in it.`,
        { cause: error },
      );
    }
  }

  private async readRecords(): Promise<void> {
    const { head = '' } = this.format;
    let n = 0;
    for await (const { text, end } of recordsOf(this.handle, this.format.isQuoted, this.path)) {
      n++;
      try {
        if (n === 1 && head) {
          if (text !== head.trimEnd()) throw new FormatError(`expected ${head.trimEnd()}`);
        } else this.note(text);
      } catch (cause) {
        if (!(cause instanceof FormatError)) throw cause;
        throw new FormatError(
          `${this.path}: record ${n}: ${cause.message}, got ${JSON.stringify(text.slice(0, 60))}. ` +
            'It was not written by this command; name another file.',
          { cause },
        );
      }
      this.length = end;
    }
    const { size } = await this.handle.stat();
    if (n === 0 && size > 0) await this.checkStart();
    if (size > this.length) await this.handle.truncate(this.length);
  }

  /** Of a file with pages those behind a failed one go, too: it is answered again from there. */
  private async *withoutFailures(): AsyncGenerator<string> {
    const { head = '', isQuoted, read } = this.format;
    if (head) yield head;
    let failed: string | undefined;
    let n = 0;
    for await (const { text } of recordsOf(this.handle, isQuoted, this.path)) {
      if (n++ === 0 && head) continue;
      const { file, hasFailed } = read(text);
      if (hasFailed) failed = file;
      if (file !== failed) yield `${text}\n`;
    }
  }

  /** A single torn record is cut off only where it is one of ours. */
  private async checkStart(): Promise<void> {
    const { start } = this.format;
    const { buffer, bytesRead } = await this.handle.read(Buffer.alloc(start.length), 0, start.length, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    if (start.startsWith(text)) return;
    throw new FormatError(
      `${this.path}: not a file of answers; expected ${start.trimEnd()}, got ${JSON.stringify(text)}. Name another file.`,
    );
  }

  private note(text: string): void {
    const { file, page, hasFailed } = this.format.read(text);
    this.answered.set(file, page);
    if (hasFailed) this.failures++;
  }
}

async function openToAppend(path: string, resumes: boolean): Promise<FileHandle> {
  const { O_APPEND, O_CREAT, O_EXCL, O_NONBLOCK = 0, O_RDWR } = constants;
  let handle: FileHandle | undefined;
  try {
    await makeFolder(dirname(path));
    // A pipe without a reader would be waited for.
    handle = await open(path, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | (resumes ? 0 : O_EXCL));
    if ((await handle.stat()).isFile()) return handle;
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && syscall === 'open') {
      throw new UsageError(
        `${path}: it exists; expected a new file, so that no answers are lost. ` +
          'To go on with the answers in it, give --resume.',
        { cause: error },
      );
    }
    throw new Lenet5Error(`${path}: cannot be written: ${reasonFor(error)}. Nothing was written.`, {
      cause: error,
    });
  }
  await handle.close();
  throw new UsageError(`${path}: cannot be written: not a regular file.`);
}

/** Whole records, and the byte behind each. */
async function* recordsOf(
  handle: FileHandle,
  isQuoted: boolean,
  path: string,
): AsyncGenerator<{ text: string; end: number }> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let isInside = false;
  for (let at = 0; ; ) {
    const piece = new Uint8Array(PIECE);
    const { bytesRead } = await handle.read(piece, 0, PIECE, at);
    if (bytesRead === 0) return;
    let from = 0;
    for (let i = 0; i < bytesRead; i++) {
      if (isQuoted && piece[i] === QUOTE) isInside = !isInside;
      if (piece[i] !== NEWLINE || isInside) continue;
      const text = Buffer.concat([...pending, piece.subarray(from, i)]).toString();
      yield { text: text.replace(/\r$/, ''), end: at + i + 1 };
      [pending, pendingBytes, from] = [[], 0, i + 1];
    }
    pending.push(piece.subarray(from, bytesRead));
    pendingBytes += bytesRead - from;
    if (pendingBytes > LONGEST) {
      throw new FormatError(
        `${path}: not a file of answers; expected lines, got ${pendingBytes} bytes without end.`,
      );
    }
    at += bytesRead;
  }
}
