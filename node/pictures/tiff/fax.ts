// Bilevel pictures as fax machines send them: CCITT T.4 in one and two dimensions (group 3), T.6 (group 4), and TIFF's
// own way without marks between rows. Every row is its changes of colour: columns, ascending, the first from white to
// black.
import { type RunTable, runTables } from './fax-codes.ts';

export interface FaxOptions {
  /** `rows`: one dimension, every row from a new byte; `group3`: T.4; `group4`: T.6. */
  readonly scheme: 'rows' | 'group3' | 'group4';
  /** T.4 in two dimensions: a bit after every mark says which of both its row has. */
  readonly isMixed: boolean;
  readonly width: number;
  readonly height: number;
}

/** The modes of T.4, table 4, by code word with a leading 1: vertical ones as b1 - a1. */
const PASS = 4;
const HORIZONTAL = 5;
const MODES = new Map<number, number>([
  ...([
    [0b11, 0],
    [0b1011, 1],
    [0b1000011, 2],
    [0b10000011, 3],
  ] as const),
  ...([
    [0b1010, -1],
    [0b1000010, -2],
    [0b10000010, -3],
  ] as const),
  ...([
    [0b10001, PASS],
    [0b1001, HORIZONTAL],
  ] as const),
]);
/** Zeros of the mark between rows, EOL: no code word has as many. */
const MARK_ZEROS = 11;

/** The rows, 8 pixels a byte, 1 = black; fewer than `height` where the data is damaged or ends too early. */
export function unpackFax(data: Uint8Array, options: FaxOptions): Uint8Array {
  const { scheme, isMixed, width, height } = options;
  const bits = new BitReader(data);
  const bytesPerRow = Math.ceil(width / 8);
  const result = new Uint8Array(bytesPerRow * height);
  let before = new Uint32Array(width + 3).fill(width);
  let changes = new Uint32Array(width + 3);
  for (let row = 0; row < height; row++) {
    if (scheme === 'rows') bits.align();
    const hasMark = scheme === 'group3' && bits.skipMark();
    const isPlane = scheme === 'group4' || (isMixed && hasMark && bits.next() === 0);
    const count = isPlane ? readPlaneRow(bits, before, changes, width) : readRow(bits, changes, width);
    if (count < 0 || bits.isPast) return result.subarray(0, bytesPerRow * row);
    changes.fill(width, count, Math.min(count + 3, changes.length));
    paintRow(result, row * bytesPerRow, changes, count);
    [before, changes] = [changes, before];
  }
  return result;
}

/** A row in one dimension; the number of its changes, or -1. */
function readRow(bits: BitReader, changes: Uint32Array, width: number): number {
  let count = 0;
  let colour = 0;
  for (let column = 0; column < width; colour ^= 1) {
    const run = readRun(bits, runTables[colour], width - column);
    if (run < 0) return -1;
    column += run;
    count = addChange(changes, count, column, width);
  }
  return count;
}

/** A row in two dimensions, against the changes of the row before; the number of its changes, or -1. */
function readPlaneRow(bits: BitReader, before: Uint32Array, changes: Uint32Array, width: number): number {
  let [count, colour, b] = [0, 0, 0];
  // a0 of T.4: before the first pixel, then where the row is known up to.
  for (let column = -1; column < width; ) {
    b = findChange(before, b, colour, column, width);
    const mode = readMode(bits);
    const known = Math.max(column, 0);
    if (mode === PASS) column = before[b + 1];
    else if (mode === HORIZONTAL) {
      const first = readRun(bits, runTables[colour], width - known);
      const second = first < 0 ? -1 : readRun(bits, runTables[colour ^ 1], width - known - first);
      if (second < 0) return -1;
      count = addChange(changes, count, known + first, width);
      count = addChange(changes, count, known + first + second, width);
      column = known + first + second;
    } else {
      const change = before[b] + (mode ?? Number.NaN);
      if (!(change >= known && change <= width)) return -1;
      count = addChange(changes, count, change, width);
      column = change;
      colour ^= 1;
    }
  }
  return count;
}

/** b1 of T.4: the first change right of `column` to the other colour than `colour`, sought from index `from` on. */
function findChange(
  before: Uint32Array,
  from: number,
  colour: number,
  column: number,
  width: number,
): number {
  let b = (from & 1) === colour ? from : from > 0 ? from - 1 : from + 1;
  while (b >= 2 && before[b - 2] > column) b -= 2;
  while (before[b] <= column && before[b] < width) b += 2;
  return b;
}

/** Two changes at one place are none. */
function addChange(changes: Uint32Array, count: number, column: number, width: number): number {
  if (count > 0 && changes[count - 1] === column) return count - 1;
  if (column < width) changes[count++] = column;
  return count;
}

/** Make-up codes and the one that ends them; -1 if there is none such or it is longer than `most`. */
function readRun(bits: BitReader, table: RunTable, most: number): number {
  for (let sum = 0; ; ) {
    let word = 1;
    do word = (word << 1) | bits.next();
    while (word < table.length / 2 && table[word] < 0);
    const run = table[word] ?? -1;
    sum += run;
    if (run < 0 || sum > most) return -1;
    if (run < 64) return sum;
  }
}

function readMode(bits: BitReader): number | undefined {
  let word = 1;
  do word = (word << 1) | bits.next();
  while (word < 128 && !MODES.has(word));
  return MODES.get(word);
}

function paintRow(result: Uint8Array, offset: number, changes: Uint32Array, count: number): void {
  for (let i = 0; i < count; i += 2) {
    // What stands behind the last change is the row's end.
    for (let column = changes[i]; column < changes[i + 1]; column++)
      result[offset + (column >> 3)] |= 0x80 >> (column & 7);
  }
}

class BitReader {
  private readonly data: Uint8Array;
  private at = 0;

  constructor(data: Uint8Array) {
    this.data = data;
  }

  /** The next bit; behind the end zeros, with which no row goes on. */
  next(): number {
    const byte = this.data[this.at >> 3] ?? 0;
    return (byte >> (7 - (this.at++ & 7))) & 1;
  }

  /** More was read than there is. */
  get isPast(): boolean {
    return this.at > 8 * this.data.length;
  }

  align(): void {
    this.at = (this.at + 7) & ~7;
  }

  /** Passes over an end-of-line mark and the zeros that fill up before it, if one stands here. */
  skipMark(): boolean {
    const start = this.at;
    while (!this.isPast && this.next() === 0);
    if (this.at - start > MARK_ZEROS && !this.isPast) return true;
    this.at = start;
    return false;
  }
}
