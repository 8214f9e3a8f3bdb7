// A value that has to be loaded first.
import { useEffect, useState } from 'preact/hooks';
import { type Fault, toFault } from './fault.ts';

export interface Loaded<T> {
  readonly value?: T;
  readonly error?: Fault;
}

/** Calls `load` anew when `key` changes; undefined: not yet wanted. The value before stays until the next is there. */
export function useLoaded<T>(load: () => Promise<T>, key: unknown): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({});
  useEffect(() => {
    if (key === undefined) return;
    let isWanted = true;
    load().then(
      (value) => isWanted && setLoaded({ value }),
      (error) => isWanted && setLoaded({ error: toFault(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [key]);
  return loaded;
}
