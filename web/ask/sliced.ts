// Long work in short slices between the frames of the page; given up as soon as something else is asked.
import { useEffect, useState } from 'preact/hooks';

/** Milliseconds of work at a stretch. */
const SLICE = 6;

/** The latest result, and whether it is still that of `work`. */
export interface Sliced<T> {
  readonly value?: T;
  readonly isDone: boolean;
}

/** Runs the generator that `start` makes, anew whenever `start` changes; undefined: there is nothing to do. */
export function useSliced<T>(start: (() => Generator<void, T>) | undefined): Sliced<T> {
  const [done, setDone] = useState<{ value: T; by: typeof start }>();
  useEffect(() => {
    if (!start) return;
    const work = start();
    let timer = setTimeout(function go() {
      const end = performance.now() + SLICE;
      do {
        const { done: isEnd, value } = work.next();
        if (isEnd) return setDone({ value, by: start });
      } while (performance.now() < end);
      timer = setTimeout(go);
    });
    return () => clearTimeout(timer);
  }, [start]);
  return { value: done?.value, isDone: done !== undefined && done.by === start };
}
