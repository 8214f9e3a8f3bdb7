// Options as callers give them, who may not have a compiler: a key that is misspelt or a value that makes no sense is an
// error, not the default.
import { UsageError } from './errors.ts';

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws UsageError, or `Failure`, unless `value` is an object with no keys but these. */
export function checkKeys(
  where: string,
  value: unknown,
  keys: readonly string[],
  Failure: new (message: string) => Error = UsageError,
): void {
  if (!isPlainObject(value))
    throw new Failure(`${where}: expected an object with ${keys.join(', ')}, got ${showValue(value)}.`);
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new Failure(`${where}: expected the keys ${keys.join(', ')}, got '${unknown}'.`);
}

/** A share or a probability that may be left out. Throws UsageError unless it is a number in 0..1. */
export function checkShare(where: string, value: unknown): void {
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= 1)) return;
  throw new UsageError(`${where}: expected a number in 0..1, got ${showValue(value)}.`);
}

/** A value as messages show it, not too long: of an instance of a class, its class. */
export function showValue(value: unknown): string {
  const kind = typeof value === 'object' ? value?.constructor?.name : undefined;
  if (kind && kind !== 'Object' && kind !== 'Array') return kind;
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
