// How the maps of a layer lie on a canvas: beside each other in lines, every unit a square. All lengths in CSS pixels.
import type { Shape } from '../../src/index.ts';

export interface Unit {
  readonly map: number;
  readonly row: number;
  readonly column: number;
}

export interface Grid {
  readonly shape: Shape;
  readonly perLine: number;
  /** Side of a unit. */
  readonly cell: number;
  readonly gap: number;
  readonly width: number;
  readonly height: number;
}

/** The maps of `shape` in at most `width`, in lines of about the same length, or of `perLine`. */
export function layOut(shape: Shape, width: number, perLine?: number): Grid {
  const { maps, rows, columns } = shape;
  const gap = rows === 1 ? 2 : 8;
  const least = Math.max(2, Math.min(12, Math.floor(60 / (rows + 4))));
  const roomy = Math.floor((width + gap) / (perLine ?? maps) - gap) / columns;
  const cell = Math.max(least, Math.min(rows === 1 ? 14 : 2 * least, Math.floor(roomy)));
  const most = Math.max(1, Math.floor((width + gap) / (columns * cell + gap)));
  const lines = Math.ceil(maps / (perLine ?? most));
  const inLine = perLine ?? Math.ceil(maps / lines);
  return {
    ...{ shape, cell, gap, perLine: inLine },
    width: inLine * (columns * cell + gap) - gap,
    height: lines * (rows * cell + gap) - gap,
  };
}

/** The top left corner of a map. */
export function cornerOf({ shape, perLine, cell, gap }: Grid, map: number): [left: number, top: number] {
  return [
    (map % perLine) * (shape.columns * cell + gap),
    Math.floor(map / perLine) * (shape.rows * cell + gap),
  ];
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value));

/** The unit at a place, or the nearest one of the map there; none beyond the last map. */
export function unitAt(grid: Grid, x: number, y: number): Unit | undefined {
  const { shape, perLine, cell, gap } = grid;
  const column = clamp(Math.floor(x / (shape.columns * cell + gap)), perLine - 1);
  const line = Math.max(0, Math.floor(y / (shape.rows * cell + gap)));
  const map = line * perLine + column;
  if (map >= shape.maps) return undefined;
  const [left, top] = cornerOf(grid, map);
  return {
    map,
    row: clamp(Math.floor((y - top) / cell), shape.rows - 1),
    column: clamp(Math.floor((x - left) / cell), shape.columns - 1),
  };
}

/** One unit to the right and down, over the edge into the next map; stays where there is none. */
export function stepFrom(
  { shape, perLine }: Grid,
  { map, row, column }: Unit,
  right: number,
  down: number,
): Unit {
  const [across, along] = [
    (map % perLine) * shape.columns + column,
    Math.floor(map / perLine) * shape.rows + row,
  ];
  const x = clamp(across + right, perLine * shape.columns - 1);
  const y = Math.max(0, along + down);
  const next = Math.floor(y / shape.rows) * perLine + Math.floor(x / shape.columns);
  return next < shape.maps
    ? { map: next, row: y % shape.rows, column: x % shape.columns }
    : { map, row, column };
}
