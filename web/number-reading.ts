// What is read of a drawn number, by a worker.
import { useEffect, useState } from 'preact/hooks';
import type { Reading } from '../src/index.ts';
import { type Answer, answerOfReading, failure } from './answer.tsx';
import { type Drawing, isEmpty, PADS, toPixels } from './draw/drawing.ts';
import type { Found } from './draw/pad.tsx';
import { readNumber } from './read/reading-thread.ts';

export interface NumberReading extends Found {
  readonly drawing: Drawing;
  readonly answer: Answer;
  readonly reading?: Reading;
}

async function read(drawing: Drawing): Promise<NumberReading | undefined> {
  const { picture, place } = toPixels(drawing, PADS.number);
  try {
    const found = await readNumber(picture);
    // Ink that is no writing, where something was drawn.
    const isScribble = found?.reason === 'blank' && !isEmpty(drawing);
    const reading: Reading | undefined = isScribble ? { ...found, reason: 'unreadable' } : found;
    return reading && { drawing, place, answer: answerOfReading(reading), digits: reading.digits, reading };
  } catch (error) {
    return { drawing, place, answer: failure((error as Error).message), digits: [] };
  }
}

/** The latest reading, of an earlier drawing while `drawing` is still being read; undefined: none is wanted. */
export function useNumberReading(drawing: Drawing | undefined): NumberReading | undefined {
  const [latest, setLatest] = useState<NumberReading>();
  useEffect(() => {
    if (drawing) void read(drawing).then((next) => next && setLatest(next));
  }, [drawing]);
  return latest;
}
