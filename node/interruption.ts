// Ctrl-C and SIGTERM: the first asks to stop at the end of the step, the second stops at once.
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export const INTERRUPTED = 130;

/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. */
const ECHO_MILLISECONDS = 300;

export class Interruption {
  /** What loops look at. */
  aborted = false;
  private first = 0;
  private readonly handle = (): void => {
    const time = performance.now();
    if (this.aborted && time - this.first < ECHO_MILLISECONDS) return;
    if (this.aborted) process.exit(INTERRUPTED);
    this.aborted = true;
    this.first = time;
    process.stderr.write(`\n${this.notice}\n`);
  };

  private readonly notice: string;

  /** What is said at the first signal. */
  constructor(notice = 'Stopping at the end of this step; once more stops at once.') {
    this.notice = notice;
    for (const signal of SIGNALS) process.on(signal, this.handle);
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.handle);
  }
}
