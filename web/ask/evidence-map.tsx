// A value for every place of the input as a picture, the digit faintly over it. A place is chosen by pointing, tapping or
// with the arrow keys.
import { useCallback, useMemo } from 'preact/hooks';
import { Canvas, type Draw, toImage } from '../canvas.tsx';
import { formatValue } from '../format.ts';
import { useLanguage } from '../language.tsx';
import { type Palette, signedScale } from '../palette.ts';
import { cornerOf, type Patch } from './occlusion.ts';

export interface Place {
  readonly row: number;
  readonly column: number;
}

interface EvidenceMapProps {
  readonly id: string;
  readonly title: string;
  /** [row][column] */
  readonly values: Float32Array;
  readonly columns: number;
  /** What is drawn over it, background..foreground as 0..1. */
  readonly ink: Float32Array;
  readonly patch: Patch;
  readonly place: Place | undefined;
  readonly isStale: boolean;
  readonly palette: Palette;
  readonly onChoose: (place: Place) => void;
}

/** Side of a pixel of the input. */
export const CELL = 5;

const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ...{ ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] },
};

const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value));

/** The patch over a place, framed. */
export function framePatch(
  context: CanvasRenderingContext2D,
  patch: Patch,
  { row, column }: Place,
  colour: string,
): void {
  const { top, left } = cornerOf(patch, row, column);
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.strokeRect(left * CELL, top * CELL, patch.side * CELL, patch.side * CELL);
}

/** The digit in the palette's ink, as strong as it is dark. */
export function paintInk(
  context: CanvasRenderingContext2D,
  ink: Float32Array,
  columns: number,
  { ink: colour }: Palette,
  strength: number,
): void {
  context.fillStyle = colour;
  for (const [n, value] of ink.entries()) {
    if (value <= 0) continue;
    context.globalAlpha = strength * value;
    context.fillRect((n % columns) * CELL, Math.floor(n / columns) * CELL, CELL, CELL);
  }
  context.globalAlpha = 1;
}

export function EvidenceMap(props: EvidenceMapProps) {
  const { id, title, values, columns, ink, patch, place, isStale, palette, onChoose } = props;
  const { say } = useLanguage();
  const rows = values.length / columns;
  const limit = useMemo(() => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0), [values]);
  const draw = useCallback<Draw>(
    (context) => {
      const image = toImage(values, columns, signedScale(palette, limit));
      context.drawImage(image, 0, 0, columns * CELL, rows * CELL);
      paintInk(context, ink, columns, palette, 0.2);
      if (place) framePatch(context, patch, place, palette.accent);
    },
    [values, columns, rows, limit, ink, patch, place, palette],
  );
  const point = ({ offsetX, offsetY }: PointerEvent) =>
    onChoose({
      row: clamp(Math.floor(offsetY / CELL), rows - 1),
      column: clamp(Math.floor(offsetX / CELL), columns - 1),
    });
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const from = place ?? { row: rows >> 1, column: columns >> 1 };
    onChoose({
      row: clamp(from.row + step[0], rows - 1),
      column: clamp(from.column + step[1], columns - 1),
    });
  };
  return (
    <figure class={isStale ? 'stale' : ''}>
      <Canvas
        {...{ id, draw }}
        width={columns * CELL}
        height={rows * CELL}
        tabIndex={0}
        role="application"
        aria-label={`${title}. ${say('Arrow keys move the patch.')}`}
        onPointerMove={point}
        onPointerDown={point}
        onKeyDown={press}
      />
      <figcaption>{title}</figcaption>
      <span class="legend">
        {formatValue(-limit)}
        <i class="signed" />
        {formatValue(limit)}
      </span>
    </figure>
  );
}
