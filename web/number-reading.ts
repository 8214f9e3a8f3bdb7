// Reads a drawn number, once it stands still: reading takes longer than a frame.
import { useEffect, useState } from 'preact/hooks';
import type { Reader, ReadingView } from '../src/index.ts';
import { type Drawing, PADS, toPixels } from './draw/drawing.ts';
import type { Found } from './draw/pad.tsx';

export interface NumberReading extends Found {
  readonly drawing: Drawing;
  readonly view?: ReadingView;
  /** Why it could not be read. */
  readonly fault?: string;
}

function read(reader: Reader, drawing: Drawing): NumberReading {
  const { picture, place } = toPixels(drawing, PADS.number);
  try {
    const view = reader.look(picture);
    return { drawing, place, view, digits: view.reading.digits };
  } catch (error) {
    return { drawing, place, fault: (error as Error).message, digits: [] };
  }
}

/** The latest reading; of an earlier drawing while this one is still being read. */
export function useNumberReading(reader: Reader | undefined, drawing: Drawing): NumberReading | undefined {
  const [latest, setLatest] = useState<NumberReading>();
  useEffect(() => {
    if (!reader) return;
    // After the frame that shows the stroke.
    const timer = setTimeout(() => setLatest(read(reader, drawing)));
    return () => clearTimeout(timer);
  }, [reader, drawing]);
  return latest;
}
