// A manifest: a line for each picture, a path or an object. It may have millions of lines, so it is cut into shards of
// so many lines, each known by its bytes.
import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Field, UsageError } from '../../src/index.ts';
import { parseKind } from '../field-flags.ts';
import { reasonFor } from '../files.ts';

/** Some lines of a manifest. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  /** Bytes of the manifest, `end` not among them. */
  readonly start: number;
  readonly end: number;
  /** Of its first line in the manifest, from 1. */
  readonly line: number;
  /** Of the lines and of how they are to be read: another key, other answers. */
  readonly key: string;
}

/** What a line asks for. */
export interface Entry {
  /** The path unless told. */
  readonly id: string;
  /** From the manifest's folder, or absolute. */
  readonly path: string;
  /** Where they are not those of all. */
  readonly field?: Field;
  readonly maxError?: number;
  /** The line says nothing of the sort. */
  readonly problem?: string;
}

const NEWLINE = 0x0a;

/** Throws UsageError if it cannot be read. `settings` is what else decides the answers. */
export async function* splitManifest(path: string, lines: number, settings: string): AsyncGenerator<Shard> {
  const handle = await openManifest(path);
  let hash = createHash('sha256').update(settings);
  let [index, start, seen, at] = [0, 0, 0, 0];
  try {
    for await (const piece of handle.createReadStream() as AsyncIterable<Buffer>) {
      let from = 0;
      for (let i = piece.indexOf(NEWLINE); i >= 0; i = piece.indexOf(NEWLINE, i + 1)) {
        seen++;
        if (seen < lines) continue;
        hash.update(piece.subarray(from, i + 1));
        yield { index, start, end: at + i + 1, line: index * lines + 1, key: keyOf(hash) };
        hash = createHash('sha256').update(settings);
        [index, start, seen, from] = [index + 1, at + i + 1, 0, i + 1];
      }
      hash.update(piece.subarray(from));
      at += piece.length;
    }
  } finally {
    await handle.close();
  }
  if (at > start) yield { index, start, end: at, line: index * lines + 1, key: keyOf(hash) };
}

/** Throws UsageError if it cannot be read. */
export async function countLines(path: string): Promise<number> {
  const handle = await openManifest(path);
  let lines = 0;
  let last = NEWLINE;
  for await (const piece of handle.createReadStream() as AsyncIterable<Buffer>) {
    for (let i = piece.indexOf(NEWLINE); i >= 0; i = piece.indexOf(NEWLINE, i + 1)) lines++;
    last = piece[piece.length - 1];
  }
  return last === NEWLINE ? lines : lines + 1;
}

const keyOf = (hash: Hash): string => hash.digest('hex').slice(0, 16);

async function openManifest(path: string) {
  try {
    const handle = await open(path);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    throw new UsageError(`${path}: cannot be read: ${reasonFor(error)}.`, { cause: error });
  }
  throw new UsageError(`${path}: expected a file with a line for each picture, got a folder.`);
}

/** The entries of a shard, in order; blank lines are none. Throws UsageError if it cannot be read. */
export async function readEntries(path: string, { line: first, start, end }: Shard): Promise<Entry[]> {
  const handle = await openManifest(path);
  try {
    const bytes = Buffer.alloc(end - start);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, start + length);
      if (bytesRead === 0) throw new UsageError(`${path}: it became shorter while it was worked on.`);
      length += bytesRead;
    }
    const lines = bytes
      .toString()
      .replace(/^\ufeff/, '')
      .split(/\r?\n/);
    return lines.flatMap((line, n) =>
      line.trim() === '' ? [] : [parseEntry(line, `${basename(path)}, line ${first + n}`)],
    );
  } finally {
    await handle.close();
  }
}

const KEYS = ['path', 'id', 'field', 'maxError'];

function parseEntry(line: string, where: string): Entry {
  if (!line.startsWith('{')) return { id: line, path: line };
  try {
    const entry = JSON.parse(line);
    const strange = Object.keys(entry).find((key) => !KEYS.includes(key));
    if (strange !== undefined) {
      return failed(
        where,
        `expected the keys ${KEYS.join(', ')}, got ${JSON.stringify(strange.slice(0, 64))}`,
      );
    }
    const { id, path, maxError } = entry;
    if (typeof path !== 'string') return failed(where, 'expected "path": text');
    if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') {
      return failed(where, 'expected "id": text or a number');
    }
    if (maxError !== undefined && !(typeof maxError === 'number' && maxError >= 0 && maxError <= 1)) {
      return failed(where, `expected "maxError": a number in 0..1, got ${JSON.stringify(maxError)}`);
    }
    const field = typeof entry.field === 'string' ? parseKind(entry.field) : entry.field;
    return { id: id === undefined ? path : String(id), path, field, maxError };
  } catch (error) {
    if (error instanceof UsageError) return failed(where, error.message.replace(/\.$/, ''));
    return failed(where, `no JSON: ${(error as Error).message}`);
  }
}

const failed = (where: string, what: string): Entry => ({
  ...{ id: where, path: '', problem: `${where}: ${what}.` },
});
