// What a TIFF directory says of its picture: size, samples, and the strips or tiles (segments here) that it is cut
// into. All is checked here, before anything is reserved.
import { FormatError } from '../../../src/index.ts';
import { checkSize } from '../size.ts';
import type { Directory } from './directory.ts';

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly compression: number;
  readonly kind: 'whiteIsZero' | 'blackIsZero' | 'rgb' | 'palette';
  /** 1, 2, 4, 8 or 16, of every sample. */
  readonly bits: number;
  /** Of a pixel, with those that are no colour. */
  readonly samples: number;
  /** Of the sample behind the colours: premultiplied or plain. */
  readonly alpha: 'none' | 'premultiplied' | 'plain';
  /** Every sample in segments of its own. */
  readonly isPlanar: boolean;
  /** Differences to the pixel at the left are stored. */
  readonly isDifferences: boolean;
  /** Red, green, blue of every palette index, 0..255; empty without a palette. */
  readonly palette: Uint8Array;
  /** Size of a segment; the last ones of strips are shorter. */
  readonly segmentWidth: number;
  readonly segmentHeight: number;
  readonly isTiled: boolean;
  /** Where each segment's data is: row by row of segments, plane after plane. */
  readonly segments: readonly { readonly offset: number; readonly length: number }[];
}

const KINDS = ['whiteIsZero', 'blackIsZero', 'rgb', 'palette'] as const;
const OTHER_KINDS: Readonly<Record<number, string>> = { 4: 'a mask', 5: 'CMYK', 6: 'YCbCr', 8: 'CIELab' };
/** Compression by JPEG as TIFF's technical note 2 has it; 6 was another. */
export const JPEG = 7;
const MOST_SAMPLES = 8;
const MOST_SEGMENT_BYTES = 2 ** 30;

/** @throws FormatError if the directory is damaged, or the picture too large or of a kind that is not read */
export function readLayout(directory: Directory, bytes: number, where: string): Layout {
  const [width, height] = [directory.value('width', 0), directory.value('height', 0)];
  checkSize(width, height, where);
  const format = readFormat(directory, where);
  const [tileWidth, tileHeight] = [directory.value('tileWidth', 0), directory.value('tileHeight', 0)];
  const isTiled = tileWidth > 0 || tileHeight > 0;
  if (isTiled) checkSize(tileWidth, tileHeight, `${where}: a tile`);
  const segmentWidth = isTiled ? tileWidth : width;
  const segmentHeight = isTiled
    ? tileHeight
    : Math.min(height, directory.value('rowsPerStrip', height) || height);
  checkSegment(segmentWidth * segmentHeight * format.samples * format.bits, where);
  const planes = format.isPlanar ? format.samples : 1;
  const count = planes * Math.ceil(width / segmentWidth) * Math.ceil(height / segmentHeight);
  const segments = readSegments(directory, isTiled, count, bytes, where);
  return { width, height, ...format, isTiled, segmentWidth, segmentHeight, segments };
}

/** A small file must not make much be reserved by a tile that is larger than its picture. */
function checkSegment(bits: number, where: string): void {
  if (bits <= 8 * MOST_SEGMENT_BYTES) return;
  throw new FormatError(
    `${where}: too large; expected strips or tiles of at most ${MOST_SEGMENT_BYTES} bytes, got ${Math.ceil(bits / 8)}.`,
  );
}

type Format = Pick<
  Layout,
  'compression' | 'kind' | 'bits' | 'samples' | 'alpha' | 'isPlanar' | 'isDifferences' | 'palette'
>;

function readFormat(directory: Directory, where: string): Format {
  const refuse = (expected: string, got: string | number): never => {
    throw new FormatError(
      `${where}: a TIFF of a kind that is not read; expected ${expected}, got ${got}. Save it as PNG.`,
    );
  };
  const photometric = directory.value('photometric', 0);
  const compression = directory.value('compression', 1);
  // A JPEG turns luminance and differences into RGB itself.
  const isJpegColour = photometric === 6 && compression === JPEG;
  const kind = isJpegColour ? 'rgb' : KINDS[photometric];
  if (!kind) refuse('grey, RGB or a palette', OTHER_KINDS[photometric] ?? `photometric ${photometric}`);
  const samples = directory.value('samples', 1);
  const colours = kind === 'rgb' ? 3 : 1;
  if (samples < colours || samples > MOST_SAMPLES)
    refuse(`${colours} to ${MOST_SAMPLES} samples a pixel`, samples);
  const all = directory.values('bits', samples);
  const bits = all[0] ?? 1;
  if (![1, 2, 4, 8, 16].includes(bits) || all.some((other) => other !== bits))
    refuse('1, 2, 4, 8 or 16 bits a sample, the same for all', all.join(', '));
  const sampleFormat = directory.value('sampleFormat', 1);
  if (sampleFormat !== 1 && sampleFormat !== 4) refuse('whole numbers', `sample format ${sampleFormat}`);
  const predictor = directory.value('predictor', 1);
  if (predictor > 2 || (predictor === 2 && bits < 8))
    refuse('no predictor, or differences of 8 or 16 bits', `predictor ${predictor} of ${bits} bits`);
  const extra = samples > colours ? directory.value('extraSamples', 0) : 0;
  return {
    ...{ compression, kind, bits, samples },
    alpha: extra === 1 ? 'premultiplied' : extra === 2 ? 'plain' : 'none',
    isPlanar: samples > 1 && directory.value('planar', 1) === 2,
    isDifferences: predictor === 2,
    palette: kind === 'palette' ? readPalette(directory, bits, where) : new Uint8Array(0),
  };
}

/** Stored as all reds, all greens, all blues, of 16 bits; by some writers of 8. */
function readPalette(directory: Directory, bits: number, where: string): Uint8Array {
  const size = 2 ** bits;
  const values = bits > 8 ? [] : directory.values('colours', 3 * size);
  if (values.length < 3 * size) {
    throw new FormatError(
      `${where}: a damaged TIFF; expected a palette of ${size} colours for ${bits} bits, got ${values.length / 3}.`,
    );
  }
  const shift = values.some((value) => value > 255) ? 8 : 0;
  return Uint8Array.from(values, (_, i) => values[(i % 3) * size + Math.floor(i / 3)] >> shift);
}

function readSegments(
  directory: Directory,
  isTiled: boolean,
  count: number,
  bytes: number,
  where: string,
): Layout['segments'] {
  const offsets = directory.values(isTiled ? 'tileOffsets' : 'stripOffsets', count);
  const lengths = directory.values(isTiled ? 'tileBytes' : 'stripBytes', count);
  const what = isTiled ? 'tiles' : 'strips';
  if (offsets.length < count) {
    throw new FormatError(`${where}: a damaged TIFF; expected ${count} ${what}, got ${offsets.length}.`);
  }
  return offsets.map((offset, i) => {
    // Old writers leave out the length of a single strip.
    const length = lengths[i] ?? (count === 1 ? Math.max(0, bytes - offset) : 0);
    if (offset + length <= bytes) return { offset, length };
    throw new FormatError(
      `${where}: a truncated TIFF; expected ${what.slice(0, -1)} ${i + 1} of ${count} up to byte ${offset + length}, got ${bytes} bytes.`,
    );
  });
}
