// How a number was read: its digits, other readings, the segmentation graph with the best path, and the sweep.
import './how.css';
import type { ReadingParts, ReadingView } from '../../src/index.ts';
import { formatShare } from '../format.ts';
import { useLanguage } from '../language.tsx';
import type { Palette } from '../palette.ts';
import { Digits } from './digits.tsx';
import { Graph } from './graph.tsx';
import { Strip } from './strip.tsx';

export interface HowProps {
  /** Undefined: nothing was read yet. */
  readonly view: ReadingView | undefined;
  /** Whether the drawing has changed since. */
  readonly isStale: boolean;
  readonly chosen: number | undefined;
  readonly palette: Palette;
  readonly onChoose: (piece: number) => void;
}

const hasParts = (view: ReadingView | undefined): view is ReadingView & ReadingParts =>
  view?.segments !== undefined && view.segments.length > 0;

function Alternatives({ view: { reading } }: { readonly view: ReadingView }) {
  const { say } = useLanguage();
  if (reading.alternatives.length < 2) return null;
  return (
    <table class="outputs" id="alternatives">
      <thead>
        <tr>
          <th scope="col">{say('reading')}</th>
          <th scope="col" colSpan={2}>
            {say('share of those looked at')}
          </th>
        </tr>
      </thead>
      <tbody>
        {reading.alternatives.slice(0, 6).map(({ text, confidence }, n) => (
          <tr key={text} class={n === 0 ? 'best' : ''}>
            <th scope="row">{text}</th>
            <td class="bar">
              <i style={{ width: `${100 * confidence}%` }} />
            </td>
            <td>{formatShare(confidence)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the digits' shares are, and what the network says of the chosen one's piece alone. */
function Likelihood({ view, chosen }: { readonly view: ReadingParts; readonly chosen: number | undefined }) {
  const { say } = useLanguage();
  if (view.path.length === 0)
    return <p class="quiet">{say('No path spells this: the sweep alone read it.')}</p>;
  const step = view.path.find(({ piece, symbol }) => piece === chosen && symbol < 10);
  return (
    <p class="quiet" id="likelihood">
      {say('How likely each digit is in its place.')}{' '}
      {step &&
        say('Of the piece of {digit} alone the network says {share}.', {
          digit: step.symbol,
          share: formatShare(view.pieces[step.piece].probabilities[step.symbol]),
        })}
    </p>
  );
}

export function How({ view, isStale, chosen, palette, onChoose }: HowProps) {
  const { say } = useLanguage();
  const [text] = view?.reading.text.split(' ') ?? [];
  return (
    <section class={`how ${isStale ? 'stale' : ''}`} aria-labelledby="how">
      <h2 id="how">{say('How it is read')}</h2>
      {hasParts(view) ? (
        <>
          <Digits {...{ view, chosen, palette, onChoose }} />
          {view.reading.text !== '' && <Likelihood {...{ view, chosen }} />}
          <Alternatives {...{ view }} />
          {text !== view.reading.text && (
            <p class="quiet">{say('Of several lines the first one is shown below.')}</p>
          )}
          <h3>{say('Cuts and the best path')}</h3>
          <Graph {...{ chosen, palette, onChoose }} parts={view} text={text} />
          {view.line && (
            <>
              <h3>{say('The network swept over the line')}</h3>
              <Strip {...{ palette }} line={view.line} text={text} />
            </>
          )}
        </>
      ) : (
        <p class="quiet">
          {say(
            'Write a number: here is what it is cut into, the path that reads it best, what else it may be, and what the network says as it is swept over the whole line.',
          )}
        </p>
      )}
    </section>
  );
}
