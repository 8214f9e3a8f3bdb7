// TIFF 6.0 -> pixels, page by page: grey, RGB and palettes of 1 to 16 bits, in strips or tiles, packed in the ways that
// scanners and fax machines use. The pages are found here; what one is made of is in tiff/.
import { FormatError, type Picture } from '../../src/index.ts';
import { turn } from './orientation.ts';
import type { Pages } from './pages.ts';
import { Directory } from './tiff/directory.ts';
import { type Layout, readLayout } from './tiff/layout.ts';
import { channelsFor, divideAlpha, putRow, readRow } from './tiff/pixels.ts';
import { findUnpacking } from './tiff/segments.ts';

const MOST_PAGES = 65_536;

/** Bits of NewSubfileType: a small copy of another page, a mask of it. */
const NO_PAGE = 1 | 4;

/**
 * The pages of a TIFF file. One whose directory is damaged counts, and fails when it is decoded.
 * @throws FormatError if the first directory is damaged, or the pages go round in a circle
 */
export function openTiff(bytes: Uint8Array, where: string): Pages {
  const offsets = listPages(bytes, where);
  const nameOf = (page: number) => (offsets.length > 1 ? `${where}: page ${page + 1}` : where);
  return {
    count: offsets.length,
    decode: (page) => decodePage(bytes, new Directory(bytes, offsets[page], nameOf(page)), nameOf(page)),
  };
}

function listPages(bytes: Uint8Array, where: string): number[] {
  if (bytes.length < 8) {
    throw new FormatError(`${where}: a truncated TIFF; expected at least 8 bytes, got ${bytes.length}.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint32(4, bytes[0] === 0x49);
  const seen = new Set<number>();
  const pages: number[] = [];
  for (let offset = first; offset !== 0; ) {
    if (seen.has(offset) || seen.size === MOST_PAGES) {
      throw new FormatError(
        `${where}: a damaged TIFF; expected at most ${MOST_PAGES} pages one after the other, got ` +
          `${seen.has(offset) ? 'pages that go round in a circle' : 'more'}.`,
      );
    }
    seen.add(offset);
    if (seen.size > 1 && offset + 2 > bytes.length) {
      pages.push(offset);
      break;
    }
    const directory = new Directory(bytes, offset, where);
    if ((directory.value('subfile', 0) & NO_PAGE) === 0) pages.push(offset);
    offset = directory.next;
  }
  return pages.length > 0 ? pages : [first];
}

function decodePage(bytes: Uint8Array, directory: Directory, where: string): Picture {
  const layout = readLayout(directory, bytes.length, where);
  const unpack = findUnpacking(directory, layout, where);
  const { width, height, segments } = layout;
  const data = new Uint8Array(width * height * channelsFor(layout));
  for (const [n, { offset, length }] of segments.entries()) {
    const place = placeOf(layout, n);
    const expected = place.bytesPerRow * place.rows;
    const unpacked = unpack(bytes.subarray(offset, offset + length), expected);
    if (unpacked.length < expected) {
      throw new FormatError(
        `${where}: a damaged TIFF; expected ${expected} bytes in ${layout.isTiled ? 'tile' : 'strip'} ${n + 1} of ` +
          `${segments.length}, got ${unpacked.length} whole ones.`,
      );
    }
    putSegment(unpacked, data, layout, place, directory.isLittle);
  }
  if (layout.alpha === 'premultiplied') divideAlpha(data);
  const orientation = directory.value('orientation', 1);
  return turn({ width, height, data }, orientation >= 1 && orientation <= 8 ? orientation : 1);
}

interface Place {
  /** Of the segment's first pixel. */
  readonly left: number;
  readonly top: number;
  /** Stored ones: a tile at the edge is whole, the last strip is not. */
  readonly rows: number;
  readonly bytesPerRow: number;
  /** Samples stored in a row. */
  readonly samplesPerRow: number;
  readonly plane: number;
}

function placeOf(layout: Layout, n: number): Place {
  const { width, height, segmentWidth, segmentHeight, samples, bits, isPlanar, isTiled } = layout;
  const across = Math.ceil(width / segmentWidth);
  const perPlane = across * Math.ceil(height / segmentHeight);
  const top = Math.floor((n % perPlane) / across) * segmentHeight;
  const samplesPerRow = segmentWidth * (isPlanar ? 1 : samples);
  return {
    ...{ left: ((n % perPlane) % across) * segmentWidth, top, samplesPerRow },
    rows: isTiled ? segmentHeight : Math.min(segmentHeight, height - top),
    bytesPerRow: Math.ceil((samplesPerRow * bits) / 8),
    plane: isPlanar ? Math.floor(n / perPlane) : -1,
  };
}

function putSegment(
  bytes: Uint8Array,
  data: Uint8Array,
  layout: Layout,
  place: Place,
  isLittle: boolean,
): void {
  const { width, height, segmentWidth } = layout;
  const { left, top, rows, bytesPerRow, samplesPerRow, plane } = place;
  const row = new Uint16Array(samplesPerRow);
  const count = Math.min(segmentWidth, width - left);
  for (let r = 0; r < rows && top + r < height; r++) {
    readRow(bytes.subarray(r * bytesPerRow, (r + 1) * bytesPerRow), row, layout, isLittle);
    putRow(row, data, layout, { pixel: (top + r) * width + left, count, plane });
  }
}
