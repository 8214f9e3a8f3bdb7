// The ten codes of the output layer (figure 3 of the paper), 7 x 12 like F6, each with its distance from F6.
import { useCallback } from 'preact/hooks';
import { Canvas, type Draw, toImage } from '../canvas.tsx';
import { formatValue } from '../format.ts';
import { useLanguage } from '../language.tsx';
import { type Palette, signedScale } from '../palette.ts';

/** Columns of a code. */
export const CODE_COLUMNS = 7;
const CELL = 4;

interface CodeProps {
  readonly code: readonly number[];
  readonly limit: number;
  readonly palette: Palette;
}

function Code({ code, limit, palette }: CodeProps) {
  const rows = code.length / CODE_COLUMNS;
  const draw = useCallback<Draw>(
    (context) => {
      const image = toImage(code, CODE_COLUMNS, signedScale(palette, limit));
      context.drawImage(image, 0, 0, CODE_COLUMNS * CELL, rows * CELL);
    },
    [code, rows, limit, palette],
  );
  return <Canvas width={CODE_COLUMNS * CELL} height={rows * CELL} draw={draw} aria-hidden="true" />;
}

interface CodesProps {
  readonly codes: readonly (readonly number[])[];
  readonly distances: Float32Array;
  readonly limit: number;
  readonly palette: Palette;
}

export function Codes({ codes, distances, limit, palette }: CodesProps) {
  const { say } = useLanguage();
  const least = distances.indexOf(Math.min(...distances));
  return (
    <ol class="codes" aria-label={say('Codes of the digits, and how far F6 is from each')}>
      {codes.map((code, digit) => (
        <li key={digit} class={digit === least ? 'best' : ''}>
          <Code code={code} limit={limit} palette={palette} />
          <span class="digit">{digit}</span>
          <span class="distance">{formatValue(distances[digit])}</span>
        </li>
      ))}
    </ol>
  );
}
