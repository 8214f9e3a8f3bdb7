// What can be done to a drawing, with buttons, keys, and pictures pasted or dropped.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type FieldName, Random } from '../../src/index.ts';
import { type InAddress, useInAddress } from '../address.ts';
import { type Fault, toFault } from '../fault.ts';
import { type Drawing, drawInk, EMPTY, type Mode, PADS, type Stroke } from './drawing.ts';
import type { Change } from './history.ts';
import { useLinkedHistory } from './linked-history.ts';
import { openPicture } from './picture-file.ts';
import { anyMnistDigit, append, writeDigit, writeNumber } from './samples.ts';
import { BROADEST, THINNEST } from './tools.tsx';

const isPen = (pen: number): boolean => pen >= THINNEST && pen <= BROADEST;

/** `18-10`: of one digit, of a number. */
const PENS: InAddress<Readonly<Record<Mode, number>>> = {
  initial: { digit: 18, number: 10 },
  format: ({ digit, number }) => `${digit}-${number}`,
  parse(text) {
    const [digit, number] = (/^(\d+)-(\d+)$/.exec(text)?.slice(1) ?? []).map(Number);
    return isPen(digit) && isPen(number) ? { digit, number } : undefined;
  },
};

/** Of the next sample; then one more. */
const SEED: InAddress<number> = {
  initial: 1998,
  format: String,
  parse: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
};

const withStrokes =
  (more: readonly Stroke[]) =>
  ({ picture, strokes }: Drawing): Drawing => ({ picture, strokes: [...strokes, ...more] });

/** The drawing of a mode and all that can be done to it; `field`: what a number is read as. */
export function useDrawing(mode: Mode, field: FieldName) {
  const { past, now, put: change } = useLinkedHistory(mode);
  const [live, setLive] = useState<Stroke>();
  const [pens, setPens] = useInAddress('pen', PENS);
  const [seed, setSeed] = useInAddress('sample', SEED);
  const [fault, setFault] = useState<Fault>();
  useLayoutEffect(() => setFault(undefined), [mode]);
  const pen = pens[mode];
  const pad = PADS[mode];
  const put = (to: Change['to']) => {
    setFault(undefined);
    change(to);
  };
  const chance = () => {
    setSeed(seed + 1);
    return new Random(seed);
  };
  const write = (name: string, random = new Random(seed)) => {
    const isDigit = mode === 'digit';
    const strokes = isDigit
      ? writeDigit(name, pad, pen, random)
      : append(name, now.strokes, pad, pen, random);
    // There is no more room.
    if (strokes.length === 0) return;
    put(isDigit ? { strokes } : withStrokes(strokes));
    setSeed(seed + 1);
  };
  const sample = () => {
    if (mode === 'number') return put({ strokes: writeNumber(field, pad, pen, chance()) });
    const random = new Random(seed);
    write(String(random.integer(10)), random);
  };
  const drawing = useMemo(() => (live ? withStrokes([live])(now) : now), [now, live]);
  return {
    ...{ drawing, now, fault, pen, pad, write, sample },
    keys: mode === 'digit' ? /^\d$/ : /^[\d./-]$/,
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
    mnist() {
      anyMnistDigit(chance()).then(
        (ink) => put(drawInk(ink)),
        (error) => setFault(toFault(error)),
      );
    },
    open(file: Blob) {
      openPicture(file).then(
        (picture) => put({ picture, strokes: [] }),
        (error) => setFault(toFault(error)),
      );
    },
  };
}

export type DrawingTools = ReturnType<typeof useDrawing>;

/** Keys of the pad. */
export function press(event: KeyboardEvent, tools: DrawingTools): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (tools.keys.test(event.key)) tools.write(event.key);
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
  // Once, and not with every frame of a stroke.
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
  }, []);
}
