// Runs of ink: stretches of pixels side by side in one row.
import type { Ink } from './ink.ts';
import { nextInk, wordsOf } from './words.ts';

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
