// How far a training run is, on stderr: a bar that is drawn over on a terminal, elsewhere a line for each epoch.
import type { EpochReport, ProgressReport } from '../src/index.ts';
import { formatCount, formatDuration, formatPercent } from './text.ts';

/** The part of a stream that is used. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

type Shown = Omit<ProgressReport, 'snapshot'>;

export interface ProgressOptions {
  readonly epochs: number;
  /** Epochs finished by an earlier run. */
  readonly finished: number;
  /** Pictures of one epoch. */
  readonly pictures: number;
  /** What the error of `EpochReport.errors` is called. */
  readonly errorName: string;
}

/** Characters of a bar. */
export const BAR = 24;
const REDRAW_SECONDS = 0.1;

export class Progress {
  private readonly stream: ProgressStream;
  private readonly options: ProgressOptions;
  private readonly hasColour: boolean;
  private readonly started: number;
  private drawn = Number.NEGATIVE_INFINITY;
  /** Seconds in which steps were done, evaluation and writing left out, and pictures shown in them. */
  private stepSeconds = 0;
  private shown = 0;
  private mark: number;
  private epochSeconds = 0;

  constructor(options: ProgressOptions, stream: ProgressStream = process.stderr) {
    this.options = options;
    this.stream = stream;
    this.hasColour = stream.isTTY === true && !process.env.NO_COLOR;
    this.started = now();
    this.mark = this.started;
  }

  /** Pictures shown in one second of training steps; evaluation and writing do not count. 0 before the first. */
  get samplesPerSecond(): number {
    return this.stepSeconds > 0 ? this.shown / this.stepSeconds : 0;
  }

  /** Steps begin: after the start and after every checkpoint. */
  resume(): void {
    this.mark = now();
  }

  progress(report: Shown): void {
    const time = now();
    this.stepSeconds += time - this.mark;
    this.epochSeconds += time - this.mark;
    this.mark = time;
    this.shown = (report.epoch - 1 - this.options.finished) * report.total + report.images;
    const isLast = report.images === report.total;
    if (!this.stream.isTTY || (time - this.drawn < REDRAW_SECONDS && !isLast)) return;
    this.drawn = time;
    this.draw(report);
  }

  /** A line for the epoch, with its own pictures per second. */
  epoch(report: EpochReport): { seconds: number; samplesPerSecond: number } {
    const seconds = this.epochSeconds;
    this.epochSeconds = 0;
    const samplesPerSecond = seconds > 0 ? this.options.pictures / seconds : 0;
    const { epochs, errorName } = this.options;
    const parts = [
      `epoch ${String(report.epoch).padStart(String(epochs).length)}/${epochs}`,
      `loss ${report.loss.toFixed(4)}`,
      `training error ${formatPercent(report.trainingError)}`,
      ...Object.values(report.errors).map((error) => `${errorName} error ${formatPercent(error)}`),
      `${formatCount(samplesPerSecond)} samples/s`,
    ];
    if (report.epoch < epochs) parts.push(`${formatDuration(this.secondsLeft())} left`);
    this.erase();
    this.stream.write(`${parts.join('  ')}\n`);
    return { seconds, samplesPerSecond };
  }

  /** Removes the bar. */
  erase(): void {
    if (this.stream.isTTY) this.stream.write('\r\u001b[K');
  }

  private draw({ epoch, epochs, images, total, loss }: Shown): void {
    const bar = drawBar(images / total, this.hasColour);
    const text = ` loss ${loss.toFixed(4)}  ${formatCount(this.samplesPerSecond)} samples/s  ${formatDuration(this.secondsLeft())} left`;
    const head = `epoch ${epoch}/${epochs} `;
    const room = (this.stream.columns || 80) - 1 - head.length - BAR;
    this.stream.write(`\r\u001b[K${head}${bar}${text.slice(0, Math.max(0, room))}`);
  }

  /** Of the whole run, from all that was needed so far. */
  private secondsLeft(): number {
    const { epochs, finished, pictures } = this.options;
    if (this.shown === 0) return 0;
    const left = (epochs - finished) * pictures - this.shown;
    return ((now() - this.started) / this.shown) * left;
  }
}

/** A bar of which `share` is full, 0..1. */
export function drawBar(share: number, hasColour: boolean): string {
  const full = Math.round(BAR * share);
  const colour = (code: string, text: string) =>
    hasColour && text ? `\u001b[${code}m${text}\u001b[0m` : text;
  return colour('36', '━'.repeat(full)) + colour('2', '─'.repeat(BAR - full));
}

const now = (): number => performance.now() / 1000;
