// Words of a command line -> picture files: files as they are, of folders the pictures in them and below, of patterns
// (quoted, so that the shell leaves them alone) the files that match. In the order of people: 2.png before 10.png.
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import picomatch from 'picomatch';
import { Lenet5Error, UsageError } from '../../src/index.ts';
import { reasonFor } from '../files.ts';
import { FORMATS } from '../pictures.ts';

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
  if (word === '-') return [{ path: word }];
  const status = await stat(word).catch(() => undefined);
  if (status?.isDirectory()) {
    const files = await walk(word, (path) => takesAll || NAMES.test(path));
    return files.length > 0 ? files : failed(word, `no pictures in this folder; expected ${FORMATS} files`);
  }
  if (status || !picomatch.scan(word).isGlob) return [{ path: word }];
  const files = await filesMatching(word);
  return files.length > 0 ? files : failed(word, 'no file matches');
}

function failed(path: string, what: string): PictureFile[] {
  return [{ path, problem: new UsageError(`${path}: ${what}.`) }];
}

function filesMatching(pattern: string): Promise<PictureFile[]> {
  const { base, glob } = picomatch.scan(pattern);
  const matches = picomatch(glob);
  const depth = glob.includes('**') ? Number.POSITIVE_INFINITY : glob.split('/').length;
  return walk(base, (path) => matches(path.split(sep).join('/')), depth);
}

/**
 * Files in a folder and `depth` - 1 levels below, by their paths in it; no hidden ones, no folders behind links. A
 * folder that cannot be listed is a problem of its own.
 */
async function walk(
  root: string,
  takes: (path: string) => boolean,
  depth = Number.POSITIVE_INFINITY,
  inside = '',
): Promise<PictureFile[]> {
  const folder = join(root, inside);
  const files: PictureFile[] = [];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => compare(a.name, b.name) || (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue;
      const path = join(inside, entry.name);
      if (entry.isDirectory()) {
        const below = depth > 1 ? await walk(root, takes, depth - 1, path) : [];
        for (const file of below) files.push(file);
      } else if (takes(path) && (await isFile(folder, entry))) files.push({ path: join(root, path) });
    }
  } catch (cause) {
    const problem = new Lenet5Error(`${folder}: cannot be listed: ${reasonFor(cause)}.`, { cause });
    return [{ path: folder, problem }];
  }
  return files;
}

async function isFile(folder: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  const status = await stat(join(folder, entry.name)).catch(() => undefined);
  return status?.isFile() ?? false;
}
