// The drawings of both modes, with the one that is shown kept in the address.
import { useEffect, useReducer, useRef } from 'preact/hooks';
import { useInAddress, useVisits } from '../address.ts';
import type { Mode } from './drawing.ts';
import { DRAWING_TEXT } from './drawing-text.ts';
import { type Change, changeDrawing, startWith } from './history.ts';

/** The history of the mode's drawing, and how to change it. A drawing that comes with a link can be undone, too. */
export function useLinkedHistory(mode: Mode) {
  const [linked, setLinked] = useInAddress('drawing', DRAWING_TEXT);
  const [histories, change] = useReducer(changeDrawing, { mode, now: linked }, startWith);
  const { past, now } = histories[mode];
  const put = (to: Change['to']) => change({ mode, to });
  const visits = useVisits();
  const known = useRef({ linked, visits });
  useEffect(() => {
    const isLink = linked !== known.current.linked || visits !== known.current.visits;
    known.current = { linked: isLink ? linked : now, visits };
    if (now === linked) return;
    // A link says what is drawn, also that nothing is; else it is the page that has another drawing.
    if (isLink) put(linked);
    else setLinked(now);
  }, [linked, now, visits]);
  return { past, now, put };
}
