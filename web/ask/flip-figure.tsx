// The least that changes the answer: the smallest patch, where it lies, and what the answer is then.
import { useCallback } from 'preact/hooks';
import { Canvas, type Draw } from '../canvas.tsx';
import { formatShare } from '../format.ts';
import type { Say } from '../language.tsx';
import type { Palette } from '../palette.ts';
import { CELL, framePatch, paintInk } from './evidence-map.tsx';
import { cornerOf, type Flip, type Patch } from './occlusion.ts';
import type { Sliced } from './sliced.ts';

interface FlipFigureProps {
  readonly flip: Sliced<Flip | undefined>;
  readonly fill: Patch['fill'];
  readonly most: number;
  /** [row][column], 0 paper .. 1 ink. */
  readonly ink: Float32Array;
  readonly columns: number;
  readonly palette: Palette;
  readonly say: Say;
  readonly nameOf: (n: number) => string;
}

function captionOf({ flip, fill, most, say, nameOf }: FlipFigureProps): string {
  if (!flip.isDone) return say('Looking for the least that changes the answer');
  if (!flip.value) return say('No patch of up to {most} × {most} pixels changes the answer.', { most });
  const { side, winner, share } = flip.value;
  const values = { side, winner: nameOf(winner), share: formatShare(share) };
  return fill === 'paper'
    ? say('Without these {side} × {side} pixels it is {winner}, {share}', values)
    : say('With {side} × {side} pixels of ink here it is {winner}, {share}', values);
}

export function FlipFigure(props: FlipFigureProps) {
  const { flip, ink, columns, palette } = props;
  const rows = ink.length / columns;
  const { value } = flip;
  const draw = useCallback<Draw>(
    (context) => {
      context.fillStyle = palette.paper;
      context.fillRect(0, 0, columns * CELL, rows * CELL);
      paintInk(context, ink, columns, palette, 1);
      if (!value) return;
      const { top, left } = cornerOf(value, value.row, value.column);
      context.fillStyle = value.fill === 'paper' ? palette.paper : palette.ink;
      context.fillRect(left * CELL, top * CELL, value.side * CELL, value.side * CELL);
      framePatch(context, value, value, palette.accent);
    },
    [value, ink, columns, rows, palette],
  );
  const caption = captionOf(props);
  return (
    <figure class={flip.isDone ? '' : 'stale'}>
      <Canvas width={columns * CELL} height={rows * CELL} draw={draw} role="img" aria-label={caption} />
      <figcaption id="flip">{caption}</figcaption>
    </figure>
  );
}
