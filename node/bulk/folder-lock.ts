// Keeps two runs from working on the same answers. Each first announces itself with a file of its own, then looks for
// others: whoever looks second sees the first, and nothing has to be taken from a dead one. A run is dead when its process is
// gone, or, on another machine, when it has not touched its file for a minute.
import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Lenet5Error } from '../../src/index.ts';
import { reasonFor } from '../files.ts';

/** Part `part` of `parts`, from 1: runs of other parts of the same number may work beside each other. */
export interface Part {
  readonly part: number;
  readonly parts: number;
}

interface Holder extends Part {
  readonly host: string;
  readonly pid: number;
  /** Of the process, where the system says it: a number may be given to another process later. */
  readonly started: string;
}

const NAME = /^\.run-[0-9a-f]+$/;
const TOUCH_MILLISECONDS = 10_000;
const DEAD_MILLISECONDS = 60_000;

/** Gives back what releases it. Throws Lenet5Error if another run is there. */
export async function lockFolder(folder: string, part: Part): Promise<() => Promise<void>> {
  const own = `.run-${randomBytes(8).toString('hex')}`;
  const path = join(folder, own);
  const holder: Holder = { ...part, host: hostname(), pid: process.pid, started: await startOf(process.pid) };
  try {
    await writeFile(path, JSON.stringify(holder), { flag: 'wx' });
  } catch (error) {
    await unlink(path).catch(() => undefined);
    throw new Lenet5Error(`${folder}: cannot be written: ${reasonFor(error)}.`, { cause: error });
  }
  const { mtimeMs: now } = await stat(path);
  for (const name of await readdir(folder)) {
    if (!NAME.test(name) || name === own) continue;
    const other = await lookAt(join(folder, name), now);
    if (other === undefined || !excludes(other, part)) continue;
    await unlink(path);
    throw new Lenet5Error(
      `${folder}: process ${other.pid} on ${other.host} is working on it. ` +
        `Wait for its end; if there is no such process, remove ${join(folder, name)}.`,
    );
  }
  const timer = setInterval(() => {
    const time = new Date();
    void utimes(path, time, time).catch(() => undefined);
  }, TOUCH_MILLISECONDS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await unlink(path).catch(() => undefined);
  };
}

const excludes = (other: Part, own: Part): boolean => other.parts !== own.parts || other.part === own.part;

/** Who announced itself there; undefined, and the file taken away, if that one is dead. */
async function lookAt(path: string, now: number): Promise<Holder | undefined> {
  let holder: Holder;
  let mtimeMs: number;
  try {
    ({ mtimeMs } = await stat(path));
    holder = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    // Being written this moment, or just taken away: the other will see us.
    return undefined;
  }
  const isHere = holder.host === hostname();
  const isDead = isHere
    ? !isRunning(holder.pid) || (await startOf(holder.pid)) !== holder.started
    : now - mtimeMs > DEAD_MILLISECONDS;
  if (!isDead) return holder;
  await unlink(path).catch(() => undefined);
  return undefined;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process was started, on Linux; elsewhere nothing. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
