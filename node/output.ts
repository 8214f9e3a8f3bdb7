// What a command is going to write, looked at before any work: no file that it reads is lost, no name lies.
import { realpath } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { UsageError } from '../src/index.ts';

export interface Output {
  /** What the command line calls it: a flag, or the path itself. */
  readonly name: string;
  /** Undefined, or `-` for standard output, where no file is written. */
  readonly path: string | undefined;
  /** Files that the command reads; undefined where there is none. */
  readonly inputs: readonly (string | undefined)[];
  /** Of its name, such as `.png`; any unless told. */
  readonly ending?: string;
}

/** Throws UsageError if `path` is one of `inputs`, whatever links lead there, or ends otherwise than `ending`. */
export async function checkOutput({ name, path, inputs, ending }: Output): Promise<void> {
  if (path === undefined || path === '-') return;
  const got = extname(path).toLowerCase();
  if (ending !== undefined && got !== ending) {
    throw new UsageError(
      `${name}: expected a file's name that ends in ${ending}, which is what is written; got ${path}.`,
    );
  }
  const target = await locate(path);
  for (const input of inputs) {
    if (input === undefined || input === '-' || (await locate(input)) !== target) continue;
    throw new UsageError(
      `${name}: expected another file than those that are read, got ${path}, which would be lost. Name another.`,
    );
  }
}

const locate = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));
