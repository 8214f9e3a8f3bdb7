// The whole page: what is drawn, what is read, and the layers of a network below or beside; or training.
import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { Recognizer } from '../src/index.ts';
import { oneOf, useInAddress } from './address.ts';
import { Alert } from './alert.tsx';
import { type Answer, AnswerBox, answerOf, answerOfReading, failure, nothing, waiting } from './answer.tsx';
import { Choice } from './choice.tsx';
import { DISTORTION, type Distortion } from './distort/distortion.ts';
import { Sliders } from './distort/sliders.tsx';
import { drawInk, EMPTY, isEmpty, type Mode } from './draw/drawing.ts';
import { type DrawingTools, press, useDrawing, usePageEvents } from './draw/drawing-tools.ts';
import { CopyLink } from './draw/link.tsx';
import { DrawingPad } from './draw/pad.tsx';
import { Keys, SourceTools, StrokeTools } from './draw/tools.tsx';
import { toFault } from './fault.ts';
import { type Given, useDrawnDigit, usePiece } from './given.ts';
import { HostingLine } from './hosting/hosting-line.tsx';
import { LANGUAGES, type Say, useLanguage } from './language.tsx';
import { lazy } from './lazy.tsx';
import { useLoaded } from './loaded.ts';
import { openRecognizer } from './models.ts';
import {
  GivenField,
  NetworkView,
  type NetworkViewProps,
  useNetwork,
  useNetworkChoice,
} from './network-view.tsx';
import { type Terms, TermsFields, useTerms } from './number/terms.tsx';
import { type NumberReading, useNumberReading } from './number-reading.ts';
import { isModelFile, type OwnModel, readModelFile } from './own-model.ts';
import { usePalette } from './palette.ts';
import { VIEWS, type View, ViewSwitch } from './view-switch.tsx';

const MODES: Readonly<Record<Mode, string>> = { digit: 'One digit', number: 'A number' };

const MODE = { ...oneOf(MODES, 'digit'), isPlace: true };
const VIEW = { ...oneOf(VIEWS, 'read'), isPlace: true };

function recognize(recognizer: Recognizer, { ink, isBlank }: Given, say: Say): Answer {
  if (isBlank) return nothing(say);
  return answerOf(recognizer.recognizeInk(ink.data, ink.rows, ink.columns), say);
}

/** The answer of the mode, and the boxes of a number's digits. */
function useAnswer(
  mode: Mode,
  { now, isDrawing }: DrawingTools,
  given: Given,
  own: OwnModel | undefined,
  terms: Terms,
) {
  const { say, explain } = useLanguage();
  const recognizer = useLoaded(async () => own?.recognizer ?? openRecognizer(), own?.key ?? 'characters');
  const read = useNumberReading(mode === 'number' ? now : undefined, terms);
  const isCurrent = read?.drawing === now && read.terms === terms;
  const recognized = useMemo(
    () => (recognizer.value && mode === 'digit' ? recognize(recognizer.value, given, say) : undefined),
    [recognizer.value, mode, given, say],
  );
  const pick = (): Answer => {
    const wrong = mode === 'digit' ? (given.fault ?? recognizer.error) : read?.fault;
    if (wrong) return failure(explain(wrong));
    if (mode === 'digit') return recognized ?? waiting(say);
    if (!read?.view) return waiting(say);
    const answer = answerOfReading(read.view.reading, read.terms.field, say);
    return isCurrent ? answer : { ...waiting(say), large: answer.large, line: say('Reading') };
  };
  return { answer: pick(), read, isStale: isDrawing || !isCurrent };
}

const How = lazy('how', async () => (await import('./number/how.tsx')).How);
const Train = lazy('train', async () => (await import('./train/view.tsx')).TrainView);

interface ReadViewProps extends NetworkViewProps {
  readonly mode: Mode;
  readonly setMode: (mode: Mode) => void;
  readonly distortion: Distortion;
  readonly setDistortion: (distortion: Distortion) => void;
  readonly tools: DrawingTools;
  readonly answer: Answer;
  readonly read: NumberReading | undefined;
  readonly isStale: boolean;
  readonly piece: number | undefined;
  readonly choosePiece: (piece: number) => void;
}

function ReadView({ mode, setMode, tools, answer, read, isStale, ...rest }: ReadViewProps) {
  const { distortion, setDistortion, piece, choosePiece, ...look } = rest;
  const { say, explain } = useLanguage();
  const { palette } = look;
  const keys = useCallback((event: KeyboardEvent) => press(event, tools), [tools]);
  return (
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
          hint={say(mode === 'digit' ? 'Draw a digit here' : 'Draw a number here')}
          onStroke={tools.onStroke}
          onKeyDown={keys}
        />
        <StrokeTools {...tools} canClear={!isEmpty(tools.now)} />
        <div class="result">
          <AnswerBox answer={answer} isDrawing={tools.isDrawing} />
          {mode === 'digit' && <GivenField {...look} />}
        </div>
        {mode === 'number' && <TermsFields />}
        <SourceTools {...tools} mode={mode}>
          <CopyLink drawing={tools.now} />
        </SourceTools>
        {tools.fault && <Alert id="no-picture" text={explain(tools.fault)} />}
        {mode === 'digit' && <Sliders {...{ distortion, setDistortion }} />}
        <Keys mode={mode} />
      </section>
      {mode === 'number' && (
        <How {...{ isStale, palette }} view={read?.view} chosen={piece} onChoose={choosePiece} />
      )}
      {(mode === 'digit' || !look.isBlank) && <NetworkView {...look} />}
    </main>
  );
}

const LEADS = {
  digit: 'Draw a digit and see every layer at work. Nothing leaves this browser.',
  number: 'Draw a number and see how it is cut and read. Nothing leaves this browser.',
  train: 'Train a network and watch it learn. Nothing leaves this browser.',
} as const;

function Top({ lead, view, go }: { lead: keyof typeof LEADS; view: View; go: (view: View) => void }) {
  const { say, language, choose } = useLanguage();
  return (
    <header class="top">
      <h1>LeNet-5</h1>
      <Choice
        name="language"
        legend={say('Language')}
        options={LANGUAGES}
        value={language}
        onChange={choose}
      />
      <p class="quiet">{say(LEADS[lead])}</p>
      <ViewSwitch view={view} onChange={go} />
    </header>
  );
}

export function Page() {
  const [view, setView] = useInAddress('view', VIEW);
  const [wanted, setMode] = useInAddress('mode', MODE);
  // The pad of training is the one for one digit.
  const mode = view === 'train' ? 'digit' : wanted;
  const [distortion, setDistortion] = useInAddress('distort', DISTORTION);
  const palette = usePalette();
  const terms = useTerms();
  const tools = useDrawing(mode, terms.field);
  const choice = useNetworkChoice();
  const drawn = useDrawnDigit(mode === 'digit' ? tools.drawing : EMPTY, distortion);
  const { answer, read, isStale } = useAnswer(mode, tools, drawn, choice.chosen, terms);
  const { piece, given, choosePiece } = usePiece(read?.view);
  const isDigit = mode === 'digit';
  const [arrivals, setArrivals] = useState(0);
  // Who comes to see the layers begins at their heading.
  useEffect(() => {
    if (arrivals > 0) document.getElementById('every')?.focus();
  }, [arrivals]);
  // What is wrong with a model is said until something else is done.
  useLayoutEffect(() => choice.setFault(undefined), [view, wanted, tools.now]);
  const look = useNetwork(choice, isDigit ? drawn : given, isDigit ? 'characters' : 'reading');
  // Layers, and what is wrong with a model, are seen with one digit.
  const openOwn = (own: OwnModel, ink?: Uint8Array) => {
    choice.open(own);
    if (ink) tools.show(drawInk(ink));
    setMode('digit');
    setView('read');
    if (view !== 'read') setArrivals((count) => count + 1);
  };
  const openFile = (file: Blob) => {
    if (!isModelFile(file)) return tools.open(file);
    if (view === 'read') setMode('digit');
    readModelFile(file).then(openOwn, (error) => choice.setFault(toFault(error)));
  };
  usePageEvents({ undo: tools.undo, open: openFile });
  const shared = { palette, tools, answer, openFile };
  const { isDrawing } = tools;
  return (
    <>
      <Top lead={view === 'train' ? 'train' : mode} view={view} go={setView} />
      {view === 'train' ? (
        <Train {...shared} own={choice.own} fault={choice.fault} onOpen={openOwn} />
      ) : (
        <ReadView
          {...{ ...shared, ...look, mode, setMode, read, isStale, isDrawing }}
          {...{ distortion, setDistortion, piece, choosePiece }}
        />
      )}
      <HostingLine />
    </>
  );
}
