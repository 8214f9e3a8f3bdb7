// Grey morphology with square windows, along the rows and then along the columns; values are higher where it is lighter.

/** The lightest of the square windows of `radius` around each pixel: dilation of what is light. */
export function lightestAround(
  values: Uint8Array,
  width: number,
  height: number,
  radius: number,
): Uint8Array {
  return around(values, width, height, radius, Math.max, 0);
}

/** The darkest of them: erosion of what is light. */
export function darkestAround(values: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  return around(values, width, height, radius, Math.min, 255);
}

type Pick = (a: number, b: number) => number;

/** `none`: the value that `pick` never picks. */
function around(
  values: Uint8Array,
  width: number,
  height: number,
  radius: number,
  pick: Pick,
  none: number,
): Uint8Array {
  const result = values.slice();
  for (let row = 0; row < height; row++) slide(result, row * width, width, 1, radius, pick, none);
  for (let column = 0; column < width; column++) slide(result, column, height, width, radius, pick, none);
  return result;
}

/**
 * The same along a line of `length` values, `step` apart, in place: van Herk (1992) and Gil and Werman (1993), for whom
 * a window costs the same whatever its size. In blocks as long as a window the best so far is known from either end.
 */
function slide(
  values: Uint8Array,
  first: number,
  length: number,
  step: number,
  radius: number,
  pick: Pick,
  none: number,
): void {
  const window = 2 * radius + 1;
  const padded = new Uint8Array(window * Math.ceil((length + 2 * radius) / window)).fill(none);
  for (let n = 0; n < length; n++) padded[n + radius] = values[first + n * step];
  const [forward, backward] = [padded.slice(), padded.slice()];
  for (let n = 1; n < padded.length; n++) if (n % window !== 0) forward[n] = pick(forward[n], forward[n - 1]);
  for (let n = padded.length - 2; n >= 0; n--)
    if ((n + 1) % window !== 0) backward[n] = pick(backward[n], backward[n + 1]);
  for (let n = 0; n < length; n++) values[first + n * step] = pick(backward[n], forward[n + 2 * radius]);
}
