// A small picture of one digit's ink.
import { useCallback } from 'preact/hooks';
import { Canvas, type Draw, toImage } from './canvas.tsx';
import { inkScale, type Palette } from './palette.ts';

interface DigitPictureProps {
  readonly ink: Uint8Array;
  readonly columns: number;
  readonly palette: Palette;
}

const SIDE = 42;

export function DigitPicture({ ink, columns, palette }: DigitPictureProps) {
  const rows = ink.length / columns;
  const draw = useCallback<Draw>(
    (context) => {
      context.imageSmoothingEnabled = true;
      context.drawImage(
        toImage(ink, columns, inkScale(palette, 0, 255)),
        0,
        0,
        SIDE,
        (SIDE * rows) / columns,
      );
    },
    [ink, columns, rows, palette],
  );
  return <Canvas width={SIDE} height={(SIDE * rows) / columns} draw={draw} aria-hidden="true" />;
}
