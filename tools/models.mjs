// Makes the models that are shipped: each by its network's default recipe, seed 1, all 60,000 training digits.
// lenet5-best learns from a teacher, which is made first and not shipped. The card inside each file says how it was
// made, with what result, on what machine. `npm run models -- [NAME...]`
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const TEACHER = 'out/lenet5-large.safetensors';

/** Of each shipped model: the runs that make it, the last one writing the model. */
const RUNS = {
  'lenet5-best': [
    ['--network', 'lenet5-large', '--out', TEACHER],
    ['--network', 'lenet5-best', '--teacher', TEACHER, '--out', 'models/lenet5-best.safetensors'],
  ],
  'lenet5-modern': [['--network', 'lenet5-modern', '--out', 'models/lenet5-modern.safetensors']],
  lenet5: [['--network', 'lenet5', '--out', 'models/lenet5.safetensors']],
  'lenet5-keras': [['--network', 'lenet5-keras', '--out', 'models/lenet5-keras.safetensors']],
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(RUNS, name));
if (unknown !== undefined) {
  console.error(`models: '${unknown}' is not shipped; expected one of ${Object.keys(RUNS).join(', ')}.`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : Object.keys(RUNS)) {
  for (const options of RUNS[name]) {
    const words = [join('dist', 'node', 'cli.js'), 'train', '--seed', '1', ...options];
    const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
}
