// The bytes of a file that a user has chosen or dropped: of digits or a model, not of a film.
import { FormatError } from '../src/index.ts';

/** All of MNIST's relatives are smaller. */
const MOST = 512e6;

/** Rejects with FormatError if the file is larger than 512 MB or cannot be read. */
export async function readBytes(file: File): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > MOST) {
    const size = (file.size / 1e6).toFixed(0);
    throw new FormatError(`${file.name}: too large; expected at most ${MOST / 1e6} MB, got ${size} MB.`);
  }
  const bytes = await file.arrayBuffer().catch((cause: Error) => {
    throw new FormatError(`${file.name}: cannot be read (${cause.message}).`, { cause });
  });
  return new Uint8Array(bytes);
}
