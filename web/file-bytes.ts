// The bytes of a file that a user has chosen or dropped: of digits or a model, not of a film.
import { FormatError } from '../src/index.ts';

/** All of MNIST's relatives are smaller, unpacked, too. */
const MOST = 512e6;

/** Throws FormatError if so many bytes are more than a file may have. */
export function checkSize(name: string, bytes: number): void {
  if (bytes <= MOST) return;
  const size = (bytes / 1e6).toFixed(0);
  throw new FormatError(`${name}: too large; expected at most ${MOST / 1e6} MB, got ${size} MB.`);
}

/** Rejects with FormatError if the file is larger than 512 MB or cannot be read. */
export async function readBytes(file: File): Promise<Uint8Array<ArrayBuffer>> {
  checkSize(file.name, file.size);
  const bytes = await file.arrayBuffer().catch((cause: Error) => {
    throw new FormatError(`${file.name}: cannot be read (${cause.message}).`, { cause });
  });
  return new Uint8Array(bytes);
}
