// The check of a picture's size, made on its header before anything is decoded or reserved.
import { FormatError, LARGEST_PICTURE } from '../../src/index.ts';

/** @throws FormatError if a side is 0 or the picture has more than LARGEST_PICTURE pixels */
export function checkSize(width: number, height: number, where: string): void {
  if (width === 0 || height === 0) {
    throw new FormatError(
      `${where}: a picture without pixels; expected at least 1x1, got ${width}x${height}.`,
    );
  }
  if (width * height > LARGEST_PICTURE) {
    throw new FormatError(
      `${where}: too large; expected at most ${LARGEST_PICTURE} pixels, got ${width}x${height}. Make it smaller first.`,
    );
  }
}
