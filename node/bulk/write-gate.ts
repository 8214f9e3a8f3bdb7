// Between a thread that writes answers and whoever may end it: it is ended before it writes, or after, so that nothing
// half written stays behind.

const IDLE = 0;
const WRITING = 1;
const CLOSED = 2;

export class WriteGate {
  /** One number in shared memory; the thread opens a gate on the same. */
  readonly state: Int32Array;

  constructor(state: Int32Array = new Int32Array(new SharedArrayBuffer(4))) {
    this.state = state;
  }

  /** Of the thread, one at a time: what `write` gives; waits for the end of the thread where that is near. */
  async pass<T>(write: () => Promise<T>): Promise<T> {
    if (Atomics.compareExchange(this.state, 0, IDLE, WRITING) !== IDLE) return new Promise(() => undefined);
    try {
      return await write();
    } finally {
      Atomics.store(this.state, 0, IDLE);
    }
  }

  /** Whether the thread may be ended; it writes no more then. Else it is writing, and may be asked again. */
  close(): boolean {
    return Atomics.compareExchange(this.state, 0, IDLE, CLOSED) !== WRITING;
  }
}
