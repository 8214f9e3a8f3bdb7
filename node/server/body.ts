// The body of a request as bytes, never more than is allowed: what is declared is checked before anything is read, what
// is not declared while it comes.
import { Problem } from './problem.ts';
import type { Visit } from './visit.ts';

/** Throws Problem 413 (too large), 415 (packed), 503 (no memory left for it) or 400 (cut off). */
export async function readBody(request: Request, most: number, visit: Visit): Promise<Uint8Array> {
  const packing = request.headers.get('content-encoding') ?? 'identity';
  if (packing !== 'identity') {
    throw new Problem(415, `body: expected no Content-Encoding, got ${packing}. Send it unpacked.`);
  }
  const length = request.headers.get('content-length');
  if (length !== null && Number(length) > most) throw tooLarge(most, length);
  const pieces = visit.body?.() ?? request.body ?? [];
  try {
    return await (length === null ? gather(pieces, most, visit) : fill(pieces, Number(length), visit));
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem(400, 'body: it was cut off before its end.');
  }
}

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

async function fill(pieces: Pieces, length: number, visit: Visit): Promise<Uint8Array> {
  visit.hold(visit.admission.reserve(length));
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const piece of pieces) {
    if (at + piece.length <= length) bytes.set(piece, at);
    at += piece.length;
  }
  if (at === length) return bytes;
  throw new Problem(400, `body: expected ${length} bytes, as declared, got ${at}.`);
}

async function gather(pieces: Pieces, most: number, visit: Visit): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > most) throw tooLarge(most, 'more');
    visit.hold(visit.admission.reserve(piece.length));
    parts.push(piece);
  }
  return Buffer.concat(parts);
}

function tooLarge(most: number, got: string): Problem {
  return new Problem(413, `body: too large; expected at most ${most} bytes, got ${got}.`);
}
