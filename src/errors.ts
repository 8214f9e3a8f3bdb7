// The errors this library throws. Text: *where: what; expected A, got B. Hint.*

/** Anything lenet5 throws on purpose. Catch this to tell a mistake in the input from a bug. */
export class Lenet5Error extends Error {
  override name = 'Lenet5Error';
}

/** A definition, tensor or picture whose shape does not fit where it is used. */
export class ShapeError extends Lenet5Error {
  override name = 'ShapeError';
}

/** Bytes that are not what they claim to be: truncated, wrong magic, out of range. */
export class FormatError extends Lenet5Error {
  override name = 'FormatError';
}

/** An option or argument outside its range, or something the caller forgot to provide. */
export class UsageError extends Lenet5Error {
  override name = 'UsageError';
}

/** Training cannot go on: a loss or a weight is no longer a finite number. */
export class DivergenceError extends Lenet5Error {
  override name = 'DivergenceError';
}
