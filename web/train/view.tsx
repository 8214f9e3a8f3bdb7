// Training: what to train, how it goes, what it gets wrong, and the model as a file.
import { useCallback, useMemo } from 'preact/hooks';
import type { Answer } from '../answer.tsx';
import '../collect/collect.css';
import { Collecting } from '../collect/collecting.tsx';
import { Comparison, FineTune } from '../collect/fine-tune.tsx';
import type { DrawingTools } from '../draw/drawing-tools.ts';
import type { Fault } from '../fault.ts';
import { type Say, useLanguage } from '../language.tsx';
import { type OwnModel, openOwnModel } from '../own-model.ts';
import type { Palette } from '../palette.ts';
import { Curves } from './curves.tsx';
import { Kernels } from './kernels.tsx';
import { Mistakes } from './mistakes.tsx';
import { ModelFiles } from './model-files.tsx';
import { training } from './run.ts';
import { RunPanel } from './run-panel.tsx';
import './train.css';
import { useTraining } from './use-training.ts';

const AHEAD =
  'When it trains: here are its loss and its error, the weights of the first layer as they change, and below the digits that it gets wrong.';

export interface TrainViewProps {
  readonly palette: Palette;
  readonly tools: DrawingTools;
  /** Of the drawing on the pad. */
  readonly answer: Answer;
  /** Shows ink of 28 x 28 in the layer view, with a model. */
  readonly onOpen: (model: OwnModel, ink?: Uint8Array) => void;
  /** Of a model file or a picture. */
  readonly openFile: (file: File) => void;
  readonly fault: Fault | undefined;
  /** That is looked into, if it does not lie beside the page. */
  readonly own: OwnModel | undefined;
}

export function TrainView({ palette, tools, answer, own, onOpen, openFile, fault }: TrainViewProps) {
  const { say } = useLanguage();
  const run = useTraining();
  const [status, model, evaluation, test] = [run?.status, run?.model, run?.evaluation, run?.test];
  const open = useCallback(
    async (ink?: Uint8Array) => {
      const { model, epochs, job } = training.run!;
      const { name } = job.definition;
      const label = (say: Say) => say('{name}, trained here (epoch {epoch})', { name, epoch: epochs.length });
      onOpen(await openOwnModel(label, model!), ink);
    },
    [onOpen],
  );
  // Reports come ten times a second; what they do not change is not made anew.
  const made = run?.sha256 ? run.command : undefined;
  const panel = useMemo(() => <RunPanel {...{ status, made }} />, [status, made]);
  const collecting = useMemo(() => <Collecting {...{ tools, answer, palette }} />, [tools, answer, palette]);
  const mistakes = useMemo(
    () => evaluation && test && <Mistakes {...{ evaluation, test, palette }} onOpen={open} />,
    [evaluation, test, palette, open],
  );
  return (
    <main class="train">
      <section class="settings" aria-labelledby="train">
        <h2 id="train">{say('Train a network')}</h2>
        {panel}
        <ModelFiles {...{ model, fault, openFile }} onLook={() => open()} />
      </section>
      <section class="going" aria-label={say('How it goes')}>
        {run ? (
          <>
            <Comparison run={run} />
            <Curves run={run} palette={palette} />
            {run.kernels && <Kernels kernels={run.kernels} palette={palette} />}
          </>
        ) : (
          <p class="quiet">{say(AHEAD)}</p>
        )}
      </section>
      {model && mistakes}
      <section class="own" aria-labelledby="own">
        {collecting}
        <FineTune status={status} trained={model} opened={own?.network.model} />
      </section>
    </main>
  );
}
