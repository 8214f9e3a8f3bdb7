// What is done with a shard, in a thread of `lenet5 bulk` and in a worker of a queue alike: read its lines, answer for its
// pictures, put the answers. Done twice, by two, or half, it comes to the same.
import { dirname } from 'node:path';
import type { AnswerFolder } from './answer-folder.ts';
import { readEntries, type Shard } from './manifest.ts';
import type { ShardReader } from './shard-reader.ts';

/** Of a folder of answers, what is needed. */
export type ShardAnswers = Pick<AnswerFolder, 'findBefore' | 'put'>;

/** Number of rows. Throws UsageError (the manifest cannot be read) or Lenet5Error (the answers cannot be written). */
export async function workShard(
  reader: ShardReader,
  manifest: string,
  shard: Shard,
  folder: ShardAnswers,
): Promise<number> {
  const entries = await readEntries(manifest, shard);
  const before = await folder.findBefore(shard);
  const rows = await reader.read(entries, dirname(manifest), { before });
  await folder.put(shard, rows);
  return rows.length;
}
