// One thread of a bulk run: reads the shard that it is sent and puts its answers into the folder.
import { parentPort, workerData } from 'node:worker_threads';
import { AnswerFolder } from './answer-folder.ts';
import type { Shard } from './manifest.ts';
import { type BulkSettings, ShardReader } from './shard-reader.ts';
import { type ShardAnswers, workShard } from './shard-work.ts';
import { WriteGate } from './write-gate.ts';

export interface BulkWorkerSetup {
  readonly manifest: string;
  readonly out: string;
  readonly settings: BulkSettings;
}

/** With the state of the thread's gate. */
export interface BulkWorkerData extends BulkWorkerSetup {
  readonly gate: Int32Array;
}

const { manifest, out, settings, gate: state }: BulkWorkerData = workerData;
const gate = new WriteGate(state);
const reader = await ShardReader.open(settings);
const answers = await AnswerFolder.open(out, reader.settings);
const folder: ShardAnswers = {
  findBefore: (shard) => answers.findBefore(shard),
  put: (shard, rows) => gate.pass(() => answers.put(shard, rows)),
};

parentPort!.on('message', async (shard: Shard) => {
  try {
    parentPort!.postMessage({ rows: await workShard(reader, manifest, shard, folder) });
  } catch (error) {
    parentPort!.postMessage({ error: (error as Error).message });
  }
});
