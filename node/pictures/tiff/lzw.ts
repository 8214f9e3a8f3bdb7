// LZW as TIFF 6.0 has it: codes of 9 to 12 bits, most significant bit first, one code earlier wider than in GIF.

const CLEAR = 256;
const END = 257;
const FIRST = 258;
const MOST = 4096;

/** At most `length` bytes; fewer where the data ends too early or has a code that there is not. */
export function unpackLzw(data: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  /** A code's string: where it was written last, one byte longer than the code before it. */
  const starts = new Uint32Array(MOST);
  const lengths = new Uint16Array(MOST);
  let [next, width, previous] = [FIRST, 9, -1];
  let [to, bits, held] = [0, 0, 0];
  for (let from = 0; to < length; ) {
    while (bits < width && from < data.length) {
      held = ((held & 0xfff) << 8) | data[from++];
      bits += 8;
    }
    if (bits < width) break;
    bits -= width;
    const code = (held >> bits) & ((1 << width) - 1);
    if (code === END) break;
    if (code === CLEAR) {
      [next, width, previous] = [FIRST, 9, -1];
      continue;
    }
    if (code >= FIRST && (code > next || previous < 0 || (code === next && next === MOST))) break;
    const start = to;
    if (previous >= 0 && next < MOST) {
      starts[next] = start - (previous < 256 ? 1 : lengths[previous]);
      lengths[next] = (previous < 256 ? 1 : lengths[previous]) + 1;
      next++;
      width = next + 1 >= MOST ? 12 : 32 - Math.clz32(next + 1);
    }
    if (code < 256) result[to++] = code;
    else {
      // The string of the newest code runs into what is being written, byte by byte.
      const end = Math.min(length, to + lengths[code]);
      for (let i = starts[code]; to < end; i++) result[to++] = result[i];
    }
    previous = code;
  }
  return result.subarray(0, to);
}
