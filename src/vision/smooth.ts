// Binomial smoothing of 3 x 3 pixels.
import type { Ink } from './ink.ts';
import type { Picture } from './picture.ts';

/** In place: patterns of one pixel fade, strokes stay. */
export function smooth(values: Float32Array, width: number): Float32Array {
  // The row above, this one and the one below, smoothed across: more than three are never needed.
  let [above, here, below] = [0, 1, 2].map(() => new Float32Array(width));
  smoothRow(values, 0, here);
  above.set(here);
  for (let line = 0; line < values.length; line += width) {
    if (line + width < values.length) smoothRow(values, line + width, below);
    else below.set(here);
    for (let column = 0; column < width; column++)
      values[line + column] = (above[column] + 2 * here[column] + below[column]) / 4;
    [above, here, below] = [here, below, above];
  }
  return values;
}

function smoothRow(values: Float32Array, line: number, across: Float32Array): void {
  const last = across.length - 1;
  let [before, value] = [values[line], values[line]];
  for (let column = 0; column < last; column++) {
    const next = values[line + column + 1];
    across[column] = (before + 2 * value + next) / 4;
    before = value;
    value = next;
  }
  across[last] = (before + 2 * value + value) / 4;
}

/** A grey picture smoothed. */
export function smoothGrey({ width, height, data }: Picture): Ink {
  const values = smooth(new Float32Array(data), width);
  const grey = new Uint8Array(values.length);
  for (let i = 0; i < grey.length; i++) grey[i] = (values[i] + 0.5) | 0;
  return { width, height, data: grey };
}
