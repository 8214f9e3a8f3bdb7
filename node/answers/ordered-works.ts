// Works that go on side by side, and are reported one after the other, in the order in which they were begun.

export class OrderedWorks {
  private readonly atOnce: number;
  private readonly reports: Promise<void>[] = [];

  constructor(atOnce: number) {
    this.atOnce = atOnce;
  }

  /**
   * Reports what comes of `work` when all before it are reported, without being waited for; then waits until there is
   * room for another. Throws what a report threw; none after it is made.
   */
  async add<Result>(work: Promise<Result>, report: (result: Result) => Promise<void>): Promise<void> {
    const reported = after(this.reports.at(-1), work, report);
    // Who waits for room or for what is left hears of it.
    reported.catch(() => undefined);
    this.reports.push(reported);
    while (this.reports.length >= this.atOnce) await this.finishOne();
  }

  /** Waits until the first of those that are left is reported; whether there was one. Throws what its report threw. */
  async finishOne(): Promise<boolean> {
    const first = this.reports.shift();
    await first;
    return first !== undefined;
  }
}

async function after<Result>(
  before: Promise<void> | undefined,
  work: Promise<Result>,
  report: (result: Result) => Promise<void>,
): Promise<void> {
  await before;
  await report(await work);
}
