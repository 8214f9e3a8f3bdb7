// What is written in a field, as command lines and requests say it in one text.
import {
  type CheckName,
  checkField,
  type Field,
  type FieldName,
  type FieldRules,
  UsageError,
} from '../src/index.ts';

/** Parses a field: a name, `5` or `3..6` digits, a pattern, or rules as JSON. The parser throws UsageError. */
export function parseKind(text: string): Field {
  const digits = /^(\d+)(?:\.\.(\d+))?$/.exec(text);
  if (digits) {
    const [fewest, most = fewest] = digits.slice(1).filter(Boolean).map(Number);
    return checkField({ length: [fewest, most] });
  }
  if (text.startsWith('{')) return checkField(parseRules(text));
  // Every such text is a pattern, too, one that allows itself alone: hardly what was meant.
  if (/^-?[\d.]*\d[\d.]*$/.test(text)) {
    throw new UsageError(
      `--field: expected how many digits, 1..100 or a range such as 3..6, got ${text}. Where that very text stands, give {"values":["${text}"]}.`,
    );
  }
  return checkField(/^[a-z]+$/.test(text) ? (text as FieldName) : { pattern: text });
}

function parseRules(text: string): FieldRules {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `--field: expected JSON such as {"length":5}, got ${text}: ${(error as Error).message}.`,
    );
  }
}

/** A field with what other flags say of it; undefined where nothing is said. Throws UsageError. */
export function completeField(flags: {
  readonly field?: Field;
  readonly check?: CheckName;
  readonly cells?: number;
}): Field | undefined {
  const { field, check, cells } = flags;
  if (check === undefined && cells === undefined) return field;
  const rules = typeof field === 'string' ? { kind: field } : field;
  return checkField({ ...rules, ...(check && { check }), ...(cells && { cells }) });
}
