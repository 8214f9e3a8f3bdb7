// Graphs of pieces of made strings, to train the network of pieces on whole lines: the pieces' images, the arcs, what
// their size and place speak against, and what is written. Made in parts by threads; a part is the same whoever makes it.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { indexDigits, writeString } from '../../dist/src/data/strings.js';
import { Random } from '../../dist/src/random.js';
import { RUBBISH_PENALTY } from '../../dist/src/reading/grammar.js';
import { drawPieces } from '../../dist/src/reading/pieces.js';
import { preparePicture } from '../../dist/src/reading/prepared-picture.js';
import { penaltiesOf } from '../../dist/src/reading/scores.js';
import { RUBBISH, SYMBOLS, symbolOf } from '../../dist/src/reading/symbols.js';

/** Strings of a part. */
const PART = 100;

/** Where the network says nothing, all that is held against a piece is its size and place. */
const SILENT = new Float32Array(SYMBOLS).fill(1 / SYMBOLS);

/** The graphs of `count` made strings of the digits of `indices`, less those in which nothing was found to read. */
export async function makeLattices({ digits, indices, count, seed, threads }) {
  const found = [];
  const next = new Int32Array(new SharedArrayBuffer(4));
  const job = { digits, indices, parts: Math.ceil(count / PART), seed, next };
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL(import.meta.url), { workerData: job }),
  );
  const ended = workers.map(
    (worker) =>
      new Promise((resolve, reject) => {
        worker.on('message', ({ part, lattices }) => {
          found[part] = lattices;
        });
        worker.on('error', reject).on('exit', resolve);
      }),
  );
  await Promise.all(ended);
  return found.flat();
}

function latticeOf({ picture, text }) {
  const prepared = preparePicture(picture, { hasLines: false });
  if (typeof prepared === 'string') return [];
  const [{ segmentation, pieces }] = prepared;
  return [
    {
      ...{ from: pieces.map(({ from }) => from), to: pieces.map(({ to }) => to) },
      ...{ last: segmentation.primitives.length, classes: SYMBOLS, rubbish: RUBBISH, price: RUBBISH_PENALTY },
      images: drawPieces(segmentation, pieces),
      penalties: Float32Array.from(pieces.flatMap((piece) => penaltiesOf(SILENT, 0, piece, segmentation))),
      text: [...text].map(symbolOf).filter((symbol) => symbol !== RUBBISH),
    },
  ];
}

/** Takes parts until there are none left. */
function work({ digits, indices, parts, seed, next }) {
  const index = indexDigits(digits, indices);
  for (let part = Atomics.add(next, 0, 1); part < parts; part = Atomics.add(next, 0, 1)) {
    const strings = Array.from({ length: PART }, (_, n) =>
      writeString(digits, index, new Random(seed, part, n)),
    );
    parentPort.postMessage({ part, lattices: strings.flatMap(latticeOf) });
  }
}

if (!isMainThread && workerData?.parts) work(workerData);
