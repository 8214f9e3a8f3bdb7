// Kinds of fields: what may be written in them and what it means. A field is alternatives of patterns, an optional
// check of the digits, and the canonical value of a text.
import { UsageError } from '../errors.ts';
import { compileGrammar, type Grammar, type Pattern } from './grammar.ts';

export type FieldName = 'digits' | 'amount' | 'zip' | 'date' | 'phone';

/**
 * A kind by name, or one of your own: `digits` of a fixed length, a `pattern` (see Pattern), a list of `values`; with
 * `check: 'luhn'` only numbers whose check digit is right.
 */
export type Field =
  | FieldName
  | { readonly length: number; readonly check?: 'luhn' }
  | { readonly pattern: string; readonly check?: 'luhn' }
  | { readonly values: readonly string[] };

/** A field made ready. */
export interface FieldReader {
  readonly grammar: Grammar;
  /** Whether a text that the grammar allows is one. */
  readonly accepts: (text: string) => boolean;
  readonly valueOf: (text: string) => string;
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** A text that fits no better pattern costs so much. */
const UNUSUAL = 4;

const CLOSING = '.?/?-?-?';
const AMOUNT: readonly Pattern[] = [
  { text: `-?#+${CLOSING}` },
  // Groups of three; the Indian ones of two before the last three.
  ...['##?#?.###', '##?#?.###.###', '##?.##.###', '##?.##.##.###', '##?.##.#####'].map((text) => ({
    text: `-?${text}${CLOSING}`,
  })),
  ...['#+.##', '##?#?.###.##'].map((text) => ({ text: `-?${text}${CLOSING}`, penalty: 2 })),
  { text: '~*#@*', penalty: UNUSUAL },
];

const PATTERNS: Readonly<Record<FieldName, readonly Pattern[]>> = {
  digits: [{ text: '~*#@*' }],
  amount: AMOUNT,
  zip: [{ text: '#####' }, { text: '#####-####' }, { text: '#########', penalty: 1 }],
  date: datePatterns(),
  phone: [
    { text: '#######+' },
    { text: '-?#+-###-####' },
    { text: '###-####' },
    { text: '~*#@*', penalty: UNUSUAL },
  ],
};

/** Day, month and year in the order of the country, with marks between them or none. */
function datePatterns(): Pattern[] {
  const marked = ['##?~##?~##', '##?~##?~####', '####~##?~##?', '##?~##?'];
  return ['[0123]#[01]#[12]###', '[12]###[01]#[0123]#', '[0123]#[01]###', ...marked].map((text) => ({
    text,
  }));
}

/** Whether a text has a day and a month where one of the usual orders puts them. */
function isDate(text: string): boolean {
  const parts = /^\d+$/.test(text) ? (text.match(/\d\d/g) ?? []) : text.split(/\D/);
  const [a, b, c, d] = parts.map(Number);
  const orders =
    parts.length === 4
      ? [
          [a, b],
          [d, c],
        ]
      : [
          [a, b],
          [b, a],
          [c, b],
        ];
  return orders.some(([day, month]) => day >= 1 && day <= 31 && month >= 1 && month <= 12);
}

/** Throws UsageError for a field that makes no sense. */
export function checkField(field: Field): Field {
  openField(field);
  return field;
}

/** Makes a field ready. Throws UsageError for a name that is none, a wrong pattern, or values that cannot be read. */
export function openField(field: Field): FieldReader {
  if (typeof field === 'string') {
    if (!Object.hasOwn(PATTERNS, field)) {
      throw new UsageError(
        `field: expected ${Object.keys(PATTERNS).join(', ')} or a pattern, got '${field}'.`,
      );
    }
    const value = field === 'amount' ? amountOf : digitsOf;
    const accepts = field === 'date' ? isDate : () => true;
    return { grammar: compileGrammar(PATTERNS[field]), accepts, valueOf: value };
  }
  if ('values' in field) {
    return {
      grammar: compileGrammar(field.values.map((text) => ({ text }))),
      accepts: () => true,
      valueOf: (t) => t,
    };
  }
  const text = 'pattern' in field ? field.pattern : `~*${'#~*'.repeat(field.length)}`;
  const accepts = field.check === 'luhn' ? (read: string) => isLuhn(digitsOf(read)) : () => true;
  return { grammar: compileGrammar([{ text }]), accepts, valueOf: digitsOf };
}

/** Digits of the whole part, and `.` with the two digits after the last separator where it is a decimal one. */
function amountOf(text: string): string {
  const body = text.replace(/^\D+|\D+$/g, '');
  const decimals = /\.(\d\d)$/.exec(body);
  if (!decimals) return digitsOf(body);
  return `${digitsOf(body.slice(0, decimals.index))}.${decimals[1]}`;
}

/** Whether the last digit makes the sum of Luhn (1954) a multiple of ten. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = 2 * digit;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}
