// The whole page: what is drawn, what is read, and the layers of a network below or beside.
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { Recognizer } from '../src/index.ts';
import { type Answer, AnswerBox, answerOf, failure, WAITING } from './answer.tsx';
import { Choice } from './choice.tsx';
import { type Drawing, drawInk, EMPTY, isEmpty, type Mode, PADS, toCharacter } from './draw/drawing.ts';
import { type DrawingTools, press, useDrawing, usePageEvents } from './draw/drawing-tools.ts';
import { inkOf } from './draw/ink.ts';
import { DrawingPad, type Found } from './draw/pad.tsx';
import { Keys, Toolbar } from './draw/tools.tsx';
import { FileButton } from './files.tsx';
import { useLoaded } from './loaded.ts';
import { openNetwork, openReader, openRecognizer } from './models.ts';
import { useNumberReading } from './number-reading.ts';
import { isModelFile, type OwnModel, readModelFile } from './own-model.ts';
import { type Palette, usePalette } from './palette.ts';
import { Field } from './see/field.tsx';
import { Layers } from './see/layers.tsx';
import type { TrainViewProps } from './train/view.tsx';
import { type View, ViewSwitch } from './view-switch.tsx';

const MODES: Readonly<Record<Mode, string>> = { digit: 'One digit', number: 'A number' };

const NETWORKS = {
  characters: 'The one that answers',
  lenet5: 'LeNet-5, 1998',
  'lenet5-modern': 'LeNet-5, modern',
} as const;
type NetworkName = keyof typeof NETWORKS | 'own';

/** The answer for a drawing; what is wrong with it (too many strokes) is an answer, too. */
function recognize(recognizer: Recognizer, drawing: Drawing): Answer {
  try {
    if (drawing.ink) return answerOf(recognizer.recognizeInk(drawing.ink, 28, 28));
    return answerOf(recognizer.recognize(toCharacter(drawing, PADS.digit)));
  } catch (error) {
    return failure((error as Error).message);
  }
}

/** The answer of the mode, and the boxes of a number's digits. */
function useAnswer(mode: Mode, { drawing, now, isDrawing, fault }: DrawingTools, own: OwnModel | undefined) {
  const recognizer = useLoaded(async () => own?.recognizer ?? openRecognizer(), own?.key ?? 'characters');
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
    if (read?.drawing === now) return read.answer;
    return { ...WAITING, large: read?.answer.large ?? '…', line: 'Reading' };
  };
  return { answer: pick(), found: !isDrawing && read?.drawing === now ? read : undefined };
}

/** Which network is looked into; a user's own one answers, too. */
function useChoice() {
  const [name, setName] = useState<NetworkName>('characters');
  const [own, setOwn] = useState<OwnModel>();
  const [fault, setFault] = useState<string>();
  return {
    ...{ name, own, fault, setFault },
    chosen: name === 'own' ? own : undefined,
    setName(next: NetworkName) {
      setName(next);
      setFault(undefined);
    },
    open(model: OwnModel) {
      setOwn(model);
      setName('own');
      setFault(undefined);
    },
  };
}

/** The network that is looked into, and what it makes of the drawing. */
function useNetwork({ name, setName, own, chosen, fault }: ReturnType<typeof useChoice>, drawing: Drawing) {
  const { value: network, error } = useLoaded(
    async () => chosen?.network ?? openNetwork(name),
    chosen?.key ?? name,
  );
  const ink = useMemo(() => inkOf(drawing), [drawing]);
  const inspection = useMemo(() => network?.inspector.look(ink, 28, 28), [network, ink]);
  return { name, setName, own, network, inspection, error: fault ?? error };
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

interface NetworkViewProps extends Look {
  readonly palette: Palette;
  readonly openFile: (file: File) => void;
}

function NetworkView({ name, setName, own, openFile, ...rest }: NetworkViewProps) {
  const { network, inspection, error, palette } = rest;
  const options: Partial<Record<NetworkName, string>> = own ? { ...NETWORKS, own: own.label } : NETWORKS;
  return (
    <section class="network" aria-labelledby="every">
      <h2 id="every">Every layer</h2>
      <Choice
        name="network"
        legend="Network"
        options={options as Record<NetworkName, string>}
        value={name}
        onChange={setName}
      />
      <div class="tools">
        <FileButton
          id="model"
          label="Model file…"
          accept=".safetensors"
          onFiles={([file]) => openFile(file)}
        />
      </div>
      {error && (
        <p role="alert" class="wrong">
          {error}
        </p>
      )}
      {network && inspection ? (
        <Layers {...{ network, inspection, palette }} />
      ) : (
        !error && <p class="quiet">Loading the network</p>
      )}
    </section>
  );
}

interface ReadViewProps extends NetworkViewProps {
  readonly mode: Mode;
  readonly setMode: (mode: Mode) => void;
  readonly tools: DrawingTools;
  readonly answer: Answer;
  readonly found: Found | undefined;
}

function ReadView({ mode, setMode, tools, answer, found, ...look }: ReadViewProps) {
  const keys = useCallback((event: KeyboardEvent) => press(event, tools), [tools]);
  return (
    <main class={mode}>
      <section class="draw" aria-label="Drawing">
        <Choice name="mode" legend="What to read" options={MODES} value={mode} onChange={setMode} />
        <DrawingPad
          pad={tools.pad}
          drawing={tools.drawing}
          found={found}
          pen={tools.pen}
          palette={look.palette}
          label={mode === 'digit' ? 'Pad for one digit' : 'Pad for a number'}
          onStroke={tools.onStroke}
          onKeyDown={keys}
        />
        <Toolbar {...tools} mode={mode} canClear={!isEmpty(tools.now)} />
        <div class="result">
          <AnswerBox answer={answer} isDrawing={tools.isDrawing} />
          {mode === 'digit' && <Given {...look} />}
        </div>
        <Keys mode={mode} />
      </section>
      {mode === 'digit' && <NetworkView {...look} />}
    </main>
  );
}

/** The training view, once it has been asked for. */
function Train(props: TrainViewProps) {
  const { value, error } = useLoaded(() => import('./train/view.tsx'), 'train');
  if (error) return <p role="alert">{error}</p>;
  return value ? <value.TrainView {...props} /> : <p class="quiet">Loading</p>;
}

export function Page() {
  const [view, setView] = useState<View>('read');
  const [mode, setMode] = useState<Mode>('digit');
  const palette = usePalette();
  const tools = useDrawing(mode);
  const choice = useChoice();
  const { answer, found } = useAnswer(mode, tools, choice.chosen);
  const look = useNetwork(choice, mode === 'digit' ? tools.drawing : EMPTY);
  const go = (next: View) => {
    // Its pad is the one for one digit.
    if (next === 'train') setMode('digit');
    setView(next);
  };
  const openOwn = (own: OwnModel, ink?: Uint8Array) => {
    choice.open(own);
    if (ink) tools.show(drawInk(ink));
    setView('read');
  };
  const openFile = (file: Blob) => {
    if (!isModelFile(file)) return tools.open(file);
    // Layers are seen of one digit.
    setMode('digit');
    readModelFile(file).then(openOwn, (error: Error) => choice.setFault(error.message));
  };
  usePageEvents({ undo: tools.undo, open: openFile });
  const shared = { palette, tools, answer, openFile };
  return (
    <>
      <header class="top">
        <h1>LeNet-5</h1>
        <p class="quiet">Draw a digit and see every layer at work. Nothing leaves this browser.</p>
        <ViewSwitch view={view} onChange={go} />
      </header>
      {view === 'train' ? (
        <Train {...shared} own={choice.own} fault={choice.fault} onOpen={openOwn} />
      ) : (
        <ReadView {...shared} {...look} {...{ mode, setMode, found }} />
      )}
    </>
  );
}
