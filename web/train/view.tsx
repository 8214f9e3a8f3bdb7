// Training: what to train, how it goes, what it gets wrong, and the model as a file.
import type { Answer } from '../answer.tsx';
import type { DrawingTools } from '../draw/drawing-tools.ts';
import { makeOwnModel, type OwnModel } from '../own-model.ts';
import type { Palette } from '../palette.ts';
import { Curves } from './curves.tsx';
import { Kernels } from './kernels.tsx';
import { Mistakes } from './mistakes.tsx';
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
  readonly onOpen: (ink: Uint8Array | undefined, model: OwnModel) => void;
}

export function TrainView({ palette, onOpen }: TrainViewProps) {
  const run = useTraining();
  const open = (ink?: Uint8Array) => {
    const { model, epochs, job } = run!;
    onOpen(ink, makeOwnModel(TEXT.trained(job.definition.name, epochs.length), model!));
  };
  return (
    <main class="train">
      <section class="settings" aria-labelledby="train">
        <h2 id="train">{TEXT.title}</h2>
        <RunPanel run={run} />
      </section>
      {run && (
        <section class="going" aria-label={TEXT.title}>
          <Progress run={run} />
          <Curves run={run} palette={palette} />
          {run.kernels && <Kernels kernels={run.kernels} palette={palette} />}
        </section>
      )}
      {run?.evaluation && run.test && run.model && (
        <Mistakes evaluation={run.evaluation} test={run.test} palette={palette} onOpen={open} />
      )}
    </main>
  );
}
