// A user's own digits: in memory, and in the browser's database as far as it lets us. What cannot be kept there stays
// until the page is closed, and is said.
import { createDataset, type Dataset } from '../../src/index.ts';
import { SIDE } from '../digits.ts';
import { DigitStore, type KeptDigit } from './digit-store.ts';

export type Digit = Omit<KeptDigit, 'id'>;

/** Why digits are not kept by the browser, and its own word on it. */
export interface StoreFault {
  readonly kind: 'closed' | 'full' | 'failed';
  readonly reason: string;
}

class OwnDigits {
  digits: readonly KeptDigit[] = [];
  fault: StoreFault | undefined;
  /** The last ones that were taken away. */
  removed: readonly KeptDigit[] = [];
  private store: Promise<DigitStore> | undefined;
  private readonly listeners = new Set<() => void>();

  /** Opens the database, once. */
  load(): void {
    if (this.store) return;
    this.store = DigitStore.open();
    this.store
      .then((store) => store.all())
      .then(
        (kept) => this.set({ digits: [...kept, ...this.digits] }),
        ({ message }: Error) => this.set({ fault: { kind: 'closed', reason: message } }),
      );
  }

  keep(digits: readonly Digit[]): Promise<void> {
    const first = Math.max(Date.now(), 1 + (this.digits.at(-1)?.id ?? 0));
    const more = digits.map(({ label, ink }, n) => ({ id: first + n, label, ink: ink.slice() }));
    return this.put(more);
  }

  remove(digits: readonly KeptDigit[]): Promise<void> {
    this.set({ digits: this.digits.filter((digit) => !digits.includes(digit)), removed: digits });
    return this.change((store) => store.remove(digits));
  }

  putBack(): Promise<void> {
    return this.put(this.removed);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private put(more: readonly KeptDigit[]): Promise<void> {
    const digits = [...this.digits, ...more].sort((a, b) => a.id - b.id);
    this.set({ digits, removed: [] });
    return this.change((store) => store.add(more));
  }

  private async change(act: (store: DigitStore) => Promise<void>): Promise<void> {
    let store: DigitStore;
    try {
      store = await this.store!;
    } catch {
      // It was said when it could not be opened.
      return;
    }
    try {
      await act(store);
      this.set({ fault: undefined });
    } catch (error) {
      const { name, message } = error as Error;
      this.set({ fault: { kind: name === 'QuotaExceededError' ? 'full' : 'failed', reason: message } });
    }
  }

  private set(change: Partial<Pick<OwnDigits, 'digits' | 'fault' | 'removed'>>): void {
    Object.assign(this, change);
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
