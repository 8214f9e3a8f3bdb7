// Shapes of feature maps. In memory everything is [image][row][column][map]: the maps of one position lie
// side by side, so that one row of a kernel's taps is one contiguous run.

/** `maps` feature maps of `rows` x `columns`; all positive integers. */
export interface Shape {
  readonly maps: number;
  readonly rows: number;
  readonly columns: number;
}

/** Number of values in one image of this shape. */
export function sizeOf(shape: Shape): number {
  return shape.maps * shape.rows * shape.columns;
}

/** `6@28x28`, the paper's notation. */
export function formatShape(shape: Shape): string {
  return `${shape.maps}@${shape.rows}x${shape.columns}`;
}
