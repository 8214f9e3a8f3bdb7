// The sweep (section VII): the line that the network slides over, and below it, column by column, how likely it takes
// each symbol to be in the middle of its field.
import { useCallback, useMemo } from 'preact/hooks';
import { type LineView, SYMBOL_TEXT } from '../../src/index.ts';
import { Canvas, type Draw, toImage } from '../canvas.tsx';
import { useWidth } from '../draw/pad.tsx';
import { useLanguage } from '../language.tsx';
import { inkScale, type Palette, signedScale } from '../palette.ts';

interface StripProps {
  readonly line: LineView;
  readonly text: string;
  readonly palette: Palette;
}

const SYMBOLS = SYMBOL_TEXT.length;
/** Room for the names of the symbols, height of a row, widest pixel of the line. */
const NAMES = 26;
const ROW = 13;
const WIDEST = 5;
const SPACE = 6;

/** [output][symbol] -> [symbol][output] */
const turned = ({ outputs, probabilities }: LineView): Float32Array =>
  Float32Array.from(
    probabilities,
    (_, n) => probabilities[(n % outputs) * SYMBOLS + Math.floor(n / outputs)],
  );

export function Strip({ line, text, palette }: StripProps) {
  const { say } = useLanguage();
  const { element, width } = useWidth<HTMLDivElement>(560);
  const { rows, columns, data, outputs, step, middle, places } = line;
  const scale = Math.min(WIDEST, (width - NAMES) / (step * outputs));
  /** From a column of the line to the canvas; the first output begins half a step before its middle. */
  const xOf = (column: number) => NAMES + (column - middle + step / 2) * scale;
  const top = rows * scale + SPACE;
  const images = useMemo(
    () => ({
      line: toImage(data, columns, inkScale(palette, 0, 255)),
      shares: toImage(turned(line), outputs, signedScale(palette, 1)),
    }),
    [line, data, columns, outputs, palette],
  );
  const draw = useCallback<Draw>(
    (context) => {
      const across = step * outputs * scale;
      context.fillStyle = palette.paper;
      context.fillRect(NAMES, 0, across, rows * scale);
      context.drawImage(images.line, xOf(0), 0, columns * scale, rows * scale);
      context.drawImage(images.shares, NAMES, top, across, ROW * SYMBOLS);
      context.fillStyle = palette.ink;
      context.font = '11px system-ui, sans-serif';
      context.textAlign = 'right';
      context.textBaseline = 'middle';
      for (const [n, name] of SYMBOL_TEXT.entries())
        context.fillText(name || '×', NAMES - 6, top + (n + 0.5) * ROW);
      context.strokeStyle = palette.accent;
      context.lineWidth = 2;
      for (const [n, { first, last }] of places.entries()) {
        const symbol = SYMBOL_TEXT.indexOf(text[n]);
        const [x, y] = [NAMES + first * step * scale, top + symbol * ROW];
        context.strokeRect(x, y, (last - first + 1) * step * scale, ROW);
      }
    },
    [images, line, scale, text, palette],
  );
  const label = say('{outputs} outputs, one every {step} columns; × is no symbol in the middle', {
    outputs,
    step,
  });
  return (
    <div ref={element} class="strip">
      <Canvas
        id="strip"
        width={NAMES + step * outputs * scale}
        height={top + ROW * SYMBOLS}
        draw={draw}
        role="img"
        aria-label={label}
      />
      <p class="quiet">{label}</p>
    </div>
  );
}
