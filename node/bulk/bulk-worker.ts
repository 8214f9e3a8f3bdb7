// One thread of a bulk run: reads the shard that it is sent and puts its answers into the folder.
import { parentPort, workerData } from 'node:worker_threads';
import { AnswerFolder } from './answer-folder.ts';
import type { Shard } from './manifest.ts';
import { type BulkSettings, ShardReader } from './shard-reader.ts';
import { workShard } from './shard-work.ts';

export interface BulkWorkerSetup {
  readonly manifest: string;
  readonly out: string;
  readonly settings: BulkSettings;
}

const { manifest, out, settings }: BulkWorkerSetup = workerData;
const reader = await ShardReader.open(settings);
const folder = await AnswerFolder.open(out, reader.settings);

parentPort!.on('message', async (shard: Shard) => {
  try {
    parentPort!.postMessage({ rows: await workShard(reader, manifest, shard, folder) });
  } catch (error) {
    parentPort!.postMessage({ error: (error as Error).message });
  }
});
