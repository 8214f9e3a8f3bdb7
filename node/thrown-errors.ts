// Errors on their way between threads: a message keeps the class of JavaScript's own errors only.
import { DivergenceError, FormatError, Lenet5Error, ShapeError, UsageError } from '../src/index.ts';
import { PictureSizeError } from './pictures/size.ts';

/** An error as a message has it. */
export interface ThrownError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

const KINDS = new Map(
  [Lenet5Error, ShapeError, FormatError, UsageError, DivergenceError, PictureSizeError].map((Kind) => [
    new Kind().name,
    Kind,
  ]),
);

export function describeThrown(error: unknown): ThrownError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  return { name, message, stack };
}

/** The same class of ours with the same message; what is no error of ours is an `Error`. */
export function restoreThrown({ name, message, stack }: ThrownError): Error {
  const error = new (KINDS.get(name) ?? Error)(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
