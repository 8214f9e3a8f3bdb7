// A bulk run on one machine: the shards of a manifest that are not done go to threads, each to one that is free. A thread
// that dies is replaced, its shard tried again; one that kills three is set aside.
import { FAILED } from '../answers/answer-format.ts';
import { AnswerFolder, type Tally } from './answer-folder.ts';
import type { BulkWorkerSetup } from './bulk-worker.ts';
import { lockFolder, type Part } from './folder-lock.ts';
import { type Shard, splitManifest } from './manifest.ts';
import { ShardReader } from './shard-reader.ts';
import { ShardThread } from './shard-thread.ts';

export interface BulkOptions extends BulkWorkerSetup, Part {
  readonly threads: number;
  /** Lines of a shard. */
  readonly lines: number;
  /** Shards with failures are done again; what did not fail is kept. */
  readonly retryFailed: boolean;
  /** All shards are done again; answers for pictures whose bytes are the same are kept. */
  readonly checksPictures: boolean;
  readonly signal: { readonly aborted: boolean };
  /** After each shard: pictures that were answered for in it. */
  readonly onShard: (rows: number) => void;
}

export interface BulkReport extends Tally {
  readonly shards: number;
  /** Of them those that earlier runs had done. */
  readonly doneBefore: number;
  /** Numbers of shards that could not be done, and why. */
  readonly setAside: readonly { readonly shard: number; readonly reason: string }[];
  readonly isInterrupted: boolean;
}

const MOST_DEATHS = 3;

/** Throws UsageError or Lenet5Error before anything is read if manifest, folder, settings or lock are not right. */
export async function runBulk(options: BulkOptions): Promise<BulkReport> {
  const { settings } = await ShardReader.open(options.settings);
  const folder = await AnswerFolder.open(options.out, settings);
  const release = await lockFolder(options.out, options);
  try {
    return await new BulkRun(options, folder).run(settings);
  } finally {
    await release();
  }
}

class BulkRun {
  private readonly options: BulkOptions;
  private readonly folder: AnswerFolder;
  private readonly keys = new Map<number, string>();
  private readonly setAside: { shard: number; reason: string }[] = [];
  private doneBefore = 0;
  /** What a thread could not go on from: the others stop, too. */
  private failure: Error | undefined;

  constructor(options: BulkOptions, folder: AnswerFolder) {
    this.options = options;
    this.folder = folder;
  }

  async run(settings: string): Promise<BulkReport> {
    const { threads, manifest, lines, signal } = this.options;
    const shards = this.shardsToDo(splitManifest(manifest, lines, settings));
    await Promise.all(Array.from({ length: threads }, () => this.work(shards)));
    // Closes the manifest where it was not read to its end.
    await shards.return(undefined);
    if (this.failure) throw this.failure;
    const isInterrupted = signal.aborted;
    if (!isInterrupted && this.options.parts === 1) await this.folder.keepOnly(this.keys);
    return {
      ...(await this.folder.tally()),
      shards: this.keys.size,
      doneBefore: this.doneBefore,
      setAside: this.setAside,
      isInterrupted,
    };
  }

  /** Shared by the threads: an async generator gives each shard once. */
  private async *shardsToDo(all: AsyncIterable<Shard>): AsyncGenerator<Shard> {
    const { part, parts } = this.options;
    for await (const shard of all) {
      this.keys.set(shard.index, shard.key);
      if (shard.index % parts !== part - 1) continue;
      if (await this.isDone(shard)) this.doneBefore++;
      else yield shard;
    }
  }

  private async isDone(shard: Shard): Promise<boolean> {
    const { retryFailed, checksPictures } = this.options;
    if (checksPictures || !(await this.folder.has(shard))) return false;
    if (!retryFailed) return true;
    const rows = await this.folder.findBefore(shard);
    return rows.every(({ status }) => status !== FAILED);
  }

  /** What the threads look at: Ctrl-C, or a failure. */
  get aborted(): boolean {
    return this.options.signal.aborted || this.failure !== undefined;
  }

  /** One thread's share, in as many threads as it takes. Throws nothing: `failure` is what went wrong. */
  private async work(shards: AsyncGenerator<Shard>): Promise<void> {
    let thread: ShardThread | undefined;
    try {
      // Not for-of: that would close what the others still take from.
      for (let next = await shards.next(); !next.done; next = await shards.next()) {
        if (this.aborted) return;
        thread = await this.attempt(next.value, thread);
      }
    } catch (error) {
      this.failure ??= error as Error;
    } finally {
      await thread?.end();
    }
  }

  /** The thread that goes on, if it lives. Throws Lenet5Error if the answers cannot be written. */
  private async attempt(shard: Shard, first: ShardThread | undefined): Promise<ShardThread | undefined> {
    let thread = first;
    let reason = '';
    for (let deaths = 0; deaths < MOST_DEATHS && !this.aborted; deaths++) {
      thread ??= new ShardThread(this.options);
      const outcome = await thread.read(shard, this);
      if ('rows' in outcome) {
        this.options.onShard(outcome.rows);
        return thread;
      }
      [thread, reason] = [undefined, outcome.death];
    }
    if (!this.aborted) this.setAside.push({ shard: shard.index, reason });
    return undefined;
  }
}
