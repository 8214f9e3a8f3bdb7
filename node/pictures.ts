// Picture files <-> pixels: PNG, JPEG and the netpbm family, told apart by their first bytes, never by name.
// Whatever is wrong with a file ends as one FormatError that names the file and what was found in it.
import { encode } from 'fast-png';
import { channelsOf, FormatError, type Picture } from '../src/index.ts';
import { decodeJpeg } from './pictures/jpeg.ts';
import { decodeNetpbm } from './pictures/netpbm.ts';
import { decodePng } from './pictures/png.ts';

/** The formats that are read, as messages name them. */
const FORMATS = 'PNG, JPEG, PBM, PGM and PPM';

interface Format {
  readonly name: string;
  readonly matches: (bytes: Uint8Array) => boolean;
  readonly decode?: (bytes: Uint8Array, where: string) => Picture;
}

/** What the first bytes tell; formats without `decode` are recognised to say so. */
const formats: readonly Format[] = [
  { name: 'PNG', matches: starts('\x89PNG\r\n\x1a\n'), decode: decodePng },
  { name: 'JPEG', matches: starts('\xff\xd8\xff'), decode: decodeJpeg },
  { name: 'netpbm', matches: (bytes) => /^P[1-6][\s#]/.test(text(bytes, 0, 3)), decode: decodeNetpbm },
  { name: 'a PNG changed by a transfer in text mode', matches: starts('\x89PNG') },
  { name: 'a GIF picture', matches: starts('GIF8') },
  { name: 'a BMP picture', matches: starts('BM') },
  { name: 'a TIFF picture', matches: (bytes) => starts('II*\0')(bytes) || starts('MM\0*')(bytes) },
  { name: 'a WebP picture', matches: (bytes) => starts('RIFF')(bytes) && text(bytes, 8, 12) === 'WEBP' },
  { name: 'a HEIC or AVIF picture', matches: (bytes) => text(bytes, 4, 8) === 'ftyp' },
  { name: 'a PDF document', matches: starts('%PDF') },
  { name: 'a netpbm picture of another kind', matches: (bytes) => /^P[7Ff]\s/.test(text(bytes, 0, 3)) },
  { name: 'gzipped data', matches: starts('\x1f\x8b') },
  { name: 'text', matches: isText },
];

/**
 * The picture in a file's bytes: grey, RGB or RGBA, 8 bits a channel, upright as the camera was held. `where`
 * names the file in messages.
 * @throws FormatError if it is no PNG, JPEG or netpbm file, damaged, of a kind that is not read, or of more
 * than 100 million pixels (known from the header; nothing is decoded then)
 */
export function decodePicture(bytes: Uint8Array, where: string): Picture {
  const expected = `expected a picture (${FORMATS})`;
  if (bytes.length === 0) throw new FormatError(`${where}: the file is empty; ${expected}, got 0 bytes.`);
  const format = formats.find(({ matches }) => matches(bytes));
  if (format?.decode) return format.decode(bytes, where);
  const found = format?.name ?? `bytes that start with ${hexadecimal(bytes)}`;
  throw new FormatError(`${where}: not a picture that is read; ${expected}, got ${found}.`);
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
