// How far a run is, in words and numbers, and what it ended with.
import { useEffect, useState } from 'preact/hooks';
import { formatCount, formatDuration, formatShare } from '../format.ts';
import { isAtWork, type Run, type RunStatus } from './run.ts';

const TEXT = {
  bar: 'Digits shown',
  weights: 'SHA-256 of the weights:',
  noHash: 'this browser gives it to pages of https or of this machine only',
};

const STATUS: Readonly<Record<RunStatus, string>> = {
  loading: 'Loading the digits',
  running: 'Training',
  paused: 'Paused',
  stopped: 'Stopped',
  done: 'Done',
  failed: 'Failed',
};

function statusText({ status, epochs, job }: Run): string {
  const last = epochs.at(-1);
  if (!last) return `${STATUS[status]}.`;
  const { errors, count } = last.test;
  return `${STATUS[status]}. Epoch ${last.epoch} of ${job.recipe.epochs}: ${formatShare(errors / count)} of ${formatCount(count)} test digits wrong.`;
}

/** Milliseconds between two epochs that are said aloud. */
const SAID_APART = 5000;

/** What those hear who listen: changes of state at once, epochs now and then. */
function useSaid(text: string, status: RunStatus): string {
  const [said, setSaid] = useState({ text: '', status, at: 0 });
  useEffect(() => {
    const at = performance.now();
    if (said.status !== status || at - said.at > SAID_APART) setSaid({ text, status, at });
  }, [text, status]);
  return said.text;
}

export function Progress({ run }: { run: Run }) {
  const { job, epoch, images, total, samplesPerSecond, secondsLeft, status, error, sha256 } = run;
  const text = statusText(run);
  const done = status === 'done' ? job.recipe.epochs * total : (epoch - 1) * total + images;
  return (
    <div class="progress">
      <p id="run-status" data-status={status}>
        {text}
      </p>
      <p class="heard" role="status">
        {useSaid(text, status)}
      </p>
      {error && <p role="alert">{error}</p>}
      <progress aria-label={TEXT.bar} max={job.recipe.epochs * total || 1} value={done} />
      <p class="quiet" id="speed">
        Epoch {epoch} of {job.recipe.epochs}, {formatCount(images)} of {formatCount(total)} digits
        {samplesPerSecond > 0 && ` · ${formatCount(samplesPerSecond)} a second`}
        {isAtWork(status) && samplesPerSecond > 0 && ` · ${formatDuration(secondsLeft)} to go`}
      </p>
      {sha256 !== undefined && (
        <p class="hash">
          {TEXT.weights} {sha256 ? <code id="sha256">{sha256}</code> : TEXT.noHash}
        </p>
      )}
    </div>
  );
}
