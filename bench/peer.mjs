// The runner's side of the protocol: a peer as a child process, one request at a time, and the list of peers.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = (name) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));
const node = (name) => () => [process.execPath, script(`${name}.mjs`)];
const npm = 'npm install --ignore-scripts --prefix bench';

/** Ours first, then the others; `install` is what to type where a peer is missing. */
export const peers = [
  { name: 'lenet5', command: node('lenet5'), install: 'npm run build' },
  {
    name: 'pytorch',
    command: () => [findPython(), script('pytorch.py')],
    install:
      'pip install torch, or on Debian apt-get install python3-torch (PYTHON=... names the interpreter)',
  },
  { name: 'onnxruntime-web', command: node('onnxruntime-web'), install: npm },
  { name: 'tfjs-wasm', command: node('tfjs-wasm'), install: npm },
  { name: 'jax-js', command: node('jax-js'), install: npm },
];

/** The first interpreter that has PyTorch; a plain `python3` if none has. */
function findPython() {
  const candidates = [process.env.PYTHON, 'python3', '/usr/bin/python3'].filter(Boolean);
  const has = (python) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
  return candidates.find(has) ?? candidates[0];
}

export class Peer {
  constructor({ name, command, install }, threads) {
    this.name = name;
    this.threads = threads;
    this.install = install;
    this.complaints = '';
    const [program, ...rest] = command();
    this.child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stderr.on('data', (text) => {
      this.complaints = (this.complaints + text).slice(-2000);
    });
    this.child.stdin.on('error', () => {}); // the reply below says that it has ended
    this.failure = new Promise((resolve) => {
      this.child.once('error', (error) => resolve({ missing: error.message }));
      this.child.once('close', () => resolve({ error: `the process has ended. ${this.complaints}` }));
    });
    this.replies = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** Sends a request; the reply may be { missing }, { unsupported } or { error } with the reason instead. */
  async ask(request) {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const reply = this.replies.next().then(({ value }) => (value ? JSON.parse(value) : this.failure));
    return Promise.race([reply, this.failure]);
  }

  close() {
    this.child.stdin.end();
  }
}
