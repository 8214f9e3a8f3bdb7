// Pixels without a header, as cameras and other programs pipe them: the size is told.
import { FormatError, type Picture } from '../../src/index.ts';
import { checkSize } from './size.ts';

export interface RawSize {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 RGB, 4 RGBA; what fits the number of bytes unless told. */
  readonly channels?: number;
}

/** @throws FormatError if the bytes do not fit the size, or it is too large */
export function decodeRaw(bytes: Uint8Array, { width, height, channels }: RawSize, where: string): Picture {
  checkSize(width, height, where);
  const fits = (channels ? [channels] : [1, 3, 4]).map((each) => each * width * height);
  if (!fits.includes(bytes.length)) {
    throw new FormatError(
      `${where}: the raw pixels do not fit; expected ${fits.join(' or ')} bytes for ${width}x${height}` +
        `${channels ? `x${channels}` : ''}, got ${bytes.length}.`,
    );
  }
  return { width, height, data: bytes };
}
