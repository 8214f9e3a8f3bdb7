// A worker process for bullmq.test.ts: node shard-worker.mjs QUEUE PORT. With POISON in its environment it dies of the
// shard of that number, which is set aside after the second death.
import { createShardWorker } from 'lenet5/bullmq';

const { POISON } = process.env;
const [queue, port] = process.argv.slice(2);
const worker = await createShardWorker(queue, {
  connection: { host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null },
  settings: { field: { length: 1 } },
  // The dead are noticed within a second.
  worker: { lockDuration: 1000, stalledInterval: 500, ...(POISON && { maxStalledCount: 1 }) },
});
worker.on('error', () => undefined);
worker.on('active', (job) => {
  // BullMQ gives a job that has stalled too often once more, only to fail it without working on it.
  if (String(job.data.index) === POISON && !job.deferredFailure) process.kill(process.pid, 'SIGKILL');
});
process.on('SIGTERM', async () => {
  await worker.close();
  process.exit(0);
});
