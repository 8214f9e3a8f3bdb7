// The text of fields and templates -> what the library takes. Those seen lately are kept: making one ready may take
// longer than reading.
import { type Field, FormatError, readTemplate, type Template } from '../../src/index.ts';
import { parseKind } from '../field-flags.ts';
import { Problem } from './problem.ts';
import type { ReadingRules } from './work.ts';

const MOST_KEPT = 50;
const LONGEST_PATTERN = 300;

const fields = new Map<string, Field>();
const templates = new Map<string, Template>();

/** Throws Problem 400. */
export function understand({ field, template, maxError }: ReadingRules): {
  readonly field?: Field;
  readonly template?: Template;
  readonly maxError?: number;
} {
  return {
    field: field === undefined ? undefined : keep(fields, field, 'field', parseField),
    template: template === undefined ? undefined : keep(templates, template, 'template', parseTemplate),
    maxError,
  };
}

function parseField(text: string): Field {
  // A pattern becomes a table of its places: a long one, of gigabytes.
  const pattern = text.startsWith('{') ? patternOf(text) : text;
  if (typeof pattern === 'string' && pattern.length > LONGEST_PATTERN) {
    throw new Problem(
      400,
      `field: expected a pattern of at most ${LONGEST_PATTERN} characters, got ${pattern.length}.`,
    );
  }
  return parseKind(text);
}

function patternOf(text: string): unknown {
  try {
    return JSON.parse(text).pattern;
  } catch {
    // parseKind says what is wrong.
    return undefined;
  }
}

function parseTemplate(text: string): Template {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FormatError(
      `template: expected JSON as lenet5 template writes it, got none: ${(error as Error).message}.`,
    );
  }
  return readTemplate(value, 'template');
}

/** `name`: the parameter's, with which messages begin. */
function keep<T>(kept: Map<string, T>, text: string, name: string, parse: (text: string) => T): T {
  try {
    const value = kept.get(text) ?? parse(text);
    kept.delete(text);
    kept.set(text, value);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
    return value;
  } catch (error) {
    if (error instanceof Problem) throw error;
    const message = (error as Error).message.replace(/^--/, '');
    throw new Problem(400, message.startsWith(`${name}: `) ? message : `${name}: ${message}`);
  }
}
