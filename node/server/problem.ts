// What a request is refused with: a status and what was wrong, as a JSON problem (RFC 9457).
import { Lenet5Error } from '../../src/index.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Key needed',
  403: 'Origin not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request too slow',
  413: 'Too large',
  415: 'Type not read',
  422: 'Picture not read',
  429: 'Too many requests',
  431: 'Header too large',
  499: 'Client gone',
  500: 'Internal error',
  503: 'Not now',
};

/** `Retry-After` of what may go better in a moment, in seconds. */
const RETRY_SECONDS: Readonly<Record<number, number>> = { 429: 1, 503: 2 };

export class Problem extends Lenet5Error {
  override name = 'Problem';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  /** `message`: where: what; expected A, got B. */
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    const seconds = RETRY_SECONDS[status];
    this.headers = seconds ? { 'Retry-After': String(seconds), ...headers } : headers;
  }

  /** `error` beside the problem's own keys is where clients of the inference protocol look. */
  toResponse(id: string): Response {
    const { status, message } = this;
    const title = TITLES[status] ?? 'Error';
    const body = { type: 'about:blank', title, status, detail: message, error: message, requestId: id };
    return Response.json(body, {
      status,
      headers: { ...this.headers, 'Content-Type': 'application/problem+json' },
    });
  }
}

/** A value of a stranger's in a message: short, whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (value instanceof Uint8Array) return 'a list of numbers';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === undefined) return 'nothing';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
