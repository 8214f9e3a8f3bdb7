// Threads of one session meeting: a barrier and a counter of work to take, on shared integers. A spin as long
// as waits usually are (a tenth of a millisecond; waking a sleeper takes as long), then sleep.

/** Places in the control block. */
const ARRIVED = 0;
const GENERATION = 1;
const NEXT = 2; // two counters, used in turn

export const CONTROL_LENGTH = 16;
const SPINS = 20_000;

export class Barrier {
  private turn = 0;
  private readonly control: Int32Array;
  private readonly threads: number;

  constructor(control: Int32Array, threads: number) {
    this.control = control;
    this.threads = threads;
  }

  /** Returns when every thread has called it. */
  meet(): void {
    if (this.threads === 1) return;
    const { control } = this;
    const generation = Atomics.load(control, GENERATION);
    if (Atomics.add(control, ARRIVED, 1) === this.threads - 1) {
      Atomics.store(control, ARRIVED, 0);
      Atomics.add(control, GENERATION, 1);
      Atomics.notify(control, GENERATION);
      return;
    }
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.load(control, GENERATION) !== generation) return;
    }
    while (Atomics.load(control, GENERATION) === generation) Atomics.wait(control, GENERATION, generation);
  }

  /** The next piece of work of this round, 0, 1, 2, ...; rounds end with `endRound` after a `meet`. */
  take(): number {
    return Atomics.add(this.control, NEXT + this.turn, 1);
  }

  /** To be called by every thread between two meetings: the next round counts from 0. */
  endRound(): void {
    Atomics.store(this.control, NEXT + this.turn, 0);
    this.turn ^= 1;
  }
}
