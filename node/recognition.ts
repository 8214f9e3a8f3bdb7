// Recognizing picture files.
import { FormatError, type Recognition, type Recognizer } from '../src/index.ts';
import { readBytes } from './files.ts';
import { decodePicture } from './pictures.ts';

/** Largest picture file that is read. */
const MAX_BYTES = 2 ** 28;

/**
 * The digit in a picture file (PNG, JPEG or netpbm). Throws UsageError (no such file), FormatError (no picture) or
 * ShapeError (too large).
 */
export async function recognizeFile(recognizer: Recognizer, path: string): Promise<Recognition> {
  return recognizer.recognize(decodePicture(await readBytes(path, { maxBytes: MAX_BYTES }), path));
}

/** The digit in the picture that comes from standard input. Throws FormatError or ShapeError. */
export async function recognizeStandardInput(recognizer: Recognizer): Promise<Recognition> {
  const where = 'standard input';
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of process.stdin) {
    pieces.push(piece as Buffer);
    length += piece.length;
    if (length > MAX_BYTES) {
      throw new FormatError(`${where}: too large; expected at most ${MAX_BYTES} bytes, got more.`);
    }
  }
  return recognizer.recognize(decodePicture(Buffer.concat(pieces), where));
}
