// Where finished and interrupted jobs are kept: for each a JSON record, a model and, until it is finished, a checkpoint.
// Files are whole or not there; the record comes last, so that a job with a record is done.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, type Model, readCheckpoint, writeCheckpoint } from '../../src/index.ts';
import { readBytes, writeFileAtomically } from '../files.ts';
import { loadModel, saveModel } from '../models.ts';
import type { Job, JobRecord } from './jobs.ts';

export class Store {
  readonly folder: string;

  /** `folder` is made when something is written. */
  constructor(folder: string) {
    this.folder = folder;
  }

  private path(key: string, ending: string): string {
    return join(this.folder, `${key}.${ending}`);
  }

  isDone(job: Job): boolean {
    return existsSync(this.path(job.key, 'json'));
  }

  async record(key: string): Promise<JobRecord> {
    return JSON.parse(new TextDecoder().decode(await readBytes(this.path(key, 'json'))));
  }

  model(key: string): Promise<Model> {
    return loadModel(this.path(key, 'safetensors'));
  }

  /** Keeps what a finished job made, and forgets its checkpoint. */
  async finish(record: JobRecord, model?: Model): Promise<void> {
    if (model) await saveModel(this.path(record.key, 'safetensors'), model);
    await this.writeJson(this.path(record.key, 'json'), record);
    await this.clear(record.key);
  }

  /** Removes what a finished job needs no more. */
  async clear(key: string): Promise<void> {
    for (const ending of ['checkpoint', 'seconds']) await rm(this.path(key, ending), { force: true });
  }

  /** `seconds`: of work up to here. */
  async interrupt(job: Job, checkpoint: Checkpoint, seconds: number): Promise<void> {
    await writeFileAtomically(this.path(job.key, 'checkpoint'), writeCheckpoint(checkpoint));
    await this.writeJson(this.path(job.key, 'seconds'), seconds);
  }

  /** Where an interrupted job stands; undefined if nothing of it is kept. */
  async resume(job: Job): Promise<{ checkpoint: Checkpoint; seconds: number } | undefined> {
    const path = this.path(job.key, 'checkpoint');
    if (!existsSync(path)) return undefined;
    const checkpoint = readCheckpoint(await readBytes(path), path);
    const kept = await readBytes(this.path(job.key, 'seconds')).catch(() => undefined);
    return { checkpoint, seconds: kept ? Number(new TextDecoder().decode(kept)) : 0 };
  }

  private writeJson(path: string, value: unknown): Promise<void> {
    return writeFileAtomically(path, new TextEncoder().encode(`${JSON.stringify(value)}\n`));
  }
}
