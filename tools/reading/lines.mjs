// Lines for the swept network: made strings, cleaned and normalised as reading does it, several in one picture so that
// no column is wasted. Made in parts by threads; a part is the same whoever makes it.
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { indexDigits, writeString } from '../../dist/src/data/strings.js';
import { drawSurrounded, drawText } from '../../dist/src/data/texts.js';
import { Random } from '../../dist/src/random.js';
import { lineOf } from '../../dist/src/reading/lessons.js';
import { LINE_ROWS } from '../../dist/src/reading/line.js';
import { SYMBOLS } from '../../dist/src/reading/symbols.js';
import { columnsOfText, MOST_SYMBOLS, NO_SYMBOL } from '../../dist/src/training/forward-loss.js';

/** Columns of a picture between its margins, which let every character lie in the middle of a field. */
const WRITTEN = 252;
const OUTPUTS = 64;

/** Columns of a picture for a network whose field has so many. */
export const columnsFor = (field) => WRITTEN + field;

/** Pictures of a part. */
const PART = 250;

/**
 * `count` pictures of made strings of the digits of `indices`, for a network with this field, with their texts as labels;
 * `surrounded`: share of them with something before or behind the number.
 */
export async function makeLines({
  digits,
  indices,
  count,
  seed,
  field,
  surrounded = 0,
  name = 'lines',
  threads = availableParallelism(),
}) {
  const columns = columnsFor(field);
  const images = new Uint8Array(new SharedArrayBuffer(count * LINE_ROWS * columns));
  const labels = new Uint8Array(new SharedArrayBuffer(count * MOST_SYMBOLS)).fill(NO_SYMBOL);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const job = { digits, indices, count, seed, field, surrounded, images, labels, next };
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL(import.meta.url), { workerData: job }),
  );
  await Promise.all(
    workers.map((worker) => new Promise((resolve, reject) => worker.on('error', reject).on('exit', resolve))),
  );
  return { name, count, rows: LINE_ROWS, columns, images, labels, classes: SYMBOLS };
}

/** Takes parts until there are none left. */
function work({ digits, indices, count, next, ...job }) {
  const index = indexDigits(digits, indices);
  for (let part = Atomics.add(next, 0, 1); part * PART < count; part = Atomics.add(next, 0, 1)) {
    const first = part * PART;
    fill(digits, index, [job.seed, part], first, Math.min(count, first + PART), job);
  }
}

/** Pictures `first`..`end` - 1. */
function fill(digits, index, seed, first, end, { field, surrounded, images, labels }) {
  const [columns, margin] = [columnsFor(field), field / 2];
  let n = first;
  let at = margin;
  let text = [];
  for (let s = 0; n < end; s++) {
    const random = new Random(...seed, s);
    const draw = surrounded > 0 && random.uniform() < surrounded ? drawSurrounded : drawText;
    const line = lineOf(writeString(digits, index, random, draw(random)));
    if (!line || line.columns > WRITTEN) continue;
    const joined = [...text, ...line.symbols];
    const isFull = at + line.columns > columns - margin || joined.length > MOST_SYMBOLS - 1;
    if (isFull || columnsOfText(joined) > OUTPUTS) {
      n++;
      at = margin;
      text = [];
      if (n === end) return;
    }
    for (let row = 0; row < LINE_ROWS; row++) {
      const from = row * line.columns;
      images.set(line.data.subarray(from, from + line.columns), (n * LINE_ROWS + row) * columns + at);
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
