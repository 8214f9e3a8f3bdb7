// The whole page: what is drawn, what is read, and the layers of a network below or beside.
import { useCallback, useMemo } from 'preact/hooks';
import type { Recognizer } from '../src/index.ts';
import { oneOf, useInAddress } from './address.ts';
import { type Answer, AnswerBox, answerOf, answerOfReading, failure, nothing, waiting } from './answer.tsx';
import { Choice } from './choice.tsx';
import { DISTORTION } from './distort/distortion.ts';
import { Sliders } from './distort/sliders.tsx';
import { EMPTY, isEmpty, type Mode } from './draw/drawing.ts';
import { type DrawingTools, press, useDrawing, usePageEvents } from './draw/drawing-tools.ts';
import { CopyLink } from './draw/link.tsx';
import { DrawingPad } from './draw/pad.tsx';
import { Keys, Toolbar } from './draw/tools.tsx';
import { type Given, useDrawnDigit, usePiece } from './given.ts';
import { HostingLine } from './hosting/hosting-line.tsx';
import { LANGUAGES, type Say, useLanguage } from './language.tsx';
import { lazy } from './lazy.tsx';
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

function recognize(recognizer: Recognizer, { ink, isBlank, fault }: Given, say: Say): Answer {
  if (fault) return failure(fault);
  if (isBlank) return nothing(say);
  return answerOf(recognizer.recognizeInk(ink.data, ink.rows, ink.columns), say);
}

/** The answer of the mode, and the boxes of a number's digits. */
function useAnswer(mode: Mode, { now, isDrawing, fault }: DrawingTools, given: Given) {
  const { say } = useLanguage();
  const recognizer = useLoaded(openRecognizer, 'characters');
  const read = useNumberReading(mode === 'number' ? now : undefined);
  const recognized = useMemo(
    () => (recognizer.value && mode === 'digit' ? recognize(recognizer.value, given, say) : undefined),
    [recognizer.value, mode, given, say],
  );
  const pick = (): Answer => {
    if (fault) return failure(say(fault));
    if (mode === 'digit') return recognizer.error ? failure(recognizer.error) : (recognized ?? waiting(say));
    if (!read) return waiting(say);
    const answer = read.view ? answerOfReading(read.view.reading, say) : failure(read.fault ?? '');
    return read.drawing === now ? answer : { ...waiting(say), large: answer.large, line: say('Reading') };
  };
  return { answer: pick(), read, isStale: isDrawing || read?.drawing !== now };
}

/** The network that is looked into, and what it makes of its input. */
function useNetwork({ ink, isBlank }: Given, answering: string) {
  const [chosen, setName] = useInAddress('network', NETWORK);
  const name = chosen === 'characters' ? answering : chosen;
  const { value: network, error } = useLoaded(() => openNetwork(name), name);
  const inspection = useMemo(() => network?.inspector.look(ink.data, ink.rows, ink.columns), [network, ink]);
  return { name, chosen, setName, network, inspection, error, ink, isBlank };
}

type Look = ReturnType<typeof useNetwork>;

/** What the network gets of the drawing. */
function GivenField({ network, inspection, palette }: Look & { palette: Palette }) {
  const { say } = useLanguage();
  if (!network || !inspection) return null;
  const { input } = network.model.definition;
  return (
    <figure class="given">
      <Field
        input={inspection.input}
        levels={input}
        cell={3}
        palette={palette}
        label={say('What the network gets: {rows} × {columns} pixels', { ...input })}
      />
      <figcaption class="quiet">{say('what it gets')}</figcaption>
    </figure>
  );
}

const How = lazy('how', async () => (await import('./number/how.tsx')).How);
const Why = lazy('why', async () => (await import('./ask/why.tsx')).Why);

interface NetworkViewProps extends Look {
  readonly palette: Palette;
  readonly isDrawing: boolean;
}

function NetworkView(props: NetworkViewProps) {
  const { say } = useLanguage();
  const { name, chosen, setName, network, inspection, error, palette, ink, isBlank, isDrawing } = props;
  return (
    <section class="network" aria-labelledby="every">
      <h2 id="every">{say('Every layer')}</h2>
      <Choice name="network" legend={say('Network')} options={NETWORKS} value={chosen} onChange={setName} />
      {error && <p role="alert">{error}</p>}
      {network && inspection ? (
        <>
          <Layers {...{ network, inspection, palette }} />
          {!isBlank && (
            <Why {...{ name, ink, inspection, palette, isDrawing }} definition={network.model.definition} />
          )}
        </>
      ) : (
        !error && <p class="quiet">{say('Loading the network')}</p>
      )}
    </section>
  );
}

export function Page() {
  const { say, language, choose: chooseLanguage } = useLanguage();
  const [mode, setMode] = useInAddress('mode', MODE);
  const [distortion, setDistortion] = useInAddress('distort', DISTORTION);
  const palette = usePalette();
  const tools = useDrawing(mode);
  usePageEvents(tools);
  const drawn = useDrawnDigit(mode === 'digit' ? tools.drawing : EMPTY, distortion);
  const { answer, read, isStale } = useAnswer(mode, tools, drawn);
  const { piece, given, choosePiece } = usePiece(read?.view);
  const look = useNetwork(mode === 'digit' ? drawn : given, mode === 'digit' ? 'characters' : 'reading');
  const keys = useCallback((event: KeyboardEvent) => press(event, tools), [tools]);
  return (
    <>
      <header class="top">
        <h1>LeNet-5</h1>
        <Choice
          name="language"
          legend={say('Language')}
          options={LANGUAGES}
          value={language}
          onChange={chooseLanguage}
        />
        <p class="quiet">
          {say(
            mode === 'digit'
              ? 'Draw a digit and see every layer at work. Nothing leaves this browser.'
              : 'Draw a number and see how it is cut and read. Nothing leaves this browser.',
          )}
        </p>
      </header>
      <main class={mode}>
        <section class="draw" aria-label={say('Drawing')}>
          <Choice name="mode" legend={say('What to read')} options={MODES} value={mode} onChange={setMode} />
          <DrawingPad
            pad={tools.pad}
            drawing={tools.drawing}
            found={isStale ? undefined : read}
            pen={tools.pen}
            palette={palette}
            label={say(mode === 'digit' ? 'Pad for one digit' : 'Pad for a number')}
            onStroke={tools.onStroke}
            onKeyDown={keys}
          />
          <Toolbar {...tools} canClear={!isEmpty(tools.now)}>
            <CopyLink drawing={tools.now} />
          </Toolbar>
          <div class="result">
            <AnswerBox answer={answer} isDrawing={tools.isDrawing} />
            {mode === 'digit' && <GivenField {...look} palette={palette} />}
          </div>
          {mode === 'digit' && <Sliders {...{ distortion, setDistortion }} />}
          <Keys mode={mode} />
        </section>
        {mode === 'number' && (
          <How {...{ isStale, palette }} view={read?.view} chosen={piece} onChoose={choosePiece} />
        )}
        {(mode === 'digit' || !look.isBlank) && (
          <NetworkView {...look} palette={palette} isDrawing={tools.isDrawing} />
        )}
      </main>
      <HostingLine />
    </>
  );
}
