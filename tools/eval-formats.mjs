// Measures what conversions to other formats cost: `npm run eval:formats -- [--oracles FOLDER]`. Packaged models are
// converted and run by other software on MNIST's 10,000 test digits; the table goes into docs/formats.md. FOLDER: where
// onnxruntime-web and @tensorflow/tfjs are installed, if not here. What is not installed is left out with a message.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
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

const { values: flags } = parseArgs({ options: { oracles: { type: 'string' } } });

function writeTable(rows) {
  const head = [
    'model',
    'format',
    'bytes',
    'run by',
    'other answers',
    'largest difference',
    'errors',
    'µs a digit',
  ];
  const number = new Intl.NumberFormat('en-US');
  const lines = rows.map((row) => [
    ...[`\`${row.model}\``, row.format, number.format(row.bytes), row.by, row.differ],
    ...[row.largest.toExponential(1), `${row.errors} (${row.ownErrors})`],
    row.microseconds?.toFixed(0) ?? '',
  ]);
  const rule = ['---', '---', '--:', '---', '--:', '--:', '--:', '--:'];
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const set = await loadMnist('test');
const subjects = [];
for (const name of MODELS) subjects.push(await loadSubject(name, set));
const rows = [];
for (const measure of [measureOnnx, measureC, measureTorch, measureKeras]) {
  const found = await measure(subjects, set, flags.oracles);
  for (const { model, format, differ, largest, errors, ownErrors } of found)
    console.log(
      `${model} ${format}: ${differ} other answers, largest difference ${largest.toExponential(1)}, errors ${errors}, were ${ownErrors}`,
    );
  rows.push(...found);
}
const commit = execFileSync('git', ['log', '-1', '--format=%h', '--', 'src', 'node'], {
  cwd: root,
  encoding: 'utf8',
}).trim();
const origin = `\`npm run eval:formats\` at ${commit}; ${cpus().length} x ${cpus()[0].model.trim()}, Node ${process.versions.node}; MNIST's 10,000 test digits, nothing drawn at random.`;
const page = join(root, 'docs/formats.md');
const text = readFileSync(page, 'utf8');
const marks = /(<!-- measured:begin -->\n)[\s\S]*?(<!-- measured:end -->)/;
if (!marks.test(text)) throw new Error(`${page}: no place for the table`);
writeFileSync(
  page,
  text.replace(marks, (_, begin, end) => `${begin}\n${writeTable(rows)}\n\n${origin}\n\n${end}`),
);
