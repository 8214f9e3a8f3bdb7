// Fine-tuning on the user's own digits: which network, how long; and what it could do before and after.
import { useMemo, useState } from 'preact/hooks';
import { type Model, wilsonInterval } from '../../src/index.ts';
import { formatShare } from '../format.ts';
import { openNetwork } from '../models.ts';
import type { Score } from '../train/messages.ts';
import { isAtWork, type Run, type RunStatus, training } from '../train/run.ts';
import { NumberField, SelectField } from '../train/run-form.tsx';
import { usualThreads } from '../train/settings.ts';
import { fineTuningJob, partOff } from './fine-tuning.ts';
import { useOwnDigits } from './use-own-digits.ts';

const TEXT = {
  title: 'Fine-tune on them',
  about:
    'A finished network goes on learning, from your digits among 2,000 of MNIST, so that it does not forget. Every fourth digit of a kind is kept back: it is only tested on.',
  network: 'Network',
  epochs: 'Epochs',
  start: 'Fine-tune',
  few: 'Keep at least four of one digit: three to learn from and one to test on.',
  parts: (learnt: number, held: number) => `${learnt} to learn from, ${held} to test on`,
  columns: ['Wrong', 'before', 'after'],
  held: 'own digits, held out',
  test: 'MNIST test digits',
  interval:
    'In brackets: the range that the true error lies in, at 95 %. The fewer the digits, the wider it is.',
  lenet5: 'LeNet-5, 1998',
  modern: 'LeNet-5, modern',
  trained: 'the one trained here',
  opened: 'the one that was opened',
};

interface FineTuneProps {
  /** Of the run, if there is one. */
  readonly status: RunStatus | undefined;
  readonly trained: Model | undefined;
  /** From a file, or looked into. */
  readonly opened: Model | undefined;
}

export function FineTune({ status, trained, opened }: FineTuneProps) {
  const { digits } = useOwnDigits();
  const [network, setNetwork] = useState('lenet5');
  const [epochs, setEpochs] = useState(5);
  const [fault, setFault] = useState<string>();
  const parts = useMemo(() => partOff(digits), [digits]);
  const options: Record<string, string> = {
    ...{ lenet5: TEXT.lenet5, 'lenet5-modern': TEXT.modern },
    ...(trained ? { trained: TEXT.trained } : {}),
    ...(opened ? { opened: TEXT.opened } : {}),
  };
  const start = async (event: Event) => {
    event.preventDefault();
    try {
      const own = network === 'trained' ? trained : network === 'opened' ? opened : undefined;
      const model = own ?? (await openNetwork(network)).model;
      training.start(fineTuningJob(model, parts, epochs, usualThreads()));
      setFault(undefined);
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return (
    <form class="fine-tune" onSubmit={start}>
      <h3>{TEXT.title}</h3>
      <p class="quiet">{TEXT.about}</p>
      <div class="fields">
        <SelectField id="tuned" label={TEXT.network} value={network} onChange={setNetwork} {...{ options }} />
        <NumberField
          id="tuning"
          label={TEXT.epochs}
          value={epochs}
          least={1}
          most={1000}
          onChange={setEpochs}
        />
      </div>
      <div class="tools">
        <button type="submit" id="tune" disabled={isAtWork(status) || parts.held.length === 0}>
          {TEXT.start}
        </button>
        <span class="quiet">
          {parts.held.length > 0 ? TEXT.parts(parts.learnt.length, parts.held.length) : TEXT.few}
        </span>
      </div>
      {fault && <p role="alert">{fault}</p>}
    </form>
  );
}

function ScoreCell({ errors, count }: Score) {
  const [low, high] = wilsonInterval(errors, count).map((share) => (100 * share).toFixed(1));
  return (
    <td>
      {errors} of {count}
      <span class="quiet">
        {' '}
        {formatShare(errors / count)} ({low}–{high})
      </span>
    </td>
  );
}

/** Before and after the last finished epoch, of a run that began with a finished network. */
export function Comparison({ run }: { run: Run }) {
  const last = run.epochs.at(-1);
  if (!run.before) return null;
  const rows = [
    [TEXT.held, run.before.held, last?.held],
    [TEXT.test, run.before.test, last?.test],
  ] as const;
  return (
    <div class="comparison">
      <table id="comparison">
        <thead>
          <tr>
            {TEXT.columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(
            ([name, before, after]) =>
              before && (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <ScoreCell {...before} />
                  {after ? <ScoreCell {...after} /> : <td>…</td>}
                </tr>
              ),
          )}
        </tbody>
      </table>
      <p class="quiet">{TEXT.interval}</p>
    </div>
  );
}
