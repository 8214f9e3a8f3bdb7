// Strokes of a pen as JSON, [[x, y, x, y, ...], ...] or [[[x, y], ...], ...] with y downwards -> pixels.
import { drawStrokes, FormatError, type Picture } from '../../src/index.ts';

/** @throws FormatError if it is no JSON, or no list of strokes */
export function decodeStrokes(bytes: Uint8Array, where: string): Picture {
  try {
    return drawStrokes(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof FormatError)) throw cause;
    const what = cause instanceof SyntaxError ? `no JSON: ${cause.message}.` : cause.message;
    throw new FormatError(`${where}: ${what}`, { cause });
  }
}
