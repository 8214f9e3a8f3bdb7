// Fine-tuning on the user's own digits: which network, how long; and what it could do before and after.

import { useMemo, useState } from 'preact/hooks';
import { type Model, wilsonInterval } from '../../src/index.ts';
import { Button } from '../button.tsx';
import { type Fault, toFault } from '../fault.ts';
import { formatShare } from '../format.ts';
import { useLanguage } from '../language.tsx';
import { openNetwork } from '../models.ts';
import { SelectField } from '../select-field.tsx';
import type { Score } from '../train/messages.ts';
import { isAtWork, type Run, type RunStatus, training } from '../train/run.ts';
import { NumberField } from '../train/run-form.tsx';
import { usualThreads } from '../train/settings.ts';
import { fineTuningJob, partOff } from './fine-tuning.ts';
import { useOwnDigits } from './use-own-digits.ts';

const ABOUT =
  'A finished network goes on learning, from your digits among 2,000 of MNIST, so that it does not forget. Every fourth digit of a kind is kept back: it is only tested on.';
const INTERVAL =
  'In brackets: the range that the true error lies in, at 95 %. The fewer the digits, the wider it is.';

interface FineTuneProps {
  /** Of the run, if there is one. */
  readonly status: RunStatus | undefined;
  readonly trained: Model | undefined;
  /** From a file, or looked into. */
  readonly opened: Model | undefined;
}

export function FineTune({ status, trained, opened }: FineTuneProps) {
  const { say, explain } = useLanguage();
  const { digits } = useOwnDigits();
  const [network, setNetwork] = useState('lenet5');
  const [epochs, setEpochs] = useState(5);
  const [fault, setFault] = useState<Fault>();
  const parts = useMemo(() => partOff(digits), [digits]);
  const options: Record<string, string> = {
    ...{ lenet5: say('LeNet-5, 1998'), 'lenet5-modern': say('LeNet-5, modern') },
    ...(trained ? { trained: say('the one trained here') } : {}),
    ...(opened ? { opened: say('the one that was opened') } : {}),
  };
  const start = async (event: Event) => {
    event.preventDefault();
    try {
      const own = network === 'trained' ? trained : network === 'opened' ? opened : undefined;
      const model = own ?? (await openNetwork(network)).model;
      training.start(fineTuningJob(model, parts, epochs, usualThreads()));
      setFault(undefined);
    } catch (error) {
      setFault(toFault(error));
    }
  };
  return (
    <form class="fine-tune" onSubmit={start}>
      <h3>{say('Fine-tune on them')}</h3>
      <p class="quiet">{say(ABOUT)}</p>
      <div class="fields">
        <SelectField
          id="tuned"
          label={say('Network')}
          value={network}
          onChange={setNetwork}
          {...{ options }}
        />
        <NumberField
          id="tuning"
          label={say('Epochs')}
          value={epochs}
          least={1}
          most={1000}
          onChange={setEpochs}
        />
      </div>
      <div class="tools">
        <Button type="submit" id="tune" isIdle={isAtWork(status) || parts.held.length === 0}>
          {say('Fine-tune')}
        </Button>
        <span class="quiet">
          {parts.held.length > 0
            ? say('{learnt} to learn from, {held} to test on', {
                learnt: parts.learnt.length,
                held: parts.held.length,
              })
            : say('Keep at least four of one digit: three to learn from and one to test on.')}
        </span>
      </div>
      {fault && <p role="alert">{explain(fault)}</p>}
    </form>
  );
}

function ScoreCell({ errors, count }: Score) {
  const { say } = useLanguage();
  const [low, high] = wilsonInterval(errors, count).map((share) => (100 * share).toFixed(1));
  return (
    <td>
      {say('{errors} of {count}', { errors, count })}
      <span class="quiet">
        {' '}
        {formatShare(errors / count)} ({low}–{high})
      </span>
    </td>
  );
}

/** Before and after the last finished epoch, of a run that began with a finished network. */
export function Comparison({ run }: { run: Run }) {
  const { say } = useLanguage();
  const last = run.epochs.at(-1);
  if (!run.before) return null;
  const columns = [say('Wrong'), say('before'), say('after')];
  const rows = [
    [say('own digits, held out'), run.before.held, last?.held],
    [say('MNIST test digits'), run.before.test, last?.test],
  ] as const;
  return (
    <div class="comparison">
      <table id="comparison">
        <thead>
          <tr>
            {columns.map((name) => (
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
      <p class="quiet">{say(INTERVAL)}</p>
    </div>
  );
}
