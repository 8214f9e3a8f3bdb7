// The digits of a number as the network got them, and how likely each is in its place; one is chosen to see every layer of it.
import { useCallback, useMemo } from 'preact/hooks';
import type { PieceView, ReadingView } from '../../src/index.ts';
import { Canvas, type Draw, toImage } from '../canvas.tsx';
import { formatShare } from '../format.ts';
import { useLanguage } from '../language.tsx';
import { inkScale, type Palette } from '../palette.ts';

interface DigitsProps {
  readonly view: ReadingView;
  readonly chosen: number | undefined;
  readonly palette: Palette;
  readonly onChoose: (piece: number) => void;
}

const SIDE = 28;
const CELL = 2;

function PieceImage({ piece, palette }: { readonly piece: PieceView; readonly palette: Palette }) {
  const image = useMemo(() => toImage(piece.image, SIDE, inkScale(palette, 0, 255)), [piece, palette]);
  const draw = useCallback<Draw>(
    (context) => context.drawImage(image, 0, 0, SIDE * CELL, SIDE * CELL),
    [image],
  );
  return <Canvas width={SIDE * CELL} height={SIDE * CELL} draw={draw} aria-hidden="true" />;
}

export function Digits({ view, chosen, palette, onChoose }: DigitsProps) {
  const { say } = useLanguage();
  const { reading, pieces, path = [] } = view;
  // None where the sweep alone could read them.
  const own = path.filter(({ symbol }) => symbol < 10).map(({ piece }) => piece);
  return (
    <fieldset class="digits">
      <legend class="heard">{say('Digit to look into')}</legend>
      {reading.digits.map(({ digit, confidence }, n) => {
        const piece = own[n];
        return (
          <label key={n} class={piece !== undefined && piece === chosen ? 'chosen' : ''}>
            <input
              type="radio"
              name="digit"
              value={n}
              disabled={piece === undefined}
              checked={piece !== undefined && piece === chosen}
              onChange={() => onChoose(piece)}
            />
            {pieces && piece !== undefined && <PieceImage {...{ palette }} piece={pieces[piece]} />}
            <span class="digit">{digit}</span>
            <span class="quiet">{formatShare(confidence)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
