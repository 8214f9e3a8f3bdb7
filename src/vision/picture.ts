// A picture as the library takes it: plain pixels, of a file, a camera or a canvas (a browser's ImageData
// fits as it is). Here it becomes grey; finding the ink is ink.ts.
import { ShapeError } from '../errors.ts';

/**
 * `width` x `height` pixels, row by row, top row first, 0..255 a channel: 1 channel is grey, 3 are RGB, 4 are
 * RGBA (alpha not multiplied in). The number of channels follows from the length of `data`.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Pixels of the largest picture that is read, in one gigabyte or, as JPEG, two; a telephone has 50 million. */
export const LARGEST_PICTURE = 64_000_000;

/**
 * 1, 3 or 4.
 * @throws ShapeError if a side is not a positive whole number, if the picture has more than LARGEST_PICTURE
 * pixels, or if the length of the data is not 1, 3 or 4 bytes a pixel
 */
export function channelsOf(picture: Picture): 1 | 3 | 4 {
  const { width, height, data } = picture;
  const size = `${width}x${height}`;
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new ShapeError(`picture: wrong size; expected positive whole numbers of pixels, got ${size}.`);
  }
  if (width * height > LARGEST_PICTURE) {
    throw new ShapeError(
      `picture: too large; expected at most ${LARGEST_PICTURE} pixels, got ${size}. Make it smaller first.`,
    );
  }
  const channels = data.length / (width * height);
  if (channels === 1 || channels === 3 || channels === 4) return channels;
  throw new ShapeError(
    `picture: ${data.length} bytes do not fit ${size} pixels; expected ${width * height} (grey), ` +
      `${width * height * 3} (RGB) or ${width * height * 4} (RGBA), got ${data.length}.`,
  );
}

/**
 * The picture in grey: one byte a pixel, 0 black..255 white. What is transparent shows white, or black where
 * the visible part is a light drawing. The result is a new array.
 * @throws ShapeError as channelsOf
 */
export function toGrey(picture: Picture): Uint8Array {
  const channels = channelsOf(picture);
  const { data } = picture;
  if (channels === 1) return new Uint8Array(data);
  const grey = new Uint8Array(picture.width * picture.height);
  const backdrop = channels === 4 ? backdropOf(data) : 255;
  for (let i = 0, p = 0; i < grey.length; i++, p += channels) {
    const seen = luminance(data[p], data[p + 1], data[p + 2]);
    const alpha = channels === 4 ? data[p + 3] : 255;
    grey[i] = Math.round((seen * alpha + backdrop * (255 - alpha)) / 255);
  }
  return grey;
}

/** Throws ShapeError if a picture is not grey, or as channelsOf. */
export function checkGrey(picture: Picture): void {
  if (channelsOf(picture) !== 1) throw new ShapeError('picture: expected grey, 1 byte a pixel. Use toGrey.');
}

/** A picture in grey: itself where it is. Throws ShapeError as channelsOf. */
export function greyPicture(picture: Picture): Picture {
  return channelsOf(picture) === 1 ? picture : { ...picture, data: toGrey(picture) };
}

/** ITU-R BT.601, the weights of JPEG: 0..255. */
function luminance(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/**
 * What lies behind RGBA pixels: 0 if the picture is a drawing in light colours on a transparent canvas, else
 * 255. A quarter of it must be transparent (a white page with transparent corners is no drawing), and of what
 * is visible, weighed by its alpha, at most 2 % may be dark (a page that holds dark ink is no drawing).
 */
function backdropOf(data: Uint8Array | Uint8ClampedArray): number {
  let transparent = 0;
  let visible = 0;
  let dark = 0;
  for (let p = 0; p < data.length; p += 4) {
    const alpha = data[p + 3];
    if (alpha < 128) transparent++;
    visible += alpha;
    if (luminance(data[p], data[p + 1], data[p + 2]) < 128) dark += alpha;
  }
  return transparent * 16 >= data.length && visible > 0 && dark * 50 <= visible ? 0 : 255;
}
