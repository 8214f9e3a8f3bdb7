// What can be done to a drawing, with buttons, keys, and pictures pasted or dropped.
import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { type Drawing, drawInk, EMPTY, type Mode, openPicture, PADS, type Stroke } from './drawing.ts';
import { type Change, changeDrawing, START } from './history.ts';
import { anyDigit, anyMnistDigit, appendDigit, writeCharacter, writeNumber } from './samples.ts';
import { BROADEST, THINNEST } from './tools.tsx';

const PENS: Readonly<Record<Mode, number>> = { digit: 18, number: 10 };

const withStrokes =
  (more: readonly Stroke[]) =>
  ({ picture, strokes }: Drawing): Drawing => ({ picture, strokes: [...strokes, ...more] });

/** The drawing of a mode and all that can be done to it. */
export function useDrawing(mode: Mode) {
  const [histories, change] = useReducer(changeDrawing, START);
  const [live, setLive] = useState<Stroke>();
  const [pens, setPens] = useState(PENS);
  const [fault, setFault] = useState<string>();
  const { past, now } = histories[mode];
  const pen = pens[mode];
  const pad = PADS[mode];
  const put = (to: Change['to']) => {
    setFault(undefined);
    change({ mode, to });
  };
  const write = (digit: number) => {
    if (mode === 'digit') return put({ strokes: writeCharacter(digit, pad, pen) });
    const strokes = appendDigit(digit, now.strokes, pad, pen);
    if (strokes.length > 0) put(withStrokes(strokes));
  };
  const drawing = useMemo(() => (live ? withStrokes([live])(now) : now), [now, live]);
  return {
    ...{ drawing, now, fault, pen, pad, write },
    isDrawing: live !== undefined,
    canUndo: past.length > 0,
    setPen: (value: number) => setPens({ ...pens, [mode]: Math.max(THINNEST, Math.min(BROADEST, value)) }),
    onStroke(stroke: Stroke, isWhole: boolean) {
      setLive(isWhole ? undefined : stroke);
      if (isWhole) put(withStrokes([stroke]));
    },
    undo: () => put('before'),
    clear: () => put(EMPTY),
    show: (drawing: Drawing) => put(drawing),
    sample: () => (mode === 'digit' ? write(anyDigit()) : put({ strokes: writeNumber(pad, pen) })),
    mnist() {
      anyMnistDigit().then(
        (ink) => put(drawInk(ink)),
        (error: Error) => setFault(error.message),
      );
    },
    open(file: Blob) {
      openPicture(file).then(
        (picture) => put({ picture, strokes: [] }),
        () => setFault('This file is no picture that the browser can show.'),
      );
    },
  };
}

export type DrawingTools = ReturnType<typeof useDrawing>;

/** Keys of the pad. */
export function press(event: KeyboardEvent, tools: DrawingTools): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^\d$/.test(event.key)) tools.write(Number(event.key));
  else if (event.key === 'Backspace') tools.undo();
  else if (event.key === 'Delete') tools.clear();
  else if (event.key === '[') tools.setPen(tools.pen - 2);
  else if (event.key === ']') tools.setPen(tools.pen + 2);
  else return;
  event.preventDefault();
}

/** Ctrl-Z, and pictures pasted or dropped, wherever the focus is. */
export function usePageEvents(events: Pick<DrawingTools, 'undo' | 'open'>): void {
  const latest = useRef(events);
  latest.current = events;
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      // There it undoes typing.
      if ((event.target as Element).matches('input:is([type=number], [type=text])')) return;
      if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      event.preventDefault();
      latest.current.undo();
    };
    const take = (event: Event, data: DataTransfer | null) => {
      const [file] = data?.files ?? [];
      if (!file) return;
      event.preventDefault();
      latest.current.open(file);
    };
    const paste = (event: ClipboardEvent) => take(event, event.clipboardData);
    const drop = (event: DragEvent) => take(event, event.dataTransfer);
    const over = (event: DragEvent) => event.preventDefault();
    const end = new AbortController();
    const { signal } = end;
    document.addEventListener('keydown', key, { signal });
    document.addEventListener('paste', paste, { signal });
    document.addEventListener('drop', drop, { signal });
    document.addEventListener('dragover', over, { signal });
    return () => end.abort();
  });
}
