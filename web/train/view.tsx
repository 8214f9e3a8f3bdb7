// Training: what to train, how it goes, what it gets wrong, and the model as a file.
import { useMemo } from 'preact/hooks';
import type { Answer } from '../answer.tsx';
import '../collect/collect.css';
import { Collecting } from '../collect/collecting.tsx';
import { Comparison, FineTune } from '../collect/fine-tune.tsx';
import type { DrawingTools } from '../draw/drawing-tools.ts';
import { type OwnModel, openOwnModel } from '../own-model.ts';
import type { Palette } from '../palette.ts';
import { Curves } from './curves.tsx';
import { Kernels } from './kernels.tsx';
import { Mistakes } from './mistakes.tsx';
import { ModelFiles } from './model-files.tsx';
import { Progress, RunPanel } from './run-panel.tsx';
import './train.css';
import { useTraining } from './use-training.ts';

const TEXT = {
  title: 'Train a network',
  trained: (name: string, epoch: number) => `${name}, trained here (epoch ${epoch})`,
};

export interface TrainViewProps {
  readonly palette: Palette;
  readonly tools: DrawingTools;
  /** Of the drawing on the pad. */
  readonly answer: Answer;
  /** Shows ink of 28 x 28 in the layer view, with a model. */
  readonly onOpen: (model: OwnModel, ink?: Uint8Array) => void;
  /** Of a model file or a picture. */
  readonly openFile: (file: File) => void;
  readonly fault: string | undefined;
  /** That is looked into, if it does not lie beside the page. */
  readonly own: OwnModel | undefined;
}

export function TrainView({ palette, tools, answer, own, onOpen, openFile, fault }: TrainViewProps) {
  const run = useTraining();
  const open = async (ink?: Uint8Array) => {
    const { model, epochs, job } = run!;
    onOpen(await openOwnModel(TEXT.trained(job.definition.name, epochs.length), model!), ink);
  };
  // Not drawn anew with every report.
  const collecting = useMemo(() => <Collecting {...{ tools, answer, palette }} />, [tools, answer, palette]);
  return (
    <main class="train">
      <section class="settings" aria-labelledby="train">
        <h2 id="train">{TEXT.title}</h2>
        <RunPanel run={run} />
        <ModelFiles model={run?.model} {...{ fault, openFile }} onLook={() => open()} />
      </section>
      {run && (
        <section class="going" aria-label={TEXT.title}>
          <Progress run={run} />
          <Comparison run={run} />
          <Curves run={run} palette={palette} />
          {run.kernels && <Kernels kernels={run.kernels} palette={palette} />}
        </section>
      )}
      {run?.evaluation && run.test && run.model && (
        <Mistakes evaluation={run.evaluation} test={run.test} palette={palette} onOpen={open} />
      )}
      <section class="own" aria-labelledby="own">
        {collecting}
        <FineTune run={run} opened={own?.network.model} />
      </section>
    </main>
  );
}
