// JSON in which pixels come as long lists of whole numbers: such lists are read as bytes, the rest by JSON.parse. A batch
// of 256 digits takes a third of the time, and a byte for each number instead of eight.
import { randomUUID } from 'node:crypto';

/** What is shorter stays a list of numbers. */
const SHORTEST = 28;

/** Stands for a list in the text that is left, with the list's number; nobody can know it. */
const MARK = `${randomUUID()}:`;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const COMMA = 0x2c;
const ZERO = 0x30;
const NINE = 0x39;

/** The value, with lists of at least 28 whole numbers of 0..255 as Uint8Array. Throws SyntaxError, or TypeError (no UTF-8). */
export function parseJson(bytes: Uint8Array): unknown {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const { rest, lists } = takeLists(bytes);
  if (lists.length === 0) return JSON.parse(decoder.decode(bytes));
  let text = '';
  for (const [n, part] of rest.entries())
    text += decoder.decode(part) + (n < lists.length ? `"${MARK}${n}"` : '');
  return JSON.parse(text, (_, value) =>
    typeof value === 'string' && value.startsWith(MARK) ? lists[Number(value.slice(MARK.length))] : value,
  );
}

/** The lists, and the bytes before, between and behind them. */
function takeLists(bytes: Uint8Array): { rest: Uint8Array[]; lists: Uint8Array[] } {
  const found = { rest: [] as Uint8Array[], lists: [] as Uint8Array[] };
  const reader = new ListReader(bytes);
  let from = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) at = stringEnd(bytes, at);
    else if (bytes[at] === OPEN && reader.read(at)) {
      found.rest.push(bytes.subarray(from, at));
      found.lists.push(reader.take());
      at = reader.end;
      from = at + 1;
    }
  }
  found.rest.push(bytes.subarray(from));
  return found;
}

/** Where the string that starts here is closed, or the end. */
function stringEnd(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(QUOTE, start + 1); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) {
    let before = at;
    while (bytes[before - 1] === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at;
  }
  return bytes.length;
}

class ListReader {
  /** Of the list's last sign. */
  end = 0;
  private readonly bytes: Uint8Array;
  /** One for all lists: a number takes two signs at least. */
  private readonly buffer: Uint8Array;
  private from = 0;
  private to = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.buffer = new Uint8Array(bytes.length >> 1);
  }

  /** Those of the last list; then another may be read. */
  take(): Uint8Array {
    const list = this.buffer.subarray(this.from, this.to);
    this.from = this.to;
    return list;
  }

  /** Whether a long list of whole numbers begins here; then it can be taken. */
  read(start: number): boolean {
    const { bytes, buffer } = this;
    let to = this.from;
    let at = start;
    let sign = COMMA;
    while (sign === COMMA) {
      do sign = bytes[++at];
      while (isSpace(sign));
      if (!isDigit(sign)) return false;
      let value = sign - ZERO;
      sign = bytes[++at];
      // JSON has no leading zeros.
      while (value > 0 && value <= 255 && isDigit(sign)) {
        value = 10 * value + sign - ZERO;
        sign = bytes[++at];
      }
      if (value > 255) return false;
      while (isSpace(sign)) sign = bytes[++at];
      buffer[to++] = value;
    }
    this.end = at;
    this.to = to;
    return sign === CLOSE && to - this.from >= SHORTEST;
  }
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

const isSpace = (byte: number): boolean =>
  byte <= 32 && (byte === 32 || byte === 10 || byte === 13 || byte === 9);

/** A list of lists as parseJson gives them, down to `depth`, one value after the other. */
export function flatten(list: readonly unknown[] | Uint8Array, depth: number): ArrayLike<unknown> {
  if (list instanceof Uint8Array || depth === 0 || typeof list[0] === 'number') return list;
  const parts = list.map((part) => (isList(part) ? flatten(part, depth - 1) : [part]));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = parts.every((part) => part instanceof Uint8Array) ? new Uint8Array(length) : Array(length);
  let at = 0;
  for (const part of parts) for (let n = 0; n < part.length; n++) whole[at++] = part[n];
  return whole;
}

/** As parseJson gives them: an object, and no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !isList(value);
}

export function isList(value: unknown): value is readonly unknown[] | Uint8Array {
  return Array.isArray(value) || value instanceof Uint8Array;
}
