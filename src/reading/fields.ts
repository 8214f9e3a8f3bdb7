// Kinds of fields: what may be written in them and what it means. A field is a grammar, of patterns, of values or of a
// number of digits, composed with a check of the digits; and the canonical value of a text.
import { UsageError } from '../errors.ts';
import { checkKeys, showValue } from '../options.ts';
import { type CheckName, checkNames, composeCheck } from './checks.ts';
import { type DateOrder, dateOrders, datePatterns } from './dates.ts';
import { type Grammar, trieOf } from './grammar.ts';
import { compileGrammar, type Pattern } from './patterns.ts';
import { symbolOf } from './symbols.ts';

export type FieldName = 'digits' | 'amount' | 'zip' | 'date' | 'phone';

/** At most one of `kind`, `length`, `pattern` and `values`; with none of them any digits. Plain data, as in JSON. */
export interface FieldRules {
  readonly kind?: FieldName;
  /** Of a date: what comes first; any usual order unless told. */
  readonly order?: DateOrder;
  /** How many digits, 1..100, or the fewest and the most. */
  readonly length?: number | readonly [fewest: number, most: number];
  /** See Pattern. */
  readonly pattern?: string;
  /** All that may stand there: digits and . - /. */
  readonly values?: readonly string[];
  /** Only what passes this check. */
  readonly check?: CheckName;
  /** The field is a row of so many boxes, 2..100, each for one character. */
  readonly cells?: number;
  /** Cells may be empty. */
  readonly optional?: boolean;
}

/** A kind by name, or rules of your own. */
export type Field = FieldName | FieldRules;

/** A field made ready. */
export interface FieldReader {
  readonly grammar: Grammar;
  readonly valueOf: (text: string) => string;
  readonly cells: number | undefined;
  readonly isOptional: boolean;
  /** Several lines, one below the other, are read one after the other. */
  readonly hasLines: boolean;
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** A text that fits no better pattern costs so much. */
const UNUSUAL = 4;

/** Most digits of a length, and most cells. */
const LONGEST = 100;

const CLOSING = '.?/?-?-?';
/** Amounts hardly begin with 0. */
const FIRST = '[123456789]';
/** Digits alone, or in groups of three; the Indian ones of two before the last three. */
const WHOLE = ['#?#?###', '#?#?.###', '#?#?.###.###', '#?.##.###', '#?.##.##.###', '#?.##.#####'];
/** Round sums are far commoner among amounts than among numbers. */
const ENDS = [
  { digits: '000', penalty: 0 },
  { digits: '#00', penalty: 1 },
  { digits: '###', penalty: 2 },
];
const AMOUNT: readonly Pattern[] = [
  ...WHOLE.flatMap((text) =>
    ENDS.map(({ digits, penalty }) => ({
      text: `-?${FIRST}${text.slice(0, -3)}${digits}${CLOSING}`,
      penalty,
    })),
  ),
  { text: `-?${FIRST}#?#?${CLOSING}`, penalty: 2 },
  // Long ones mostly have groups.
  { text: `-?${FIRST}#*000${CLOSING}`, penalty: 2 },
  { text: `-?#+${CLOSING}`, penalty: 3 },
  ...['#+.##', '##?#?.###.##'].map((text) => ({ text: `-?${text}${CLOSING}`, penalty: 2 })),
  { text: '~*#@*', penalty: UNUSUAL },
];

const PATTERNS: Readonly<Record<FieldName, (order?: DateOrder) => readonly Pattern[]>> = {
  // Most numbers are digits alone, and hardly any begins with a mark: what looks like a slash is rather a one.
  digits: () => [
    { text: '#+' },
    { text: '#@*', penalty: 1 },
    { text: '-#@*', penalty: 2 },
    { text: '~*#@*', penalty: UNUSUAL },
  ],
  amount: () => AMOUNT,
  zip: () => [{ text: '#####' }, { text: '#####-####' }, { text: '#########', penalty: 1 }],
  date: datePatterns,
  phone: () => [
    { text: '#######+' },
    { text: '-?#+-###-####' },
    { text: '###-####' },
    { text: '~*#@*', penalty: UNUSUAL },
  ],
};

/** What a check is about unless a field says it. */
const CHECKED_LENGTH: Readonly<Partial<Record<CheckName, number>>> = { isbn10: 10, isbn13: 13 };

const FORMS = ['kind', 'length', 'pattern', 'values'] as const;
const KEYS = [...FORMS, 'order', 'check', 'cells', 'optional'];

/** Throws UsageError for a field that makes no sense. */
export function checkField(field: Field): Field {
  openField(field);
  return field;
}

/** Fields that were made ready before: some take longer than reading. */
const opened = new WeakMap<FieldRules, FieldReader>();
const named = new Map<string, FieldRules>(
  Object.keys(PATTERNS).map((kind) => [kind, { kind: kind as FieldName }]),
);

/** Makes a field ready. Throws UsageError for a name that is none, rules that make no sense, or that nothing fits. */
export function openField(field: Field): FieldReader {
  const rules = typeof field === 'string' ? rulesOf(field) : field;
  const found = opened.get(rules) ?? compileField(rules);
  opened.set(rules, found);
  return found;
}

function rulesOf(name: string): FieldRules {
  const rules = named.get(name);
  if (rules) return rules;
  throw new UsageError(
    `field: expected ${[...named.keys()].join(', ')}, or rules such as {"pattern":"##/##"}, got ${showValue(name)}.`,
  );
}

function compileField(rules: FieldRules): FieldReader {
  checkRules(rules);
  const form = grammarFor(rules);
  const grammar = rules.check ? composeCheck(form, rules.check) : form;
  if (grammar.ends.every((price) => price === Number.POSITIVE_INFINITY))
    throw new UsageError(`field: nothing that it allows passes the check '${rules.check}'.`);
  return {
    ...{ grammar, valueOf: valueFor(rules), cells: rules.cells },
    ...{ isOptional: rules.optional ?? false, hasLines: areAnyDigits(rules) },
  };
}

/** Whether nothing is known but that there are digits. */
const areAnyDigits = ({ kind = 'digits', ...rules }: FieldRules): boolean =>
  kind === 'digits' && Object.values(rules).every((rule) => rule === undefined);

function checkRules(rules: FieldRules): void {
  if (typeof rules !== 'object' || rules === null || Array.isArray(rules))
    throw new UsageError(`field: expected a name or an object, got ${showValue(rules)}.`);
  checkKeys('field', rules, KEYS);
  const given = FORMS.filter((key) => rules[key] !== undefined);
  if (given.length > 1)
    throw new UsageError(`field: expected one of ${FORMS.join(', ')}, got ${given.join(' and ')}.`);
  requireOneOf('kind', rules.kind, Object.keys(PATTERNS), ' or a pattern');
  requireOneOf('check', rules.check, checkNames);
  requireOneOf('order', rules.order, dateOrders);
  if (rules.order && rules.kind !== 'date')
    throw new UsageError(`field: order: expected the kind date beside it, got ${rules.kind ?? 'none'}.`);
  requireWhole('cells', rules.cells, 2);
  if (rules.pattern !== undefined && typeof rules.pattern !== 'string')
    throw new UsageError(
      `field: pattern: expected text such as "##/##", got ${JSON.stringify(rules.pattern)}.`,
    );
  if (rules.optional !== undefined && (typeof rules.optional !== 'boolean' || rules.cells === undefined))
    throw new UsageError('field: optional: expected true or false, with cells beside it.');
}

function requireOneOf(key: string, value: string | undefined, names: readonly string[], more = ''): void {
  if (value === undefined || names.includes(value)) return;
  throw new UsageError(`field: ${key}: expected ${names.join(', ')}${more}, got ${JSON.stringify(value)}.`);
}

function requireWhole(key: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= LONGEST)) return;
  throw new UsageError(
    `field: ${key}: expected a whole number in ${least}..${LONGEST}, got ${JSON.stringify(value)}.`,
  );
}

function grammarFor({ kind, order, length, pattern, values, check, cells }: FieldRules): Grammar {
  if (values !== undefined) return trieOf([...valuesByText(values).keys()].map(symbolsOf));
  if (pattern !== undefined) return compileGrammar([{ text: pattern }]);
  const usual = kind === undefined && check ? CHECKED_LENGTH[check] : undefined;
  const digits = length === undefined ? usual : length;
  if (digits !== undefined) return compileGrammar([{ text: patternOf(digits) }]);
  if (kind === undefined && cells !== undefined) return compileGrammar([{ text: '#+' }]);
  return compileGrammar(PATTERNS[kind ?? 'digits'](order));
}

/** So many digits, with marks between them or none. */
function patternOf(length: number | readonly [number, number]): string {
  const [fewest, most] = Array.isArray(length) ? length : [length, length];
  if (Array.isArray(length) && length.length !== 2)
    throw new UsageError(`field: length: expected the fewest and the most, got ${length.length} numbers.`);
  requireWhole('length', fewest as number, 1);
  requireWhole('length', most as number, fewest as number);
  return `~*${'#~*'.repeat(fewest)}${'#?~*'.repeat(most - fewest)}`;
}

function valueFor({ kind, values, pattern, length }: FieldRules): (text: string) => string {
  if (values !== undefined) {
    const listed = valuesByText(values);
    return (text) => listed.get(text) ?? text;
  }
  return kind === 'amount' && pattern === undefined && length === undefined ? amountOf : digitsOf;
}

/** Values as they are listed, by the text that reading gives for them. Throws UsageError for one that is not read. */
function valuesByText(values: readonly string[]): Map<string, string> {
  const expected = 'texts of digits and . , - / such as ["10", "20"]';
  if (!Array.isArray(values) || values.length === 0)
    throw new UsageError(`field: values: expected a list of ${expected}, got ${JSON.stringify(values)}.`);
  return new Map(
    values.map((value) => {
      if (typeof value !== 'string' || !/^[\d.,/-]+$/.test(value))
        throw new UsageError(`field: values: expected ${expected}, got ${JSON.stringify(value)}.`);
      return [value.replaceAll(',', '.'), value];
    }),
  );
}

const symbolsOf = (text: string): number[] => [...text].map(symbolOf);

/** Digits of the whole part, and `.` with the two digits after the last separator where it is a decimal one. */
function amountOf(text: string): string {
  const body = text.replace(/^\D+|\D+$/g, '');
  const decimals = /\.(\d\d)$/.exec(body);
  if (!decimals) return digitsOf(body);
  return `${digitsOf(body.slice(0, decimals.index))}.${decimals[1]}`;
}
