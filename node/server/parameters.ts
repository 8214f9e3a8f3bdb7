// Parameters of a request, from its address, its form or its JSON -> what recognizing and reading take.
import { isObject } from './number-lists.ts';
import { Problem, shown } from './problem.ts';
import type { Parameters } from './submission.ts';
import type { ReadingRules } from './work.ts';

const RECOGNIZING = ['minConfidence'];
const READING = ['field', 'maxError', 'template'];

const FIELD = 'a name, a pattern, a number of digits or an object of rules';

const DECIMAL = /^\s*[+-]?[\d.]+(e[+-]?\d+)?\s*$/i;

/** Of a field or a template. */
const LONGEST = 2 ** 20;

/** Answers below are rejected, 0..1; 0.5 unless told. Throws Problem 400. */
export function minConfidenceOf(parameters: Parameters): number {
  checkNames(parameters, RECOGNIZING);
  return shareOf(parameters.minConfidence, 'minConfidence') ?? 0.5;
}

/** Throws Problem 400 or 413. */
export function readingRulesOf(parameters: Parameters): ReadingRules {
  checkNames(parameters, READING);
  const { field, maxError, template } = parameters;
  if (field !== undefined && template !== undefined) {
    throw new Problem(400, 'field: expected none beside a template, which has fields of its own.');
  }
  return {
    field: textOf(typeof field === 'number' ? { length: field } : field, 'field', FIELD),
    template: textOf(template, 'template', "a template's JSON"),
    maxError: shareOf(maxError, 'maxError'),
  };
}

function checkNames(parameters: Parameters, names: readonly string[]): void {
  for (const name of Object.keys(parameters)) {
    if (!names.includes(name)) {
      throw new Problem(400, `${name.slice(0, 100)}: no such parameter; expected ${names.join(', ')}.`);
    }
  }
}

function shareOf(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  if (typeof number === 'number' && number >= 0 && number <= 1) return number;
  throw new Problem(400, `${name}: expected a number in 0..1, got ${shown(value)}.`);
}

/** As text: what it means is found out in a thread, since a hostile one may take long. */
function textOf(value: unknown, name: string, expected: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' && !isObject(value))
    throw new Problem(400, `${name}: expected ${expected}, got ${shown(value)}.`);
  const text = typeof value === 'string' ? value : JSON.stringify(value, asList);
  if (text.length <= LONGEST) return text;
  throw new Problem(413, `${name}: too long; expected at most ${LONGEST} characters, got ${text.length}.`);
}

/** Long lists of numbers came as bytes. */
const asList = (_: string, value: unknown): unknown => (value instanceof Uint8Array ? [...value] : value);
