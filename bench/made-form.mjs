// A made form on an A4 page of 300 dots an inch: printed boxes with a label each, filled with made strings of MNIST's test
// digits. The scan lies a little off the template.
import { loadMnist, Random } from '../dist/node/index.js';
import { indexDigits, writeString } from '../dist/src/data/strings.js';
import { createTemplate } from '../dist/src/reading/template.js';

const [WIDTH, HEIGHT] = [2480, 3508];
const [ACROSS, DOWN] = [4, 7];
const BOX = { width: 440, height: 120 };
/** Of the scan beside the template, in pixels. */
const SHIFT = { x: 14, y: 9 };

const digits = await loadMnist('test');
const index = indexDigits(digits, digits.labels.keys());

const boxes = Array.from({ length: ACROSS * DOWN }, (_, n) => [
  200 + (n % ACROSS) * 540,
  500 + Math.floor(n / ACROSS) * 400,
  BOX.width,
  BOX.height,
]);

/** A page with a heading, a label over every box, and the boxes' edges. */
function printPage(random) {
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
function write(random, page, [left, top, width, height], length) {
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

/** { scan, template, texts }: what stands in the fields, in their order. */
export function makeForm(seed = 1) {
  const random = new Random(seed);
  const blank = printPage(random);
  const filled = { ...blank, data: blank.data.slice() };
  const texts = boxes.map((box, n) => write(random, filled, box, 2 + (n % 5)));
  const fields = boxes.map((box, n) => ({ name: `field ${n + 1}`, box, field: { length: texts[n].length } }));
  return { scan: shift(filled), template: createTemplate(blank, { fields }, 'template'), texts };
}
