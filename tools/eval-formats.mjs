// Measures what conversions to other formats cost: `npm run eval:formats -- [--only onnx,c,pytorch,keras] [--oracles FOLDER]`.
// Packaged models are converted and run by other software on MNIST's test digits; the table goes into docs/formats.md.
// FOLDER: where onnxruntime-web and @tensorflow/tfjs are installed, if not here. What is not installed is left out with a
// message. Parts are kept in out/formats.json with the commit that they were measured at.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadMnist } from '../dist/node/index.js';
import { measureC } from './formats/c.mjs';
import { loadSubject, root } from './formats/comparison.mjs';
import { measureKeras } from './formats/keras.mjs';
import { measureOnnx } from './formats/onnx.mjs';
import { measureTorch } from './formats/torch.mjs';

const MODELS = ['lenet5', 'lenet5-modern', 'lenet5-keras', 'lenet5-best'];

const PARTS = { onnx: measureOnnx, c: measureC, pytorch: measureTorch, keras: measureKeras };

const { values: flags } = parseArgs({
  options: { oracles: { type: 'string' }, only: { type: 'string', default: Object.keys(PARTS).join() } },
});
const text = (command, ...words) => execFileSync(command, words, { cwd: root, encoding: 'utf8' }).trim();
const kept = join(root, 'out/formats.json');

function writeTable(rows) {
  const head = [
    'model',
    'format',
    'bytes',
    'run by',
    'digits',
    'other answers',
    'largest difference',
    'errors',
    'µs a digit',
  ];
  const number = new Intl.NumberFormat('en-US');
  const lines = rows.map((row) => [
    ...[
      `\`${row.model}\``,
      row.format,
      number.format(row.bytes),
      row.by,
      number.format(row.count),
      row.differ,
    ],
    ...[row.largest.toExponential(1), `${row.errors} (${row.ownErrors})`],
    row.microseconds?.toFixed(0) ?? '',
  ]);
  const rule = ['---', '---', '--:', '---', '--:', '--:', '--:', '--:', '--:'];
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const set = await loadMnist('test');
const subjects = [];
for (const name of MODELS) subjects.push(await loadSubject(name, set));
const parts = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
for (const part of flags.only.split(',').filter(Boolean)) {
  if (!PARTS[part]) throw new Error(`--only: expected some of ${Object.keys(PARTS).join(', ')}, got ${part}`);
  const rows = await PARTS[part](subjects, set, flags.oracles);
  for (const { model, format, differ, largest, errors, ownErrors } of rows) {
    const difference = `largest difference ${largest.toExponential(1)}`;
    console.log(
      `${model} ${format}: ${differ} other answers, ${difference}, errors ${errors}, were ${ownErrors}`,
    );
  }
  if (rows.length > 0)
    parts[part] = { commit: text('git', 'log', '-1', '--format=%h', '--', 'src', 'node'), rows };
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(kept, JSON.stringify(parts, null, 1));
}
const known = Object.keys(PARTS).filter((part) => parts[part]);
const commits = known.map((part) => `${part} at ${parts[part].commit}`).join(', ');
const machine = `${cpus().length} x ${cpus()[0].model.trim()}, Node ${process.versions.node}`;
const origin = `\`npm run eval:formats\`: ${commits}; ${machine}; nothing is drawn at random.`;
const page = join(root, 'docs/formats.md');
const marks = /(<!-- measured:begin -->\n)[\s\S]*?(<!-- measured:end -->)/;
const document = readFileSync(page, 'utf8');
if (!marks.test(document)) throw new Error(`${page}: no place for the table`);
const table = writeTable(known.flatMap((part) => parts[part].rows));
writeFileSync(
  page,
  document.replace(marks, (_, begin, end) => `${begin}\n${table}\n\n${origin}\n\n${end}`),
);
