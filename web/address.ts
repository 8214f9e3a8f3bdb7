// The page's state in its address, after the #, as `name=text` pairs: a link shows what its sender saw. The address is
// replaced, so that drawing fills no history. Only another place (a view) is a step of it: going back changes the place
// and nothing else. Links followed or edited by hand are heard, and begin a visit of their own.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** How a value is written in the address. */
export interface InAddress<T> {
  /** What stands there when the address says nothing, or rubbish. */
  readonly initial: T;
  /** undefined: rubbish. */
  readonly parse: (text: string) => T | undefined;
  /** undefined: a value that no address can hold. */
  readonly format: (value: T) => string | undefined;
  /** Another value is another place, which the browser's history leads back from. */
  readonly isPlace?: boolean;
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
/** What stood after the # when it was last read or written. */
let known = location.hash;
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

/** Names of entries whose change is a step of the history. */
const places = new Set<string>();

/** Marks what the history holds of one visit. */
let visit: string = history.state?.visit ?? String(Math.random());
history.replaceState({ visit }, '');

let isLeaving = false;

/** Brings the address up to date, and gives it. */
export function writeAddress(): string {
  // Of another address that has come the event may still be on its way.
  if (location.hash !== known) readAddress();
  clearTimeout(timer);
  timer = undefined;
  const text = new URLSearchParams([...entries]).toString();
  if (isLeaving || text !== location.hash.slice(1)) {
    const address = text ? `#${text}` : location.pathname + location.search;
    history[isLeaving ? 'pushState' : 'replaceState']({ visit }, '', address);
  }
  isLeaving = false;
  known = location.hash;
  return location.href;
}

function setEntry(name: string, text: string | undefined, isPlace = false): void {
  if (entries.get(name) === text) return;
  if (isPlace && !isLeaving) {
    // Before the step, what is not yet written; after it all that changes with the place.
    writeAddress();
    isLeaving = true;
    queueMicrotask(writeAddress);
  }
  if (text === undefined) entries.delete(name);
  else entries.set(name, text);
  timer ??= setTimeout(writeAddress, PAUSE);
  tell(name);
}

/** Entries of another address: all of them or, of a step back or forward on this visit, the places. */
function takeEntries(found: ReadonlyMap<string, string>, isStep: boolean): void {
  const before = entries;
  const stay = isStep ? [...before].filter(([name]) => !places.has(name)) : [];
  const come = [...found].filter(([name]) => !isStep || places.has(name));
  entries = new Map([...stay, ...come]);
  for (const name of listeners.keys()) if (entries.get(name) !== before.get(name)) tell(name);
}

function readAddress(): void {
  const isStep = history.state?.visit === visit;
  known = location.hash;
  clearTimeout(timer);
  // What is not yet written is of the place that was gone to, too; of another link it is not.
  timer = isStep ? setTimeout(writeAddress, PAUSE) : undefined;
  takeEntries(readEntries(), isStep);
  if (isStep) return;
  visit = history.state?.visit ?? String(Math.random());
  history.replaceState({ visit }, '');
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
  if (way.isPlace) places.add(name);
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
      setEntry(name, latest.current.text, way.isPlace);
    },
    [name, way, put],
  );
  return [value, set];
}
