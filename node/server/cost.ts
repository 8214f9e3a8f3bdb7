// What a work will cost, as far as it can be told before it is done: by the number of digits, or by the pixels that a
// file's header names. Nothing is decoded here, and nothing but the header is looked at.
import type { Work } from './work.ts';

export interface Cost {
  /** About, on one core of today. */
  readonly milliseconds: number;
  /** Of a picture's largest part that is decoded at once; 0 for digits. */
  readonly pixels: number;
  /** Of the message that brings it to a thread. */
  readonly bytes: number;
}

const MILLISECONDS = { digit: 0.06, picture: 0.3, reading: 20, megapixel: 80 };

const DIGIT = 28 * 28;

/** `maxPixels`: pictures of more are refused at once, and cost nothing. */
export function costOf(work: Work, maxPixels: number): Cost {
  if (work.kind === 'digits' || work.kind === 'infer') {
    const milliseconds = (MILLISECONDS.digit * work.ink.length) / DIGIT;
    return { milliseconds, pixels: 0, bytes: work.ink.byteLength };
  }
  const claimed = pixelsOf(work.bytes) ?? maxPixels;
  const pixels = claimed > maxPixels ? 0 : claimed;
  const milliseconds =
    MILLISECONDS[work.kind === 'read' ? 'reading' : 'picture'] + (MILLISECONDS.megapixel * pixels) / 1e6;
  return { milliseconds, pixels, bytes: work.bytes.byteLength };
}

/** Pixels of a picture file by its header; undefined for TIFF, which may have many pages; 0 for what is no picture. */
export function pixelsOf(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = bytes.length < 24 ? 0 : view.getUint32(0);
  if (start === 0x89504e47) return view.getUint32(16) * view.getUint32(20);
  if (start === 0x49492a00 || start === 0x4d4d002a) return undefined;
  if (start >>> 8 === 0xffd8ff) return pixelsOfJpeg(view);
  // The netpbm family: P1 to P6, of which P4 has eight pixels in a byte.
  if (start >>> 24 === 0x50) return 8 * bytes.length;
  return 0;
}

/** Walks the segments up to the frame's header, SOF0 to SOF15. */
function pixelsOfJpeg(view: DataView): number {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return 0;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at++;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return view.getUint16(at + 5) * view.getUint16(at + 7);
    else at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return 0;
}
