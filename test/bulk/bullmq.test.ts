// Shards through BullMQ on Debian's redis-server, with workers and Redis killed in the middle: in the end every picture
// has its row once, the one that an undisturbed run gives.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Queue } from 'bullmq';
import { runShards, type ShardJob, type ShardQueueReport } from 'lenet5/bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePictures } from './pictures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const server = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);
if (!server)
  console.warn('bullmq.test.ts is skipped: no redis-server; apt-get install redis-server brings it.');

const COUNT = 60;
const SHARD = 5;

describe.skipIf(!server)('shards in a queue (needs redis-server)', () => {
  let folder: string;
  let remove: () => void;
  let port: number;
  let redis: ChildProcess;
  let expected: string;
  const workers = new Set<ChildProcess>();
  let hasEnded = false;

  const textOf = (out: string): string =>
    readdirSync(join(folder, out))
      .filter((name) => name.endsWith('.ndjson'))
      .sort()
      .map((name) => readFileSync(join(folder, out, name), 'utf8'))
      .join('');

  function startRedis(): ChildProcess {
    const flags = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--appendonly',
      'yes',
      '--save',
      '',
    ];
    return spawn(server!, flags, { stdio: 'ignore' });
  }

  function startWorker(queue: string, env: Record<string, string> = {}): ChildProcess {
    const words = [join(root, 'test/bulk/shard-worker.mjs'), queue, String(port)];
    const worker = spawn(process.execPath, words, { stdio: 'ignore', env: { ...process.env, ...env } });
    workers.add(worker);
    return worker;
  }

  function openQueue(name: string): Queue<ShardJob> {
    const queue = new Queue<ShardJob>(name, {
      connection: { host: '127.0.0.1', port, maxRetriesPerRequest: null },
    });
    queue.on('error', () => undefined);
    return queue;
  }

  const run = (queue: Queue<ShardJob>, out: string): Promise<ShardQueueReport> =>
    runShards(queue, {
      ...{ manifest: join(folder, 'manifest.txt'), out: join(folder, out) },
      ...{ settings: { field: { length: 1 } }, lines: SHARD, every: 200 },
    });

  async function untilFiles(out: string, count: number): Promise<void> {
    const countFiles = () =>
      readdirSync(folder).includes(out) &&
      readdirSync(join(folder, out)).filter((name) => name.endsWith('.ndjson')).length;
    while (Number(countFiles()) < count) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  beforeAll(async () => {
    ({ folder, remove } = makePictures(COUNT));
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    ({ port } = free.address() as { port: number });
    await new Promise((resolve) => free.close(resolve));
    redis = startRedis();
    const words = ['bulk', 'manifest.txt', '--out', 'alone', '--field', '1', '--shard', String(SHARD)];
    await promisify(execFile)(process.execPath, [join(root, 'dist/lib/cli.js'), ...words], { cwd: folder });
    expected = textOf('alone');
  });
  afterAll(() => {
    hasEnded = true;
    for (const worker of workers) worker.kill('SIGKILL');
    redis?.kill('SIGKILL');
    remove?.();
  });

  it('comes to the same rows as one undisturbed process, with workers and Redis killed', async () => {
    const queue = openQueue('disturbed');
    const pair = [startWorker('disturbed'), startWorker('disturbed')];
    const report = run(queue, 'disturbed');
    for (const [n, shards] of [1, 3, 5, 7].entries()) {
      await untilFiles('disturbed', shards);
      pair[n % 2].kill('SIGKILL');
      pair[n % 2] = startWorker('disturbed');
      if (n !== 1) continue;
      redis.kill('SIGKILL');
      await once(redis, 'exit');
      redis = startRedis();
    }
    expect(await report).toMatchObject({ shards: COUNT / SHARD, failed: 0, setAside: [] });
    expect(textOf('disturbed')).toBe(expected);
    // All is done: nothing is queued.
    expect(await run(queue, 'disturbed')).toMatchObject({ shards: COUNT / SHARD });
    expect(await queue.getJobCounts('wait', 'active', 'failed')).toEqual({ wait: 0, active: 0, failed: 0 });
    for (const worker of pair) worker.kill('SIGTERM');
    await queue.close();
  });

  it('sets aside a shard that kills its workers, and does the others', async () => {
    const queue = openQueue('poisoned');
    let isDone = false;
    const keepWorking = async () => {
      while (!isDone && !hasEnded) {
        const worker = startWorker('poisoned', { POISON: '3' });
        await once(worker, 'exit');
      }
    };
    const working = keepWorking();
    const report = await run(queue, 'poisoned').finally(() => {
      isDone = true;
      for (const worker of workers) worker.kill('SIGKILL');
    });
    await working;
    expect(report.setAside).toEqual([{ shard: 3, reason: expect.stringContaining('stalled') }]);
    const lines = expected.split('\n');
    const others = [...lines.slice(0, 3 * SHARD), ...lines.slice(4 * SHARD)].join('\n');
    expect(textOf('poisoned')).toBe(others);
    await queue.close();
  }, 180_000);
});
