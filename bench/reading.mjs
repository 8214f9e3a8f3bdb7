// Reads many made picture files (PNG, JPEG, PGM) in one process as `lenet5 read` does, and prints the memory that the
// process holds on the way and the time of a picture, decoding included; then the time of amounts alone, already
// decoded. `taskset -c 0 node bench/reading.mjs [--files 1000]` for one core. Needs the build.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jpeg from 'jpeg-js';
import { encodePng, loadMnist, loadPages, openReader, Random } from '../dist/node/index.js';
import { indexDigits, writeString } from '../dist/src/data/strings.js';

const at = process.argv.indexOf('--files');
const count = at < 0 ? 1000 : Number(process.argv[at + 1]);
const AMOUNTS = 300;

const digits = await loadMnist('test');
const index = indexDigits(digits, digits.labels.keys());
const random = new Random(1);

function encodeJpeg({ width, height, data }) {
  const rgba = new Uint8Array(4 * width * height);
  for (let i = 0; i < data.length; i++) rgba.set([data[i], data[i], data[i], 255], 4 * i);
  return jpeg.encode({ width, height, data: rgba }, 85).data;
}

const encodePgm = ({ width, height, data }) =>
  Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), data]);
const ENCODERS = [
  ['png', encodePng],
  ['jpg', encodeJpeg],
  ['pgm', encodePgm],
];

function writeFiles(folder) {
  return Array.from({ length: count }, (_, n) => {
    const [extension, encode] = ENCODERS[n % ENCODERS.length];
    const path = join(folder, `${n + 1}.${extension}`);
    writeFileSync(path, encode(writeString(digits, index, random).picture));
    return path;
  });
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

function describe(name, milliseconds) {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const [median, most] = [0.5, 0.95].map((share) => percentile(sorted, share).toFixed(1));
  console.log(`${name}: mean ${mean.toFixed(1)} ms, median ${median}, 95 % within ${most}`);
}

async function readFiles(reader, paths) {
  const times = [];
  const every = Math.max(1, Math.round(count / 10));
  for (const [n, path] of paths.entries()) {
    const start = performance.now();
    reader.read((await loadPages(path)).decode(0), { field: 'digits' });
    times.push(performance.now() - start);
    if ((n + 1) % every !== 0) continue;
    const { rss, heapUsed, external } = process.memoryUsage();
    const [all, heap, outside] = [rss, heapUsed, external].map((bytes) => (bytes / 2 ** 20).toFixed(0));
    console.log(
      `${String(n + 1).padStart(6)} files: ${all} MiB resident, ${heap} heap, ${outside} outside it`,
    );
  }
  describe('a file', times);
}

function readAmounts(reader) {
  const pictures = Array.from({ length: AMOUNTS }, () => {
    const text = `${1 + random.integer(999)}.${String(1000 + random.integer(1000)).slice(1)},-`;
    return writeString(digits, index, random, text).picture;
  });
  const times = pictures.map((picture) => {
    const start = performance.now();
    reader.read(picture, { field: 'amount' });
    return performance.now() - start;
  });
  const widths = pictures.map(({ width, height }) => [width, height]);
  const [width, height] = [0, 1].map((side) =>
    Math.round(widths.reduce((sum, size) => sum + size[side], 0) / widths.length),
  );
  describe(`an amount of ${width}x${height} pixels (mean)`, times);
}

const folder = mkdtempSync(join(tmpdir(), 'lenet5-bench-'));
try {
  const paths = writeFiles(folder);
  const reader = await openReader();
  await readFiles(reader, paths);
  readAmounts(reader);
} finally {
  rmSync(folder, { recursive: true });
}
