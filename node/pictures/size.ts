// The check of a picture's size, made on its header before anything is decoded or reserved.
import { FormatError, LARGEST_PICTURE } from '../../src/index.ts';

/** A picture that may be fine, but has more pixels than are read here. */
export class PictureSizeError extends FormatError {
  override name = 'PictureSizeError';
}

let largest = LARGEST_PICTURE;

/** From now on this thread reads pictures of at most so many pixels: those of strangers. */
export function limitPictures(pixels: number): void {
  largest = Math.min(pixels, LARGEST_PICTURE);
}

/** @throws FormatError if a side is 0, PictureSizeError if the picture has more than LARGEST_PICTURE pixels or the limit */
export function checkSize(width: number, height: number, where: string): void {
  if (width === 0 || height === 0) {
    throw new FormatError(
      `${where}: a picture without pixels; expected at least 1x1, got ${width}x${height}.`,
    );
  }
  if (width * height > largest) {
    throw new PictureSizeError(
      `${where}: too large; expected at most ${largest} pixels, got ${width}x${height}. Make it smaller first.`,
    );
  }
}
