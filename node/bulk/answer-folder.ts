// A folder of answers: a file for each shard, written whole, called by the shard's number and key, so that a file that is
// there is right and complete. Read one after the other, in the order of their names, they are the answers in the
// order of the manifest.
import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Lenet5Error, UsageError } from '../../src/index.ts';
import { FAILED } from '../answers/answer-format.ts';
import { isTemporary, makeFolder, reasonFor, writeFileAtomically } from '../files.ts';
import type { Shard } from './manifest.ts';
import type { Row } from './shard-reader.ts';

const SETTINGS = 'settings.json';
const NAME = /^(\d{8})-([0-9a-f]{16})\.ndjson$/;

const nameOf = ({ index, key }: Pick<Shard, 'index' | 'key'>): string =>
  `${String(index).padStart(8, '0')}-${key}.ndjson`;

/** Rows by their status. */
export interface Tally {
  readonly accepted: number;
  readonly rejected: number;
  readonly failed: number;
  /** The first that failed, in the order of the manifest; null if none did. */
  readonly firstFailure: Failure | null;
}

interface Failure {
  /** Where its row is. */
  readonly file: string;
  readonly id: string;
  readonly error: string;
}

export class AnswerFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes the folder. Throws UsageError if its answers were made in another way, Lenet5Error if it cannot be made. */
  static async open(path: string, settings: string): Promise<AnswerFolder> {
    try {
      await makeFolder(path);
    } catch (error) {
      throw new Lenet5Error(`${path}: cannot be made: ${reasonFor(error)}.`, { cause: error });
    }
    const file = join(path, SETTINGS);
    const found = await readFile(file, 'utf8').catch(() => undefined);
    const text = `${settings}\n`;
    if (found === undefined) await writeFileAtomically(file, Buffer.from(text));
    else if (found !== text) {
      throw new UsageError(
        `${path}: its answers were made in another way; expected ${found.trim().slice(0, 300)}, ` +
          `got ${settings.slice(0, 300)}. Name another folder.`,
      );
    }
    return new AnswerFolder(path);
  }

  /** Names of files of answers, in order. */
  async names(): Promise<string[]> {
    return (await readdir(this.path)).filter((name) => NAME.test(name)).sort();
  }

  async has(shard: Shard): Promise<boolean> {
    return (await stat(join(this.path, nameOf(shard))).catch(() => undefined)) !== undefined;
  }

  /** What is known of the shard of that number, whatever its lines were then. */
  async findBefore({ index }: Shard): Promise<Row[]> {
    const start = `${String(index).padStart(8, '0')}-`;
    const rows: Row[] = [];
    for (const name of await this.names()) {
      if (!name.startsWith(start)) continue;
      const text = await readFile(join(this.path, name), 'utf8').catch(() => '');
      for (const line of text.split('\n')) if (line !== '') rows.push(JSON.parse(line));
    }
    return rows;
  }

  /** Throws Lenet5Error if it cannot be written. Answers of other lines with that number are taken away after. */
  async put(shard: Shard, rows: readonly Row[]): Promise<void> {
    const name = nameOf(shard);
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    await writeFileAtomically(join(this.path, name), Buffer.from(text));
    for (const other of await this.names()) {
      if (other !== name && other.slice(0, 8) === name.slice(0, 8)) await this.remove(other);
    }
  }

  /**
   * Takes away what belongs to no shard: left over from a longer manifest, or from a run that was killed in `put`. No other
   * run may be writing.
   */
  async keepOnly(keys: ReadonlyMap<number, string>): Promise<void> {
    for (const name of await readdir(this.path)) if (isTemporary(name)) await this.remove(name);
    for (const name of await this.names()) {
      const [, index, key] = NAME.exec(name)!;
      if (keys.get(Number(index)) !== key) await this.remove(name);
    }
  }

  /** Of all files. */
  async tally(): Promise<Tally> {
    const sum: Record<string, number> = { accepted: 0, rejected: 0, [FAILED]: 0 };
    let firstFailure: Failure | null = null;
    for (const name of await this.names()) {
      const file = join(this.path, name);
      for (const line of (await readFile(file, 'utf8')).split('\n')) {
        if (line === '') continue;
        const { id, status, error } = JSON.parse(line);
        sum[status]++;
        if (status === FAILED) firstFailure ??= { file, id, error };
      }
    }
    return { accepted: sum.accepted, rejected: sum.rejected, failed: sum[FAILED], firstFailure };
  }

  private async remove(name: string): Promise<void> {
    await unlink(join(this.path, name)).catch(() => undefined);
  }
}
