// How a camera was held: EXIF's tag Orientation (0x0112), and the turning that undoes it. Nothing else of EXIF
// is read.
import type { Picture } from '../../src/index.ts';

const ORIENTATION = 0x0112;

/** Of a JPEG's segment APP1, without its length: 1..8, or undefined if it is not EXIF or does not say. */
export function readOrientation(segment: Uint8Array): number | undefined {
  if (String.fromCharCode(...segment.subarray(0, 6)) !== 'Exif\0\0' || segment.length < 16) return undefined;
  const tiff = new DataView(segment.buffer, segment.byteOffset + 6, segment.byteLength - 6);
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return undefined;
  const entries = tiff.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.byteLength) return undefined;
    if (tiff.getUint16(entry, little) !== ORIENTATION) continue;
    const value = tiff.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/**
 * The picture upright. 1 as it is, 2 mirrored left to right, 3 turned by 180 degrees, 4 mirrored top to
 * bottom, 5 rows and columns swapped, 6 to be turned right by 90, 7 swapped and turned by 180, 8 to be turned
 * left by 90.
 */
export function turn(picture: Picture, orientation: number): Picture {
  if (orientation === 1) return picture;
  const { width, height, data } = picture;
  const channels = data.length / (width * height);
  const swapped = orientation >= 5;
  const [newWidth, newHeight] = swapped ? [height, width] : [width, height];
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  const turned = new Uint8Array(data.length);
  for (let row = 0, to = 0; row < newHeight; row++) {
    for (let column = 0; column < newWidth; column++) {
      const [r, c] = swapped ? [column, row] : [row, column];
      const from = (fromBottom ? height - 1 - r : r) * width + (fromRight ? width - 1 - c : c);
      for (let k = 0; k < channels; k++) turned[to++] = data[from * channels + k];
    }
  }
  return { width: newWidth, height: newHeight, data: turned };
}
