// Own digits: draw one, say which it is, and it is kept in this browser; seen in a grid, deleted, exported, imported.
import { useCallback, useMemo, useState } from 'preact/hooks';
import { writeIdx } from '../../src/index.ts';
import { type Answer, AnswerBox } from '../answer.tsx';
import { DigitPicture } from '../digit-picture.tsx';
import { readDigitFiles, SIDE } from '../digits.ts';
import { type DrawingTools, press } from '../draw/drawing-tools.ts';
import { hasInk, inkOf } from '../draw/ink.ts';
import { DrawingPad } from '../draw/pad.tsx';
import { DropArea, download, FileButton } from '../files.tsx';
import { formatCount } from '../format.ts';
import type { Palette } from '../palette.ts';
import type { KeptDigit } from './digit-store.ts';
import { fromSet, ownDigits, toSet } from './own-digits.ts';
import { useOwnDigits } from './use-own-digits.ts';

const TEXT = {
  title: 'Your own digits',
  about:
    'Draw a digit and say which it is: press its key on the pad, or its button. Digits are kept in this browser alone.',
  pad: 'Pad for a digit to keep',
  keys: 'On the pad: 0–9 keep the drawing as that digit, Backspace undo, Delete clear.',
  keep: 'Keep as',
  keepAs: (digit: number) => `Keep as ${digit}`,
  undo: 'Undo',
  clear: 'Clear',
  kept: (count: number) => (count === 1 ? '1 digit kept' : `${formatCount(count)} digits kept`),
  none: 'None yet.',
  remove: (label: number) => `Delete this ${label}`,
  removeAll: 'Delete all',
  putBack: (count: number) => (count === 1 ? 'Put it back' : `Put ${count} back`),
  exports: 'Export as IDX',
  imports: 'Import IDX files…',
  more: (count: number) => `and ${formatCount(count)} more`,
};

/** Pictures in the grid, the latest ones. */
const MOST = 200;

interface CollectingProps {
  readonly tools: DrawingTools;
  readonly answer: Answer;
  readonly palette: Palette;
}

function KeepPad({ tools, answer, palette }: CollectingProps) {
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
        label={TEXT.pad}
        onStroke={tools.onStroke}
        onKeyDown={keys}
      />
      <div class="tools">
        <button type="button" onClick={tools.undo} disabled={!tools.canUndo}>
          {TEXT.undo}
        </button>
        <button type="button" onClick={tools.clear} disabled={!isKeepable}>
          {TEXT.clear}
        </button>
      </div>
      <fieldset class="labels">
        <legend class="quiet">{TEXT.keep}</legend>
        {Array.from({ length: 10 }, (_, digit) => (
          <button
            key={digit}
            type="button"
            aria-label={TEXT.keepAs(digit)}
            disabled={!isKeepable}
            onClick={() => keep(digit)}
          >
            {digit}
          </button>
        ))}
      </fieldset>
      <AnswerBox answer={answer} isDrawing={tools.isDrawing} />
      <p id="keys" class="quiet keys">
        {TEXT.keys}
      </p>
    </div>
  );
}

function Grid({ digits, palette }: { digits: readonly KeptDigit[]; palette: Palette }) {
  const shown = digits.slice(-MOST).reverse();
  return (
    <ul class="kept">
      {shown.map((digit) => (
        <li key={digit.id}>
          <DigitPicture ink={digit.ink} columns={SIDE} palette={palette} />
          <span>{digit.label}</span>
          <button
            type="button"
            aria-label={TEXT.remove(digit.label)}
            onClick={() => ownDigits.remove([digit])}
          >
            ×
          </button>
        </li>
      ))}
      {digits.length > MOST && <li class="quiet">{TEXT.more(digits.length - MOST)}</li>}
    </ul>
  );
}

function exportDigits(digits: readonly KeptDigit[]): void {
  const { images, labels, count } = toSet('own digits', digits);
  download('own-images.idx', writeIdx([count, SIDE, SIDE], images));
  download('own-labels.idx', writeIdx([count], labels));
}

/** Reads a pair of files into the collection; gives what is wrong with them. */
function useImport(): [fault: string | undefined, take: (files: readonly File[]) => void] {
  const [fault, setFault] = useState<string>();
  const take = useCallback(async (files: readonly File[]) => {
    try {
      const { set } = await readDigitFiles(files);
      await ownDigits.keep(fromSet(set));
      setFault(undefined);
    } catch (error) {
      setFault((error as Error).message);
    }
  }, []);
  return [fault, take];
}

export function Collecting(props: CollectingProps) {
  const { digits, fault, removed } = useOwnDigits();
  const [importFault, take] = useImport();
  return (
    <DropArea class="collecting" onFiles={take}>
      <h2 id="own">{TEXT.title}</h2>
      <p class="quiet">{TEXT.about}</p>
      <KeepPad {...props} />
      <div class="collection">
        <p role="status" id="kept">
          {digits.length > 0 ? TEXT.kept(digits.length) : TEXT.none}
        </p>
        {fault && (
          <p role="alert" id="not-kept">
            {fault}
          </p>
        )}
        {importFault && (
          <p role="alert" id="not-imported">
            {importFault}
          </p>
        )}
        <div class="tools">
          <button
            type="button"
            id="export"
            disabled={digits.length === 0}
            onClick={() => exportDigits(digits)}
          >
            {TEXT.exports}
          </button>
          <FileButton id="import" label={TEXT.imports} multiple onFiles={take} />
          <button type="button" disabled={digits.length === 0} onClick={() => ownDigits.remove(digits)}>
            {TEXT.removeAll}
          </button>
          {removed.length > 0 && (
            <button type="button" onClick={() => ownDigits.putBack()}>
              {TEXT.putBack(removed.length)}
            </button>
          )}
        </div>
        <Grid digits={digits} palette={props.palette} />
      </div>
    </DropArea>
  );
}
