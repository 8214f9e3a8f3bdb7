// Python's pickle, protocols 2 to 5, as data and nothing else. A pickle is a program that may call anything in Python; here
// it can name only what the caller allows, and what it names are functions of the caller. Everything else is refused by
// name, before anything is made of it.
import { FormatError } from '../errors.ts';
import { decodeUtf8 } from './utf8.ts';

export interface PickleRules {
  /** What `module name` stands for: made of the arguments that it is called with. */
  readonly globals: ReadonlyMap<string, (args: readonly unknown[]) => unknown>;
  /** Data beside the pickle, by its identifier. */
  readonly persistent: (id: unknown) => unknown;
}

/** A global that was named: it can be called, compared with by `name`, and nothing else. */
export class PickleGlobal {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Dicts are Maps, lists and tuples arrays. Throws FormatError, naming `where` and what is not allowed. */
export function readPickle(bytes: Uint8Array, where: string, rules: PickleRules): unknown {
  return new Unpickler(bytes, where, rules).run();
}

const MARK = Symbol('mark');

class Unpickler {
  private at = 0;
  private readonly stack: unknown[] = [];
  private readonly memo = new Map<number, unknown>();
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly where: string;
  private readonly rules: PickleRules;

  constructor(bytes: Uint8Array, where: string, rules: PickleRules) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.where = where;
    this.rules = rules;
  }

  run(): unknown {
    for (;;) {
      const code = this.byte();
      if (code === 0x2e) return this.pop();
      const operation = Object.hasOwn(OPERATIONS, code) ? OPERATIONS[code] : undefined;
      if (!operation) throw this.fault(`operation 0x${code.toString(16)} is not allowed`);
      operation(this);
    }
  }

  fault(what: string): FormatError {
    return new FormatError(`${this.where}: pickle, byte ${this.at}: ${what}.`);
  }

  take(length: number): Uint8Array {
    if (length < 0 || length > this.bytes.length - this.at) throw this.fault('truncated');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  byte(): number {
    return this.take(1)[0];
  }

  /** Little-endian, `width` bytes, at most 6. */
  unsigned(width: number): number {
    return this.take(width).reduceRight((sum, byte) => sum * 256 + byte, 0);
  }

  signed32(): number {
    this.take(4);
    return this.view.getInt32(this.at - 4, true);
  }

  float64(): number {
    this.take(8);
    return this.view.getFloat64(this.at - 8);
  }

  text(length: number): string {
    const bytes = this.take(length);
    try {
      return decodeUtf8(bytes);
    } catch {
      throw this.fault('text that is no UTF-8');
    }
  }

  line(): string {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw this.fault('truncated');
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  pop(): unknown {
    if (this.stack.length === 0) throw this.fault('nothing on the stack');
    const value = this.stack.pop();
    if (value === MARK) throw this.fault('a mark where a value is expected');
    return value;
  }

  popMany(count: number): unknown[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  top(): unknown {
    if (this.stack.length === 0) throw this.fault('nothing on the stack');
    return this.stack[this.stack.length - 1];
  }

  mark(): void {
    this.stack.push(MARK);
  }

  popToMark(): unknown[] {
    const at = this.stack.lastIndexOf(MARK);
    if (at < 0) throw this.fault('no mark on the stack');
    return this.stack.splice(at).slice(1);
  }

  remember(place: number): void {
    this.memo.set(place, this.top());
  }

  memorize(): void {
    this.remember(this.memo.size);
  }

  recall(place: number): void {
    if (!this.memo.has(place)) throw this.fault(`nothing was remembered as ${place}`);
    this.push(this.memo.get(place));
  }

  name(module: unknown, name: unknown): void {
    const full = `${module} ${name}`;
    if (!this.rules.globals.has(full)) {
      const shown = full.slice(0, 100).replace(' ', '.');
      throw this.fault(
        `it names ${shown}; expected only ${[...this.rules.globals.keys()].map((key) => key.replace(' ', '.')).join(', ')}. Nothing was run`,
      );
    }
    this.push(new PickleGlobal(full));
  }

  call(): void {
    const args = this.pop();
    const called = this.pop();
    const make = called instanceof PickleGlobal ? this.rules.globals.get(called.name) : undefined;
    if (!make || !Array.isArray(args)) throw this.fault('a call of something that cannot be called');
    this.push(make(args));
  }

  persist(): void {
    this.push(this.rules.persistent(this.pop()));
  }

  /** A state for the object below: dicts keep what they are, nothing else has one. */
  build(): void {
    this.pop();
    if (!(this.top() instanceof Map)) throw this.fault('a state for something that has none');
  }

  setItems(pairs: readonly unknown[]): void {
    const target = this.top();
    if (!(target instanceof Map) || pairs.length % 2 !== 0)
      throw this.fault('items for something that is no dict');
    for (let n = 0; n < pairs.length; n += 2) target.set(pairs[n], pairs[n + 1]);
  }

  append(values: readonly unknown[]): void {
    const target = this.top();
    if (!Array.isArray(target)) throw this.fault('values for something that is no list');
    for (const value of values) target.push(value);
  }

  /** LONG1: two's complement of a few bytes. */
  long(): number {
    const bytes = this.take(this.byte());
    const value = bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
    return Number(BigInt.asIntN(8 * bytes.length || 1, value));
  }
}

const OPERATIONS: Readonly<Record<number, (u: Unpickler) => unknown>> = {
  128: (u) => u.take(1), //                             PROTO
  149: (u) => u.take(8), //                             FRAME
  40: (u) => u.mark(),
  48: (u) => u.pop(),
  125: (u) => u.push(new Map()), //                     EMPTY_DICT
  93: (u) => u.push([]), //                             EMPTY_LIST
  41: (u) => u.push([]), //                             EMPTY_TUPLE
  116: (u) => u.push(u.popToMark()), //                 TUPLE
  133: (u) => u.push(u.popMany(1)),
  134: (u) => u.push(u.popMany(2)),
  135: (u) => u.push(u.popMany(3)),
  113: (u) => u.remember(u.byte()), //                  BINPUT
  114: (u) => u.remember(u.unsigned(4)),
  148: (u) => u.memorize(), //                          MEMOIZE
  104: (u) => u.recall(u.byte()), //                    BINGET
  106: (u) => u.recall(u.unsigned(4)),
  88: (u) => u.push(u.text(u.unsigned(4))), //          BINUNICODE
  140: (u) => u.push(u.text(u.byte())),
  66: (u) => u.push(u.take(u.unsigned(4))), //          BINBYTES
  67: (u) => u.push(u.take(u.byte())),
  74: (u) => u.push(u.signed32()), //                   BININT
  75: (u) => u.push(u.byte()),
  77: (u) => u.push(u.unsigned(2)),
  138: (u) => u.push(u.long()), //                      LONG1
  71: (u) => u.push(u.float64()), //                    BINFLOAT
  78: (u) => u.push(null),
  136: (u) => u.push(true),
  137: (u) => u.push(false),
  99: (u) => u.name(u.line(), u.line()), //             GLOBAL
  147: (u) => u.name(...(u.popMany(2) as [unknown, unknown])), // STACK_GLOBAL
  82: (u) => u.call(), //                               REDUCE
  98: (u) => u.build(),
  81: (u) => u.persist(), //                            BINPERSID
  115: (u) => u.setItems(u.popMany(2)),
  117: (u) => u.setItems(u.popToMark()),
  97: (u) => u.append(u.popMany(1)),
  101: (u) => u.append(u.popToMark()),
};
