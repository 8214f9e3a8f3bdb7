// The maps of one layer on a canvas. A unit is chosen by pointing, by tapping, or with the arrow keys.
import { useCallback, useMemo } from 'preact/hooks';
import type { LayerMaps } from '../../src/index.ts';
import { Canvas, type Draw, toImage } from '../canvas.tsx';
import { useLanguage } from '../language.tsx';
import { type Palette, signedScale } from '../palette.ts';
import { cornerOf, type Grid, layOut, stepFrom, type Unit, unitAt } from './grid.ts';
import type { Sources } from './sources.ts';

interface MapsProps {
  readonly layer: LayerMaps;
  /** The largest value that the colours tell apart. */
  readonly limit: number;
  readonly width: number;
  readonly perLine?: number;
  readonly chosen: Unit | undefined;
  /** What feeds the chosen unit of the layer above. */
  readonly feeding: Sources | undefined;
  readonly palette: Palette;
  readonly onChoose: (unit: Unit) => void;
}

/** [row][column][map] -> [map][row][column] */
function toRows({ shape: { maps, rows, columns }, values }: LayerMaps): Float32Array {
  const size = rows * columns;
  return Float32Array.from(
    { length: values.length },
    (_, n) => values[(n % size) * maps + Math.floor(n / size)],
  );
}

function drawMaps(context: CanvasRenderingContext2D, grid: Grid, image: HTMLCanvasElement): void {
  const { shape, cell } = grid;
  const { rows, columns } = shape;
  for (let map = 0; map < shape.maps; map++) {
    const [left, top] = cornerOf(grid, map);
    context.drawImage(image, 0, map * rows, columns, rows, left, top, columns * cell, rows * cell);
  }
}

/** A frame set off from whatever lies below. */
function drawFrame(
  context: CanvasRenderingContext2D,
  { paper, accent }: Palette,
  [x, y, width, height]: readonly [number, number, number, number],
): void {
  for (const [colour, line] of [
    [paper, 4],
    [accent, 2],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.strokeRect(x, y, width, height);
  }
}

/** A frame around the unit, one more around its map. */
function drawMark(context: CanvasRenderingContext2D, grid: Grid, unit: Unit, palette: Palette): void {
  const { shape, cell } = grid;
  const [left, top] = cornerOf(grid, unit.map);
  if (shape.rows > 1) {
    drawFrame(context, palette, [left + 1, top + 1, shape.columns * cell - 2, shape.rows * cell - 2]);
  }
  drawFrame(context, palette, [left + unit.column * cell, top + unit.row * cell, cell, cell]);
}

/** The window that the unit above sees, in each map that feeds it; of single units there is nothing to tell apart. */
function drawSources(
  context: CanvasRenderingContext2D,
  grid: Grid,
  { maps, window }: Sources,
  palette: Palette,
): void {
  const { shape, cell } = grid;
  if (shape.rows * shape.columns === 1) return;
  for (const map of maps) {
    const [left, top] = cornerOf(grid, map);
    const [x, y] = [left + window.left * cell, top + window.top * cell];
    drawFrame(context, palette, [x + 1, y + 1, window.columns * cell - 2, window.rows * cell - 2]);
  }
}

const ARROWS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const FIRST: Unit = { map: 0, row: 0, column: 0 };

export function Maps({ layer, limit, width, perLine, chosen, feeding, palette, onChoose }: MapsProps) {
  const { say } = useLanguage();
  const { maps, rows, columns } = layer.shape;
  const grid = useMemo(
    () => layOut({ maps, rows, columns }, width, perLine),
    [maps, rows, columns, width, perLine],
  );
  const image = useMemo(
    () => toImage(toRows(layer), columns, signedScale(palette, limit)),
    [layer, columns, palette, limit],
  );
  const draw = useCallback<Draw>(
    (context) => {
      drawMaps(context, grid, image);
      if (feeding) drawSources(context, grid, feeding, palette);
      if (chosen) drawMark(context, grid, chosen, palette);
    },
    [grid, image, chosen, feeding, palette],
  );
  const point = ({ offsetX, offsetY }: PointerEvent) => {
    const unit = unitAt(grid, offsetX, offsetY);
    if (unit) onChoose(unit);
  };
  const press = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onChoose(chosen ? stepFrom(grid, chosen, ...arrow) : FIRST);
  };
  const size =
    rows === 1
      ? say('{maps} units', { maps })
      : say('{maps} maps of {rows} × {columns} units', { maps, rows, columns });
  return (
    <Canvas
      id={`maps-${layer.name}`}
      width={grid.width}
      height={grid.height}
      draw={draw}
      tabIndex={0}
      role="application"
      aria-label={say('{name}, {size}. Arrow keys choose a unit.', { name: layer.name, size })}
      onPointerMove={point}
      onPointerDown={point}
      onKeyDown={press}
    />
  );
}
