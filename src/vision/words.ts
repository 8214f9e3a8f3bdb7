// Pixels by four: most of a picture is paper, which is passed over so.

/** The same bytes, or a copy of them, by four: most of a picture is paper. */
export function wordsOf(data: Uint8Array): Int32Array {
  const { buffer, byteOffset, length } = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Int32Array(buffer, byteOffset, length >> 2);
}

/** The first pixel from `at` on, before `end`, with ink; `end` if there is none. `words`: those of the pixels. */
export function nextInk(data: Uint8Array, words: Int32Array, at: number, end: number): number {
  let next = at;
  while (next < end && next % 4 > 0 && data[next] === 0) next++;
  if (next % 4 === 0) {
    let word = next >> 2;
    for (const last = end >> 2; word < last && words[word] === 0; ) word++;
    next = word << 2;
  }
  while (next < end && data[next] === 0) next++;
  return next;
}
