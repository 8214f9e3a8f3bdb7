// The whole page: what is drawn, what is read, and the layers of a network below or beside.
import { useCallback, useMemo } from 'preact/hooks';
import { normalizePicture, type Recognizer } from '../src/index.ts';
import { oneOf, useInAddress } from './address.ts';
import { type Answer, AnswerBox, answerOf, failure, WAITING } from './answer.tsx';
import { Choice } from './choice.tsx';
import { type Drawing, EMPTY, isEmpty, type Mode, PADS, toCharacter } from './draw/drawing.ts';
import { type DrawingTools, press, useDrawing, usePageEvents } from './draw/drawing-tools.ts';
import { CopyLink } from './draw/link.tsx';
import { DrawingPad } from './draw/pad.tsx';
import { Keys, Toolbar } from './draw/tools.tsx';
import { HostingLine } from './hosting/hosting-line.tsx';
import { useLoaded } from './loaded.ts';
import { openNetwork, openRecognizer } from './models.ts';
import { useNumberReading } from './number-reading.ts';
import { type Palette, usePalette } from './palette.ts';
import { Field } from './see/field.tsx';
import { Layers } from './see/layers.tsx';

const MODES: Readonly<Record<Mode, string>> = { digit: 'One digit', number: 'A number' };

const NETWORKS = {
  characters: 'The one that answers',
  lenet5: 'LeNet-5, 1998',
  'lenet5-modern': 'LeNet-5, modern',
} as const;

const MODE = oneOf(MODES, 'digit');
const NETWORK = oneOf(NETWORKS, 'characters');

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

/** The answer of the mode, and the boxes of a number's digits. */
function useAnswer(mode: Mode, { drawing, now, isDrawing, fault }: DrawingTools) {
  const recognizer = useLoaded(openRecognizer, 'characters');
  const read = useNumberReading(mode === 'number' ? now : undefined);
  const recognized = useMemo(
    () => (recognizer.value && mode === 'digit' ? recognize(recognizer.value, drawing) : undefined),
    [recognizer.value, mode, drawing],
  );
  const pick = (): Answer => {
    if (fault) return failure(fault);
    if (mode === 'digit') return recognizer.error ? failure(recognizer.error) : (recognized ?? WAITING);
    if (read?.drawing === now) return read.answer;
    return read ? { ...WAITING, large: read.answer.large, line: 'Reading' } : WAITING;
  };
  return { answer: pick(), found: !isDrawing && read?.drawing === now ? read : undefined };
}

/** The network that is looked into, and what it makes of the drawing. */
function useNetwork(drawing: Drawing) {
  const [name, setName] = useInAddress('network', NETWORK);
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
  const [mode, setMode] = useInAddress('mode', MODE);
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
          <Toolbar {...tools} canClear={!isEmpty(tools.now)}>
            <CopyLink drawing={tools.now} />
          </Toolbar>
          <div class="result">
            <AnswerBox answer={answer} isDrawing={tools.isDrawing} />
            {mode === 'digit' && <Given {...look} palette={palette} />}
          </div>
          <Keys mode={mode} />
        </section>
        {mode === 'digit' && <NetworkView {...look} palette={palette} />}
      </main>
      <HostingLine />
    </>
  );
}
