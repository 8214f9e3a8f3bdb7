// Errors as text for stderr.
import { Lenet5Error } from '../src/index.ts';

/** The message; the stack and its causes with DEBUG=lenet5. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isDebugging = (process.env.DEBUG ?? '').split(',').includes('lenet5');
  if (isDebugging)
    return error.cause ? `${error.stack}\ncaused by ${describeError(error.cause)}` : `${error.stack}`;
  if (error instanceof Lenet5Error) return error.message;
  return `unexpected: ${error.message} (DEBUG=lenet5 shows where)`;
}
