// The drawings of both modes and what came before each, for undoing.
import { type Drawing, EMPTY, isEmpty, type Mode } from './drawing.ts';

export interface History {
  readonly past: readonly Drawing[];
  readonly now: Drawing;
}

export type Histories = Readonly<Record<Mode, History>>;

const START: Histories = {
  digit: { past: [], now: EMPTY },
  number: { past: [], now: EMPTY },
};

/** With a drawing in one mode, and nothing before it. */
export const startWith = ({ mode, now }: { mode: Mode; now: Drawing }): Histories => ({
  ...START,
  [mode]: { past: [], now },
});

export interface Change {
  readonly mode: Mode;
  /** A new drawing, or one made of that of now, or back to the one before. */
  readonly to: Drawing | ((now: Drawing) => Drawing) | 'before';
}

/** Steps that can be undone, and pixels of the pictures in them: four bytes each. */
const LONGEST = 200;
const MOST_PIXELS = 2 ** 24;

/** The latest of the drawings, as many as may be kept. */
function trim(past: readonly Drawing[]): readonly Drawing[] {
  const pictures = new Set<HTMLCanvasElement>();
  let first = past.length;
  for (let pixels = 0; first > 0 && past.length - first < LONGEST; first--) {
    const { picture } = past[first - 1];
    if (picture && !pictures.has(picture)) pixels += picture.width * picture.height;
    if (pixels > MOST_PIXELS) break;
    if (picture) pictures.add(picture);
  }
  return past.slice(first);
}

export function changeDrawing(histories: Histories, { mode, to }: Change): Histories {
  const { past, now } = histories[mode];
  if (to === 'before') {
    const before = past.at(-1);
    return before ? { ...histories, [mode]: { past: past.slice(0, -1), now: before } } : histories;
  }
  const next = typeof to === 'function' ? to(now) : to;
  if (isEmpty(next) && isEmpty(now)) return histories;
  return { ...histories, [mode]: { past: trim([...past, now]), now: next } };
}
