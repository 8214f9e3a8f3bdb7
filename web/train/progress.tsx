// How far a run is, in words and numbers, and what it ended with.
import { useEffect, useState } from 'preact/hooks';
import { formatCount, formatDuration, formatShare } from '../format.ts';
import { type Language, type Say, useLanguage } from '../language.tsx';
import { isAtWork, type Run, type RunStatus } from './run.ts';
import { useTraining } from './use-training.ts';

const STATUS: Readonly<Record<RunStatus, string>> = {
  loading: 'Loading the digits.',
  running: 'Training.',
  paused: 'Paused.',
  stopped: 'Stopped.',
  done: 'Done.',
  failed: 'Failed.',
};

function statusText({ status, epochs, job }: Run, say: Say): string {
  const state = say(STATUS[status]);
  const last = epochs.at(-1);
  if (!last) return state;
  const { errors, count } = last.test;
  return say('{state} Epoch {epoch} of {epochs}: {share} of {count} test digits wrong.', {
    ...{ state, epoch: last.epoch, epochs: job.recipe.epochs },
    ...{ share: formatShare(errors / count), count: formatCount(count) },
  });
}

function speedText({ job, epoch, images, total, samplesPerSecond, secondsLeft, status }: Run, say: Say) {
  const parts = [
    say('Epoch {epoch} of {epochs}, {images} of {total} digits', {
      ...{ epoch, epochs: job.recipe.epochs, images: formatCount(images), total: formatCount(total) },
    }),
  ];
  if (samplesPerSecond > 0) {
    parts.push(say('{count} a second', { count: formatCount(samplesPerSecond) }));
    if (isAtWork(status)) parts.push(say('{time} to go', { time: formatDuration(secondsLeft, say) }));
  }
  return parts.join(' · ');
}

/** Milliseconds between two epochs that are said aloud. */
const SAID_APART = 5000;

/** What those hear who listen: changes of state and of language at once, epochs now and then. */
function useSaid(text: string, status: RunStatus, language: Language): string {
  const [said, setSaid] = useState({ text: '', status, language, at: 0 });
  useEffect(() => {
    const at = performance.now();
    const isAnother = said.status !== status || said.language !== language;
    if (isAnother || at - said.at > SAID_APART) setSaid({ text, status, language, at });
  }, [text, status, language]);
  return said.text;
}

/** Of the page's run, if there is one. */
export function Progress() {
  const run = useTraining();
  return run ? <RunProgress run={run} /> : null;
}

function RunProgress({ run }: { run: Run }) {
  const { say, explain, language } = useLanguage();
  const { job, epoch, images, total, status, fault, sha256 } = run;
  const text = statusText(run, say);
  const done = status === 'done' ? job.recipe.epochs * total : (epoch - 1) * total + images;
  return (
    <div class="progress">
      <p id="run-status" data-status={status}>
        {text}
      </p>
      <p class="heard" role="status">
        {useSaid(text, status, language)}
      </p>
      {fault && <p role="alert">{explain(fault)}</p>}
      <progress aria-label={say('Digits shown')} max={job.recipe.epochs * total || 1} value={done} />
      <p class="quiet" id="speed">
        {speedText(run, say)}
      </p>
      {sha256 && (
        <p class="hash">
          {say('SHA-256 of the weights:')} <code id="sha256">{sha256}</code>
        </p>
      )}
    </div>
  );
}
