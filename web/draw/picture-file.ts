// A picture file of a user, as the browser reads it; what is too large is refused before its pixels take memory.
import { PictureError } from '../fault.ts';

/** As many pixels as the library takes; the browser makes four bytes of each. */
const MOST_PIXELS = 64e6;
const MOST_BYTES = 256e6;

/** Longer side of a picture that is kept, in pixels. */
const LARGEST = 1600;

const millions = (count: number): string => (count / 1e6).toFixed(0);

const noPicture = ({ message }: Error): never => {
  throw new PictureError(`picture: this is no picture that the browser can show (${message}).`);
};

/** Its size is known, its pixels are not yet decoded. */
async function loadImage(file: Blob): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await new Promise<void>((resolve, reject) => {
      image.onload = () => resolve();
      image.onerror = () => reject(new Error('damaged, too large, or of an unknown kind'));
    });
    return image;
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** Rejects with PictureError if the file is none, has more than 64 million pixels or more than 256 MB. */
export async function openPicture(file: Blob): Promise<HTMLCanvasElement> {
  if (file.size > MOST_BYTES) {
    throw new PictureError(
      `picture: too large; expected at most ${millions(MOST_BYTES)} MB, got ${millions(file.size)}.`,
    );
  }
  const image = await loadImage(file).catch(noPicture);
  const { naturalWidth: width, naturalHeight: height } = image;
  if (width * height > MOST_PIXELS) {
    throw new PictureError(
      `picture: too large; expected at most ${millions(MOST_PIXELS)} million pixels, got ${width} x ${height}. Save it smaller.`,
    );
  }
  // Of drawn pictures (SVG) browsers make no bitmap of the file, but one of the image.
  const bitmap = await createImageBitmap(file.type === 'image/svg+xml' ? image : file).catch(noPicture);
  const scale = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(scale * bitmap.width));
  canvas.height = Math.max(1, Math.round(scale * bitmap.height));
  canvas.getContext('2d', { willReadFrequently: true })!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}
