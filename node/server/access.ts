// Who may ask: keys, compared in constant time, and the origins of pages.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from './problem.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export class Access {
  private readonly keys: readonly Buffer[];
  private readonly origins: readonly string[];

  /** Without keys everybody may ask; `origins` are as browsers send them, or `*`. */
  constructor(keys: readonly string[], origins: readonly string[]) {
    this.keys = keys.map(digest);
    this.origins = origins;
  }

  /** Who it is, for counting: its key's digest, or nothing. Throws Problem 401. */
  checkKey(request: Request): string | undefined {
    if (this.keys.length === 0) return undefined;
    const bearer = /^Bearer +(.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    const given = digest(request.headers.get('x-api-key') ?? bearer ?? '');
    let isKnown = false;
    for (const key of this.keys) if (timingSafeEqual(key, given)) isKnown = true;
    if (isKnown) return given.toString('hex', 0, 8);
    throw new Problem(401, 'key: expected one that is known, in Authorization: Bearer KEY or in X-API-Key.', {
      'WWW-Authenticate': 'Bearer',
    });
  }

  /** Headers that let a page of another origin see the answer; none for the server's own. Throws Problem 403. */
  checkOrigin(request: Request): Record<string, string> {
    const origin = request.headers.get('origin');
    if (origin === null || isOwn(origin, request)) return {};
    const isOpen = this.origins.includes('*');
    if (!isOpen && !this.origins.includes(origin)) {
      throw new Problem(
        403,
        `origin: ${origin.slice(0, 200)} is not allowed. --allow-origin names those that are.`,
      );
    }
    return {
      'Access-Control-Allow-Origin': isOpen ? '*' : origin,
      'Access-Control-Expose-Headers': 'X-Request-Id, Retry-After, Inference-Header-Content-Length',
      Vary: 'Origin',
    };
  }
}

/** What a browser may ask before it asks. */
export const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers':
    'Authorization, Content-Type, X-API-Key, X-Request-Id, Inference-Header-Content-Length',
  'Access-Control-Max-Age': '600',
};

function isOwn(origin: string, request: Request): boolean {
  const host = request.headers.get('host') ?? new URL(request.url).host;
  return URL.canParse(origin) && new URL(origin).host === host;
}
