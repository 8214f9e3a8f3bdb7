// ZIP archives, whole and in memory, by fflate. Names and sizes are checked before anything is unpacked.
import { unzipSync, zipSync } from 'fflate';
import { FormatError } from '../errors.ts';

const MOST_BYTES = 2 ** 30;

/** Files by name; folders are left out. `where` names the archive in errors. Throws FormatError. */
export function readZip(bytes: Uint8Array, where: string): Map<string, Uint8Array> {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b)
    throw new FormatError(`${where}: not a ZIP archive; expected it to begin with PK.`);
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter({ name, originalSize }) {
        total += originalSize;
        if (total > MOST_BYTES)
          throw new FormatError(`${where}: expected at most ${MOST_BYTES} bytes unpacked, got more.`);
        return !name.endsWith('/');
      },
    });
    return new Map(Object.entries(files));
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(`${where}: damaged ZIP archive: ${reason}.`, { cause });
  }
}

/** An archive of files that are stored as they are; the same bytes for the same files. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  // The first day that ZIP knows: no file has a date of its own.
  return zipSync(Object.fromEntries(files), { level: 0, mtime: '1980-01-01T00:00:00' });
}
