// What a picture of one character can be: the classes of a network that recognizes characters, in the order of its
// outputs. Digits 0 to 9 are their own numbers; a network of ten outputs knows these alone.
import { ShapeError } from '../errors.ts';

export const DIGITS = 10;
/** Letters, scribbles, parts of digits. */
export const NO_DIGIT = 10;
/** Digits side by side. */
export const SEVERAL = 11;
export const CHARACTERS = 12;

/** Throws ShapeError if a network's number of outputs is that of no network for characters. */
export function checkCharacters(name: string, classes: number): void {
  if (classes === DIGITS || classes === CHARACTERS) return;
  throw new ShapeError(
    `recognizer: '${name}' has ${classes} outputs; expected ${DIGITS} (the digits) or ${CHARACTERS} ` +
      '(the digits, no digit, several digits). Give another model.',
  );
}
