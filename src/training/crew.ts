// The threads of a run, as far as the library knows: something that readies hands on one memory and runs commands on
// all of them at once. node/ makes it of worker_threads, a page of Workers; the one below needs neither.
import { UsageError } from '../errors.ts';
import { BulkSession, type BulkSetup } from './bulk.ts';
import { type Command, Session, type SessionSetup } from './session.ts';

/** What threads are started for: training, or classifying in bulk. */
export type CrewSetup = SessionSetup | BulkSetup;

export type CrewCommand = Command | { readonly kind: 'classify'; readonly count: number };

/** One thread of a crew at work. */
export interface Hand {
  run(command: CrewCommand): void;
}

/**
 * What each thread of a crew makes of the setup that it is sent. A command of the other kind is a UsageError: a crew
 * is started for one thing.
 */
export function openHand(setup: CrewSetup, thread: number): Hand {
  const refuse = (kind: string): never => {
    throw new UsageError(`crew: it was not started for the command '${kind}'. Start another crew.`);
  };
  if ('recipe' in setup) {
    const session = new Session(setup, thread);
    return { run: (command) => (command.kind === 'classify' ? refuse(command.kind) : session.run(command)) };
  }
  const session = new BulkSession(setup, thread);
  return {
    run: (command) => (command.kind === 'classify' ? session.classify(command.count) : refuse(command.kind)),
  };
}

export interface Crew {
  readonly threads: number;
  /** Readies every thread. */
  start(setup: CrewSetup): Promise<void>;
  /** Runs one command in every thread; resolves when all are done. */
  run(command: CrewCommand): Promise<void>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** The calling thread alone: the same bits, one core. */
export class SoloCrew implements Crew {
  readonly threads = 1;
  private hand: Hand | undefined;

  async start(setup: CrewSetup): Promise<void> {
    this.hand = openHand(setup, 0);
  }

  async run(command: CrewCommand): Promise<void> {
    this.hand!.run(command);
    // Lets the caller's timers, signals and drawing have their turn.
    await new Promise<void>((resolve) => defer(resolve));
  }

  async close(): Promise<void> {
    this.hand = undefined;
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
