// Own digits: draw one, say which it is, and it is kept in this browser; seen in a grid, deleted, exported, imported.

import { useCallback, useMemo, useState } from 'preact/hooks';
import { writeIdx } from '../../src/index.ts';
import { Alert } from '../alert.tsx';
import { type Answer, AnswerBox } from '../answer.tsx';
import { Button } from '../button.tsx';
import { DigitPicture } from '../digit-picture.tsx';
import { readDigitFiles, SIDE } from '../digits.ts';
import { type DrawingTools, press } from '../draw/drawing-tools.ts';
import { hasInk, inkOf } from '../draw/ink.ts';
import { DrawingPad } from '../draw/pad.tsx';
import { StrokeTools } from '../draw/tools.tsx';
import { type Fault, toFault } from '../fault.ts';
import { DropArea, download, FileButton } from '../files.tsx';
import { formatCount } from '../format.ts';
import { useLanguage } from '../language.tsx';
import type { Palette } from '../palette.ts';
import type { KeptDigit } from './digit-store.ts';
import { fromSet, ownDigits, type StoreFault, toSet } from './own-digits.ts';
import { useOwnDigits } from './use-own-digits.ts';

const FAULTS: Readonly<Record<StoreFault['kind'], string>> = {
  closed:
    'This browser keeps nothing for this page (a private window?): digits stay until the page is closed. Export them to keep them.',
  full: 'The browser has no room left for this page: digits kept from now on stay until the page is closed. Export them, or delete some.',
  failed:
    'The browser did not keep the change ({reason}): it lasts until the page is closed. Export the digits to keep them.',
};

const ABOUT =
  'Draw a digit and say which it is: press its key on the pad, or its button. Digits are kept in this browser alone.';

/** Pictures in the grid, the latest ones. */
const MOST = 200;

interface CollectingProps {
  readonly tools: DrawingTools;
  readonly answer: Answer;
  readonly palette: Palette;
}

function KeepPad({ tools, answer, palette }: CollectingProps) {
  const { say, explain } = useLanguage();
  const ink = useMemo(() => inkOf(tools.now), [tools.now]);
  const isKeepable = hasInk(ink);
  const keep = (label: number) => {
    if (!isKeepable) return;
    void ownDigits.keep([{ label, ink }]);
    tools.clear();
  };
  const keys = (event: KeyboardEvent) => {
    if (!/^\d$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return press(event, tools);
    event.preventDefault();
    keep(Number(event.key));
  };
  return (
    <div class="keeping">
      <DrawingPad
        {...{ palette }}
        pad={tools.pad}
        drawing={tools.drawing}
        found={undefined}
        pen={tools.pen}
        label={say('Pad for a digit to keep')}
        hint={say('Draw a digit here')}
        onStroke={tools.onStroke}
        onKeyDown={keys}
      />
      <StrokeTools {...tools} canClear={isKeepable} />
      <fieldset class="labels">
        <legend class="quiet">{say('Keep as')}</legend>
        {Array.from({ length: 10 }, (_, digit) => (
          <Button
            key={digit}
            aria-label={say('Keep as {digit}', { digit })}
            isIdle={!isKeepable}
            onClick={() => keep(digit)}
          >
            {digit}
          </Button>
        ))}
      </fieldset>
      <AnswerBox answer={answer} isDrawing={tools.isDrawing} />
      {tools.fault && <Alert id="no-picture" text={explain(tools.fault)} />}
      <p id="keys" class="quiet keys">
        {say('On the pad: 0–9 keep the drawing as that digit, Backspace undo, Delete clear.')}
      </p>
    </div>
  );
}

function Grid({ digits, palette }: { digits: readonly KeptDigit[]; palette: Palette }) {
  const { say } = useLanguage();
  const shown = digits.slice(-MOST).reverse();
  return (
    <ul class="kept">
      {shown.map((digit) => (
        <li key={digit.id}>
          <DigitPicture ink={digit.ink} columns={SIDE} palette={palette} />
          <span>{digit.label}</span>
          <button
            type="button"
            aria-label={say('Delete this {label}', { label: digit.label })}
            onClick={() => ownDigits.remove([digit])}
          >
            ×
          </button>
        </li>
      ))}
      {digits.length > MOST && (
        <li class="quiet">{say('and {count} more', { count: formatCount(digits.length - MOST) })}</li>
      )}
    </ul>
  );
}

function exportDigits(digits: readonly KeptDigit[]): void {
  const { images, labels, count } = toSet('own digits', digits);
  download('own-images.idx', writeIdx([count, SIDE, SIDE], images));
  download('own-labels.idx', writeIdx([count], labels));
}

/** Reads a pair of files into the collection; gives what is wrong with them. */
function useImport(): [fault: Fault | undefined, take: (files: readonly File[]) => void] {
  const [fault, setFault] = useState<Fault>();
  const take = useCallback(async (files: readonly File[]) => {
    try {
      const { set } = await readDigitFiles(files);
      await ownDigits.keep(fromSet(set));
      setFault(undefined);
    } catch (error) {
      setFault(toFault(error));
    }
  }, []);
  return [fault, take];
}

function Kept({ count }: { count: number }) {
  const { say } = useLanguage();
  const some = () =>
    count === 1 ? say('1 digit kept') : say('{count} digits kept', { count: formatCount(count) });
  return (
    <p role="status" id="kept">
      {count > 0 ? some() : say('None yet.')}
    </p>
  );
}

export function Collecting(props: CollectingProps) {
  const { say, explain } = useLanguage();
  const { digits, fault, removed } = useOwnDigits();
  const [importFault, take] = useImport();
  return (
    <DropArea class="collecting" onFiles={take}>
      <h2 id="own">{say('Your own digits')}</h2>
      <p class="quiet">{say(ABOUT)}</p>
      <KeepPad {...props} />
      <div class="collection">
        <Kept count={digits.length} />
        {fault && (
          <p role="alert" id="not-kept">
            {say(FAULTS[fault.kind], { reason: fault.reason })}
          </p>
        )}
        {importFault && <Alert id="not-imported" text={explain(importFault)} />}
        <div class="tools">
          <button
            type="button"
            id="export"
            disabled={digits.length === 0}
            onClick={() => exportDigits(digits)}
          >
            {say('Export as IDX')}
          </button>
          <FileButton id="import" label={say('Import IDX files…')} multiple onFiles={take} />
          <Button isIdle={digits.length === 0} onClick={() => ownDigits.remove(digits)}>
            {say('Delete all')}
          </Button>
          {removed.length > 0 && (
            <button type="button" onClick={() => ownDigits.putBack()}>
              {removed.length === 1
                ? say('Put it back')
                : say('Put {count} back', { count: formatCount(removed.length) })}
            </button>
          )}
        </div>
        <Grid digits={digits} palette={props.palette} />
      </div>
    </DropArea>
  );
}
