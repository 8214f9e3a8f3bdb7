// The network's input: the field with the ink in it, and a frame around the pixels that a unit sees.
import { useCallback, useMemo } from 'preact/hooks';
import type { Definition, LayerMaps, ReceptiveField } from '../../src/index.ts';
import { Canvas, type Draw, toImage } from '../canvas.tsx';
import { inkScale, type Palette } from '../palette.ts';

interface FieldProps {
  readonly input: LayerMaps;
  readonly levels: Definition['input'];
  readonly seen?: ReceptiveField;
  readonly cell: number;
  readonly palette: Palette;
  readonly label: string;
}

export function Field({ input, levels, seen, cell, palette, label }: FieldProps) {
  const { rows, columns } = input.shape;
  const { background, foreground } = levels;
  const image = useMemo(
    () => toImage(input.values, columns, inkScale(palette, background, foreground)),
    [input, columns, palette, background, foreground],
  );
  const draw = useCallback<Draw>(
    (context) => {
      context.drawImage(image, 0, 0, columns * cell, rows * cell);
      if (!seen) return;
      context.strokeStyle = palette.accent;
      context.lineWidth = 2;
      context.strokeRect(
        seen.left * cell + 1,
        seen.top * cell + 1,
        seen.columns * cell - 2,
        seen.rows * cell - 2,
      );
    },
    [image, columns, rows, cell, seen, palette],
  );
  return (
    <Canvas
      class="field"
      width={columns * cell}
      height={rows * cell}
      draw={draw}
      role="img"
      aria-label={label}
    />
  );
}
