// TIFF files for tests, of any tags and segments, and packings as an encoder writes them: PackBits, LZW, CCITT.
import { runTables } from '../../node/pictures/tiff/fax-codes.ts';

/** Tag number -> values; type SHORT unless a value needs more. */
export type Tags = Readonly<Record<number, readonly number[]>>;

export interface WrittenPage {
  readonly tags: Tags;
  readonly segments: readonly Uint8Array[];
  /** Offsets and lengths are of tiles. */
  readonly isTiled?: boolean;
}

/** Segments first, then the directories; `next` of the last page may be bent. */
export function writeTiff(
  pages: readonly WrittenPage[],
  order: 'II' | 'MM' = 'II',
  lastNext = 0,
): Uint8Array {
  const bytes: number[] = [];
  const little = order === 'II';
  const put = (at: number, value: number, size: number) => {
    for (let i = 0; i < size; i++) bytes[at + (little ? i : size - 1 - i)] = (value >>> (8 * i)) & 255;
  };
  bytes.push(order.charCodeAt(0), order.charCodeAt(1), 0, 0, 0, 0, 0, 0);
  put(2, 42, 2);
  let link = 4;
  for (const { tags, segments, isTiled = false } of pages) {
    const offsets = segments.map((segment) => {
      const at = bytes.length;
      for (const byte of segment) bytes.push(byte);
      return at;
    });
    const lengths = segments.map((segment) => segment.length);
    const all: Tags = { [isTiled ? 324 : 273]: offsets, [isTiled ? 325 : 279]: lengths, ...tags };
    if (bytes.length % 2 === 1) bytes.push(0);
    const entries = Object.entries(all);
    const directory = bytes.length;
    put(link, directory, 4);
    for (let i = 0; i < 2 + 12 * entries.length + 4; i++) bytes.push(0);
    put(directory, entries.length, 2);
    for (const [n, [tag, values]] of entries.entries()) {
      const size = values.some((value) => value > 65535) ? 4 : 2;
      const at = directory + 2 + 12 * n;
      put(at, Number(tag), 2);
      put(at + 2, size === 4 ? 4 : 3, 2);
      put(at + 4, values.length, 4);
      const isInside = size * values.length <= 4;
      const place = isInside ? at + 8 : bytes.length;
      if (!isInside) put(at + 8, place, 4);
      for (const [i, value] of values.entries()) put(place + size * i, value, size);
    }
    link = directory + 2 + 12 * entries.length;
  }
  put(link, lastNext, 4);
  return Uint8Array.from(bytes);
}

export function packBits(data: Uint8Array): Uint8Array {
  const result: number[] = [];
  for (let from = 0; from < data.length; ) {
    let run = 1;
    while (run < 128 && data[from + run] === data[from]) run++;
    if (run > 1) result.push(257 - run, data[from]);
    else {
      while (run < 128 && from + run < data.length && data[from + run] !== data[from + run - 1]) run++;
      result.push(run - 1, ...data.subarray(from, from + run));
    }
    from += run;
  }
  return Uint8Array.from(result);
}

class BitWriter {
  readonly bytes: number[] = [];
  private count = 0;

  put(code: string): void {
    for (const bit of code) {
      if (this.count % 8 === 0) this.bytes.push(0);
      if (bit === '1') this.bytes[this.count >> 3] |= 0x80 >> (this.count & 7);
      this.count++;
    }
  }

  align(): void {
    this.count = (this.count + 7) & ~7;
  }
}

export function packLzw(data: Uint8Array): Uint8Array {
  const bits = new BitWriter();
  let table = new Map<string, number>();
  let width = 9;
  const put = (code: number) => bits.put(code.toString(2).padStart(width, '0'));
  const codeOf = (text: string) => (text.length === 1 ? text.charCodeAt(0) : table.get(text)!);
  const isFull = () => width < 12 && 258 + table.size === 2 ** width;
  put(256);
  let text = '';
  for (const byte of data) {
    const longer = text + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) {
      text = longer;
      continue;
    }
    put(codeOf(text));
    table.set(longer, 258 + table.size);
    if (isFull()) width++;
    if (258 + table.size === 4094) {
      put(256);
      table = new Map();
      width = 9;
    }
    text = String.fromCharCode(byte);
  }
  if (text) put(codeOf(text));
  table.set('', 0);
  if (isFull()) width++;
  put(257);
  return Uint8Array.from(bits.bytes);
}

export interface FaxScheme {
  readonly scheme: 'rows' | 'group3' | 'group4';
  /** Of group 3: every fourth row in one dimension, the others in two. */
  readonly isMixed?: boolean;
}

/** Rows of 0 (white) and 1 (black), as T.4 and T.6 say that they are coded. */
export function packFax(rows: readonly Uint8Array[], { scheme, isMixed = false }: FaxScheme): Uint8Array {
  const bits = new BitWriter();
  let before = new Uint8Array(rows[0].length);
  for (const [n, row] of rows.entries()) {
    const isPlane = scheme === 'group4' || (isMixed && n % 4 !== 0);
    if (scheme === 'rows') bits.align();
    if (scheme === 'group3') bits.put(`000000000001${isMixed ? (isPlane ? '0' : '1') : ''}`);
    if (isPlane) packPlaneRow(bits, row, before);
    else packRow(bits, row);
    before = Uint8Array.from(row);
  }
  if (scheme === 'group4') bits.put('000000000001'.repeat(2));
  return Uint8Array.from(bits.bytes);
}

function packRow(bits: BitWriter, row: Uint8Array): void {
  let colour = 0;
  for (let at = 0; at < row.length; colour ^= 1) {
    const end = endOfRun(row, at, colour);
    putRun(bits, end - at, colour);
    at = end;
  }
}

function packPlaneRow(bits: BitWriter, row: Uint8Array, before: Uint8Array): void {
  const width = row.length;
  let colour = 0;
  for (let a0 = -1; a0 < width; ) {
    const start = Math.max(a0, 0);
    const a1 = endOfRun(row, start, colour);
    let b1 = a0 + 1;
    const seen = (column: number) => (column < 0 ? 0 : before[column]);
    while (b1 < width && !(before[b1] !== colour && seen(b1 - 1) === colour)) b1++;
    const b2 = endOfRun(before, b1, colour ^ 1);
    if (b2 < a1) {
      bits.put('0001');
      a0 = b2;
    } else if (Math.abs(a1 - b1) <= 3) {
      bits.put(['0000010', '000010', '010', '1', '011', '000011', '0000011'][a1 - b1 + 3]);
      a0 = a1;
      colour ^= 1;
    } else {
      const a2 = endOfRun(row, a1, colour ^ 1);
      bits.put('001');
      putRun(bits, a1 - start, colour);
      putRun(bits, a2 - a1, colour ^ 1);
      a0 = a2;
    }
  }
}

function endOfRun(row: Uint8Array, from: number, colour: number): number {
  let end = from;
  while (end < row.length && row[end] === colour) end++;
  return end;
}

function putRun(bits: BitWriter, run: number, colour: number): void {
  let left = run;
  for (; left >= 64; left -= Math.min(2560, left & ~63)) bits.put(codeOf(Math.min(2560, left & ~63), colour));
  bits.put(codeOf(left, colour));
}

function codeOf(run: number, colour: number): string {
  return runTables[colour].indexOf(run).toString(2).slice(1);
}
