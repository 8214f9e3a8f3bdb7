// A value that has to be loaded first.
import { useEffect, useState } from 'preact/hooks';

export interface Loaded<T> {
  readonly value?: T;
  readonly error?: string;
}

/** Calls `load` anew when `key` changes; undefined: not yet wanted. The value before stays until the next is there. */
export function useLoaded<T>(load: () => Promise<T>, key: unknown): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({});
  useEffect(() => {
    if (key === undefined) return;
    let isWanted = true;
    load().then(
      (value) => isWanted && setLoaded({ value }),
      (error: Error) => isWanted && setLoaded({ error: error.message }),
    );
    return () => {
      isWanted = false;
    };
  }, [key]);
  return loaded;
}
