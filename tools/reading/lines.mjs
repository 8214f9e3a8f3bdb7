// Lines for the swept network: made strings, cleaned and normalised as reading does it, several in one picture of
// `COLUMNS` columns so that none is wasted. Made in parts by threads; a part is the same whoever makes it.
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { indexDigits, writeString } from '../../dist/src/data/strings.js';
import { Random } from '../../dist/src/random.js';
import { lineOf } from '../../dist/src/reading/lessons.js';
import { LINE_ROWS } from '../../dist/src/reading/line.js';
import { SYMBOLS } from '../../dist/src/reading/symbols.js';
import { columnsOfText, MOST_SYMBOLS, NO_SYMBOL } from '../../dist/src/training/forward-loss.js';

/** Columns of a picture; the margin on both sides lets every character lie in the middle of a field. */
export const COLUMNS = 292;
const MARGIN = 20;
const OUTPUTS = 64;

/** Pictures of a part. */
const PART = 250;

/** `count` pictures of made strings of the digits of `indices`, with their texts as labels. */
export async function makeLines({
  digits,
  indices,
  count,
  seed,
  name = 'lines',
  threads = availableParallelism(),
}) {
  const images = new Uint8Array(new SharedArrayBuffer(count * LINE_ROWS * COLUMNS));
  const labels = new Uint8Array(new SharedArrayBuffer(count * MOST_SYMBOLS)).fill(NO_SYMBOL);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const job = { digits, indices, count, seed, images, labels, next };
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL(import.meta.url), { workerData: job }),
  );
  await Promise.all(
    workers.map((worker) => new Promise((resolve, reject) => worker.on('error', reject).on('exit', resolve))),
  );
  return { name, count, rows: LINE_ROWS, columns: COLUMNS, images, labels, classes: SYMBOLS };
}

/** Takes parts until there are none left. */
function work({ digits, indices, count, seed, images, labels, next }) {
  const index = indexDigits(digits, indices);
  for (let part = Atomics.add(next, 0, 1); part * PART < count; part = Atomics.add(next, 0, 1)) {
    const first = part * PART;
    fill(digits, index, [seed, part], first, Math.min(count, first + PART), images, labels);
  }
}

/** Pictures `first`..`end` - 1. */
function fill(digits, index, seed, first, end, images, labels) {
  let n = first;
  let at = MARGIN;
  let text = [];
  for (let s = 0; n < end; s++) {
    const random = new Random(...seed, s);
    const line = lineOf(writeString(digits, index, random));
    if (!line || line.columns > COLUMNS - 2 * MARGIN) continue;
    const joined = [...text, ...line.symbols];
    const isFull = at + line.columns > COLUMNS - MARGIN || joined.length > MOST_SYMBOLS - 1;
    if (isFull || columnsOfText(joined) > OUTPUTS) {
      n++;
      at = MARGIN;
      text = [];
      if (n === end) return;
    }
    for (let row = 0; row < LINE_ROWS; row++) {
      const from = row * line.columns;
      images.set(line.data.subarray(from, from + line.columns), (n * LINE_ROWS + row) * COLUMNS + at);
    }
    at += line.columns + 10 + random.integer(30);
    text = [...text, ...line.symbols];
    labels.set(text, n * MOST_SYMBOLS);
  }
}

if (!isMainThread && workerData?.next) {
  work(workerData);
  parentPort.close();
}
