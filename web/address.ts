// The page's state in its address, after the #, as `name=text` pairs: a link shows what its sender saw. The address is
// replaced, so that drawing fills no history; links followed, edited by hand, or gone back to are heard.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** How a value is written in the address. */
export interface InAddress<T> {
  /** What stands there when the address says nothing, or rubbish. */
  readonly initial: T;
  /** undefined: rubbish. */
  readonly parse: (text: string) => T | undefined;
  /** undefined: a value that no address can hold. */
  readonly format: (value: T) => string | undefined;
}

/** One of a few names, as for `Choice`. */
export const oneOf = <T extends string>(
  options: Readonly<Record<T, unknown>>,
  initial: NoInfer<T>,
): InAddress<T> => ({
  initial,
  parse: (text) => (Object.hasOwn(options, text) ? (text as T) : undefined),
  format: (value) => value,
});

/** Milliseconds between two changes of the address; browsers refuse more than some hundred in half a minute. */
const PAUSE = 400;

const readEntries = (): Map<string, string> => new Map(new URLSearchParams(location.hash.slice(1)));

let entries = readEntries();
let timer: number | undefined;
const listeners = new Map<string, Set<() => void>>();

/** Calls `listener` when the entry `name` changes, until the function that it gives is called. */
function listen(name: string, listener: () => void): () => void {
  const own = listeners.get(name) ?? new Set();
  listeners.set(name, own.add(listener));
  return () => void own.delete(listener);
}

const tell = (name: string): void => {
  for (const listener of listeners.get(name) ?? []) listener();
};

/** Links followed since the page was opened, and no entry's name. */
let visits = 0;
const VISITS = '#';

/** Brings the address up to date, and gives it. */
export function writeAddress(): string {
  clearTimeout(timer);
  timer = undefined;
  const text = new URLSearchParams([...entries]).toString();
  const before = location.hash.slice(1);
  if (text !== before)
    history.replaceState(history.state, '', text ? `#${text}` : location.pathname + location.search);
  return location.href;
}

function setEntry(name: string, text: string | undefined): void {
  if (entries.get(name) === text) return;
  if (text === undefined) entries.delete(name);
  else entries.set(name, text);
  timer ??= setTimeout(writeAddress, PAUSE);
  tell(name);
}

/** Another address: what is not yet written is of the one before. */
function readAddress(): void {
  clearTimeout(timer);
  timer = undefined;
  const before = entries;
  entries = readEntries();
  for (const name of listeners.keys()) if (entries.get(name) !== before.get(name)) tell(name);
  visits++;
  tell(VISITS);
}

/** How often another address came while the page was open. */
export function useVisits(): number {
  const [count, setCount] = useState(visits);
  useEffect(() => listen(VISITS, () => setCount(visits)), []);
  return count;
}

addEventListener('hashchange', readAddress);
addEventListener('pagehide', writeAddress);

function read<T>(name: string, { initial, parse }: InAddress<T>): T {
  const text = entries.get(name);
  return (text === undefined ? undefined : parse(text)) ?? initial;
}

type Next<T> = T | ((before: T) => T);

/**
 * `useState`, with the value kept in the address under `name`, unless it is the initial one; `way` stays the same for a
 * name. Whoever uses the same name has the same value.
 */
export function useInAddress<T>(name: string, way: InAddress<T>): [value: T, set: (next: Next<T>) => void] {
  const [value, setValue] = useState(() => read(name, way));
  const latest = useRef({ value, text: entries.get(name) });
  const put = useCallback((next: T, text: string | undefined) => {
    latest.current = { value: next, text };
    setValue(() => next);
  }, []);
  useEffect(() => {
    const look = () => {
      const text = entries.get(name);
      if (text !== latest.current.text) put(read(name, way), text);
    };
    look();
    return listen(name, look);
  }, [name, way, put]);
  const set = useCallback(
    (next: Next<T>) => {
      const now = typeof next === 'function' ? (next as (before: T) => T)(latest.current.value) : next;
      const text = way.format(now);
      put(now, text === way.format(way.initial) ? undefined : text);
      setEntry(name, latest.current.text);
    },
    [name, way, put],
  );
  return [value, set];
}
