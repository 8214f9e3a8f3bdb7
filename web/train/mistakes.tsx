// What a network makes of the test digits: how often each digit is read as which, and the digits themselves, the worst
// mistakes first. A cell shows its digits; a digit opens in the layer view.
import { useMemo, useState } from 'preact/hooks';
import type { Dataset, Evaluation } from '../../src/index.ts';
import { DigitPicture } from '../digit-picture.tsx';
import { formatCount, formatShare } from '../format.ts';
import { type Say, useLanguage } from '../language.tsx';
import type { Palette } from '../palette.ts';

interface MistakesProps {
  readonly evaluation: Evaluation;
  readonly test: Dataset;
  readonly palette: Palette;
  /** 28 x 28 ink of the digit that was chosen. */
  readonly onOpen: (ink: Uint8Array) => void;
}

type Cell = readonly [label: number, answer: number];

const textOf = ([label, answer]: Cell, say: Say): string =>
  say('{label} read as {answer}', { label, answer });

const shortOf = ([label, answer]: Cell, say: Say): string => say('{label} as {answer}', { label, answer });

interface Shown {
  readonly index: number;
  readonly short: string;
  readonly text: string;
}

/** Digits that are shown at once. */
const MOST = 36;

function digitsOf({ mistakes }: Evaluation, { labels }: Dataset, cell: Cell | undefined, say: Say): Shown[] {
  if (cell && cell[0] === cell[1]) {
    const wrong = new Set(mistakes.map(({ index }) => index));
    return [...labels.keys()]
      .filter((n) => labels[n] === cell[0] && !wrong.has(n))
      .map((index) => ({ index, short: shortOf(cell, say), text: textOf(cell, say) }));
  }
  return mistakes
    .filter(({ label, answer }) => !cell || (label === cell[0] && answer === cell[1]))
    .map(({ index, label, answer, confidence }) => ({
      index,
      short: shortOf([label, answer], say),
      text: `${textOf([label, answer], say)}, ${formatShare(confidence)}`,
    }));
}

interface MatrixProps {
  readonly confusion: Evaluation['confusion'];
  readonly cell: Cell | undefined;
  readonly onChoose: (cell: Cell) => void;
}

function Matrix({ confusion, cell, onChoose }: MatrixProps) {
  const { say } = useLanguage();
  const most = Math.max(1, ...confusion.flatMap((row, n) => row.filter((_, m) => m !== n)));
  const digits = [...confusion.keys()];
  return (
    <table class="confusion">
      <caption class="quiet">{say('Rows: the digit that it is. Columns: what it was read as.')}</caption>
      <thead>
        <tr>
          <td />
          {digits.map((answer) => (
            <th key={answer} scope="col">
              {answer}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {confusion.map((row, label) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            {row.map((count, answer) => (
              <td
                key={answer}
                class={label === answer ? 'right' : ''}
                style={{ '--share': label === answer ? 0 : count / most }}
              >
                {count > 0 && (
                  <button
                    type="button"
                    aria-pressed={cell?.[0] === label && cell[1] === answer}
                    aria-label={`${textOf([label, answer], say)}: ${count}`}
                    onClick={() => onChoose([label, answer])}
                  >
                    {count}
                  </button>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Mistakes({ evaluation, test, palette, onOpen }: MistakesProps) {
  const { say } = useLanguage();
  const [cell, setCell] = useState<Cell>();
  const digits = useMemo(() => digitsOf(evaluation, test, cell, say), [evaluation, test, cell, say]);
  const size = test.rows * test.columns;
  return (
    <section class="mistakes" aria-labelledby="mistakes">
      <h2 id="mistakes">{say('What it reads test digits as')}</h2>
      <Matrix confusion={evaluation.confusion} cell={cell} onChoose={setCell} />
      <div class="digits">
        <h3>
          {cell ? textOf(cell, say) : say('Worst mistakes')} ({formatCount(digits.length)})
        </h3>
        {cell && (
          <button type="button" id="all-mistakes" onClick={() => setCell(undefined)}>
            {say('All mistakes')}
          </button>
        )}
        <p class="quiet">
          {digits.length > 0
            ? say('A digit opens in the layer view, with this network as it is now.')
            : say('No mistakes')}
        </p>
        <ul>
          {digits.slice(0, MOST).map(({ index, short, text }) => (
            <li key={index}>
              <DigitButton
                ink={test.images}
                at={index * size}
                {...{ size, palette, text, onOpen }}
                columns={test.columns}
              />
              <span aria-hidden="true">{short}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

interface DigitButtonProps {
  readonly ink: Uint8Array;
  readonly at: number;
  readonly size: number;
  readonly columns: number;
  readonly text: string;
  readonly palette: Palette;
  readonly onOpen: (ink: Uint8Array) => void;
}

function DigitButton({ ink, at, size, columns, text, palette, onOpen }: DigitButtonProps) {
  const own = useMemo(() => ink.subarray(at, at + size), [ink, at, size]);
  return (
    <button type="button" class="digit" title={text} aria-label={text} onClick={() => onOpen(own)}>
      <DigitPicture ink={own} columns={columns} palette={palette} />
    </button>
  );
}
