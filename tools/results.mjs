// Measures what the documents claim and writes docs/results.md and the table in README.md: accuracy of every network by its default recipe, and
// the time to 99 %. Each run is a process of its own, from nothing: `npm run results -- [--seeds 5] [--only NAME]`.
// Runs are kept in out/results.json as they end, so that an interrupted measurement goes on where it stopped.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const kept = join(root, 'out/results.json');
const page = join(root, 'docs/results.md');

const TEACHER = join(root, 'out/results-teacher.safetensors');

/** `out`: the model is kept there for an experiment below. `seeds`: fewer than asked for. */
const EXPERIMENTS = [
  {
    name: 'lenet5-large, default recipe: the teacher of lenet5-best',
    options: ['--network', 'lenet5-large'],
    out: TEACHER,
    seeds: 1,
  },
  {
    name: 'lenet5-best, default recipe, taught by lenet5-large of seed 1',
    options: ['--network', 'lenet5-best', '--teacher', TEACHER],
  },
  { name: 'lenet5-modern, default recipe', options: ['--network', 'lenet5-modern'] },
  { name: 'lenet5-keras, default recipe', options: ['--network', 'lenet5-keras'] },
  { name: 'lenet5, default recipe', options: ['--network', 'lenet5'] },
  {
    name: 'time to 99 %: lenet5-modern, 2 epochs, no distortions',
    options: ['--network', 'lenet5-modern', '--epochs', '2', '--no-distortions'],
  },
];

const { values: flags } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    only: { type: 'string' },
    report: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (flags.help) {
  console.log(
    'npm run results -- [--seeds 5] [--only "part of an experiment\'s name"] [--report: no new runs]',
  );
  process.exit(0);
}

const text = (command, ...options) => execFileSync(command, options, { cwd: root, encoding: 'utf8' }).trim();
// Weights depend on the library, not on documents: runs of an older library are done again.
const commit = text('git', 'log', '-1', '--format=%h', '--', 'src', 'node');
const machine = `${cpus().length} x ${cpus()[0].model.trim()}, Node ${process.versions.node}`;

const runs = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : [];

function save() {
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(`${kept}.tmp`, JSON.stringify(runs, null, 1));
  renameSync(`${kept}.tmp`, kept);
}

function run(experiment, seed) {
  const same = (r) => r.experiment === experiment.name && r.seed === seed && r.commit === commit;
  const known = runs.find(same);
  const { out = join(root, 'out/results.safetensors') } = experiment;
  if (known && (!experiment.out || existsSync(out))) return known;
  // Only measured: no model of an earlier seed is to be kept beside it.
  if (!experiment.out) rmSync(out, { force: true });
  const options = [...experiment.options, '--seed', String(seed), '--out', out, '--json'];
  const { stdout, status } = spawnSync(process.execPath, ['dist/lib/cli.js', 'train', ...options], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (status !== 0) throw new Error(`train ${options.join(' ')} ended with ${status}`);
  const done = JSON.parse(stdout.trim().split('\n').at(-1));
  const result = { experiment: experiment.name, seed, commit, machine, ...done };
  runs.push(result);
  save();
  console.error(
    `${experiment.name}, seed ${seed}: ${(100 * done.testError).toFixed(2)} % in ${done.seconds.toFixed(1)} s`,
  );
  return result;
}

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values) =>
  Math.sqrt(
    mean(values.map((v) => (v - mean(values)) ** 2)) * (values.length / Math.max(1, values.length - 1)),
  );

function row(experiment, results) {
  const errors = results.map((r) => 100 * r.testError);
  const seconds = results.map((r) => r.seconds);
  const range = `${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)}`;
  return [
    experiment.name,
    errors.length > 1
      ? `${mean(errors).toFixed(3)} ± ${deviation(errors).toFixed(3)}`
      : mean(errors).toFixed(2),
    errors.map((e) => e.toFixed(2)).join(' '),
    `${mean(seconds).toFixed(1)} (${range})`,
    `${Math.round(Math.max(...results.map((r) => r.peakMemoryMiB)))}`,
    `${results[0].commit}, ${results[0].machine}`,
  ];
}

/** What is not measured anew keeps its row: it says of which commit and machine it is. */
const rowsBefore = new Map(
  readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '))
    .map((cells) => [cells[0], cells]),
);

const seeds = Array.from({ length: Number(flags.seeds) }, (_, n) => n + 1);
const rows = [];
for (const experiment of EXPERIMENTS) {
  if (flags.report || (flags.only && !experiment.name.includes(flags.only))) {
    // The newest runs that are kept; the row says of which commit they are.
    const all = runs.filter((r) => r.experiment === experiment.name);
    const known = all.filter((r) => r.commit === all.at(-1).commit);
    const before = rowsBefore.get(experiment.name);
    if (known.length > 0) rows.push(row(experiment, known));
    else if (before) rows.push(before);
    continue;
  }
  rows.push(
    row(
      experiment,
      seeds.slice(0, experiment.seeds).map((seed) => run(experiment, seed)),
    ),
  );
}

const table = [
  '| what | test error, %: mean ± standard deviation | by seed, 1 to the last | seconds, start of the process to the end: mean (range) | peak memory, MiB | commit, machine |',
  '|---|---|---|---|---|---|',
  ...rows.map((cells) => `| ${cells.join(' | ')} |`),
].join('\n');

/** What `lenet5 reproduce --docs` has written stays. */
const reproduction = /<!-- reproduction:begin -->[\s\S]*<!-- reproduction:end -->/.exec(
  readFileSync(page, 'utf8'),
)[0];

writeFileSync(
  page,
  `# Results

Made by \`npm run results\` and \`lenet5 reproduce --docs\`; not to be edited. MNIST: trained on the 60,000 training digits, tested on the 10,000 test
digits after the last epoch. Hyper-parameters were chosen on training digits of writers held out; the test digits
only report. Each run is a cold process, data loading and the test included. The sampling error of a test
error of 0.5 % on 10,000 digits is about 0.07.

${table}

## The paper's experiments

${reproduction}
`,
);

const short = [
  '| what | test error, %, mean ± standard deviation | seconds, cold process, mean | commit, machine |',
  '|---|--:|--:|---|',
  ...rows.map(
    ([what, errors, , seconds, , origin]) => `| ${what} | ${errors} | ${seconds.split(' ')[0]} | ${origin} |`,
  ),
].join('\n');
const readme = join(root, 'README.md');
const region = /(<!-- results:begin -->)[\s\S]*(<!-- results:end -->)/;
writeFileSync(readme, readFileSync(readme, 'utf8').replace(region, `$1\n\n${short}\n\n$2`));
console.log(table);
