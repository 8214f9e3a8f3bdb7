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
  try {
    if (length === null) return await readPieces(request, most, visit);
    if (Number(length) > most) throw tooLarge(most, length);
    visit.hold(visit.admission.reserve(Number(length)));
    return new Uint8Array(await request.arrayBuffer());
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem(400, 'body: it was cut off before its end.');
  }
}

async function readPieces(request: Request, most: number, visit: Visit): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of request.body ?? []) {
    length += piece.length;
    if (length > most) throw tooLarge(most, 'more');
    visit.hold(visit.admission.reserve(piece.length));
    pieces.push(piece);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function tooLarge(most: number, got: string): Problem {
  return new Problem(413, `body: too large; expected at most ${most} bytes, got ${got}.`);
}
