// The threads of a session, as far as the library knows: something that starts sessions on one memory and runs
// commands on all of them at once. node/ makes it of worker_threads, a page of Workers; the one below needs neither.
import { type Command, Session, type SessionSetup } from './session.ts';

export interface Crew {
  readonly threads: number;
  /** Makes a session in every thread. */
  start(setup: SessionSetup): Promise<void>;
  /** Runs one command in every thread; resolves when all are done. */
  run(command: Command): Promise<void>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** One session in the calling thread: the same bits, one core. */
export class SoloCrew implements Crew {
  readonly threads = 1;
  private session: Session | undefined;

  async start(setup: SessionSetup): Promise<void> {
    this.session = new Session(setup, 0);
  }

  async run(command: Command): Promise<void> {
    this.session!.run(command);
    // Lets the caller's timers, signals and drawing have their turn.
    await new Promise<void>((resolve) => defer(resolve));
  }

  async close(): Promise<void> {
    this.session = undefined;
  }
}

/** As the environment has it: a macrotask, not a microtask. */
function defer(callback: () => void): void {
  const { setImmediate, MessageChannel, setTimeout } = globalThis as unknown as Environment;
  if (setImmediate) setImmediate(callback);
  else if (MessageChannel) {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      callback();
    };
    channel.port2.postMessage(0);
  } else setTimeout(callback, 0);
}

interface Environment {
  setImmediate?: (callback: () => void) => void;
  MessageChannel?: new () => {
    port1: { onmessage: (() => void) | null; close(): void };
    port2: { postMessage(value: unknown): void };
  };
  setTimeout: (callback: () => void, milliseconds: number) => void;
}
