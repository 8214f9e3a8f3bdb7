// What a network gets of a drawing.
import { normalizePicture } from '../../src/index.ts';
import { type Drawing, PADS, toCharacter } from './drawing.ts';

const BLANK_INK = new Uint8Array(28 * 28);

/** 28 x 28 ink as in MNIST; no ink if it cannot be had. */
export function inkOf(drawing: Drawing): Uint8Array {
  if (drawing.ink) return drawing.ink;
  try {
    const found = normalizePicture(toCharacter(drawing, PADS.digit));
    return found.status === 'ok' ? found.image : BLANK_INK;
  } catch {
    return BLANK_INK;
  }
}

export const hasInk = (ink: Uint8Array): boolean => ink.some((value) => value > 0);
