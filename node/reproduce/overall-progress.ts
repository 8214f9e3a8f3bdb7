// How far all jobs together are, on stderr: a bar weighted by what jobs cost, drawn over on a terminal; elsewhere a line
// for each finished job. The time left is told by what was done in this session.
import { BAR, drawBar, type ProgressStream } from '../progress.ts';
import { formatDuration } from '../text.ts';
import type { Job } from './jobs.ts';
import type { QueueWatcher } from './queue.ts';

const REDRAW_MILLISECONDS = 200;

export class OverallProgress implements QueueWatcher {
  private readonly jobs: readonly Job[];
  private readonly stream: ProgressStream;
  private readonly threads: number;
  private readonly started = performance.now();
  /** Share of each job at work, now and when this session first heard of it. */
  private readonly running = new Map<Job, { first: number | undefined; share: number }>();
  private ended: number;
  /** Cost of what this session has finished, and of what it has to do or done in earlier ones. */
  private finished = 0;
  private earlier: number;
  private drawn = 0;

  /** `done`: finished by earlier sessions. */
  constructor(
    jobs: readonly Job[],
    done: readonly Job[],
    threads: number,
    stream: ProgressStream = process.stderr,
  ) {
    this.jobs = jobs;
    this.stream = stream;
    this.threads = threads;
    this.ended = done.length;
    this.earlier = costOf(done);
  }

  start(job: Job): void {
    this.running.set(job, { first: undefined, share: 0 });
    this.draw();
  }

  progress(job: Job, share: number): void {
    const known = this.running.get(job);
    if (!known) return;
    this.running.set(job, { first: known.first ?? share, share });
    if (performance.now() - this.drawn > REDRAW_MILLISECONDS) this.draw();
  }

  end(job: Job, failure?: string): void {
    const first = this.running.get(job)?.first ?? 0;
    this.running.delete(job);
    this.ended++;
    this.finished += job.cost * (1 - first);
    this.earlier += job.cost * first;
    this.erase();
    const how = failure === undefined ? '' : `  failed: ${failure}`;
    const left = this.ended < this.jobs.length ? `  ${formatDuration(this.secondsLeft())} left` : '';
    this.stream.write(`${this.ended}/${this.jobs.length}  ${job.title}${how}${left}\n`);
    this.draw();
  }

  erase(): void {
    if (this.stream.isTTY) this.stream.write('\r\u001b[K');
  }

  private draw(): void {
    if (!this.stream.isTTY || this.running.size === 0) return;
    this.drawn = performance.now();
    const { done, total } = this.sums();
    const bar = drawBar(done / total, !process.env.NO_COLOR);
    const head = `${this.ended}/${this.jobs.length} `;
    const names = [...this.running].map(([{ title }, { share }]) => `${title} ${Math.round(100 * share)} %`);
    const text = ` ${formatDuration(this.secondsLeft())} left  ${names.join('  ')}`;
    const room = (this.stream.columns || 80) - 1 - head.length - BAR;
    this.stream.write(`\r\u001b[K${head}${bar}${text.slice(0, Math.max(0, room))}`);
  }

  private sums(): { done: number; now: number; total: number } {
    let now = this.finished;
    let before = this.earlier;
    for (const [{ cost }, { first = 0, share }] of this.running) {
      now += cost * (share - first);
      before += cost * first;
    }
    return { done: before + now, now, total: costOf(this.jobs) };
  }

  /** By the costs that jobs were given until a good part is done. */
  private secondsLeft(): number {
    const { done, now, total } = this.sums();
    const seconds = (performance.now() - this.started) / 1000;
    const guess = 30;
    const rate = (now + guess) / (seconds + guess / this.threads);
    return (total - done) / rate;
  }
}

export function costOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { cost }) => sum + cost, 0);
}
