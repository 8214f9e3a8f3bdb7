// JPEG -> pixels. The segments are walked here, so that size, kind, truncation and orientation are known
// before anything is reserved; jpeg-js does the decoding.
import jpeg from 'jpeg-js';
import { FormatError, type Picture } from '../../src/index.ts';
import { readOrientation, turn } from './orientation.ts';
import { checkSize } from './size.ts';

/** jpeg-js holds about 12 bytes a pixel while it decodes. */
const MEMORY_MB = 1536;

/** Baseline, extended and progressive; the others (lossless, arithmetic, ...) are hardly ever met. */
const KINDS_READ = [0xc0, 0xc1, 0xc2];

/** A progressive picture has about ten; each of thousands would be gone through for the whole picture. */
const MOST_SCANS = 500;

/** SOF0 to SOF15. */
const KIND_NAMES = [
  ...[
    'baseline',
    'extended',
    'progressive',
    'lossless',
    '',
    'hierarchical',
    'hierarchical',
    'hierarchical',
    '',
  ],
  ...['arithmetic coding', 'arithmetic coding', 'lossless, arithmetic coding', ''],
  ...['hierarchical', 'hierarchical', 'hierarchical'],
];

interface Frame {
  readonly width: number;
  readonly height: number;
  /** One for each component. */
  readonly ids: readonly number[];
}

interface Structure {
  readonly frame: Frame;
  /** Of EXIF, 1..8. */
  readonly orientation: number;
  /** Three components are red, green and blue, not luminance and two differences. */
  readonly isRgb: boolean;
}

/** A JPEG inside another file, which says how large it is and what its three components are. */
export interface JpegPart {
  readonly width: number;
  /** At most. */
  readonly height: number;
  readonly isRgb: boolean;
}

/** RGB. @throws FormatError if the file is damaged, of a kind that is not read, too large, or not as `part` says */
export function decodeJpeg(bytes: Uint8Array, where: string, part?: JpegPart): Picture {
  const { orientation, isRgb, frame } = readStructure(bytes, where);
  if (part && (frame.width !== part.width || frame.height > part.height)) {
    throw new FormatError(
      `${where}: a damaged JPEG; expected ${part.width}x${part.height} pixels, got ${frame.width}x${frame.height}.`,
    );
  }
  try {
    const { width, height, data } = jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      ...((part?.isRgb ?? isRgb) ? { colorTransform: false } : {}),
      tolerantDecoding: false,
      maxMemoryUsageInMB: MEMORY_MB,
    });
    return turn({ width, height, data }, orientation);
  } catch (error) {
    // What jpeg-js did not expect itself ends as a TypeError, with words for its makers.
    const reason = error instanceof TypeError ? 'its parts do not fit together' : (error as Error).message;
    throw new FormatError(`${where}: a damaged JPEG; ${reason}.`, { cause: error });
  }
}

/** Walks the segments to the end of the picture; the size is checked as soon as it is met. */
function readStructure(bytes: Uint8Array, where: string): Structure {
  let frame: Frame | undefined;
  let orientation = 1;
  let scans = 0;
  let isJfif = false;
  let adobe: number | undefined;
  for (let offset = 2; ; ) {
    offset = nextMarker(bytes, offset);
    const marker = bytes[offset + 1];
    if (marker === undefined) throw truncated(bytes, where, frame !== undefined);
    if (marker === 0xd9) break;
    const length = bytes[offset + 2] * 256 + bytes[offset + 3];
    // Also true when the length itself is beyond the end and not a number.
    if (!(offset + 2 + length <= bytes.length)) throw truncated(bytes, where, frame !== undefined);
    const segment = bytes.subarray(offset + 4, offset + 2 + length);
    if (isFrame(marker)) frame = readFrame(marker, segment, where);
    if (marker === 0xe0) isJfif ||= startsWith(segment, 'JFIF');
    if (marker === 0xe1) orientation = readOrientation(segment) ?? orientation;
    if (marker === 0xee && startsWith(segment, 'Adobe')) adobe = segment[11];
    if (marker === 0xda && ++scans > MOST_SCANS) throw tooManyScans(where);
    offset += 2 + Math.max(2, length);
  }
  if (!frame || scans === 0)
    throw new FormatError(`${where}: a damaged JPEG; expected a picture, got its end.`);
  if (frame.ids.length === 4 && adobe === undefined) {
    throw new FormatError(
      `${where}: a JPEG of a kind that is not read; expected Adobe's mark in one of four inks (CMYK), got none. ` +
        'Save it as PNG.',
    );
  }
  const namesRgb = String.fromCharCode(...frame.ids) === 'RGB';
  return { frame, orientation, isRgb: !isJfif && (adobe === undefined ? namesRgb : adobe === 0) };
}

function startsWith(segment: Uint8Array, name: string): boolean {
  return String.fromCharCode(...segment.subarray(0, name.length)) === name;
}

/** Where the next marker stands, beyond coded data, fill bytes and restart marks; the file's end if nowhere. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let offset = from; offset < bytes.length - 1; offset++) {
    const code = bytes[offset + 1];
    if (bytes[offset] === 0xff && code > 0x01 && code < 0xff && !(code >= 0xd0 && code <= 0xd8))
      return offset;
  }
  return bytes.length;
}

/** SOF0 to SOF15, less the tables that share their range (DHT, JPG, DAC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readFrame(marker: number, segment: Uint8Array, where: string): Frame {
  const [precision, h1, h0, w1, w0, components] = segment;
  const [width, height] = [w1 * 256 + w0, h1 * 256 + h0];
  if (!KINDS_READ.includes(marker) || precision !== 8 || ![1, 3, 4].includes(components)) {
    throw new FormatError(
      `${where}: a JPEG of a kind that is not read; expected baseline or progressive, 8 bits, 1, 3 or 4 channels, ` +
        `got ${KIND_NAMES[marker - 0xc0]}, ${precision} bits, ${components} channels. Save it as PNG.`,
    );
  }
  checkSize(width, height, where);
  return { width, height, ids: Array.from({ length: components }, (_, i) => segment[6 + 3 * i]) };
}

function tooManyScans(where: string): FormatError {
  return new FormatError(`${where}: a damaged JPEG; expected at most ${MOST_SCANS} scans, got more.`);
}

function truncated(bytes: Uint8Array, where: string, framed: boolean): FormatError {
  const found = framed
    ? 'the end of the file in the middle of the picture'
    : 'the end of the file before its header';
  return new FormatError(
    `${where}: a truncated JPEG; expected the mark of the picture's end (EOI), got ${found}, ${bytes.length} bytes.`,
  );
}
