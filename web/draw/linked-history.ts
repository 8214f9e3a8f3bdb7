// The drawings of both modes, with the one that is shown kept in the address.
import { useEffect, useReducer, useRef } from 'preact/hooks';
import { useInAddress } from '../address.ts';
import type { Mode } from './drawing.ts';
import { DRAWING_TEXT } from './drawing-text.ts';
import { type Change, changeDrawing, startWith } from './history.ts';

/** The history of the mode's drawing, and how to change it. A drawing that comes with a link can be undone, too. */
export function useLinkedHistory(mode: Mode) {
  const [linked, setLinked] = useInAddress('drawing', DRAWING_TEXT);
  const [histories, change] = useReducer(changeDrawing, { mode, now: linked }, startWith);
  const { past, now } = histories[mode];
  const put = (to: Change['to']) => change({ mode, to });
  const known = useRef(linked);
  useEffect(() => {
    if (linked !== known.current) {
      // By a link; else it is the page that has another drawing.
      known.current = linked;
      put(linked);
    } else if (now !== linked) {
      known.current = now;
      setLinked(now);
    }
  }, [linked, now]);
  return { past, now, put };
}
