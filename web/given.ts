// What a network is given to look at: the drawing, normalised and then distorted as the sliders say; or a piece of a number.
import { useMemo, useState } from 'preact/hooks';
import { normalizePicture, type ReadingView } from '../src/index.ts';
import { type Distortion, distortInk, type Ink, isNone } from './distort/distortion.ts';
import { type Drawing, PADS, toCharacter } from './draw/drawing.ts';
import { type Fault, toFault } from './fault.ts';

/** Side of a normalised digit, and of the field of LeNet-5 that it is distorted in. */
const SIDE = 28;
const FIELD = { rows: 32, columns: 32 };

export interface Given {
  /** 28 x 28 as in MNIST, or 32 x 32 where it was distorted. */
  readonly ink: Ink;
  readonly isBlank: boolean;
  /** What is wrong with the drawing: too many strokes. */
  readonly fault?: Fault;
}

const givenOf = (data: Uint8Array): Given => ({ ink: { data, rows: SIDE, columns: SIDE }, isBlank: false });

const BLANK: Given = { ...givenOf(new Uint8Array(SIDE * SIDE)), isBlank: true };

function normalize(drawing: Drawing): Given {
  if (drawing.ink) return givenOf(drawing.ink);
  try {
    const found = normalizePicture(toCharacter(drawing, PADS.digit));
    return found.status === 'ok' ? givenOf(found.image) : BLANK;
  } catch (error) {
    return { ...BLANK, fault: toFault(error) };
  }
}

export function useDrawnDigit(drawing: Drawing, distortion: Distortion): Given {
  const normalized = useMemo(() => normalize(drawing), [drawing]);
  return useMemo(() => {
    if (normalized.isBlank || isNone(distortion)) return normalized;
    return { ...normalized, ink: distortInk(normalized.ink, FIELD, distortion) };
  }, [normalized, distortion]);
}

/** The piece of a number that is looked into: that of its first digit until another one is chosen. */
export function usePiece(view: ReadingView | undefined) {
  const [choice, setChoice] = useState<{ readonly view: ReadingView; readonly piece: number }>();
  const first = view?.path?.find(({ symbol }) => symbol < 10)?.piece;
  const piece = choice && choice.view === view ? choice.piece : first;
  const image = piece === undefined ? undefined : view?.pieces?.[piece].image;
  return {
    piece,
    given: useMemo(() => (image ? givenOf(image) : BLANK), [image]),
    choosePiece: (chosen: number) => view && setChoice({ view, piece: chosen }),
  };
}
