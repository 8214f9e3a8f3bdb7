// How answers are written, a record for each picture: lines of JSON, or rows of a table (CSV, RFC 4180).
import { FormatError } from '../../src/index.ts';

/** An answer for programs: the file, its page where it has several, and what the command says, or an error. */
export interface AnswerRecord {
  readonly file: string;
  /** From 1; absent where the file is one picture. */
  readonly page?: number;
  readonly [key: string]: unknown;
}

/** What a record that was written tells a later run. */
export interface WrittenRecord {
  readonly file: string;
  readonly page?: number;
  readonly hasFailed: boolean;
}

export interface AnswerFormat {
  /** The first record of a file, if there has to be one. */
  readonly head?: string;
  /** What every file begins with. */
  readonly start: string;
  /** Line ends may stand inside a record, between quotation marks. */
  readonly isQuoted: boolean;
  /** With its line end. */
  readonly write: (answer: AnswerRecord) => string;
  /** Without its line end. Throws FormatError if `write` did not write it. */
  readonly read: (record: string) => WrittenRecord;
}

/** Of a picture that could not be answered for. */
export const FAILED = 'failed';

export const jsonLines: AnswerFormat = {
  start: '{"file":',
  isQuoted: false,
  write: (answer) => `${JSON.stringify(answer)}\n`,
  read: (record) => {
    try {
      const { file, page, status } = JSON.parse(record);
      if (typeof file === 'string') return { file, page, hasFailed: status === FAILED };
    } catch {
      // Said below.
    }
    throw new FormatError('expected a line of JSON with the key file');
  },
};

/** A table of the file, the page and `columns`; an error stands in the column `reason`. */
export function csvTable(columns: readonly string[]): AnswerFormat {
  const names = ['file', 'page', ...columns];
  const head = names.map(quote).join(',');
  return {
    head: `${head}\n`,
    start: `${head}\n`,
    isQuoted: true,
    write: (answer) => {
      const row: AnswerRecord = answer.status === FAILED ? { ...answer, reason: answer.error } : answer;
      return `${names.map((name) => quote(row[name])).join(',')}\n`;
    },
    read: (record) => {
      const cells = cellsOf(record);
      if (cells.length !== names.length)
        throw new FormatError(`expected ${names.length} cells, got ${cells.length}`);
      const [file, page] = cells;
      return {
        ...{ file, page: page === '' ? undefined : Number(page) },
        hasFailed: cells[names.indexOf('status')] === FAILED,
      };
    },
  };
}

function quote(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellsOf(record: string): string[] {
  return [...`${record},`.matchAll(/("(?:[^"]|"")*"|[^,]*),/g)].map(([, cell]) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
}
