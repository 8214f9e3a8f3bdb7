// Protocol buffers' wire format: fields of a number, a wire type and a value, without names; what ONNX is made of.
// Varints, 32- and 64-bit values, and length-delimited bytes (text, messages, packed lists); no groups.

import { FormatError } from '../errors.ts';
import { concatenate } from './concatenate.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

/** A message that is being written; fields in the order of the calls. */
export class MessageWriter {
  private readonly parts: Uint8Array[] = [];

  /** A whole number, negative ones as 64-bit two's complement. */
  int(field: number, value: number): this {
    return this.push(varint(field * 8 + VARINT), varint(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.push(varint(field * 8 + DELIMITED), varint(value.length), value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, encodeUtf8(value));
  }

  message(field: number, value: MessageWriter): this {
    return this.bytes(field, value.finish());
  }

  /** Whole numbers, packed. */
  ints(field: number, values: readonly number[]): this {
    return this.bytes(field, concatenate(values.map(varint)));
  }

  finish(): Uint8Array {
    return concatenate(this.parts);
  }

  private push(...parts: readonly Uint8Array[]): this {
    this.parts.push(...parts);
    return this;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

type Value = { readonly wire: number; readonly number: number; readonly bytes: Uint8Array };

/** A message that was read; absent fields are empty lists, 0 or ''. */
export class MessageReader {
  private readonly fields = new Map<number, Value[]>();
  private readonly where: string;

  /** Walks the whole message; messages inside are walked when asked for. Throws FormatError. */
  constructor(bytes: Uint8Array, where: string) {
    this.where = where;
    const cursor = { bytes, at: 0, where };
    while (cursor.at < bytes.length) {
      const tag = readVarint(cursor);
      const field = Math.floor(tag / 8);
      const value = readValue(cursor, tag % 8);
      const known = this.fields.get(field);
      if (known) known.push(value);
      else this.fields.set(field, [value]);
    }
  }

  has(field: number): boolean {
    return this.fields.has(field);
  }

  messages(field: number): MessageReader[] {
    return this.delimited(field).map((bytes) => new MessageReader(bytes, this.where));
  }

  message(field: number): MessageReader {
    return this.messages(field).at(-1) ?? new MessageReader(new Uint8Array(), this.where);
  }

  bytes(field: number): Uint8Array {
    return this.delimited(field).at(-1) ?? new Uint8Array();
  }

  texts(field: number): string[] {
    try {
      return this.delimited(field).map(decodeUtf8);
    } catch (cause) {
      throw new FormatError(`${this.where}: field ${field} is no UTF-8; the file is damaged.`, { cause });
    }
  }

  text(field: number): string {
    return this.texts(field).at(-1) ?? '';
  }

  int(field: number): number {
    return this.ints(field).at(-1) ?? 0;
  }

  /** Packed or not. */
  ints(field: number): number[] {
    return (this.fields.get(field) ?? []).flatMap(({ wire, number, bytes }) => {
      if (wire === VARINT) return [number];
      if (wire !== DELIMITED) throw this.wrongType(field);
      const numbers: number[] = [];
      const cursor = { bytes, at: 0, where: this.where };
      while (cursor.at < bytes.length) numbers.push(readVarint(cursor));
      return numbers;
    });
  }

  /** 32-bit floats, packed or not. */
  floats(field: number): number[] {
    return (this.fields.get(field) ?? []).flatMap(({ wire, bytes }) => {
      if ((wire !== FIXED32 && wire !== DELIMITED) || bytes.length % 4 !== 0) throw this.wrongType(field);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      return Array.from({ length: bytes.length / 4 }, (_, n) => view.getFloat32(4 * n, true));
    });
  }

  private delimited(field: number): Uint8Array[] {
    return (this.fields.get(field) ?? []).map(({ wire, bytes }) => {
      if (wire !== DELIMITED) throw this.wrongType(field);
      return bytes;
    });
  }

  private wrongType(field: number): FormatError {
    return new FormatError(
      `${this.where}: field ${field} has another type than expected; the file is damaged.`,
    );
  }
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  readonly where: string;
}

function readVarint(cursor: Cursor): number {
  let value = 0n;
  for (let n = 0; n < 10; n++) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw truncated(cursor);
    value |= BigInt(byte & 127) << BigInt(7 * n);
    if (byte < 128) return Number(BigInt.asIntN(64, value));
  }
  throw new FormatError(`${cursor.where}: a number of more than 64 bits; the file is damaged.`);
}

function readValue(cursor: Cursor, wire: number): Value {
  const nothing = new Uint8Array();
  if (wire === VARINT) return { wire, number: readVarint(cursor), bytes: nothing };
  if (wire !== FIXED64 && wire !== DELIMITED && wire !== FIXED32) {
    throw new FormatError(
      `${cursor.where}: not protocol buffers; expected a wire type of 0, 1, 2 or 5 at byte ${cursor.at}, got ${wire}.`,
    );
  }
  const length = wire === DELIMITED ? readVarint(cursor) : wire === FIXED64 ? 8 : 4;
  if (length < 0 || length > cursor.bytes.length - cursor.at) throw truncated(cursor);
  const bytes = cursor.bytes.subarray(cursor.at, cursor.at + length);
  cursor.at += length;
  return { wire, number: 0, bytes };
}

function truncated({ where, bytes }: Cursor): FormatError {
  return new FormatError(
    `${where}: truncated; a value ends after the end of the file's ${bytes.length} bytes.`,
  );
}
