// The public face of `lenet5/bullmq`: the shards of a manifest as jobs of BullMQ, on Redis or Valkey, for workers on many
// machines that see the same folders. A job may be done twice, by a worker that was thought dead; its answers are the
// same file, so that every picture has its row once. What fails again and again, or kills its workers, is set aside.
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectionOptions, type Queue, Worker, type WorkerOptions } from 'bullmq';
import { AnswerFolder, type Tally } from './answer-folder.ts';
import { lockFolder } from './folder-lock.ts';
import { type Shard, splitManifest } from './manifest.ts';
import { type BulkSettings, ShardReader } from './shard-reader.ts';
import { workShard } from './shard-work.ts';

export type { BulkSettings, Shard, Tally };

/** What a job carries: where the lines are, and where the answers go, as the workers' machines see it. */
export interface ShardJob extends Shard {
  readonly manifest: string;
  readonly out: string;
}

export interface ShardQueueOptions {
  /** Absolute paths that workers see, too. */
  readonly manifest: string;
  readonly out: string;
  /** As the workers have them. */
  readonly settings?: BulkSettings;
  /** Lines of a shard; 500 unless told. */
  readonly lines?: number;
  /** How often what is missing is looked for, in milliseconds; 2000 unless told. */
  readonly every?: number;
  readonly signal?: AbortSignal;
}

export interface ShardQueueReport extends Tally {
  readonly shards: number;
  /** Shards that could not be done, and why; as failed jobs they stay in the queue: `job.retry()`. */
  readonly setAside: readonly { readonly shard: number; readonly reason: string }[];
}

/** An error is tried so often; a worker may die so often with one shard. */
const ATTEMPTS = 3;
const MOST_STALLS = 5;
const BACKOFF_MILLISECONDS = 1000;

/**
 * Queues the shards that are not done and waits until all are done or set aside. It may be killed and called again, and
 * queues again what the queue has lost. Throws UsageError or Lenet5Error if manifest or folder are not right, and
 * whatever the queue throws.
 */
export async function runShards(
  queue: Queue<ShardJob>,
  options: ShardQueueOptions,
): Promise<ShardQueueReport> {
  const { manifest, out, lines = 500, every = 2000, signal } = options;
  const { settings } = await ShardReader.open(options.settings);
  const folder = await AnswerFolder.open(out, settings);
  const release = await lockFolder(out, { part: 1, parts: 1 });
  try {
    for (;;) {
      const keys = new Map<number, string>();
      const setAside: { shard: number; reason: string }[] = [];
      let missing = 0;
      for await (const shard of splitManifest(manifest, lines, settings)) {
        keys.set(shard.index, shard.key);
        if (await folder.has(shard)) continue;
        const reason = await ensureQueued(queue, { ...shard, manifest, out });
        if (reason === undefined) missing++;
        else setAside.push({ shard: shard.index, reason });
      }
      if (missing === 0) {
        await folder.keepOnly(keys);
        return { ...(await folder.tally()), shards: keys.size, setAside };
      }
      await delay(every, undefined, { signal });
    }
  } finally {
    await release();
  }
}

/** Why its job was set aside; undefined where it is in the queue, now at the latest. */
async function ensureQueued(queue: Queue<ShardJob>, shard: ShardJob): Promise<string | undefined> {
  const place = createHash('sha256').update(shard.out).digest('hex').slice(0, 8);
  const jobId = `${place}-${shard.index}-${shard.key}`;
  const job = await queue.getJob(jobId);
  if (job && (await job.isFailed())) return job.failedReason;
  if (!job) {
    await queue.add('shard', shard, {
      jobId,
      attempts: ATTEMPTS,
      backoff: { type: 'exponential', delay: BACKOFF_MILLISECONDS },
      removeOnComplete: true,
    });
  }
  return undefined;
}

export interface ShardWorkerOptions {
  readonly connection: ConnectionOptions;
  readonly settings?: BulkSettings;
  /** Of BullMQ, beside those; a worker does one shard at a time. */
  readonly worker?: Partial<WorkerOptions>;
}

/**
 * A worker for the jobs of `runShards`; start as many processes as there are cores. `worker.close()` finishes the shard at
 * hand. Throws as loadModel.
 */
export async function createShardWorker(
  queue: string,
  { connection, settings, worker }: ShardWorkerOptions,
): Promise<Worker<ShardJob, number>> {
  const reader = await ShardReader.open(settings);
  return new Worker<ShardJob, number>(queue, (job) => workJob(reader, job.data), {
    maxStalledCount: MOST_STALLS,
    ...worker,
    ...{ connection, concurrency: 1 },
  });
}

/** Number of rows; 0 where another worker has done it. Errors are tried again, and then set aside. */
async function workJob(reader: ShardReader, { manifest, out, ...shard }: ShardJob): Promise<number> {
  const folder = await AnswerFolder.open(out, reader.settings);
  return (await folder.has(shard)) ? 0 : workShard(reader, manifest, shard, folder);
}
