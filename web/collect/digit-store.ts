// A user's own digits in the browser's own database (IndexedDB), by themselves in one store.
export interface Digit {
  readonly label: number;
  /** 28 x 28, as in MNIST. */
  readonly ink: Uint8Array;
}

export interface KeptDigit extends Digit {
  /** Of the database; grows. */
  readonly id: number;
}

const NAME = 'lenet5';
const STORE = 'digits';

const settle = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export class DigitStore {
  private readonly database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.database = database;
  }

  /** Rejects where the browser keeps nothing for this page. */
  static async open(): Promise<DigitStore> {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' });
    return new DigitStore(await settle(request));
  }

  all(): Promise<KeptDigit[]> {
    return settle(this.database.transaction(STORE).objectStore(STORE).getAll());
  }

  /**
   * All of them or, where there is no room, none: rejects with a DOMException named QuotaExceededError. Gives them with
   * their ids: those above 0 that they had, where these are free, and else later ones. Another tab may write at the same time:
   * it waits for this transaction.
   */
  async add(digits: readonly (Digit | KeptDigit)[]): Promise<KeptDigit[]> {
    const kept: KeptDigit[] = [];
    await this.change(async (store) => {
      const taken = (await settle(store.getAllKeys())) as number[];
      const isTaken = new Set(taken);
      let next = Math.max(Date.now(), 1 + (taken.at(-1) ?? 0));
      for (const digit of digits) {
        const isFree = 'id' in digit && digit.id > 0 && !isTaken.has(digit.id);
        kept.push({ ...digit, id: isFree ? digit.id : next++ });
      }
      for (const digit of kept) store.put(digit);
    });
    return kept;
  }

  remove(digits: readonly KeptDigit[]): Promise<void> {
    return this.change((store) => {
      for (const { id } of digits) store.delete(id);
    });
  }

  private change(act: (store: IDBObjectStore) => void | Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(STORE, 'readwrite');
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('The change was not made.'));
      const undo = (error: unknown) => {
        reject(error);
        try {
          transaction.abort();
        } catch {
          // It has been already.
        }
      };
      const store = transaction.objectStore(STORE);
      (async () => act(store))().catch(undo);
    });
  }
}
