// A user's own digits in the browser's own database (IndexedDB), by themselves in one store.
export interface KeptDigit {
  /** Of the database; grows. */
  readonly id: number;
  readonly label: number;
  /** 28 x 28, as in MNIST. */
  readonly ink: Uint8Array;
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

  /** All of them or, where there is no room, none: rejects with a DOMException named QuotaExceededError. */
  add(digits: readonly KeptDigit[]): Promise<void> {
    return this.change((store) => {
      for (const digit of digits) store.put(digit);
    });
  }

  remove(digits: readonly KeptDigit[]): Promise<void> {
    return this.change((store) => {
      for (const { id } of digits) store.delete(id);
    });
  }

  private change(act: (store: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(STORE, 'readwrite');
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('The change was not made.'));
      try {
        act(transaction.objectStore(STORE));
      } catch (error) {
        transaction.abort();
        reject(error);
      }
    });
  }
}
