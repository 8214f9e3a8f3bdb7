// One request being answered: its number, its time, and what it holds until the answer has gone out.
import type { Admission } from './admission.ts';

export class Visit {
  readonly id: string;
  /** Aborted when the time is up or the client has gone. */
  readonly signal: AbortSignal;
  readonly admission: Admission;
  /** The body's pieces, where the request's own are not to be used. */
  readonly body?: () => AsyncIterable<Uint8Array>;
  /** The answer goes on after its head has gone out: whoever writes it closes the visit. */
  isStreaming = false;
  private held: (() => void)[] = [];

  constructor(id: string, signal: AbortSignal, admission: Admission, body?: () => AsyncIterable<Uint8Array>) {
    this.id = id;
    this.signal = signal;
    this.admission = admission;
    this.body = body;
  }

  /** `release` is called when the visit is closed. */
  hold(release: () => void): void {
    this.held.push(release);
  }

  close(): void {
    for (const release of this.held.splice(0)) release();
  }
}
