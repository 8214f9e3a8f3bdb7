// The first layer's kernels while they change.
import { useCallback } from 'preact/hooks';
import { Canvas, type Draw, toImage } from '../canvas.tsx';
import { useWidth } from '../draw/pad.tsx';
import { useLanguage } from '../language.tsx';
import { type Palette, signedScale } from '../palette.ts';
import type { KernelPictures } from './kernel-pictures.ts';

const GAP = 6;
/** Side of a picture, about. */
const SIDE = 60;

export function Kernels({ kernels, palette }: { kernels: KernelPictures; palette: Palette }) {
  const { say } = useLanguage();
  const { element, width } = useWidth<HTMLDivElement>(320);
  const { name, rows, columns, weights } = kernels;
  const count = weights.length / (rows * columns);
  const cell = Math.max(1, Math.floor(SIDE / columns));
  const [across, down] = [columns * cell + GAP, rows * cell + GAP];
  const perLine = Math.max(1, Math.min(count, Math.floor((width + GAP) / across)));
  const draw = useCallback<Draw>(
    (context) => {
      const limit = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
      const image = toImage(weights, columns, signedScale(palette, limit));
      for (let m = 0; m < count; m++) {
        const [left, top] = [(m % perLine) * across, Math.floor(m / perLine) * down];
        context.drawImage(image, 0, m * rows, columns, rows, left, top, columns * cell, rows * cell);
      }
    },
    [weights, rows, columns, count, perLine, across, down, cell, palette],
  );
  const title = say('Weights of {name}, {rows} × {columns} each', { name, rows, columns });
  return (
    <section ref={element} class="changing" aria-label={title}>
      <h3>{title}</h3>
      <Canvas
        id="kernels"
        width={perLine * across - GAP}
        height={Math.ceil(count / perLine) * down - GAP}
        draw={draw}
        role="img"
        aria-label={title}
      />
    </section>
  );
}
