// Files for the shell: read whole, unpacked if compressed; written whole or not at all.
import { randomBytes } from 'node:crypto';
import { constants, type FileHandle, mkdir, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { FormatError, Lenet5Error, UsageError } from '../src/index.ts';

export interface ReadOptions {
  /** Largest size accepted, before and after unpacking; 1 GiB unless told. */
  readonly maxBytes?: number;
  /** Put the bytes in shared memory; false unless told. */
  readonly shared?: boolean;
  /** Called with the (unpacked) bytes, piece by piece and in order, while the next piece is being read. */
  readonly onPiece?: (piece: Uint8Array) => void;
}

const PIECE = 4 * 2 ** 20;

/** What the system's error codes mean to whoever called. */
const REASONS = new Map([
  ['ENOSPC', 'no space left on the disk'],
  ['EDQUOT', 'no space left in the quota'],
  ['EFBIG', 'the file is too large for this disk or for a limit on files'],
  ['EACCES', 'no permission'],
  ['EPERM', 'no permission'],
  ['EROFS', 'the disk is read-only'],
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'a part of the path is a file, not a folder'],
  ['EEXIST', 'a part of the path is a file, not a folder'],
  ['EISDIR', 'it is a folder; expected a file'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['EMFILE', 'too many files are open'],
  ['EBUSY', 'the file is in use'],
]);

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | null)?.code ?? '');
}

/** The reason of an error of the system, for people. */
export function reasonFor(error: unknown): string {
  return REASONS.get(codeOf(error)) ?? (error instanceof Error ? error.message : String(error));
}

/**
 * Reads a file; gzip is recognized by its first bytes and unpacked. Throws UsageError (absent, no permission, a
 * folder), FormatError (too large, damaged gzip) or Lenet5Error (the disk failed).
 */
export async function readBytes(path: string, options: ReadOptions = {}): Promise<Uint8Array> {
  const { maxBytes = 2 ** 30, shared = false, onPiece } = options;
  const handle = await openToRead(path);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw tooLarge(path, maxBytes, `${size}`);
    const magic = Buffer.alloc(2);
    await handle.read(magic, 0, 2, 0);
    if (magic[0] !== 0x1f || magic[1] !== 0x8b) {
      return await readPieces(handle, path, allocate(size, shared), onPiece);
    }
    const packed = await readPieces(handle, path, allocate(size, false));
    const plain = await unpack(path, packed, maxBytes);
    onPiece?.(plain);
    if (!shared) return plain;
    const bytes = allocate(plain.length, true);
    bytes.set(plain);
    return bytes;
  } catch (error) {
    if (error instanceof Lenet5Error) throw error;
    throw new Lenet5Error(`${path}: cannot be read: ${reasonFor(error)}.`, { cause: error });
  } finally {
    await handle.close();
  }
}

async function openToRead(path: string): Promise<FileHandle> {
  try {
    // Asked before opening: opening a pipe would wait for whoever writes to it.
    const status = await stat(path);
    if (status.isDirectory())
      throw new UsageError(`${path}: cannot be read: it is a folder; expected a file.`);
    if (!status.isFile()) throw new UsageError(`${path}: cannot be read: not a regular file.`);
    return await open(path, constants.O_RDONLY);
  } catch (error) {
    if (error instanceof Lenet5Error) throw error;
    throw new UsageError(`${path}: cannot be read: ${reasonFor(error)}.`, { cause: error });
  }
}

function allocate(length: number, shared: boolean): Uint8Array {
  return shared ? new Uint8Array(new SharedArrayBuffer(length)) : new Uint8Array(length);
}

/** Fills `bytes` from the file's beginning, one piece ahead of `onPiece`. */
async function readPieces(
  handle: FileHandle,
  path: string,
  bytes: Uint8Array,
  onPiece?: (piece: Uint8Array) => void,
): Promise<Uint8Array> {
  let ready = 0;
  for (let at = 0; at < bytes.length; ) {
    const next = handle.read(bytes, at, Math.min(PIECE, bytes.length - at), at);
    if (at > ready) onPiece?.(bytes.subarray(ready, at));
    ready = at;
    const { bytesRead } = await next;
    if (bytesRead === 0)
      throw new FormatError(
        `${path}: became shorter while it was read; expected ${bytes.length} bytes, got ${at}.`,
      );
    at += bytesRead;
  }
  if (bytes.length > ready) onPiece?.(bytes.subarray(ready));
  return bytes;
}

async function unpack(path: string, packed: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path, maxBytes, 'more once unpacked');
    const what = code === 'Z_BUF_ERROR' ? 'truncated gzip file; it ends too early' : 'damaged gzip file';
    throw new FormatError(`${path}: ${what}. Copy or download it again.`, { cause: error });
  }
}

function tooLarge(path: string, maxBytes: number, got: string): FormatError {
  return new FormatError(`${path}: too large; expected at most ${maxBytes} bytes, got ${got}.`);
}

/** A name that no other file has; what has one was not finished. */
export const temporaryName = (): string => `.lenet5-${randomBytes(6).toString('hex')}.tmp`;

export const isTemporary = (name: string): boolean => /^\.lenet5-[0-9a-f]{12}\.tmp$/.test(name);

/**
 * Writes a file under a temporary name in the same folder, then renames it: whoever reads `path` sees the previous
 * file or the new one, whole. Missing folders are made. Throws UsageError (the path names something that is not a
 * file) or Lenet5Error (no space, no permission ...); the previous file is untouched then.
 */
export async function writeFileAtomically(
  path: string,
  bytes: Uint8Array | AsyncIterable<string>,
): Promise<void> {
  const { target, exists } = await resolveTarget(path);
  const folder = dirname(target);
  const temporary = join(folder, temporaryName());
  let made = false;
  try {
    await makeFolder(folder);
    const handle = await open(temporary, 'wx');
    made = true;
    try {
      const pieces = bytes instanceof Uint8Array ? [bytes] : bytes;
      for await (const piece of pieces) await handle.writeFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    if (made) await unlink(temporary).catch(() => undefined);
    const rest = exists ? `The previous ${basename(path)} is untouched.` : 'Nothing was written.';
    throw new Lenet5Error(`${path}: cannot be written: ${reasonFor(error)}. ${rest}`, { cause: error });
  }
  await syncFolder(folder);
}

/** Makes a folder and those it is in, where they are missing. Node's own recursion never ends in /proc. */
export async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  await makeFolder(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    if (!(await isFolder(path))) throw error;
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );

/** Follows links, so that a link stays one; refuses folders and devices, which renaming would fail on or replace. */
async function resolveTarget(path: string): Promise<{ target: string; exists: boolean }> {
  const target = await realpath(path).catch(() => undefined);
  const status = target === undefined ? undefined : await stat(target).catch(() => undefined);
  if (target === undefined || status === undefined) return { target: path, exists: false };
  if (status.isDirectory())
    throw new UsageError(`${path}: cannot be written: it is a folder; expected a file.`);
  if (!status.isFile()) throw new UsageError(`${path}: cannot be written: not a regular file.`);
  return { target, exists: true };
}

/** Makes the new name survive a power cut; not every system can. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
