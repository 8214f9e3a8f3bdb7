// docs/terminal.svg: a terminal session as a picture. The commands are run here and now, their output is drawn as it
// comes; nothing is typed by hand. `npm start` first: it makes the model and the pictures that are recognised.
//   node tools/terminal-picture.mjs [FOLDER]     FOLDER: where `lenet5 start` was run; the repository unless given
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodePicture, encodePng } from '../dist/node/index.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = resolve(process.argv[2] ?? root);
const cli = join(root, 'dist/lib/cli.js');

const COLUMN = 7.83; // pixels of a character, 13px of a monospaced font
const LINE = 18;
const MARGIN = 20;
const BAR = 34;
const THUMBNAIL = 76;

function fail(what) {
  console.error(`terminal-picture: ${what}`);
  process.exit(1);
}

function run(...words) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (status !== 0) fail(`lenet5 ${words.join(' ')} ended with ${status}: ${stderr}`);
  return stdout.trimEnd().split('\n');
}

const escapeXml = (text) => text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);

/** The picture, averaged down to two pixels for one of the thumbnail, as a small PNG. */
function makeThumbnail(path) {
  const { width, height, data } = decodePicture(readFileSync(join(folder, path)), path);
  const channels = data.length / (width * height);
  const size = 2 * THUMBNAIL;
  const scale = Math.max(1, Math.max(width, height) / size);
  const [columns, rows] = [Math.floor(width / scale), Math.floor(height / scale)];
  const small = new Uint8Array(rows * columns * channels);
  for (let r = 0, at = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      for (let k = 0; k < channels; k++) {
        const [top, left] = [Math.floor(r * scale), Math.floor(c * scale)];
        small[at++] = average(data, { width, channels, k, top, left }, Math.ceil(scale));
      }
    }
  }
  return encodePng({ width: columns, height: rows, data: small });
}

/** Of one channel over a block of `size` x `size` pixels. */
function average(data, { width, channels, k, top, left }, size) {
  let sum = 0;
  let count = 0;
  for (let r = top; r < top + size; r++) {
    for (let c = left; c < Math.min(width, left + size); c++) {
      const value = data[(r * width + c) * channels + k];
      if (value === undefined) continue;
      sum += value;
      count++;
    }
  }
  return Math.round(sum / count);
}

/** The pictures that are recognised, in the order of the answers. */
function drawThumbnails(paths, y) {
  const images = paths.map((path, n) => {
    const data = Buffer.from(makeThumbnail(path)).toString('base64');
    const x = MARGIN + n * (THUMBNAIL + 8);
    return `<image x="${x}" y="${y}" width="${THUMBNAIL}" height="${THUMBNAIL}" href="data:image/png;base64,${data}"/>\n<rect class="frame" x="${x}" y="${y}" width="${THUMBNAIL}" height="${THUMBNAIL}"/>`;
  });
  return images.join('\n');
}

function drawLines(lines, y) {
  return lines
    .map(({ kind, text }, n) =>
      text === ''
        ? ''
        : `<text class="${kind}" x="${MARGIN}" y="${y + n * LINE}" xml:space="preserve">${escapeXml(text)}</text>`,
    )
    .filter((line) => line !== '')
    .join('\n');
}

function drawSession(lines, thumbnails) {
  const longest = Math.max(...lines.map(({ text }) => text.length));
  const width = Math.ceil(Math.max(longest * COLUMN, thumbnails.length * (THUMBNAIL + 8) - 8) + 2 * MARGIN);
  const first = BAR + THUMBNAIL + 2 * LINE + 6;
  const height = first + lines.length * LINE + 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">lenet5 recognises picture files and prints the paper's table of layers</title>
<style>
.paper { fill: #ffffff; stroke: #d0d7de; }
.frame { fill: none; stroke: #d0d7de; }
.bar { fill: #afb8c1; }
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; }
.command { fill: #0550ae; font-weight: 600; }
.output { fill: #1f2328; }
@media (prefers-color-scheme: dark) {
  .paper { fill: #0d1117; stroke: #3d444d; }
  .frame { stroke: #3d444d; }
  .bar { fill: #3d444d; }
  .command { fill: #79c0ff; }
  .output { fill: #e6edf3; }
}
</style>
<rect class="paper" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${[0, 1, 2].map((n) => `<circle class="bar" cx="${MARGIN + 5 + n * 18}" cy="17" r="5"/>`).join('\n')}
${drawThumbnails(thumbnails, BAR)}
${drawLines(lines, first)}
</svg>
`;
}

const digits = join(folder, 'out/digits');
if (!existsSync(digits)) fail(`${digits} is missing; run npm start first.`);
const pictures = readdirSync(digits)
  .filter((name) => name.endsWith('.png'))
  .sort()
  .map((name) => `out/digits/${name}`);
const command = (text) => ({ kind: 'command', text: `$ ${text}` });
const output = (text) => ({ kind: 'output', text });
const lines = [
  command('lenet5 recognize out/digits/*.png'),
  ...run('recognize', ...pictures).map(output),
  output(''),
  command('lenet5 summary lenet5'),
  ...run('summary', 'lenet5').map(output),
];
writeFileSync(join(root, 'docs/terminal.svg'), drawSession(lines, pictures));
