// The segmentation graph (figures 19 and 20 of the paper): the writing in its segments, below it the pieces that they may
// be joined to, the best path first.
import { useCallback, useMemo } from 'preact/hooks';
import type { ReadingParts } from '../../src/index.ts';
import { Canvas, type Draw, toImage } from '../canvas.tsx';
import { useWidth } from '../draw/pad.tsx';
import { useLanguage } from '../language.tsx';
import { inkScale, type Palette } from '../palette.ts';
import { type Bar, type GraphLayout, layOutGraph } from './graph-layout.ts';

interface GraphProps {
  readonly parts: ReadingParts;
  readonly text: string;
  /** The piece that is looked into. */
  readonly chosen: number | undefined;
  readonly palette: Palette;
  readonly onChoose: (piece: number) => void;
}

/** Height of a bar, and of it with the room below. */
const BAR = 20;
const ROW = 24;
const SPACE = 12;

/** Neighbouring segments are told apart by how dark they are. */
const SHADES = [1, 0.5];

function segmentImage({ segments, upright }: ReadingParts, layout: GraphLayout, palette: Palette) {
  const { left, top, width, height } = layout;
  const shades = new Float32Array(width * height);
  for (const [n, { runs }] of segments.entries()) {
    for (let i = 0; i < runs.length; i += 3) {
      const [row, first, end] = runs.slice(i, i + 3);
      for (let column = first; column < end; column++) {
        const ink = upright.data[row * upright.width + column];
        shades[(row - top) * width + column - left] = (SHADES[n % 2] * ink) / 255;
      }
    }
  }
  return toImage(shades, width, inkScale(palette, 0, 1));
}

function drawBar(context: CanvasRenderingContext2D, bar: Bar, top: number, palette: Palette): void {
  const { left, right, text, share, isOnPath } = bar;
  context.globalAlpha = isOnPath ? 1 : share > 0.5 ? 0.3 + 0.7 * share : 0.12 + 0.3 * share;
  context.fillStyle = isOnPath ? palette.accent : palette.positive;
  context.fillRect(left, top, right - left, BAR);
  context.globalAlpha = 1;
  context.fillStyle = isOnPath || share > 0.5 ? palette.paper : palette.ink;
  context.fillText(text || '×', (left + right) / 2, top + BAR / 2 + 1);
}

export function Graph({ parts, text, chosen, palette, onChoose }: GraphProps) {
  const { say } = useLanguage();
  const { element, width } = useWidth<HTMLDivElement>(560);
  const layout = useMemo(() => layOutGraph(parts, width), [parts, width]);
  const image = useMemo(() => segmentImage(parts, layout, palette), [parts, layout, palette]);
  const below = layout.height * layout.scale + SPACE;
  const draw = useCallback<Draw>(
    (context) => {
      context.imageSmoothingEnabled = true;
      context.drawImage(image, 0, 0, layout.width * layout.scale, layout.height * layout.scale);
      context.font = '600 13px system-ui, sans-serif';
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      for (const bar of layout.bars) drawBar(context, bar, below + ROW * bar.row, palette);
      const own = layout.bars.find(({ piece }) => piece === chosen);
      if (!own) return;
      context.strokeStyle = palette.ink;
      context.lineWidth = 2;
      context.strokeRect(own.left + 1, below + ROW * own.row + 1, own.right - own.left - 2, BAR - 2);
    },
    [image, layout, below, chosen, palette],
  );
  const point = ({ offsetX, offsetY }: PointerEvent) => {
    const row = Math.floor((offsetY - below) / ROW);
    const bar = layout.bars.find((own) => own.row === row && own.left <= offsetX && offsetX <= own.right);
    if (bar) onChoose(bar.piece);
  };
  const label = say('Segments: {segments}, pieces: {pieces}; the best path reads {text}', {
    segments: parts.segments.length,
    pieces: parts.pieces.length,
    text,
  });
  return (
    <div ref={element} class="graph">
      <Canvas
        id="graph"
        width={width}
        height={below + ROW * layout.rows}
        draw={draw}
        role="img"
        aria-label={label}
        onPointerDown={point}
      />
      <p class="quiet">{label}</p>
    </div>
  );
}
