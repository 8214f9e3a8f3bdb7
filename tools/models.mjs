// Makes the models that are shipped: each by its network's default recipe, seed 1, all 60,000 training digits. The
// card inside each file says how, with what result, on what machine.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const networks =
  process.argv.length > 2 ? process.argv.slice(2) : ['lenet5-modern', 'lenet5', 'lenet5-keras'];
for (const network of networks) {
  const out = join('models', `${network}.safetensors`);
  const options = ['dist/node/cli.js', 'train', '--network', network, '--seed', '1', '--out', out];
  const { status } = spawnSync(process.execPath, options, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
