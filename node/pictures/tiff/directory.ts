// One directory of a TIFF file: tags with their values, read when asked for and checked against the file's end.
import { FormatError } from '../../../src/index.ts';

/** Bytes of a value by its type: BYTE, SHORT, LONG, UNDEFINED. The tags that are read have no others. */
const SIZES: Readonly<Record<number, 1 | 2 | 4>> = { 1: 1, 3: 2, 4: 4, 7: 1 };

/** The tags that are read, by their numbers in TIFF 6.0. */
export const TAGS = {
  subfile: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planar: 284,
  faxOptions: 292,
  predictor: 317,
  colours: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
} as const;

export type Tag = keyof typeof TAGS;

export class Directory {
  /** Where the next directory stands; 0 after the last. */
  readonly next: number;
  readonly isLittle: boolean;
  private readonly view: DataView;
  private readonly where: string;
  /** Where each tag's entry stands. */
  private readonly entries = new Map<number, number>();

  /** @throws FormatError if the directory at `offset` is not wholly inside the file */
  constructor(bytes: Uint8Array, offset: number, where: string) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.isLittle = bytes[0] === 0x49;
    this.where = where;
    const count = offset + 2 <= bytes.length ? this.view.getUint16(offset, this.isLittle) : 0;
    const end = offset + 2 + 12 * count;
    if (count === 0 || end > bytes.length) {
      throw new FormatError(
        `${where}: a truncated TIFF; expected a directory at byte ${offset}, got the end of the file at ${bytes.length}.`,
      );
    }
    for (let entry = offset + 2; entry < end; entry += 12)
      this.entries.set(this.view.getUint16(entry, this.isLittle), entry);
    // Some writers forget the last link.
    this.next = end + 4 <= bytes.length ? this.view.getUint32(end, this.isLittle) : 0;
  }

  /**
   * The values of a tag, the first `most` of them; empty if it is absent.
   * @throws FormatError if they are not whole numbers or not inside the file
   */
  values(tag: Tag, most: number): number[] {
    const entry = this.entries.get(TAGS[tag]);
    if (entry === undefined) return [];
    const { view, isLittle } = this;
    const type = view.getUint16(entry + 2, isLittle);
    const size = SIZES[type];
    const count = view.getUint32(entry + 4, isLittle);
    const from = size * count <= 4 ? entry + 8 : view.getUint32(entry + 8, isLittle);
    if (!size || count === 0 || from + size * count > view.byteLength) {
      throw new FormatError(
        `${this.where}: a damaged TIFF; expected values of tag ${TAGS[tag]} (${tag}) inside the file, ` +
          `got ${count} of type ${type} at byte ${from}.`,
      );
    }
    const read = (at: number): number =>
      size === 1
        ? view.getUint8(at)
        : size === 2
          ? view.getUint16(at, isLittle)
          : view.getUint32(at, isLittle);
    return Array.from({ length: Math.min(count, most) }, (_, i) => read(from + size * i));
  }

  /** The first value of a tag, or `absent`. Throws as values. */
  value<T>(tag: Tag, absent: T): number | T {
    return this.values(tag, 1)[0] ?? absent;
  }
}
