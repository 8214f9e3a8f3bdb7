// How far a run over many files is: a bar on stderr with the time that is left, on a terminal only.
import { BAR, drawBar, type ProgressStream } from '../progress.ts';
import { formatCount, formatDuration } from '../text.ts';

const REDRAW_SECONDS = 0.1;

export class FileProgress {
  private readonly total: number;
  private readonly stream: ProgressStream;
  private readonly isShown: boolean;
  private readonly started = now();
  private drawn = Number.NEGATIVE_INFINITY;
  /** Files that were answered in this run: those of an earlier one took no time. */
  private answered = 0;

  constructor(total: number, stream: ProgressStream = process.stderr) {
    this.total = total;
    this.stream = stream;
    this.isShown = stream.isTTY === true && total > 1;
  }

  /** After each file that was answered, or each `answered` ones; `done` are finished in all. */
  draw(done: number, answered = 1): void {
    this.answered += answered;
    const time = now();
    if (!this.isShown || (time - this.drawn < REDRAW_SECONDS && done < this.total)) return;
    this.drawn = time;
    const left = ((time - this.started) / this.answered) * (this.total - done);
    const text = ` ${formatCount(done)} of ${formatCount(this.total)} files  ${formatDuration(left)} left`;
    const room = (this.stream.columns || 80) - 1 - BAR;
    const bar = drawBar(done / this.total, !process.env.NO_COLOR);
    this.stream.write(`\r\u001b[K${bar}${text.slice(0, Math.max(0, room))}`);
  }

  /** Removes the bar, to write something else. */
  erase(): void {
    if (!this.isShown || this.drawn === Number.NEGATIVE_INFINITY) return;
    this.stream.write('\r\u001b[K');
    this.drawn = Number.NEGATIVE_INFINITY;
  }
}

const now = (): number => performance.now() / 1000;
