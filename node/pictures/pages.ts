// A picture file as pages: one, but of a TIFF as many as it holds. Each is decoded when it is asked for, so that a
// long document takes the memory of one page, and a damaged page does not spoil the others.
import type { Picture } from '../../src/index.ts';

export interface Pages {
  /** At least 1. */
  readonly count: number;
  /** Page 0..count - 1. Throws FormatError as decodePicture. */
  readonly decode: (page: number) => Picture;
}
