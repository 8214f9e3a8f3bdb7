// A whole reproduction on a few small digits, as a process of its own that can be killed:
// node reproduce-tiny.mjs FOLDER [FIGURE...].
import { createDataset, loadMnist } from '../../dist/node/index.js';
import { findFigures } from '../../dist/node/reproduce/figures.js';
import { reproduce } from '../../dist/node/reproduce/reproduce.js';

const SIDE = 16;
const COUNTS = { training: 200, test: 100 };
const tiny = {
  name: 'quick',
  seeds: { lenet5: 2, others: 1, boosted: 1 },
  passes: 2,
  training: COUNTS.training,
  hard: 50,
  neighbours: 30,
  tolerance: 5,
};

/** The middle of the first digits. */
async function load(part) {
  const { images, labels, columns, rows } = await loadMnist(part);
  const count = COUNTS[part];
  const middle = new Uint8Array(new SharedArrayBuffer(count * SIDE * SIDE));
  for (let n = 0; n < count * SIDE; n++) {
    const row = Math.floor(n / SIDE) * rows + (n % SIDE) + (rows - SIDE) / 2;
    const from = row * columns + (columns - SIDE) / 2;
    middle.set(images.subarray(from, from + SIDE), n * SIDE);
  }
  return createDataset({
    ...{ name: `MNIST ${part}`, rows: SIDE, columns: SIDE },
    ...{ images: middle, labels: labels.slice(0, count) },
  });
}

const [, , out, ...names] = process.argv;
await reproduce({
  ...{ figures: findFigures(names), scale: tiny, threads: 2, out, load },
  ...{ command: 'tiny', signal: { aborted: false } },
});
