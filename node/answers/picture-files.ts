// Words of a command line -> picture files: files as they are, of folders the pictures in them and below, of patterns
// (quoted, so that the shell leaves them alone) the files that match. In the order of people: 2.png before 10.png.
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import picomatch from 'picomatch';
import { Lenet5Error, UsageError } from '../../src/index.ts';
import { reasonFor } from '../files.ts';

/** A file to answer for, or what is wrong with the word that should have named some. */
export interface PictureFile {
  readonly path: string;
  readonly problem?: Lenet5Error;
}

const NAMES = /\.(png|jpe?g|tiff?|p[bgpn]m)$/i;

const { compare } = new Intl.Collator('en', { numeric: true });

/** Each file once. With `takesAll` folders give every file, not only those with the name of a picture. */
export async function listPictures(words: readonly string[], takesAll = false): Promise<PictureFile[]> {
  const found = new Map<string, PictureFile>();
  for (const word of words) {
    for (const file of await filesFor(word, takesAll)) if (!found.has(file.path)) found.set(file.path, file);
  }
  return [...found.values()];
}

async function filesFor(word: string, takesAll: boolean): Promise<PictureFile[]> {
  const isFolder =
    word === '-'
      ? undefined
      : await stat(word).then(
          (s) => s.isDirectory(),
          () => undefined,
        );
  const isPattern = isFolder === undefined && picomatch.scan(word).isGlob;
  if (!isFolder && !isPattern) return [{ path: word }];
  try {
    const paths = isFolder ? await filesBelow(word, takesAll) : await filesMatching(word);
    if (paths.length > 0) return paths.map((path) => ({ path }));
    const what = isFolder
      ? `no pictures in this folder; expected files named ${NAMES.source}`
      : 'no file matches';
    return [{ path: word, problem: new UsageError(`${word}: ${what}.`) }];
  } catch (cause) {
    const problem = new Lenet5Error(`${word}: cannot be listed: ${reasonFor(cause)}.`, { cause });
    return [{ path: word, problem }];
  }
}

async function filesBelow(folder: string, takesAll: boolean): Promise<string[]> {
  const paths = await walk(folder, Number.POSITIVE_INFINITY);
  return paths.filter((path) => takesAll || NAMES.test(path)).map((path) => join(folder, path));
}

async function filesMatching(pattern: string): Promise<string[]> {
  const { base, glob } = picomatch.scan(pattern);
  const matches = picomatch(glob);
  const depth = glob.includes('**') ? Number.POSITIVE_INFINITY : glob.split('/').length;
  const paths = await walk(base || '.', depth);
  return paths.filter((path) => matches(path.split(sep).join('/'))).map((path) => join(base, path));
}

/** Files in a folder and `depth` - 1 levels below, relative to it; no hidden ones, no folders behind links. */
async function walk(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const paths: string[] = [];
  for (const entry of entries.sort((a, b) => compare(a.name, b.name) || (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) {
      const below = depth > 1 ? await walk(join(folder, entry.name), depth - 1) : [];
      for (const path of below) paths.push(join(entry.name, path));
    } else if (await isFile(folder, entry)) paths.push(entry.name);
  }
  return paths;
}

async function isFile(folder: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return stat(join(folder, entry.name)).then(
    (status) => status.isFile(),
    () => false,
  );
}
