// A user's own digits: in memory, and in the browser's database as far as it lets us. What cannot be kept there stays
// until the page is closed, and is said. The page may be open in several tabs, which have one database.
import { createDataset, type Dataset } from '../../src/index.ts';
import { SIDE } from '../digits.ts';
import { type Digit, DigitStore, type KeptDigit } from './digit-store.ts';

/** Why digits are not kept by the browser, and its own word on it. */
export interface StoreFault {
  readonly kind: 'closed' | 'full' | 'failed';
  readonly reason: string;
}

interface State {
  readonly kept: readonly KeptDigit[];
  readonly unkept: readonly KeptDigit[];
  readonly removed: readonly KeptDigit[];
  readonly fault: StoreFault | undefined;
}

class OwnDigits {
  /** What is kept, and then what could not be. */
  digits: readonly KeptDigit[] = [];
  fault: StoreFault | undefined;
  /** The last ones that were taken away. */
  removed: readonly KeptDigit[] = [];
  private kept: readonly KeptDigit[] = [];
  /** With ids below 0. */
  private unkept: readonly KeptDigit[] = [];
  private lowest = 0;
  private store: Promise<DigitStore> | undefined;
  /** Between the tabs of this page: something has changed. */
  private channel: BroadcastChannel | undefined;
  private readonly listeners = new Set<() => void>();

  /** Opens the database, once. */
  load(): void {
    if (this.store) return;
    this.store = DigitStore.open();
    this.channel = new BroadcastChannel('lenet5 digits');
    const look = async () => this.set({ kept: await (await this.store!).all() });
    this.channel.onmessage = () => look().catch(() => undefined);
    look().catch(({ message }: Error) => this.set({ fault: { kind: 'closed', reason: message } }));
  }

  /** With those that there was no room for before. */
  async keep(digits: readonly (Digit | KeptDigit)[]): Promise<void> {
    const more = [...this.unkept, ...digits.map((digit) => ({ ...digit, ink: digit.ink.slice() }))];
    // Whoever keeps more meanwhile tries these no second time.
    this.unkept = [];
    const added = await this.change((store) => store.add(more));
    const failed = added ? [] : more.map((digit) => ({ ...digit, id: --this.lowest }));
    const kept = [...this.kept, ...(added ?? [])].sort((a, b) => a.id - b.id);
    this.set({ kept, unkept: [...this.unkept, ...failed], removed: [] });
  }

  async remove(digits: readonly KeptDigit[]): Promise<void> {
    const [kept, unkept] = [this.kept, this.unkept].map((all) => all.filter((own) => !digits.includes(own)));
    this.set({ kept, unkept, removed: digits });
    await this.change((store) => store.remove(digits));
  }

  putBack(): Promise<void> {
    return this.keep(this.removed);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What `act` gives; undefined where the change was not made, which is said. */
  private async change<T>(act: (store: DigitStore) => Promise<T>): Promise<T | undefined> {
    let store: DigitStore;
    try {
      store = await this.store!;
    } catch {
      // It was said when it could not be opened.
      return undefined;
    }
    try {
      const result = await act(store);
      this.set({ fault: undefined });
      this.channel!.postMessage('changed');
      return result;
    } catch (error) {
      const { name, message } = error as Error;
      this.set({ fault: { kind: name === 'QuotaExceededError' ? 'full' : 'failed', reason: message } });
      return undefined;
    }
  }

  private set(change: Partial<State>): void {
    Object.assign(this, change);
    this.digits = [...this.kept, ...this.unkept];
    for (const listener of this.listeners) listener();
  }
}

/** The page's only ones. */
export const ownDigits = new OwnDigits();

/** Throws FormatError where there are none. */
export function toSet(name: string, digits: readonly Digit[]): Dataset {
  const images = new Uint8Array(digits.length * SIDE * SIDE);
  for (const [n, { ink }] of digits.entries()) images.set(ink, n * SIDE * SIDE);
  const labels = Uint8Array.from(digits, ({ label }) => label);
  return createDataset({ name, rows: SIDE, columns: SIDE, images, labels });
}

export function fromSet({ images, labels }: Dataset): Digit[] {
  const size = SIDE * SIDE;
  return Array.from(labels, (label, n) => ({ label, ink: images.slice(n * size, (n + 1) * size) }));
}
