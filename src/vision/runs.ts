// Runs of ink: stretches of pixels side by side in one row.
import type { Ink } from './ink.ts';

/** The runs of pixels of at least `least` (1..255) in rows `from`..`to` - 1: row, first column, end. */
export function runsOf({ width, data }: Ink, least: number, from: number, to: number): number[] {
  const words = wordsOf(data);
  const runs: number[] = [];
  for (let row = from; row < to; row++) {
    const line = row * width;
    const last = line + width;
    for (let at = nextInk(data, words, line, last); at < last; at = nextInk(data, words, at + 1, last)) {
      if (data[at] < least) continue;
      const start = at;
      while (at < last && data[at] >= least) at++;
      runs.push(row, start - line, at - line);
    }
  }
  return runs;
}

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
