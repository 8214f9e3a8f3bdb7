// The whole page: what is drawn, what is read, and the layers of a network below or beside.
import { useCallback, useEffect, useMemo, useReducer, useState } from 'preact/hooks';
import { normalizePicture, type Recognizer } from '../src/index.ts';
import { type Answer, AnswerBox, answerOf, answerOfReading, failure, WAITING } from './answer.tsx';
import { Choice } from './choice.tsx';
import {
  type Drawing,
  EMPTY,
  isEmpty,
  type Mode,
  openPicture,
  PADS,
  type Stroke,
  toCharacter,
} from './drawing.ts';
import { Field } from './field.tsx';
import { changeDrawing, START } from './history.ts';
import { Layers } from './layers.tsx';
import { useLoaded } from './loaded.ts';
import { openNetwork, openReader, openRecognizer } from './models.ts';
import { useNumberReading } from './number-reading.ts';
import { DrawingPad } from './pad.tsx';
import { type Palette, usePalette } from './palette.ts';
import { anyDigit, appendDigit, writeCharacter, writeNumber } from './samples.ts';
import { BROADEST, Keys, THINNEST, Toolbar } from './tools.tsx';

const MODES: Readonly<Record<Mode, string>> = { digit: 'One digit', number: 'A number' };
const PENS: Readonly<Record<Mode, number>> = { digit: 18, number: 10 };

const NETWORKS = {
  characters: 'The one that answers',
  lenet5: 'LeNet-5, 1998',
  'lenet5-modern': 'LeNet-5, modern',
} as const;
type NetworkName = keyof typeof NETWORKS;

const BLANK_INK = new Uint8Array(28 * 28);

/** What the network gets of a drawing, 28 x 28 ink as in MNIST; no ink if it cannot be had. */
function inkOf(drawing: Drawing): Uint8Array {
  try {
    const found = normalizePicture(toCharacter(drawing, PADS.digit));
    return found.status === 'ok' ? found.image : BLANK_INK;
  } catch {
    return BLANK_INK;
  }
}

/** The answer for a drawing; what is wrong with it (too many strokes) is an answer, too. */
function recognize(recognizer: Recognizer, drawing: Drawing): Answer {
  try {
    return answerOf(recognizer.recognize(toCharacter(drawing, PADS.digit)));
  } catch (error) {
    return failure((error as Error).message);
  }
}

/** The drawing of a mode and all that can be done to it. */
function useDrawing(mode: Mode) {
  const [histories, change] = useReducer(changeDrawing, START);
  const [live, setLive] = useState<Stroke>();
  const [pens, setPens] = useState(PENS);
  const [fault, setFault] = useState<string>();
  const { past, now } = histories[mode];
  const pen = pens[mode];
  const pad = PADS[mode];
  const put = (to: Drawing | 'before') => {
    setFault(undefined);
    change({ mode, to });
  };
  const write = (digit: number) => {
    if (mode === 'digit') return put({ strokes: writeCharacter(digit, pad, pen) });
    const strokes = appendDigit(digit, now.strokes, pad, pen);
    if (strokes.length > 0) put({ ...now, strokes: [...now.strokes, ...strokes] });
  };
  const drawing = useMemo(() => (live ? { ...now, strokes: [...now.strokes, live] } : now), [now, live]);
  return {
    ...{ drawing, now, fault, pen, pad, write },
    isDrawing: live !== undefined,
    canUndo: past.length > 0,
    setPen: (value: number) => setPens({ ...pens, [mode]: Math.max(THINNEST, Math.min(BROADEST, value)) }),
    onStroke(stroke: Stroke, isWhole: boolean) {
      setLive(isWhole ? undefined : stroke);
      if (isWhole) put({ ...now, strokes: [...now.strokes, stroke] });
    },
    undo: () => put('before'),
    clear: () => put(EMPTY),
    sample: () => (mode === 'digit' ? write(anyDigit()) : put({ strokes: writeNumber(pad, pen) })),
    open(file: Blob) {
      openPicture(file).then(
        (picture) => put({ picture, strokes: [] }),
        () => setFault('This file is no picture that the browser can show.'),
      );
    },
  };
}

type Tools = ReturnType<typeof useDrawing>;

/** Keys of the pad. */
function press(event: KeyboardEvent, tools: Tools): void {
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
function usePageEvents({ undo, open }: Pick<Tools, 'undo' | 'open'>): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      event.preventDefault();
      undo();
    };
    const take = (event: Event, data: DataTransfer | null) => {
      const [file] = data?.files ?? [];
      if (!file) return;
      event.preventDefault();
      open(file);
    };
    const paste = (event: ClipboardEvent) => take(event, event.clipboardData);
    const drop = (event: DragEvent) => take(event, event.dataTransfer);
    const over = (event: DragEvent) => event.preventDefault();
    document.addEventListener('keydown', key);
    document.addEventListener('paste', paste);
    document.addEventListener('drop', drop);
    document.addEventListener('dragover', over);
    return () => {
      document.removeEventListener('keydown', key);
      document.removeEventListener('paste', paste);
      document.removeEventListener('drop', drop);
      document.removeEventListener('dragover', over);
    };
  });
}

/** The answer of the mode, and the boxes of a number's digits. */
function useAnswer(mode: Mode, { drawing, now, isDrawing, fault }: Tools) {
  const recognizer = useLoaded(openRecognizer, 'characters');
  const reader = useLoaded(openReader, mode === 'number' ? 'reading' : undefined);
  const read = useNumberReading(mode === 'number' ? reader.value : undefined, now);
  const recognized = useMemo(
    () => (recognizer.value && mode === 'digit' ? recognize(recognizer.value, drawing) : undefined),
    [recognizer.value, mode, drawing],
  );
  const { value, error } = mode === 'digit' ? recognizer : reader;
  const pick = (): Answer => {
    if (fault ?? error) return failure((fault ?? error)!);
    if (!value) return WAITING;
    if (recognized) return recognized;
    if (read?.drawing === now) return answerOfReading(read.reading);
    return { ...WAITING, large: read?.reading.value || '…', line: 'Reading' };
  };
  return { answer: pick(), found: !isDrawing && read?.drawing === now ? read : undefined };
}

/** The network that is looked into, and what it makes of the drawing. */
function useNetwork(drawing: Drawing) {
  const [name, setName] = useState<NetworkName>('characters');
  const { value: network, error } = useLoaded(() => openNetwork(name), name);
  const ink = useMemo(() => inkOf(drawing), [drawing]);
  const inspection = useMemo(() => network?.inspector.look(ink, 28, 28), [network, ink]);
  return { name, setName, network, inspection, error };
}

type Look = ReturnType<typeof useNetwork>;

/** What the network gets of the drawing. */
function Given({ network, inspection, palette }: Look & { palette: Palette }) {
  if (!network || !inspection) return null;
  const { input } = network.model.definition;
  return (
    <figure class="given">
      <Field
        input={inspection.input}
        levels={input}
        cell={3}
        palette={palette}
        label={`What the network gets: ${input.rows} × ${input.columns} pixels`}
      />
      <figcaption class="quiet">what it gets</figcaption>
    </figure>
  );
}

function NetworkView({ name, setName, network, inspection, error, palette }: Look & { palette: Palette }) {
  return (
    <section class="network" aria-labelledby="every">
      <h2 id="every">Every layer</h2>
      <Choice name="network" legend="Network" options={NETWORKS} value={name} onChange={setName} />
      {error && <p role="alert">{error}</p>}
      {network && inspection ? (
        <Layers {...{ network, inspection, palette }} />
      ) : (
        !error && <p class="quiet">Loading the network</p>
      )}
    </section>
  );
}

export function Page() {
  const [mode, setMode] = useState<Mode>('digit');
  const palette = usePalette();
  const tools = useDrawing(mode);
  usePageEvents(tools);
  const { answer, found } = useAnswer(mode, tools);
  const look = useNetwork(mode === 'digit' ? tools.drawing : EMPTY);
  const keys = useCallback((event: KeyboardEvent) => press(event, tools), [tools]);
  return (
    <>
      <header class="top">
        <h1>LeNet-5</h1>
        <p class="quiet">Draw a digit and see every layer at work. Nothing leaves this browser.</p>
      </header>
      <main class={mode}>
        <section class="draw" aria-label="Drawing">
          <Choice name="mode" legend="What to read" options={MODES} value={mode} onChange={setMode} />
          <DrawingPad
            pad={tools.pad}
            drawing={tools.drawing}
            found={found}
            pen={tools.pen}
            palette={palette}
            label={mode === 'digit' ? 'Pad for one digit' : 'Pad for a number'}
            onStroke={tools.onStroke}
            onKeyDown={keys}
          />
          <Toolbar {...tools} canClear={!isEmpty(tools.now)} />
          <div class="result">
            <AnswerBox answer={answer} isDrawing={tools.isDrawing} />
            {mode === 'digit' && <Given {...look} palette={palette} />}
          </div>
          <Keys mode={mode} />
        </section>
        {mode === 'digit' && <NetworkView {...look} palette={palette} />}
      </main>
    </>
  );
}
