// Grey morphology with square windows, along the rows and then along the columns; values are higher where it is lighter.

/** The lightest of the square windows of `radius` around each pixel: dilation of what is light. */
export function lightestAround(
  values: Uint8Array,
  width: number,
  height: number,
  radius: number,
): Uint8Array {
  return slide(slide(values, height, width, 1, radius, true), width, height, width, radius, true);
}

/** The darkest of them: erosion of what is light. */
export function darkestAround(values: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  return slide(slide(values, height, width, 1, radius, false), width, height, width, radius, false);
}

/** The largest or the least value of the window of `radius` around each, along `lines` of `length`, `step` apart. */
function slide(
  values: Uint8Array,
  lines: number,
  length: number,
  step: number,
  radius: number,
  isLargest: boolean,
): Uint8Array {
  const result = new Uint8Array(values.length);
  const between = step === 1 ? length : 1;
  for (let line = 0; line < lines; line++) {
    const first = line * between;
    for (let n = 0; n < length; n++) {
      const [from, to] = [Math.max(0, n - radius), Math.min(length - 1, n + radius)];
      let best = values[first + from * step];
      for (let at = from + 1; at <= to; at++) {
        const value = values[first + at * step];
        if (isLargest ? value > best : value < best) best = value;
      }
      result[first + n * step] = best;
    }
  }
  return result;
}
