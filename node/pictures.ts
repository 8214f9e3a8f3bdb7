// Picture files <-> pixels: PNG, JPEG, TIFF, the netpbm family, and strokes of a pen as JSON, told apart by their first bytes, never by name.
// Whatever is wrong with a file ends as one FormatError that names the file and what was found in it.
import { encode } from 'fast-png';
import { channelsOf, FormatError, type Picture } from '../src/index.ts';
import { decodeJpeg } from './pictures/jpeg.ts';
import { decodeNetpbm } from './pictures/netpbm.ts';
import type { Pages } from './pictures/pages.ts';
import { decodePng } from './pictures/png.ts';
import { decodeStrokes } from './pictures/strokes.ts';
import { openTiff } from './pictures/tiff.ts';

/** The formats that are read, as messages name them. */
export const FORMATS = 'PNG, JPEG, TIFF, PBM, PGM or PPM';

interface Format {
  readonly name: string;
  readonly matches: (bytes: Uint8Array) => boolean;
  readonly open?: (bytes: Uint8Array, where: string) => Pages;
  /** What to do with one that is not read. */
  readonly hint?: string;
}

const CONVERT = 'Save it as PNG, JPEG or TIFF.';

/** What the first bytes tell; formats without `open` are recognised to say so. */
const formats: readonly Format[] = [
  { name: 'PNG', matches: starts('\x89PNG\r\n\x1a\n'), open: single(decodePng) },
  { name: 'JPEG', matches: starts('\xff\xd8\xff'), open: single(decodeJpeg) },
  { name: 'TIFF', matches: (bytes) => starts('II*\0')(bytes) || starts('MM\0*')(bytes), open: openTiff },
  {
    name: 'netpbm',
    matches: (bytes) => /^P[1-6][\s#]/.test(text(bytes, 0, 3)),
    open: single(decodeNetpbm),
  },
  { name: 'strokes', matches: (bytes) => /^\s*\[/.test(text(bytes, 0, 64)), open: single(decodeStrokes) },
  {
    name: 'a PNG changed by a transfer in text mode',
    matches: starts('\x89PNG'),
    hint: 'Copy it again as it is.',
  },
  { name: 'a GIF picture', matches: starts('GIF8'), hint: CONVERT },
  { name: 'a BMP picture', matches: starts('BM'), hint: CONVERT },
  {
    name: 'a BigTIFF picture',
    matches: (bytes) => starts('II+\0')(bytes) || starts('MM\0+')(bytes),
    hint: CONVERT,
  },
  {
    name: 'a WebP picture',
    matches: (bytes) => starts('RIFF')(bytes) && text(bytes, 8, 12) === 'WEBP',
    hint: CONVERT,
  },
  {
    name: 'a HEIC or AVIF picture',
    matches: (bytes) => text(bytes, 4, 8) === 'ftyp',
    hint: 'Save it as JPEG; telephones call that "most compatible".',
  },
  { name: 'a JPEG 2000 picture', matches: starts('\0\0\0\x0cjP  '), hint: CONVERT },
  {
    name: 'a PDF document',
    matches: starts('%PDF'),
    hint: 'Save its pages as PNG or TIFF: pdftoppm -r 200 -png FILE.pdf page.',
  },
  {
    name: 'a netpbm picture of another kind',
    matches: (bytes) => /^P[7Ff]\s/.test(text(bytes, 0, 3)),
    hint: 'Save it as PGM or PPM.',
  },
  { name: 'gzipped data', matches: starts('\x1f\x8b'), hint: 'Unpack it first.' },
  {
    name: 'a JSON object',
    matches: (bytes) => /^\s*\{/.test(text(bytes, 0, 64)) && isText(bytes),
    hint: 'Strokes of a pen are a list, [[[x, y], ...], ...].',
  },
  { name: 'text', matches: isText },
];

/**
 * The picture in a file's bytes: grey, RGB or RGBA, 8 bits a channel, upright as the camera was held; of a file with
 * several pages the first. `where` names the file in messages.
 * @throws FormatError if it is no PNG, JPEG, TIFF or netpbm file, damaged, of a kind that is not read, or of more
 * than LARGEST_PICTURE pixels (known from the header; nothing is decoded then)
 */
export function decodePicture(bytes: Uint8Array, where: string): Picture {
  return openPages(bytes, where).decode(0);
}

/**
 * The same page by page: a TIFF file may have several. Nothing is decoded yet.
 * @throws FormatError if it is no such file, or no page can be found
 */
export function openPages(bytes: Uint8Array, where: string): Pages {
  const expected = `expected a picture (${FORMATS})`;
  if (bytes.length === 0) throw new FormatError(`${where}: the file is empty; ${expected}, got 0 bytes.`);
  const format = formats.find(({ matches }) => matches(bytes));
  if (format?.open) return format.open(bytes, where);
  const found = format?.name ?? `bytes that start with ${hexadecimal(bytes)}`;
  const hint = format?.hint ? ` ${format.hint}` : '';
  throw new FormatError(`${where}: not a picture that is read; ${expected}, got ${found}.${hint}`);
}

function single(decode: (bytes: Uint8Array, where: string) => Picture): Format['open'] {
  return (bytes, where) => ({ count: 1, decode: () => decode(bytes, where) });
}

/**
 * The bytes of a PNG file of a grey, RGB or RGBA picture, 8 bits a channel.
 * @throws ShapeError if the picture's data does not fit its size
 */
export function encodePng(picture: Picture): Uint8Array {
  const { width, height, data } = picture;
  return encode({ width, height, data, channels: channelsOf(picture), depth: 8 });
}

/** Bytes `from`..`to` - 1 as characters 0..255. */
function text(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function starts(signature: string): (bytes: Uint8Array) => boolean {
  return (bytes) => text(bytes, 0, signature.length) === signature;
}

/** No control characters but white space among the first bytes. */
function isText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 256).every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));
}

function hexadecimal(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
