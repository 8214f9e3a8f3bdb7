// What is read of a drawn number, by a worker.
import { useEffect, useState } from 'preact/hooks';
import type { ReadingView } from '../src/index.ts';
import { type Drawing, isEmpty, PADS, toPixels } from './draw/drawing.ts';
import type { Found } from './draw/pad.tsx';
import { type Fault, toFault } from './fault.ts';
import type { Terms } from './number/terms.tsx';
import { readNumber } from './read/reading-thread.ts';

export interface NumberReading extends Found {
  readonly drawing: Drawing;
  readonly terms: Terms;
  readonly view?: ReadingView;
  /** Why it could not be read. */
  readonly fault?: Fault;
}

async function read(drawing: Drawing, terms: Terms): Promise<NumberReading | undefined> {
  const { picture, place } = toPixels(drawing, PADS.number);
  try {
    const view = await readNumber(picture, terms);
    if (!view) return undefined;
    // Ink that is no writing, where something was drawn.
    const isScribble = view.reading.reason === 'blank' && !isEmpty(drawing);
    const reading = isScribble ? { ...view.reading, reason: 'unreadable' as const } : view.reading;
    return { drawing, terms, place, view: { ...view, reading }, digits: reading.digits };
  } catch (error) {
    return { drawing, terms, place, fault: toFault(error), digits: [] };
  }
}

/**
 * The latest reading, of an earlier drawing or on other terms while `drawing` is still being read; undefined: none is
 * wanted.
 */
export function useNumberReading(drawing: Drawing | undefined, terms: Terms): NumberReading | undefined {
  const [latest, setLatest] = useState<NumberReading>();
  useEffect(() => {
    if (drawing) void read(drawing, terms).then((next) => next && setLatest(next));
  }, [drawing, terms]);
  return latest;
}
