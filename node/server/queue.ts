// Works that wait for a thread, in three lines: what was asked for alone and is soon done, parts of what has many
// pictures, and large pictures. The first goes before the others, but nothing waits for ever.
import type { Cost } from './cost.ts';
import type { Result, Work } from './work.ts';

export interface Task {
  readonly work: Work;
  readonly cost: Cost;
  /** One of many of the same request. */
  readonly isPart: boolean;
  /** When it came, in milliseconds. */
  readonly since: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
  /** It was in a batch whose thread died. */
  isSuspect: boolean;
  isAbandoned: boolean;
}

/** From so many pixels on a picture is large: tens of milliseconds, megabytes. */
export const LARGE_PIXELS = 2 ** 18;

/** A message brings a thread at most so many works, bytes, and milliseconds of work: then it looks at the lines again. */
const MOST_WORKS = 32;
const MOST_BYTES = 2 ** 20;
const MOST_MILLISECONDS = 4;

/** A line whose first has waited for so long has every other turn. */
const PATIENCE_MILLISECONDS = 1000;

export const isLarge = (cost: Cost): boolean => cost.pixels >= LARGE_PIXELS;

export class Queue {
  private readonly quick: Task[] = [];
  private readonly parts: Task[] = [];
  private readonly large: Task[] = [];
  private last?: Task[];

  get length(): number {
    return this.quick.length + this.parts.length + this.large.length;
  }

  /** Pixels of the large pictures that wait. */
  get pixels(): number {
    return this.large.reduce((sum, { cost }) => sum + cost.pixels, 0);
  }

  add(task: Task): void {
    this.lineOf(task).push(task);
  }

  /** Back to where they were. */
  putBack(tasks: readonly Task[]): void {
    for (const task of [...tasks].reverse()) this.lineOf(task).unshift(task);
  }

  /** A batch for one of `threads`; a large picture only if it may be one. Empty where nothing waits for it. */
  take(threads: number, mayBeLarge: boolean, now: number): Task[] {
    const lines = [this.quick, this.parts, ...(mayBeLarge ? [this.large] : [])];
    for (const line of lines) dropAbandoned(line);
    const waiting = lines.filter((line) => line.length > 0);
    const overdue = waiting.find((line) => line !== this.last && now - line[0].since > PATIENCE_MILLISECONDS);
    this.last = overdue ?? waiting[0];
    return this.last ? this.last.splice(0, batchLength(this.last, threads)) : [];
  }

  /** All of them, which no longer wait. */
  empty(): Task[] {
    return [this.quick, this.parts, this.large].flatMap((line) => line.splice(0));
  }

  private lineOf(task: Task): Task[] {
    if (isLarge(task.cost)) return this.large;
    return task.isPart ? this.parts : this.quick;
  }
}

function dropAbandoned(line: Task[]): void {
  if (line.some(({ isAbandoned }) => isAbandoned))
    line.splice(0, line.length, ...line.filter(({ isAbandoned }) => !isAbandoned));
}

/** A fair share of the line, a suspect alone. */
function batchLength(line: readonly Task[], threads: number): number {
  if (line[0].isSuspect) return 1;
  const share = Math.min(MOST_WORKS, Math.ceil(line.length / threads));
  let [bytes, milliseconds] = [0, 0];
  for (let n = 0; n < share; n++) {
    bytes += line[n].cost.bytes;
    milliseconds += line[n].cost.milliseconds;
    const isTooMuch = bytes > MOST_BYTES || milliseconds > MOST_MILLISECONDS;
    if (n > 0 && (isTooMuch || line[n].isSuspect)) return n;
  }
  return share;
}
