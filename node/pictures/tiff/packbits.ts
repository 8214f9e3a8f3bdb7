// PackBits: runs of one byte, and bytes as they are.

/** At most `length` bytes; fewer where the data ends too early. */
export function unpackBits(data: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  let to = 0;
  for (let from = 0; from < data.length && to < length; ) {
    const head = data[from++];
    if (head < 128) {
      const piece = data.subarray(from, from + Math.min(head + 1, length - to));
      result.set(piece, to);
      to += piece.length;
      from += head + 1;
    } else if (head > 128 && from < data.length) {
      const end = Math.min(length, to + 257 - head);
      result.fill(data[from++], to, end);
      to = end;
    }
  }
  return result.subarray(0, to);
}
