// Unpacked rows of samples -> pixels of 8 bits a channel: grey, RGB or RGBA.
import type { Layout } from './layout.ts';

/** Channels of the picture. */
export function channelsFor({ kind, alpha }: Layout): 1 | 3 | 4 {
  if (alpha !== 'none') return 4;
  return kind === 'rgb' || kind === 'palette' ? 3 : 1;
}

/** The samples of one row, from its bytes, differences added up. `samples` of a pixel are side by side. */
export function readRow(bytes: Uint8Array, row: Uint16Array, layout: Layout, isLittle: boolean): void {
  const { bits, isDifferences } = layout;
  const mask = 2 ** bits - 1;
  if (bits === 16) {
    const [high, low] = isLittle ? [1, 0] : [0, 1];
    for (let i = 0; i < row.length; i++) row[i] = (bytes[2 * i + high] << 8) | bytes[2 * i + low];
  } else {
    const perByte = 8 / bits;
    for (let i = 0; i < row.length; i++)
      row[i] = (bytes[Math.floor(i / perByte)] >> (8 - bits - (i % perByte) * bits)) & mask;
  }
  const step = layout.isPlanar ? 1 : layout.samples;
  if (isDifferences) for (let i = step; i < row.length; i++) row[i] = (row[i] + row[i - step]) & mask;
}

/** Where a row of a segment goes. */
export interface Stretch {
  /** The first pixel in the picture, and how many. */
  readonly pixel: number;
  readonly count: number;
  /** The only sample in the row, or -1 where all of a pixel are side by side. */
  readonly plane: number;
}

/** Puts the samples of a row into the picture's data. */
export function putRow(
  row: Uint16Array,
  data: Uint8Array,
  layout: Layout,
  { pixel, count, plane }: Stretch,
): void {
  const { kind, bits, samples, alpha, palette } = layout;
  const channels = channelsFor(layout);
  const colours = kind === 'rgb' ? 3 : 1;
  const most = 2 ** bits - 1;
  const toByte = (value: number) => (bits === 16 ? value >> 8 : Math.round((value * 255) / most));
  const put = (at: number, sample: number, value: number) => {
    if (sample === colours) {
      if (alpha !== 'none') data[at + 3] = toByte(value);
    } else if (kind === 'rgb') {
      if (sample < 3) data[at + sample] = toByte(value);
    } else if (sample === 0) {
      for (let c = 0; c < Math.min(3, channels); c++)
        data[at + c] =
          kind === 'palette' ? palette[3 * value + c] : toByte(kind === 'whiteIsZero' ? most - value : value);
    }
  };
  const step = plane < 0 ? samples : 1;
  for (let i = 0; i < count; i++) {
    const at = (pixel + i) * channels;
    if (plane >= 0) put(at, plane, row[i]);
    else for (let s = 0; s < samples; s++) put(at, s, row[i * step + s]);
  }
}

/** Takes the alpha out of colours that it was multiplied into. */
export function divideAlpha(data: Uint8Array): void {
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3];
    if (alpha > 0)
      for (let c = 0; c < 3; c++) data[at + c] = Math.min(255, Math.round((data[at + c] * 255) / alpha));
  }
}
