// Measures reading on real pictures: npm run eval:reading -- --data FOLDER [--only NAME] [--model FILE] [--line FILE]. Prints for
// each set the exact-string rate, the digit error, read rates at fixed error rates and the time, and writes the failures as
// contact sheets to out/reading/.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodePicture, encodePng, loadModel, Reader } from '../dist/node/index.js';
import { listSets } from './reading/sets.mjs';
import { drawSheet } from './reading/sheet.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};

/** Fewest insertions, deletions and substitutions. */
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

/** Largest share of all that can be accepted by confidence with at most this error among the accepted. */
function readRate(results, error) {
  const sorted = [...results].sort((a, b) => b.confidence - a.confidence);
  let wrong = 0;
  let accepted = 0;
  sorted.forEach((result, i) => {
    if (!result.right) wrong++;
    if (wrong <= error * (i + 1)) accepted = i + 1;
  });
  return accepted / results.length;
}

const percent = (value) => `${(100 * value).toFixed(1)} %`;

const reader = await Reader.open(
  await loadModel(option('model', 'models/reading.safetensors')),
  await loadModel(option('line', 'models/reading-line.safetensors')),
);
const out = 'out/reading';
mkdirSync(out, { recursive: true });
for (const { name, field, items, uncertain } of listSets(
  option('data', '../shared/data'),
  option('only', ''),
)) {
  const results = [];
  let milliseconds = 0;
  for (const { file, label } of items) {
    const bytes = readFileSync(file);
    const start = performance.now();
    const picture = decodePicture(bytes, file);
    const reading = reader.read(picture, { field });
    milliseconds += performance.now() - start;
    const digits = reading.value.replace(/\D/g, '');
    results.push({ ...reading, file, label, picture, read: digits, right: digits === label });
  }
  const right = results.filter((result) => result.right).length;
  const edits = results.reduce((sum, { read, label }) => sum + editDistance(read, label), 0);
  const digits = results.reduce((sum, { label }) => sum + label.length, 0);
  const rates = [0.1, 0.01, 0.001].map((error) => percent(readRate(results, error)));
  console.log(
    `${name}: ${right} of ${results.length} exact (${percent(right / results.length)}), digit error ${percent(edits / digits)}, ` +
      `read rate at 10 %, 1 %, 0.1 % error: ${rates.join(', ')}; ${(milliseconds / items.length).toFixed(1)} ms a picture` +
      `${uncertain ? `; ${uncertain} uncertain labels of the whole set left out` : ''}`,
  );
  const bins = [0.5, 0.9, 0.99, 0.999, 1.01].map((high, i, edges) => {
    const inside = results.filter((r) => r.confidence >= (edges[i - 1] ?? 0) && r.confidence < high);
    const expected = inside.reduce((sum, r) => sum + 1 - r.confidence, 0) / inside.length;
    const observed = inside.filter((r) => !r.right).length / inside.length;
    return inside.length ? `${inside.length}: ${percent(expected)} / ${percent(observed)}` : '0';
  });
  console.log(
    `  readings: expected / observed error, confidence < 0.5, 0.9, 0.99, 0.999, 1: ${bins.join('; ')}`,
  );
  const failures = results.filter((result) => !result.right);
  if (failures.length > 0)
    writeFileSync(join(out, `${name.replaceAll(' ', '-')}.png`), encodePng(drawSheet(failures)));
}
