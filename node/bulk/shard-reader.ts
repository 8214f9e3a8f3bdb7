// Reads the pictures of a shard: entries in, a row for each picture (each page of a file) out, always the same for the
// same bytes. What cannot be read is a row, too.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { type Field, type Reader, readForm, type Template } from '../../src/index.ts';
import { FAILED } from '../answers/answer-format.ts';
import { formJson, readingJson } from '../answers/answer-json.ts';
import { readBytes } from '../files.ts';
import { packageVersion } from '../package.ts';
import { openPages } from '../pictures.ts';
import { hashReader, openReader } from '../recognition.ts';
import type { Entry } from './manifest.ts';

/** How all pictures are read unless their line says otherwise. */
export interface BulkSettings {
  /** A model's file; the packaged ones unless told. */
  readonly model?: string;
  readonly field?: Field;
  readonly maxError?: number;
  readonly template?: Template;
}

/** An answer as a file of answers has it. */
export interface Row {
  readonly id: string;
  readonly path: string;
  /** Of the picture's file, in hexadecimal; null where there is none. */
  readonly sha256: string | null;
  /** Of the networks' weights. */
  readonly model: string;
  readonly page?: number;
  /** `accepted`, `rejected` or `failed`. */
  readonly status: string;
  readonly [key: string]: unknown;
}

/** How a picture's file is had; from the disk unless told. */
export type LoadPicture = (path: string) => Promise<Uint8Array>;

const MAX_BYTES = 2 ** 28;

export class ShardReader {
  /** What decides the answers, beside the lines: version, weights, field, template. */
  readonly settings: string;
  private readonly reader: Reader;
  private readonly model: string;
  private readonly options: BulkSettings;

  private constructor(reader: Reader, model: string, options: BulkSettings) {
    this.reader = reader;
    this.model = model;
    this.options = options;
    this.settings = describeSettings(model, options);
  }

  /** Throws as loadModel. */
  static async open(options: BulkSettings = {}): Promise<ShardReader> {
    return new ShardReader(await openReader(options.model), await hashReader(options.model), options);
  }

  /**
   * A row for each picture of `entries`, in order. Answers in `before` are taken for pictures whose bytes are the same,
   * failures are tried again. `folder`: what paths start from.
   */
  async read(
    entries: readonly Entry[],
    folder: string,
    { before = [], load = loadFile }: { readonly before?: readonly Row[]; readonly load?: LoadPicture } = {},
  ): Promise<Row[]> {
    const known = new Map<string, Row[]>();
    for (const row of before) if (row.status !== FAILED && row.model === this.model) remember(known, row);
    const rows: Row[] = [];
    for (const entry of entries) rows.push(...(await this.readEntry(entry, folder, known, load)));
    return rows;
  }

  private async readEntry(
    entry: Entry,
    folder: string,
    known: Map<string, Row[]>,
    load: LoadPicture,
  ): Promise<Row[]> {
    const { id, path, problem } = entry;
    const { model } = this;
    let sha256: string | null = null;
    try {
      if (problem) throw new Error(problem);
      const bytes = await load(resolve(folder, path));
      sha256 = createHash('sha256').update(bytes).digest('hex');
      const found = known.get(contentKey(sha256, entry.field, entry.maxError));
      if (found) return found.map((row) => ({ ...row, id, path }));
      const rows = this.answerPages(bytes, { id, path, sha256, model }, entry);
      for (const row of rows) if (row.status !== FAILED) remember(known, row);
      return rows;
    } catch (error) {
      return [{ id, path, sha256, model, status: FAILED, error: (error as Error).message }];
    }
  }

  private answerPages(
    bytes: Uint8Array,
    head: Pick<Row, 'id' | 'path' | 'sha256' | 'model'>,
    entry: Entry,
  ): Row[] {
    const { template } = this.options;
    const field = entry.field ?? this.options.field;
    const maxError = entry.maxError ?? this.options.maxError;
    const own = {
      ...(entry.field && { field: entry.field }),
      ...(entry.maxError !== undefined && { maxError }),
    };
    const pages = openPages(bytes, head.path);
    return Array.from({ length: pages.count }, (_, page): Row => {
      const name = { ...head, ...own, ...(pages.count > 1 && { page: page + 1 }) };
      try {
        const picture = pages.decode(page);
        const answer = template
          ? formJson(readForm(this.reader, picture, template, { maxError }))
          : readingJson(this.reader.read(picture, { field, maxError }));
        return { ...name, ...answer };
      } catch (error) {
        return { ...name, status: FAILED, error: (error as Error).message };
      }
    });
  }
}

const loadFile: LoadPicture = (path) => readBytes(path, { maxBytes: MAX_BYTES });

/** The same bytes asked for the same have the same answer. */
const contentKey = (sha256: string | null, field: unknown, maxError: unknown): string =>
  JSON.stringify([sha256, field, maxError]);

/** Rows of the pages of one file stand together; of copies the first is kept. */
function remember(known: Map<string, Row[]>, row: Row): void {
  const key = contentKey(row.sha256, row.field, row.maxError);
  const found = known.get(key);
  if (!found) known.set(key, [row]);
  else if (found[0].id === row.id && (row.page ?? 1) === found.length + 1) found.push(row);
}

function describeSettings(model: string, { field, maxError, template }: BulkSettings): string {
  const version = packageVersion();
  return JSON.stringify({ version, model, field, maxError, template });
}
