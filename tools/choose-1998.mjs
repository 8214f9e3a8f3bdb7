// What the paper leaves open of its training, decided on training digits of writers held out; the test digits are not
// read. Writes the tables of docs/paper.md between <!-- NAME:begin --> and <!-- NAME:end -->.
// `npm run choose:1998 -- --writers FILE [--only NAME] [--report]`; runs are kept in out/choose-1998.json as they end.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { createCrew, loadMnist } from '../dist/node/index.js';
import { findNetwork, readWriters, recipeFor, select, splitByWriter, train } from '../dist/src/index.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const kept = join(root, 'out/choose-1998.json');
const page = join(root, 'docs/paper.md');

const chosen = recipeFor('lenet5', '1998');
const drawn = recipeFor('lenet5', '1998-distorted').distortions;
const eta = (factor) => ({ schedule: { ...chosen.schedule, peak: factor * chosen.schedule.peak } });
const scaled = (ranges, factor) =>
  Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, range * factor]));

const other = (network, name, change = {}) => ({ network, ...recipeFor(network, name), ...change });
const withoutDecay = (network) =>
  other(network, 'default', { update: { ...recipeFor(network).update, decay: 0 } });
const momentum = { rule: 'momentum', momentum: 0.9, decay: 0 };
const from = (peak) => ({ schedule: { peak, warmup: 0.05, shape: 'cosine' } });

/** By table: a row's name and what it changes in the recipe that was chosen, or another network with its recipe. */
const TABLES = {
  chosen: [
    ['as chosen', {}],
    ['eta 2.5 times as large: 5e-4', eta(2.5)],
    ['eta half as large', eta(0.5)],
    ['criterion (8)', { loss: 'penalty' }],
    ['criterion (8), eta 5e-4', { loss: 'penalty', ...eta(2.5) }],
    ['criterion (9), j = 3', { rubbish: 3 }],
    ['criterion (9), j = 30', { rubbish: 30 }],
    ['weights in ±2.4/F', { initial: { ...chosen.initial, rule: 'fanIn', gain: 2.4 } }],
    ['coefficients at 1/4', { initial: { ...chosen.initial, coefficient: 0.25 } }],
  ],
  distorted: [
    ['as chosen', { distortions: drawn }],
    ['half of it', { distortions: scaled(drawn, 0.5) }],
    ['twice as much', { distortions: scaled(drawn, 2) }],
  ],
  relatives: [
    ['LeNet-1, default', other('lenet1', 'default')],
    ['the same, without weight decay', withoutDecay('lenet1')],
    ['the same, mean square', other('lenet1', 'default', { loss: 'meanSquare' })],
    ['LeNet-1, recipe 1998', other('lenet1', '1998')],
    ['LeNet-4, default', other('lenet4', 'default')],
    ['the same, without weight decay', withoutDecay('lenet4')],
    ['the same, mean square', other('lenet4', 'default', { loss: 'meanSquare' })],
    ['LeNet-4, recipe 1998', other('lenet4', '1998')],
    ['28x28-300-10, default', other('mlp-300', 'default')],
    ['the same, momentum, from 0.01', other('mlp-300', 'default', { update: momentum, ...from(0.01) })],
    ['linear, default', other('linear', 'default')],
    ['the same, momentum, from 0.005', other('linear', 'default', { update: momentum, ...from(0.005) })],
  ],
};

const { values: flags } = parseArgs({
  options: {
    writers: { type: 'string' },
    epochs: { type: 'string', default: '5' },
    seeds: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    report: { type: 'boolean' },
  },
});
const epochs = Number(flags.epochs);
const seeds = Array.from({ length: Number(flags.seeds) }, (_, n) => n + 1);
const runs = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};

async function loadParts() {
  if (!flags.writers)
    throw new Error('choose:1998: expected --writers FILE, who wrote which training digit.');
  const bytes = readFileSync(flags.writers);
  const text = new TextDecoder().decode(flags.writers.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  const digits = await loadMnist('training');
  const split = splitByWriter(readWriters(text, flags.writers), { validation: 10_000, seed: 0 });
  const validation = { ...select(digits, split.validation), name: 'validation' };
  return { training: select(digits, split.training), validation };
}

let parts;

/** Errors in % of one run. Runs of the same definition and recipe are done once. */
async function measure([what, { network = 'lenet5', ...change }], seed) {
  const definition = findNetwork(network);
  const recipe = { ...(network === 'lenet5' && chosen), ...change, epochs, seed };
  const key = createHash('sha256')
    .update(JSON.stringify([definition, recipe]))
    .digest('hex')
    .slice(0, 16);
  if (runs[key] || flags.report) return runs[key];
  parts ??= await loadParts();
  const { training, validation } = parts;
  const options = {
    definition,
    recipe,
    training,
    evaluation: [validation],
    evaluateEvery: 'end',
    crew: createCrew(1),
  };
  let last;
  for await (const report of train(options)) if (report.type === 'done') last = report.history.at(-1);
  runs[key] = { what, training: 100 * last.trainingError, validation: 100 * last.errors.validation };
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, JSON.stringify(runs, null, 1));
  console.error(`${what}, seed ${seed}: ${runs[key].validation.toFixed(2)} %`);
  return runs[key];
}

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

async function makeTable(rows) {
  const lines = ['| | training error, %, last pass | validation error, % |', '|---|--:|--:|'];
  for (const row of rows) {
    const results = [];
    for (const seed of seeds) results.push(await measure(row, seed));
    if (results.some((result) => !result)) continue;
    const cells = ['training', 'validation'].map((name) =>
      mean(results.map((result) => result[name])).toFixed(2),
    );
    lines.push(`| ${row[0]} | ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

for (const [name, rows] of Object.entries(TABLES)) {
  if (!name.includes(flags.only)) continue;
  const table = await makeTable(rows);
  const region = new RegExp(`(<!-- ${name}:begin -->)[\\s\\S]*(<!-- ${name}:end -->)`);
  writeFileSync(page, readFileSync(page, 'utf8').replace(region, `$1\n\n${table}\n\n$2`));
  console.log(table);
}
